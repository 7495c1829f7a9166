"""Get rankings and other qualitative metrics of a server.

https://docs.joinmastodon.org/methods/admin/dimensions/
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from ... import entities
from ...calls import Many, Page, Request, moment_of
from ...clients import endpoint
from .. import arguments
from ._keys import key_params


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
            | arguments.TagDimension
            | arguments.InstanceDimension
        ],
    ) -> Request[Page[entities.AdminDimension]]:
        """Get rankings of how your server is used, and facts about its system.

        Args:
            start_at: The first day, in UTC; the time of day is ignored. Required for
                all keys except ``space_usage`` and ``software_versions``.
            end_at: The last day, which is included; required like ``start_at``.
            limit: The maximum number of entries in each ranking.
            keys: The dimensions to get. Rankings: ``languages`` of its users,
                ``sources`` (client apps of its users), ``servers`` that most statuses
                come from, a `TagDimension` or an `InstanceDimension`. Facts:
                ``space_usage`` and ``software_versions``.

        Returns:
            A dimension for each key that the server knows, in the order of the keys.

        Raises:
            Forbidden: your role lacks the View Dashboard permission.
            NotFound: the hashtag does not exist.
            ValueError: a key that needs a `TagDimension` or an `InstanceDimension` is
                given as a word, or twice.

        Scope ``admin:read``. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/admin/dimensions/#get
        """
        return Request(
            "POST",
            "/api/v1/admin/dimensions",
            json={
                **key_params(keys, arguments.TagDimension, arguments.InstanceDimension),
                "start_at": moment_of("start_at", start_at),
                "end_at": moment_of("end_at", end_at),
                "limit": limit,
            },
            answer=Many(entities.AdminDimension),
            scopes=("admin:read",),
        )
