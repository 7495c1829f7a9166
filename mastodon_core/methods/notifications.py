"""https://docs.joinmastodon.org/methods/notifications/"""

from __future__ import annotations

from collections.abc import Sequence

from .. import entities
from .._answer import Page, Paged
from .._client import endpoint
from .._request import Request, id_of, texts_of
from ._paging import paging


class NotificationMethods:
    @endpoint
    def notifications(
        self,
        *,
        types: Sequence[entities.NotificationType | str] | None = None,
        exclude_types: Sequence[entities.NotificationType | str] | None = None,
        account_id: str | entities.Account | None = None,
        include_filtered: bool | None = None,
        supported_types: Sequence[entities.NotificationType | str] | None = None,
        max_id: str | entities.Notification | None = None,
        since_id: str | entities.Notification | None = None,
        min_id: str | entities.Notification | None = None,
        limit: int | None = None,
    ) -> Request[Page[entities.Notification]]:
        """View what happened to your account, newest first.

        Args:
            types: Only notifications of these types; since Mastodon 3.5.
            exclude_types: Without notifications of these types.
            account_id: Only what this account did.
            include_filtered: With what the policy for notifications holds back;
                since Mastodon 4.3.
            supported_types: The types that you know; others come with a
                ``fallback`` in words; since Mastodon 4.6.
            max_id: Only notifications older than this one.
            since_id: Only notifications newer than this one, the newest of them.
            min_id: The notifications right after this one, for reading upwards.
            limit: How many, 1 to 80; the server's default is 40.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

        Scope ``read:notifications``.
        https://docs.joinmastodon.org/methods/notifications/#get
        """
        return Request(
            "GET",
            "/api/v1/notifications",
            query={
                "types": texts_of("types", types),
                "exclude_types": texts_of("exclude_types", exclude_types),
                "account_id": id_of("account_id", account_id),
                "include_filtered": include_filtered,
                "supported_types": texts_of("supported_types", supported_types),
                **paging(max_id, since_id, min_id, limit),
            },
            answer=Paged(entities.Notification),
            scopes=("read:notifications",),
        )
