"""https://docs.joinmastodon.org/methods/notifications_alpha/"""

from __future__ import annotations

from collections.abc import Sequence

from .. import entities
from ..calls import Empty, One, PagedObject, PagedObjectByLink, Request, id_of, texts_of
from ..clients import endpoint
from ._paging import paging
from .grouped_notifications import ExpandAccounts, key_of


class NotificationAlphaMethods:
    """Grouped notifications as the first betas of Mastodon 4.3 had them."""

    @endpoint(since="4.3.0-beta.1", deprecated="4.3.0-beta.2", removed="4.3.0-rc.1")
    def grouped_notifications_alpha(
        self,
        *,
        types: Sequence[entities.NotificationType | str] | None = None,
        exclude_types: Sequence[entities.NotificationType | str] | None = None,
        grouped_types: Sequence[entities.NotificationType | str] | None = None,
        account_id: str | entities.Account | None = None,
        expand_accounts: ExpandAccounts | None = None,
        max_id: str | entities.Notification | None = None,
        since_id: str | entities.Notification | None = None,
        min_id: str | entities.Notification | None = None,
        limit: int | None = None,
    ) -> Request[PagedObject[entities.GroupedNotificationsResults]]:
        """View grouped notifications on a beta; see `grouped_notifications`.

        Args:
            types: Only notifications of these types.
            exclude_types: Without notifications of these types.
            grouped_types: Only these types may form groups.
            account_id: Only what this account did.
            expand_accounts: ``full`` to get all accounts whole, or
                ``partial_avatars`` to get only the latest of each group whole.
            max_id: Only what is older than this notification.
            since_id: Only what is newer than this notification, the newest of it.
            min_id: What comes right after this notification, for reading upwards.
            limit: How many groups, 1 to 80; the server's default is 40.

        Raises:
            NotFound: the server is none of those betas.

        Scope ``read:notifications``. Since Mastodon 4.3.0-beta.1, deprecated since
        4.3.0-beta.2, removed in 4.3.0-rc.1.
        https://docs.joinmastodon.org/methods/notifications_alpha/#get-grouped
        """
        return Request(
            "GET",
            "/api/v2_alpha/notifications",
            query={
                "types": texts_of("types", types),
                "exclude_types": texts_of("exclude_types", exclude_types),
                "grouped_types": texts_of("grouped_types", grouped_types),
                "account_id": id_of("account_id", account_id),
                "expand_accounts": expand_accounts,
                **paging(max_id, since_id, min_id, limit),
            },
            answer=PagedObjectByLink(
                entities.GroupedNotificationsResults, ("notification_groups",)
            ),
            scopes=("read:notifications",),
        )

    @endpoint(since="4.3.0-beta.1", deprecated="4.3.0-beta.2", removed="4.3.0-rc.1")
    def grouped_notification_alpha(
        self, group_key: str | entities.NotificationGroup
    ) -> Request[entities.GroupedNotificationsResults]:
        """View one group on a beta; see `grouped_notification`.

        Args:
            group_key: The group, or its key.

        Raises:
            NotFound: there is no such group, or the server is none of those betas.

        Scope ``read:notifications``. Since Mastodon 4.3.0-beta.1, deprecated since
        4.3.0-beta.2, removed in 4.3.0-rc.1.
        https://docs.joinmastodon.org/methods/notifications_alpha/#get-notification-group
        """
        return Request(
            "GET",
            "/api/v2_alpha/notifications/{group_key}",
            path_params={"group_key": key_of(group_key)},
            answer=One(entities.GroupedNotificationsResults),
            scopes=("read:notifications",),
        )

    @endpoint(since="4.3.0-beta.1", deprecated="4.3.0-beta.2", removed="4.3.0-rc.1")
    def dismiss_grouped_notification_alpha(
        self, group_key: str | entities.NotificationGroup
    ) -> Request[None]:
        """Delete a group on a beta; see `dismiss_grouped_notification`.

        Args:
            group_key: The group, or its key.

        Raises:
            NotFound: the server is none of those betas.

        Scope ``write:notifications``. Since Mastodon 4.3.0-beta.1, deprecated since
        4.3.0-beta.2, removed in 4.3.0-rc.1.
        https://docs.joinmastodon.org/methods/notifications_alpha/#dismiss-group
        """
        return Request(
            "POST",
            "/api/v2_alpha/notifications/{group_key}/dismiss",
            path_params={"group_key": key_of(group_key)},
            answer=Empty(),
            scopes=("write:notifications",),
        )

    @endpoint(since="4.3.0-beta.1", deprecated="4.3.0-beta.2", removed="4.3.0-rc.1")
    def unread_grouped_notifications_count_alpha(
        self,
        *,
        types: Sequence[entities.NotificationType | str] | None = None,
        exclude_types: Sequence[entities.NotificationType | str] | None = None,
        grouped_types: Sequence[entities.NotificationType | str] | None = None,
        account_id: str | entities.Account | None = None,
        limit: int | None = None,
    ) -> Request[entities.NotificationsUnreadCount]:
        """Count unread groups on a beta; see `unread_grouped_notifications_count`.

        Args:
            types: Only notifications of these types.
            exclude_types: Without notifications of these types.
            grouped_types: Only these types may form groups.
            account_id: Only what this account did.
            limit: Where to stop counting, 1 to 1000; the server's default is 100.

        Raises:
            NotFound: the server is none of those betas.

        Scope ``read:notifications``. Since Mastodon 4.3.0-beta.1, deprecated since
        4.3.0-beta.2, removed in 4.3.0-rc.1.
        https://docs.joinmastodon.org/methods/notifications_alpha/#unread-group-count
        """
        return Request(
            "GET",
            "/api/v2_alpha/notifications/unread_count",
            query={
                "types": texts_of("types", types),
                "exclude_types": texts_of("exclude_types", exclude_types),
                "grouped_types": texts_of("grouped_types", grouped_types),
                "account_id": id_of("account_id", account_id),
                "limit": limit,
            },
            answer=One(entities.NotificationsUnreadCount),
            scopes=("read:notifications",),
        )
