"""List and remove suggestions of accounts to follow.

https://docs.joinmastodon.org/methods/suggestions/
"""

from __future__ import annotations

from .. import entities
from ..calls import Empty, Flow, Page, Paged, Request
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
        """List the server's follow suggestions, with the reason for each.

        Args:
            limit: Suggestions per page, 1 to 80; the server's default is 40.
            offset: Number of suggestions to skip; since Mastodon 4.3.
            async_refresh_id: The id of the background refresh whose outcome you want,
                so that the server does not start another one; since Mastodon 4.5.

        Scope ``read:accounts``. Since Mastodon 3.4.
        https://docs.joinmastodon.org/methods/suggestions/#v2
        """
        return Request(
            "GET",
            "/api/v2/suggestions",
            query={"limit": limit, "offset": offset},
            headers={"mastodon-async-refresh-id": async_refresh_id},
            answer=Paged(entities.Suggestion, by="offset"),
            scopes=("read:accounts",),
        )

    @endpoint(since="3.4.0", of="suggestions")
    def suggestions_v2(
        self, *, limit: int | None = None, offset: int | None = None
    ) -> Request[Page[entities.Suggestion]]:
        """List the server's follow suggestions; another name for `suggestions`.

        Args:
            limit: Suggestions per page, 1 to 80; the server's default is 40.
            offset: Number of suggestions to skip; since Mastodon 4.3.

        Since Mastodon 3.4.
        https://docs.joinmastodon.org/methods/suggestions/#v2
        """
        return self.suggestions(limit=limit, offset=offset)

    @flow
    def account_suggestions(
        self, *, limit: int | None = None
    ) -> Flow[Page[entities.Account]]:
        """List the accounts of the server's follow suggestions, without the reasons.

        Args:
            limit: Number of accounts, 1 to 80; the server's default is 40.

        Scope ``read:accounts``.
        https://docs.joinmastodon.org/methods/suggestions/#v2
        """
        found = yield from self.suggestions(limit=limit)
        return Page(
            tuple(suggestion.account for suggestion in found),
            rejected=found.rejected,
            end_is_proven=found.end_is_proven,
        )

    @endpoint(since="2.4.3", deprecated="3.4.0")
    def suggestions_v1(
        self, *, limit: int | None = None, offset: int | None = None
    ) -> Request[Page[entities.Account]]:
        """List suggested accounts to follow, with the API from before Mastodon 3.4.

        Args:
            limit: Accounts per page, 1 to 80; the server's default is 40.
            offset: Number of accounts to skip; since Mastodon 4.3.

        Scope ``read:accounts``. Since Mastodon 2.4.3, deprecated since 3.4.
        https://docs.joinmastodon.org/methods/suggestions/#v1
        """
        return Request(
            "GET",
            "/api/v1/suggestions",
            query={"limit": limit, "offset": offset},
            answer=Paged(entities.Account, by="offset"),
            scopes=("read:accounts",),
        )

    @endpoint(since="2.4.3")
    def suggestion_delete(self, account_id: str | entities.Account) -> Request[None]:
        """Remove an account from your follow suggestions.

        Args:
            account_id: The account. If it is not suggested, nothing changes.

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
