"""List the accounts that you mute.

https://docs.joinmastodon.org/methods/mutes/
"""

from __future__ import annotations

from .. import entities
from ..calls import Page, Paged, Request
from ..clients import endpoint


class MuteMethods:
    @endpoint(since="1.1.0")
    def mutes(
        self, *, limit: int | None = None
    ) -> Request[Page[entities.MutedAccount]]:
        """List the accounts that you mute, most recently muted first.

        Args:
            limit: Accounts per page, 1 to 80; the server's default is 40.

        Returns:
            The accounts, each with the time when its mute expires, if it does.

        Scope ``read:mutes``. Since Mastodon 1.1.
        https://docs.joinmastodon.org/methods/mutes/#get
        """
        return Request(
            "GET",
            "/api/v1/mutes",
            query={"limit": limit},
            answer=Paged(entities.MutedAccount),
            scopes=("read:mutes",),
        )
