"""https://docs.joinmastodon.org/methods/admin/dimensions/"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from attrs import field, frozen

from ... import entities
from ...calls import Many, Request, moment_of
from ...clients import endpoint
from ._keys import spelled, tag_id


@frozen
class TagDimension:
    """Something to rank of a hashtag, for `admin_dimensions`.

    https://docs.joinmastodon.org/methods/admin/dimensions/#get
    """

    key: Literal["tag_servers", "tag_languages"]
    """The servers that use it most; the languages of the statuses with it."""
    id: str = field(converter=tag_id)
    """The hashtag, by its id: its name won't do."""


@frozen
class InstanceDimension:
    """Something to rank of another server, for `admin_dimensions`.

    https://docs.joinmastodon.org/methods/admin/dimensions/#get
    """

    key: Literal["instance_accounts", "instance_languages"]
    """Its accounts that have the most followers here; the languages it writes in."""
    domain: str
    """The server, such as ``mastodon.example``."""


class AdminDimensionMethods:
    @endpoint(since="3.5.0")
    def admin_dimensions(
        self,
        start_at: datetime | None = None,
        end_at: datetime | None = None,
        limit: int | None = None,
        *,
        keys: Sequence[
            Literal[
                "languages",
                "sources",
                "servers",
                "space_usage",
                "software_versions",
            ]
            | entities.AdminDimensionKey
            | TagDimension
            | InstanceDimension
        ],
    ) -> Request[tuple[entities.AdminDimension, ...]]:
        """Rank what your server is used for, or tell what it runs on.

        Args:
            start_at: When to begin; the day counts, in UTC. All but ``space_usage``
                and ``software_versions`` need it.
            end_at: When to end, that day included; needed like ``start_at``.
            limit: How many places each ranking has.
            keys: What to rank: ``languages`` and ``sources``, which are programs, of
                its users; ``servers`` that most statuses come from; a `TagDimension`;
                an `InstanceDimension`. Or what to tell: ``space_usage``,
                ``software_versions``.

        Returns:
            A dimension for each key that the server knows, in their order.

        Raises:
            Forbidden: your role may not view the dashboard.
            NotFound: there is no such hashtag.

        Scope ``admin:read``. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/admin/dimensions/#get
        """
        return Request(
            "POST",
            "/api/v1/admin/dimensions",
            json={
                **spelled(keys),
                "start_at": moment_of("start_at", start_at),
                "end_at": moment_of("end_at", end_at),
                "limit": limit,
            },
            answer=Many(entities.AdminDimension),
            scopes=("admin:read",),
        )
