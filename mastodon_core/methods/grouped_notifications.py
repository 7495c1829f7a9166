"""Read and dismiss notifications in groups, such as all favourites of one status.

https://docs.joinmastodon.org/methods/grouped_notifications/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from .. import entities
from ..calls import Empty, One, Page, Paged, PagedArrays, PagedObject, Request, texts_of
from ..clients import endpoint
from ..values import Word
from ._paging import paging
from .notifications import NotificationType

ExpandAccounts: TypeAlias = Literal["full", "partial_avatars"] | Word
"""How much of each account to send: everything, or for most accounts only the fields
that their avatar needs."""


def key_of(group: str | entities.NotificationGroup) -> str:
    """Return the key of a group; a string is returned as it is."""
    return group.group_key if isinstance(group, entities.NotificationGroup) else group


class GroupedNotificationMethods:
    @endpoint(since="4.3.0")
    def grouped_notifications(
        self,
        *,
        types: Sequence[NotificationType] | None = None,
        exclude_types: Sequence[NotificationType] | None = None,
        grouped_types: Sequence[NotificationType] | None = None,
        expand_accounts: ExpandAccounts | None = None,
        include_filtered: bool | None = None,
        supported_types: Sequence[NotificationType] | None = None,
        max_id: str | entities.Notification | None = None,
        since_id: str | entities.Notification | None = None,
        min_id: str | entities.Notification | None = None,
        limit: int | None = None,
    ) -> Request[PagedObject[entities.GroupedNotificationsResults]]:
        """List your notifications in groups, newest first.

        Favourites of one status, boosts of one status, follows, and sign-ups form a
        group if they happen within some hours. Every other notification is a group of
        its own.

        Args:
            types: Only notifications of these types.
            exclude_types: Leave out notifications of these types.
            grouped_types: Group only these types; by default all types that the server
                can group.
            expand_accounts: ``full``, the server's default, returns all accounts in
                full. ``partial_avatars`` returns only the most recent account of each
                group in full, and the avatars of the others in ``partial_accounts``.
            include_filtered: Whether to include notifications that your notification
                policy filters.
            supported_types: The types that your program supports. Groups of other types
                come with a ``fallback`` text; since Mastodon 4.6.
            max_id: Only groups with notifications older than this one.
            since_id: Only groups with notifications newer than this one, starting with
                the newest.
            min_id: Only groups with notifications newer than this one, starting right
                after it.
            limit: Groups per page, 1 to 80; the server's default is 40.

        Raises:
            NotFound: the server supports only `notifications`.
            Unauthorized: the token is missing or no longer valid.

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
            answer=PagedArrays(
                entities.GroupedNotificationsResults,
                ("notification_groups",),
                by="id",
            ),
            scopes=("read:notifications",),
        )

    @endpoint(since="4.3.0")
    def grouped_notification(
        self,
        group_key: str | entities.NotificationGroup,
        *,
        supported_types: Sequence[NotificationType] | None = None,
    ) -> Request[entities.GroupedNotificationsResults]:
        """Get one notification group, with the accounts and statuses that it refers to.

        Args:
            group_key: The group or its key, which a `Notification` has too.
            supported_types: The types that your program supports. A group of another
                type comes with a ``fallback`` text; since Mastodon 4.6.

        Raises:
            NotFound: the group does not exist.

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
        """Dismiss a notification group, which deletes all its notifications.

        Args:
            group_key: The group or its key.

        Raises:
            Unauthorized: the token is missing or no longer valid.

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
        """Dismiss all your notifications, as `notifications_clear` does.

        Raises:
            Unauthorized: the token is missing or no longer valid.

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
        """List the accounts that caused the notifications of a group.

        Args:
            group_key: The group or its key.
            limit: Accounts per page, 1 to 80; the server's default is 40.

        Raises:
            Unauthorized: the token is missing or no longer valid.

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
        types: Sequence[NotificationType] | None = None,
        exclude_types: Sequence[NotificationType] | None = None,
        grouped_types: Sequence[NotificationType] | None = None,
        limit: int | None = None,
    ) -> Request[entities.NotificationsUnreadCount]:
        """Count your unread notification groups: those newer than your read marker.

        The server computes this on every call, which is slow.

        Args:
            types: Only notifications of these types.
            exclude_types: Leave out notifications of these types.
            grouped_types: Group only these types.
            limit: Where to stop counting, 1 to 1000; the server's default is 100.

        Raises:
            Unauthorized: the token is missing or no longer valid.

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
