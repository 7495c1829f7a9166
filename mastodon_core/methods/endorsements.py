"""List the accounts that you feature on your profile.

https://docs.joinmastodon.org/methods/endorsements/
"""

from __future__ import annotations

from .. import entities
from ..calls import Page, Paged, Request
from ..clients import endpoint


class EndorsementMethods:
    @endpoint(since="2.5.0")
    def endorsements(
        self, *, limit: int | None = None
    ) -> Request[Page[entities.Account]]:
        """List the accounts that you feature on your profile.

        Args:
            limit: Accounts per page, 1 to 80; the server's default is 40.

        Scope ``read:accounts``. Since Mastodon 2.5.
        https://docs.joinmastodon.org/methods/endorsements/#get
        """
        return Request(
            "GET",
            "/api/v1/endorsements",
            query={"limit": limit},
            answer=Paged(entities.Account),
            scopes=("read:accounts",),
        )
