"""https://docs.joinmastodon.org/methods/suggestions/"""

from __future__ import annotations

from .. import entities
from ..calls import Empty, Flow, Page, PagedByOffset, Request
from ..clients import endpoint, flow


class SuggestionMethods:
    @endpoint(since="3.4.0")
    def suggestions(
        self,
        *,
        limit: int | None = None,
        offset: int | None = None,
        async_refresh_id: str | None = None,
    ) -> Request[Page[entities.Suggestion]]:
        """View whom the server thinks that you may like to follow, and why.

        Args:
            limit: How many, 1 to 80; the server's default is 40.
            offset: How many to skip; since Mastodon 4.3.
            async_refresh_id: The refresh that this asks for the outcome of, so that
                the server begins no other; since Mastodon 4.5.

        Scope ``read:accounts``. Since Mastodon 3.4.
        https://docs.joinmastodon.org/methods/suggestions/#v2
        """
        return Request(
            "GET",
            "/api/v2/suggestions",
            query={"limit": limit, "offset": offset},
            headers={"mastodon-async-refresh-id": async_refresh_id},
            answer=PagedByOffset(entities.Suggestion),
            scopes=("read:accounts",),
        )

    @endpoint(since="3.4.0", of="suggestions")
    def suggestions_v2(
        self, *, limit: int | None = None, offset: int | None = None
    ) -> Request[Page[entities.Suggestion]]:
        """View whom you may like to follow: `suggestions` by its version.

        Args:
            limit: How many, 1 to 80; the server's default is 40.
            offset: How many to skip; since Mastodon 4.3.

        Since Mastodon 3.4.
        https://docs.joinmastodon.org/methods/suggestions/#v2
        """
        return self.suggestions(limit=limit, offset=offset)

    @flow
    def account_suggestions(
        self, *, limit: int | None = None
    ) -> Flow[tuple[entities.Account, ...]]:
        """View whom you may like to follow, without the reasons of `suggestions`.

        Args:
            limit: How many, 1 to 80; the server's default is 40.

        Scope ``read:accounts``.
        https://docs.joinmastodon.org/methods/suggestions/#v2
        """
        found = yield from self.suggestions(limit=limit)
        return tuple(suggestion.account for suggestion in found)

    @endpoint(since="2.4.3", deprecated="3.4.0")
    def suggestions_v1(
        self, *, limit: int | None = None, offset: int | None = None
    ) -> Request[Page[entities.Account]]:
        """View accounts that you may like to follow, as before Mastodon 3.4.

        Args:
            limit: How many, 1 to 80; the server's default is 40.
            offset: How many to skip; since Mastodon 4.3.

        Scope ``read:accounts``. Since Mastodon 2.4.3, deprecated since 3.4.
        https://docs.joinmastodon.org/methods/suggestions/#v1
        """
        return Request(
            "GET",
            "/api/v1/suggestions",
            query={"limit": limit, "offset": offset},
            answer=PagedByOffset(entities.Account),
            scopes=("read:accounts",),
        )

    @endpoint(since="2.4.3")
    def suggestion_delete(self, account_id: str | entities.Account) -> Request[None]:
        """Have an account suggested no more.

        Args:
            account_id: Who was suggested; if nobody did, nothing changes.

        Scope ``write:accounts``. Since Mastodon 2.4.3.
        https://docs.joinmastodon.org/methods/suggestions/#remove
        """
        return Request(
            "DELETE",
            "/api/v1/suggestions/{account_id}",
            path_params={"account_id": account_id},
            answer=Empty(),
            scopes=("write:accounts",),
        )
