"""https://docs.joinmastodon.org/methods/grouped_notifications/"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from .. import entities
from ..calls import (
    Empty,
    One,
    Page,
    Paged,
    PagedObject,
    PagedObjectByLink,
    Request,
    texts_of,
)
from ..clients import endpoint
from ._paging import paging

ExpandAccounts: TypeAlias = Literal["full", "partial_avatars"]
"""How much of the accounts to send: all, or of most only what their picture needs."""


def key_of(group: str | entities.NotificationGroup) -> str:
    """Take the key of a group, or a group for its key."""
    return group.group_key if isinstance(group, entities.NotificationGroup) else group


class GroupedNotificationMethods:
    @endpoint(since="4.3.0")
    def grouped_notifications(
        self,
        *,
        types: Sequence[entities.NotificationType | str] | None = None,
        exclude_types: Sequence[entities.NotificationType | str] | None = None,
        grouped_types: Sequence[entities.NotificationType | str] | None = None,
        expand_accounts: ExpandAccounts | None = None,
        include_filtered: bool | None = None,
        supported_types: Sequence[entities.NotificationType | str] | None = None,
        max_id: str | entities.Notification | None = None,
        since_id: str | entities.Notification | None = None,
        min_id: str | entities.Notification | None = None,
        limit: int | None = None,
    ) -> Request[PagedObject[entities.GroupedNotificationsResults]]:
        """View what happened to your account, like things together, newest first.

        Favourites or boosts of one status, follows and sign-ups within some hours
        form a group; anything else is a group of its own.

        Args:
            types: Only notifications of these types.
            exclude_types: Without notifications of these types.
            grouped_types: Only these types may form groups; by default all that the
                server knows how to group.
            expand_accounts: ``full`` to get all accounts whole, which is the server's
                default; ``partial_avatars`` to get only the latest of each group
                whole, and pictures of the others in ``partial_accounts``.
            include_filtered: With what the policy for notifications holds back.
            supported_types: The types that you know; others come with a
                ``fallback`` in words; since Mastodon 4.6.
            max_id: Only what is older than this notification.
            since_id: Only what is newer than this notification, the newest of it.
            min_id: What comes right after this notification, for reading upwards.
            limit: How many groups, 1 to 80; the server's default is 40.

        Raises:
            NotFound: the server knows only `notifications`.
            Unauthorized: there is no token, or it is no longer valid.

        Scope ``read:notifications``. Since Mastodon 4.3.
        https://docs.joinmastodon.org/methods/grouped_notifications/#get-grouped
        """
        return Request(
            "GET",
            "/api/v2/notifications",
            query={
                "types": texts_of("types", types),
                "exclude_types": texts_of("exclude_types", exclude_types),
                "grouped_types": texts_of("grouped_types", grouped_types),
                "expand_accounts": expand_accounts,
                "include_filtered": include_filtered,
                "supported_types": texts_of("supported_types", supported_types),
                **paging(max_id, since_id, min_id, limit),
            },
            answer=PagedObjectByLink(
                entities.GroupedNotificationsResults, ("notification_groups",)
            ),
            scopes=("read:notifications",),
        )

    @endpoint(since="4.3.0")
    def grouped_notification(
        self,
        group_key: str | entities.NotificationGroup,
        *,
        supported_types: Sequence[entities.NotificationType | str] | None = None,
    ) -> Request[entities.GroupedNotificationsResults]:
        """View one group of notifications, and whom and what it names.

        Args:
            group_key: The group, or its key; a `Notification` has that too.
            supported_types: The types that you know; of another one it comes with a
                ``fallback`` in words; since Mastodon 4.6.

        Raises:
            NotFound: there is no such group.

        Scope ``read:notifications``. Since Mastodon 4.3.
        https://docs.joinmastodon.org/methods/grouped_notifications/#get-notification-group
        """
        return Request(
            "GET",
            "/api/v2/notifications/{group_key}",
            path_params={"group_key": key_of(group_key)},
            query={"supported_types": texts_of("supported_types", supported_types)},
            answer=One(entities.GroupedNotificationsResults),
            scopes=("read:notifications",),
        )

    @endpoint(since="4.3.0")
    def dismiss_grouped_notification(
        self, group_key: str | entities.NotificationGroup
    ) -> Request[None]:
        """Delete all notifications of a group.

        Args:
            group_key: The group, or its key.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

        Scope ``write:notifications``. Since Mastodon 4.3.
        https://docs.joinmastodon.org/methods/grouped_notifications/#dismiss-group
        """
        return Request(
            "POST",
            "/api/v2/notifications/{group_key}/dismiss",
            path_params={"group_key": key_of(group_key)},
            answer=Empty(),
            scopes=("write:notifications",),
        )

    @endpoint(since="4.3.0")
    def clear_grouped_notifications(self) -> Request[None]:
        """Delete all your notifications, as `notifications_clear` does.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

        Scope ``write:notifications``. Not documented. Since Mastodon 4.3.
        """
        return Request(
            "POST",
            "/api/v2/notifications/clear",
            answer=Empty(),
            scopes=("write:notifications",),
        )

    @endpoint(since="4.3.0")
    def grouped_notification_accounts(
        self,
        group_key: str | entities.NotificationGroup,
        *,
        limit: int | None = None,
    ) -> Request[Page[entities.Account]]:
        """View the accounts behind a group of notifications.

        Args:
            group_key: The group, or its key.
            limit: How many, 1 to 80; the server's default is 40.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

        Scope ``read:notifications``. Since Mastodon 4.3.
        https://docs.joinmastodon.org/methods/grouped_notifications/#get-group-accounts
        """
        return Request(
            "GET",
            "/api/v2/notifications/{group_key}/accounts",
            path_params={"group_key": key_of(group_key)},
            query={"limit": limit},
            answer=Paged(entities.Account),
            scopes=("read:notifications",),
        )

    @endpoint(since="4.3.0")
    def unread_grouped_notifications_count(
        self,
        *,
        types: Sequence[entities.NotificationType | str] | None = None,
        exclude_types: Sequence[entities.NotificationType | str] | None = None,
        grouped_types: Sequence[entities.NotificationType | str] | None = None,
        limit: int | None = None,
    ) -> Request[entities.NotificationsUnreadCount]:
        """Count the groups after the last notification that is marked as read.

        It is computed each time, and is slow for a server.

        Args:
            types: Only notifications of these types.
            exclude_types: Without notifications of these types.
            grouped_types: Only these types may form groups.
            limit: Where to stop counting, 1 to 1000; the server's default is 100.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

        Scope ``read:notifications``. Since Mastodon 4.3.
        https://docs.joinmastodon.org/methods/grouped_notifications/#unread-group-count
        """
        return Request(
            "GET",
            "/api/v2/notifications/unread_count",
            query={
                "types": texts_of("types", types),
                "exclude_types": texts_of("exclude_types", exclude_types),
                "grouped_types": texts_of("grouped_types", grouped_types),
                "limit": limit,
            },
            answer=One(entities.NotificationsUnreadCount),
            scopes=("read:notifications",),
        )
