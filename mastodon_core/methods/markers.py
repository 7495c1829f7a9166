"""https://docs.joinmastodon.org/methods/markers/"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from .. import entities
from ..calls import Hash, Request, id_of, texts_of
from ..clients import endpoint


class MarkerMethods:
    @endpoint(since="3.0.0")
    def markers_get(
        self, timeline: Sequence[Literal["home", "notifications"]]
    ) -> Request[Mapping[str, entities.Marker]]:
        """View how far you have read.

        Args:
            timeline: Of which timelines: ``["home", "notifications"]`` or one of them.

        Returns:
            By timeline; one of which nothing was said is not there.

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
        """Keep on the server how far you have read, for all your programs.

        One of them must be given, or both.

        Args:
            home: The last status that you have seen in the home timeline.
            notifications: The last notification that you have seen.

        Returns:
            What was set, by timeline.

        Raises:
            ApiError: with status 409, if another program sets it at this moment.
            TypeError: neither is given.

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
