"""List, accept and reject follow requests.

https://docs.joinmastodon.org/methods/follow_requests/
"""

from __future__ import annotations

from .. import entities
from ..calls import One, Page, Paged, Request
from ..clients import endpoint


class FollowRequestMethods:
    @endpoint
    def follow_requests(
        self, *, limit: int | None = None
    ) -> Request[Page[entities.Account]]:
        """List the accounts that have asked to follow you, most recent request first.

        Args:
            limit: Accounts per page, 1 to 80; the server's default is 40.

        Scope ``read:follows``.
        https://docs.joinmastodon.org/methods/follow_requests/#get
        """
        return Request(
            "GET",
            "/api/v1/follow_requests",
            query={"limit": limit},
            answer=Paged(entities.Account),
            scopes=("read:follows",),
        )

    @endpoint
    def follow_request_authorize(
        self, account_id: str | entities.Account
    ) -> Request[entities.Relationship]:
        """Accept an account's follow request.

        Args:
            account_id: The account that asked to follow you.

        Returns:
            Your relationship to the account, in which ``followed_by`` is True.

        Raises:
            NotFound: the account does not have a pending follow request.

        Scope ``write:follows``.
        https://docs.joinmastodon.org/methods/follow_requests/#accept
        """
        return Request(
            "POST",
            "/api/v1/follow_requests/{account_id}/authorize",
            path_params={"account_id": account_id},
            answer=One(entities.Relationship),
            scopes=("write:follows",),
        )

    @endpoint
    def follow_request_reject(
        self, account_id: str | entities.Account
    ) -> Request[entities.Relationship]:
        """Reject an account's follow request; the account may ask again.

        Args:
            account_id: The account that asked to follow you.

        Raises:
            NotFound: the account does not have a pending follow request.

        Scope ``write:follows``.
        https://docs.joinmastodon.org/methods/follow_requests/#reject
        """
        return Request(
            "POST",
            "/api/v1/follow_requests/{account_id}/reject",
            path_params={"account_id": account_id},
            answer=One(entities.Relationship),
            scopes=("write:follows",),
        )
