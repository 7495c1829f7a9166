"""Get daily counts and other quantitative metrics of a server.

https://docs.joinmastodon.org/methods/admin/measures/
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from attrs import field, frozen

from ... import entities
from ...calls import Many, Request, moment_of
from ...clients import endpoint
from ._keys import key_params, tag_id


@frozen
class TagMeasure:
    """A measure of one hashtag, for `admin_measures`.

    https://docs.joinmastodon.org/methods/admin/measures/#get
    """

    key: Literal["tag_accounts", "tag_uses", "tag_servers"]
    """``tag_accounts`` counts accounts that use the hashtag, ``tag_uses`` statuses with
    it, ``tag_servers`` servers that use it."""
    id: str = field(converter=tag_id)
    """The id of the hashtag, not its name."""


@frozen
class InstanceMeasure:
    """A measure of another server, for `admin_measures`.

    https://docs.joinmastodon.org/methods/admin/measures/#get
    """

    key: Literal[
        "instance_accounts",
        "instance_media_attachments",
        "instance_reports",
        "instance_statuses",
        "instance_follows",
        "instance_followers",
    ]
    """``instance_accounts`` and ``instance_statuses`` count the server's accounts and
    statuses that are known here, ``instance_media_attachments`` the bytes of its media,
    ``instance_reports`` the reports about its accounts, ``instance_follows`` the
    follows of its accounts from here, ``instance_followers`` the follows of local
    accounts from there."""
    domain: str
    """The domain of the server, such as ``mastodon.example``."""
    include_subdomains: bool | None = None
    """Whether to count all subdomains too; since Mastodon 4.2."""


class AdminMeasureMethods:
    @endpoint(since="3.5.0")
    def admin_measures(
        self,
        start_at: datetime,
        end_at: datetime,
        *,
        keys: Sequence[
            Literal[
                "active_users",
                "new_users",
                "interactions",
                "opened_reports",
                "resolved_reports",
            ]
            | entities.AdminMeasureKey
            | TagMeasure
            | InstanceMeasure
        ],
    ) -> Request[tuple[entities.AdminMeasure, ...]]:
        """Get daily counts of activity on your server.

        Args:
            start_at: The first day, in UTC; the time of day is ignored.
            end_at: The last day, which is included.
            keys: The measures to get: ``active_users``, ``new_users``, ``interactions``
                (favourites and boosts of local statuses, and replies to them),
                ``opened_reports``, ``resolved_reports``, a `TagMeasure` or an
                `InstanceMeasure`.

        Returns:
            A measure for each key that the server knows, in the order of the keys.

        Raises:
            Forbidden: your role lacks the View Dashboard permission.
            NotFound: the hashtag does not exist.

        Scope ``admin:read``. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/admin/measures/#get
        """
        return Request(
            "POST",
            "/api/v1/admin/measures",
            json={
                **key_params(keys),
                "start_at": moment_of("start_at", start_at),
                "end_at": moment_of("end_at", end_at),
            },
            answer=Many(entities.AdminMeasure),
            scopes=("admin:read",),
        )
