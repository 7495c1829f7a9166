"""https://docs.joinmastodon.org/methods/admin/measures/"""

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
class TagMeasure:
    """Something to count of a hashtag, for `admin_measures`.

    https://docs.joinmastodon.org/methods/admin/measures/#get
    """

    key: Literal["tag_accounts", "tag_uses", "tag_servers"]
    """How many accounts use it; how many statuses; on how many servers."""
    id: str = field(converter=tag_id)
    """The hashtag, by its id: its name won't do."""


@frozen
class InstanceMeasure:
    """Something to count of another server, for `admin_measures`.

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
    """How many accounts and statuses of it are known here, how many bytes their files
    take, how many reports there are about it, how often its accounts are followed from
    here, and how often they follow somebody here."""
    domain: str
    """The server, such as ``mastodon.example``."""
    include_subdomains: bool | None = None
    """Whether all below its domain counts too; since Mastodon 4.2."""


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
        """Count what happens on your server, day by day.

        Args:
            start_at: When to begin; the day counts, in UTC.
            end_at: When to end, that day included.
            keys: What to count: ``active_users``; ``new_users``; ``interactions``,
                which are favourites, boosts and answers to statuses of this server;
                ``opened_reports``; ``resolved_reports``; a `TagMeasure`; an
                `InstanceMeasure`.

        Returns:
            A measure for each key that the server knows, in their order.

        Raises:
            Forbidden: your role may not view the dashboard.
            NotFound: there is no such hashtag.

        Scope ``admin:read``. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/admin/measures/#get
        """
        return Request(
            "POST",
            "/api/v1/admin/measures",
            json={
                **spelled(keys),
                "start_at": moment_of("start_at", start_at),
                "end_at": moment_of("end_at", end_at),
            },
            answer=Many(entities.AdminMeasure),
            scopes=("admin:read",),
        )
