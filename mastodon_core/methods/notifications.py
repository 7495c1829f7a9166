"""https://docs.joinmastodon.org/methods/notifications/"""

from __future__ import annotations

from collections.abc import Sequence

from .. import entities
from .._answer import Empty, One, Page, Paged
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

    @endpoint
    def notification(
        self,
        id: str | entities.Notification,
        *,
        supported_types: Sequence[entities.NotificationType | str] | None = None,
    ) -> Request[entities.Notification]:
        """View one notification.

        Args:
            supported_types: The types that you know; of another one it comes with a
                ``fallback`` in words; since Mastodon 4.6.

        Raises:
            NotFound: there is none, or it is somebody else's.

        Scope ``read:notifications``.
        https://docs.joinmastodon.org/methods/notifications/#get-one
        """
        return Request(
            "GET",
            "/api/v1/notifications/{id}",
            path_params={"id": id},
            query={"supported_types": texts_of("supported_types", supported_types)},
            answer=One(entities.Notification),
            scopes=("read:notifications",),
        )

    @endpoint
    def notifications_clear(self) -> Request[None]:
        """Delete all your notifications.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

        Scope ``write:notifications``.
        https://docs.joinmastodon.org/methods/notifications/#clear
        """
        return Request(
            "POST",
            "/api/v1/notifications/clear",
            answer=Empty(),
            scopes=("write:notifications",),
        )

    @endpoint(since="2.6.0")
    def notifications_dismiss(self, id: str | entities.Notification) -> Request[None]:
        """Delete one notification.

        Raises:
            NotFound: there is none, or it is somebody else's.

        Scope ``write:notifications``.
        https://docs.joinmastodon.org/methods/notifications/#dismiss
        """
        return Request(
            "POST",
            "/api/v1/notifications/{id}/dismiss",
            path_params={"id": id},
            answer=Empty(),
            scopes=("write:notifications",),
        )

    @endpoint(since="4.3.0")
    def notifications_unread_count(
        self,
        *,
        types: Sequence[entities.NotificationType | str] | None = None,
        exclude_types: Sequence[entities.NotificationType | str] | None = None,
        account_id: str | entities.Account | None = None,
        limit: int | None = None,
    ) -> Request[entities.NotificationsUnreadCount]:
        """Count what came after the last notification that is marked as read.

        It is computed each time, and is slow for a server.

        Args:
            types: Only notifications of these types.
            exclude_types: Without notifications of these types.
            account_id: Only what this account did.
            limit: Where to stop counting, 1 to 1000; the server's default is 100.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

        Scope ``read:notifications``.
        https://docs.joinmastodon.org/methods/notifications/#unread-count
        """
        return Request(
            "GET",
            "/api/v1/notifications/unread_count",
            query={
                "types": texts_of("types", types),
                "exclude_types": texts_of("exclude_types", exclude_types),
                "account_id": id_of("account_id", account_id),
                "limit": limit,
            },
            answer=One(entities.NotificationsUnreadCount),
            scopes=("read:notifications",),
        )
