"""Grouped notifications on the first betas of Mastodon 4.3.

https://docs.joinmastodon.org/methods/notifications_alpha/
"""

from __future__ import annotations

from collections.abc import Sequence

from .. import entities
from ..calls import Empty, One, PagedArrays, PagedObject, Request, id_of, texts_of
from ..clients import endpoint
from ._paging import paging
from .grouped_notifications import ExpandAccounts, key_of
from .notifications import NotificationType


class NotificationAlphaMethods:
    """Grouped notifications on the first betas of Mastodon 4.3."""

    @endpoint(since="4.3.0-beta.1", deprecated="4.3.0-beta.2", removed="4.3.0-rc.1")
    def grouped_notifications_alpha(
        self,
        *,
        types: Sequence[NotificationType] | None = None,
        exclude_types: Sequence[NotificationType] | None = None,
        grouped_types: Sequence[NotificationType] | None = None,
        account_id: str | entities.Account | None = None,
        expand_accounts: ExpandAccounts | None = None,
        max_id: str | entities.Notification | None = None,
        since_id: str | entities.Notification | None = None,
        min_id: str | entities.Notification | None = None,
        limit: int | None = None,
    ) -> Request[PagedObject[entities.GroupedNotificationsResults]]:
        """List grouped notifications on a 4.3 beta; see `grouped_notifications`.

        Args:
            types: Only notifications of these types.
            exclude_types: Leave out notifications of these types.
            grouped_types: Group only these types.
            account_id: Only notifications caused by this account.
            expand_accounts: ``full`` returns all accounts in full; ``partial_avatars``
                returns only the most recent account of each group in full.
            max_id: Only groups with notifications older than this one.
            since_id: Only groups with notifications newer than this one, starting with
                the newest.
            min_id: Only groups with notifications newer than this one, starting right
                after it.
            limit: Groups per page, 1 to 80; the server's default is 40.

        Raises:
            NotFound: the server is not one of those betas.

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
            answer=PagedArrays(
                entities.GroupedNotificationsResults,
                ("notification_groups",),
                by="id",
            ),
            scopes=("read:notifications",),
        )

    @endpoint(since="4.3.0-beta.1", deprecated="4.3.0-beta.2", removed="4.3.0-rc.1")
    def grouped_notification_alpha(
        self, group_key: str | entities.NotificationGroup
    ) -> Request[entities.GroupedNotificationsResults]:
        """Get one group on a 4.3 beta; see `grouped_notification`.

        Args:
            group_key: The group or its key.

        Raises:
            NotFound: the group does not exist, or the server is not one of those betas.

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
        """Dismiss a group on a 4.3 beta; see `dismiss_grouped_notification`.

        Args:
            group_key: The group or its key.

        Raises:
            NotFound: the server is not one of those betas.

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
        types: Sequence[NotificationType] | None = None,
        exclude_types: Sequence[NotificationType] | None = None,
        grouped_types: Sequence[NotificationType] | None = None,
        account_id: str | entities.Account | None = None,
        limit: int | None = None,
    ) -> Request[entities.NotificationsUnreadCount]:
        """Count unread groups on a 4.3 beta; see `unread_grouped_notifications_count`.

        Args:
            types: Only notifications of these types.
            exclude_types: Leave out notifications of these types.
            grouped_types: Group only these types.
            account_id: Only notifications caused by this account.
            limit: Where to stop counting, 1 to 1000; the server's default is 100.

        Raises:
            NotFound: the server is not one of those betas.

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
