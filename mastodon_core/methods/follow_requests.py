"""https://docs.joinmastodon.org/methods/follow_requests/"""

from __future__ import annotations

from .. import entities
from ..calls import One, Page, Paged, Request
from ..clients import endpoint


class FollowRequestMethods:
    @endpoint
    def follow_requests(
        self, *, limit: int | None = None
    ) -> Request[Page[entities.Account]]:
        """View who asks to follow you, the latest first.

        Args:
            limit: How many, 1 to 80; the server's default is 40.

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
        """Let an account follow you that asked to.

        Args:
            account_id: Who asked.

        Returns:
            The relationship, in which you are ``followed_by`` the account.

        Raises:
            NotFound: it did not ask, or no longer.

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
        """Turn down an account that asked to follow you; it may ask again.

        Args:
            account_id: Who asked.

        Raises:
            NotFound: it did not ask, or no longer.

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
