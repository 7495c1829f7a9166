"""Get and save your read position in timelines.

https://docs.joinmastodon.org/methods/markers/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from .. import entities
from ..calls import Hash, Request, id_of, texts_of
from ..clients import endpoint
from ..values import Word


class MarkerMethods:
    @endpoint(since="3.0.0")
    def markers_get(
        self, timeline: Sequence[Literal["home", "notifications"] | Word]
    ) -> Request[Mapping[str, entities.Marker]]:
        """Get your saved read positions.

        Args:
            timeline: The timelines to get: ``["home", "notifications"]`` or one of
                them.

        Returns:
            A marker for each timeline; timelines without a saved position are left out.

        Scope ``read:statuses``. Since Mastodon 3.0.
        https://docs.joinmastodon.org/methods/markers/#get
        """
        return Request(
            "GET",
            "/api/v1/markers",
            query={"timeline": texts_of("timeline", timeline)},
            answer=Hash(entities.Marker),
            scopes=("read:statuses",),
        )

    @endpoint(since="3.0.0", one_of=("home", "notifications"))
    def markers_set(
        self,
        *,
        home: str | entities.Status | None = None,
        notifications: str | entities.Notification | None = None,
    ) -> Request[Mapping[str, entities.Marker]]:
        """Save your read positions on the server, for all your programs.

        Pass at least one of the two.

        Args:
            home: The last status that you have read in the home timeline.
            notifications: The last notification that you have read.

        Returns:
            The new marker for each timeline.

        Raises:
            ApiError: with status 409, if another program saves a position at the same
                moment.
            TypeError: neither argument is given.

        Scope ``write:statuses``. Since Mastodon 3.0.
        https://docs.joinmastodon.org/methods/markers/#create
        """
        last = {
            "home": id_of("home", home),
            "notifications": id_of("notifications", notifications),
        }
        return Request(
            "POST",
            "/api/v1/markers",
            json={k: {"last_read_id": id} for k, id in last.items() if id is not None},
            answer=Hash(entities.Marker),
            scopes=("write:statuses",),
        )
