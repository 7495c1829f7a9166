"""Keys of the admin measures and dimensions that take parameters."""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen

from ... import entities
from ...calls import checked_fields, id_of


def _tag_id(id: str | entities.Tag) -> str:
    """Return the id of a hashtag, given the id or the `entities.Tag`."""
    taken = id_of("id", id)
    if not taken:
        raise ValueError(f"id must be the id of a hashtag, not {id!r}")
    return taken


@frozen(field_transformer=checked_fields)
class TagMeasure:
    """A measure of one hashtag, for `admin_measures`.

    https://docs.joinmastodon.org/methods/admin/measures/#get
    """

    key: Literal["tag_accounts", "tag_uses", "tag_servers"] | entities.AdminMeasureKey
    """``tag_accounts`` counts accounts that use the hashtag, ``tag_uses`` statuses with
    it, ``tag_servers`` servers that use it."""
    id: str = field(converter=_tag_id)
    """The id of the hashtag, not its name."""


@frozen(field_transformer=checked_fields)
class InstanceMeasure:
    """A measure of another server, for `admin_measures`.

    https://docs.joinmastodon.org/methods/admin/measures/#get
    """

    key: (
        Literal[
            "instance_accounts",
            "instance_media_attachments",
            "instance_reports",
            "instance_statuses",
            "instance_follows",
            "instance_followers",
        ]
        | entities.AdminMeasureKey
    )
    """``instance_accounts`` and ``instance_statuses`` count the server's accounts and
    statuses that are known here, ``instance_media_attachments`` the bytes of its media,
    ``instance_reports`` the reports about its accounts, ``instance_follows`` the
    follows of its accounts from here, ``instance_followers`` the follows of local
    accounts from there."""
    domain: str
    """The domain of the server, such as ``mastodon.example``."""
    include_subdomains: bool | None = None
    """Whether to count all subdomains too; since Mastodon 4.2."""


@frozen(field_transformer=checked_fields)
class TagDimension:
    """A dimension of one hashtag, for `admin_dimensions`.

    https://docs.joinmastodon.org/methods/admin/dimensions/#get
    """

    key: Literal["tag_servers", "tag_languages"] | entities.AdminDimensionKey
    """``tag_servers`` ranks the servers that use the hashtag most, ``tag_languages``
    the languages of statuses with it."""
    id: str = field(converter=_tag_id)
    """The id of the hashtag, not its name."""


@frozen(field_transformer=checked_fields)
class InstanceDimension:
    """A dimension of another server, for `admin_dimensions`.

    https://docs.joinmastodon.org/methods/admin/dimensions/#get
    """

    key: Literal["instance_accounts", "instance_languages"] | entities.AdminDimensionKey
    """``instance_accounts`` ranks the server's accounts by their followers here,
    ``instance_languages`` the languages of its statuses."""
    domain: str
    """The domain of the server, such as ``mastodon.example``."""
