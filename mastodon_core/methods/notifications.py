"""Read and dismiss notifications, and filter them with a policy.

https://docs.joinmastodon.org/methods/notifications/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from .. import entities
from ..calls import Empty, One, Page, Paged, Request, id_of, ids_of, texts_of
from ..clients import endpoint
from ._paging import paging

NotificationType: TypeAlias = (
    Literal[
        "mention",
        "status",
        "reblog",
        "follow",
        "follow_request",
        "favourite",
        "poll",
        "update",
        "severed_relationships",
        "moderation_warning",
        "annual_report",
        "admin.sign_up",
        "admin.report",
        "quote",
        "quoted_update",
        "added_to_collection",
        "collection_update",
    ]
    | entities.NotificationType
)
"""The event that a notification is about."""
PolicyAction: TypeAlias = (
    Literal["accept", "filter", "drop"] | entities.NotificationPolicyAction
)
"""What to do with notifications: ``accept`` shows them, ``filter`` holds them back as a
notification request, ``drop`` never creates them."""


class NotificationMethods:
    @endpoint
    def notifications(
        self,
        *,
        types: Sequence[NotificationType] | None = None,
        exclude_types: Sequence[NotificationType] | None = None,
        account_id: str | entities.Account | None = None,
        include_filtered: bool | None = None,
        supported_types: Sequence[NotificationType] | None = None,
        max_id: str | entities.Notification | None = None,
        since_id: str | entities.Notification | None = None,
        min_id: str | entities.Notification | None = None,
        limit: int | None = None,
    ) -> Request[Page[entities.Notification]]:
        """List your notifications, newest first.

        Args:
            types: Only notifications of these types; since Mastodon 3.5.
            exclude_types: Leave out notifications of these types.
            account_id: Only notifications caused by this account.
            include_filtered: Whether to include notifications that your notification
                policy filters; since Mastodon 4.3.
            supported_types: The types that your program supports. Notifications of
                other types come with a ``fallback`` text; since Mastodon 4.6.
            max_id: Only notifications older than this one.
            since_id: Only notifications newer than this one, starting with the newest.
            min_id: Only notifications newer than this one, starting right after it.
            limit: Notifications per page, 1 to 80; the server's default is 40.

        Raises:
            Unauthorized: the token is missing or no longer valid.

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
            answer=Paged(entities.Notification, by="id"),
            scopes=("read:notifications",),
        )

    @endpoint
    def notification(
        self,
        id: str | entities.Notification,
        *,
        supported_types: Sequence[NotificationType] | None = None,
    ) -> Request[entities.Notification]:
        """Get one notification.

        Args:
            supported_types: The types that your program supports. A notification of
                another type comes with a ``fallback`` text; since Mastodon 4.6.

        Raises:
            NotFound: the notification does not exist, or belongs to another account.

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
        """Dismiss all your notifications, which deletes them.

        Raises:
            Unauthorized: the token is missing or no longer valid.

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
        """Dismiss one notification, which deletes it.

        Raises:
            NotFound: the notification does not exist, or belongs to another account.

        Scope ``write:notifications``. Since Mastodon 2.6.
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
        types: Sequence[NotificationType] | None = None,
        exclude_types: Sequence[NotificationType] | None = None,
        account_id: str | entities.Account | None = None,
        limit: int | None = None,
    ) -> Request[entities.NotificationsUnreadCount]:
        """Count your unread notifications: those newer than your read marker.

        The server computes this on every call, which is slow.

        Args:
            types: Only notifications of these types.
            exclude_types: Leave out notifications of these types.
            account_id: Only notifications caused by this account.
            limit: Where to stop counting, 1 to 1000; the server's default is 100.

        Raises:
            Unauthorized: the token is missing or no longer valid.

        Scope ``read:notifications``. Since Mastodon 4.3.
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

    @endpoint(since="1.3.0", deprecated="2.6.0", removed="3.0.0")
    def notifications_dismiss_old(
        self, id: str | entities.Notification
    ) -> Request[None]:
        """Dismiss one notification on Mastodon before 3.0; see `notifications_dismiss`.

        Raises:
            NotFound: the notification does not exist, or the server is newer.

        Scope ``write:notifications``. Since Mastodon 1.3, deprecated since 2.6, removed
        in 3.0.
        https://docs.joinmastodon.org/methods/notifications/#dismiss-deprecated
        """
        return Request(
            "POST",
            "/api/v1/notifications/dismiss",
            json={"id": id_of("id", id)},
            answer=Empty(),
            scopes=("write:notifications",),
        )

    @endpoint(since="4.3.0")
    def notifications_policy(self) -> Request[entities.NotificationPolicy]:
        """Get your policy for showing, filtering and dropping notifications.

        Raises:
            Unauthorized: the token is missing or no longer valid.

        Scope ``read:notifications``. Since Mastodon 4.3.
        https://docs.joinmastodon.org/methods/notifications/#get-policy
        """
        return Request(
            "GET",
            "/api/v2/notifications/policy",
            answer=One(entities.NotificationPolicy),
            scopes=("read:notifications",),
        )

    @endpoint(since="4.3.0")
    def update_notifications_policy(
        self,
        *,
        for_not_following: PolicyAction | None = None,
        for_not_followers: PolicyAction | None = None,
        for_new_accounts: PolicyAction | None = None,
        for_private_mentions: PolicyAction | None = None,
        for_limited_accounts: PolicyAction | None = None,
        for_bots: PolicyAction | None = None,
    ) -> Request[entities.NotificationPolicy]:
        """Update your notification policy; anything that you leave out stays unchanged.

        Each argument takes one of three actions. ``accept`` shows the notifications.
        ``filter`` holds them back as an entry of `notification_requests`. ``drop``
        never creates them, but does not prevent the activity itself.

        Args:
            for_not_following: Notifications from accounts that you don't follow.
            for_not_followers: Notifications from accounts that don't follow you.
            for_new_accounts: Notifications from accounts created in the past 30 days.
            for_private_mentions: Private mentions, except replies to your statuses and
                mentions from accounts that you follow.
            for_limited_accounts: Notifications from accounts that moderators have
                limited.
            for_bots: Notifications from bots; since Mastodon 4.6.

        Raises:
            UnprocessableEntity: one of the actions is unknown.

        Scope ``write:notifications``. Since Mastodon 4.3.
        https://docs.joinmastodon.org/methods/notifications/
        """
        return Request(
            "PATCH",
            "/api/v2/notifications/policy",
            json={
                "for_not_following": for_not_following,
                "for_not_followers": for_not_followers,
                "for_new_accounts": for_new_accounts,
                "for_private_mentions": for_private_mentions,
                "for_limited_accounts": for_limited_accounts,
                "for_bots": for_bots,
            },
            answer=One(entities.NotificationPolicy),
            scopes=("write:notifications",),
        )

    @endpoint(since="4.3.0", deprecated="4.3.0")
    def notifications_policy_v1(self) -> Request[entities.NotificationPolicyV1]:
        """Get your notification policy (v1); `notifications_policy` has more detail.

        Raises:
            Unauthorized: the token is missing or no longer valid.

        Scope ``read:notifications``. Not documented. Since Mastodon 4.3, deprecated
        since 4.3.
        """
        return Request(
            "GET",
            "/api/v1/notifications/policy",
            answer=One(entities.NotificationPolicyV1),
            scopes=("read:notifications",),
        )

    @endpoint(since="4.3.0", deprecated="4.3.0")
    def update_notifications_policy_v1(
        self,
        *,
        filter_not_following: bool | None = None,
        filter_not_followers: bool | None = None,
        filter_new_accounts: bool | None = None,
        filter_private_mentions: bool | None = None,
        filter_bots: bool | None = None,
    ) -> Request[entities.NotificationPolicyV1]:
        """Update your notification policy (v1); what you leave out stays unchanged.

        Each argument says whether to filter these notifications.
        `update_notifications_policy` can do more.

        Args:
            filter_not_following: Notifications from accounts that you don't follow.
            filter_not_followers: Notifications from accounts that don't follow you.
            filter_new_accounts: Notifications from accounts created in the past 30
                days.
            filter_private_mentions: Private mentions, except replies to your statuses
                and mentions from accounts that you follow.
            filter_bots: Notifications from bots; since Mastodon 4.6.

        Raises:
            Unauthorized: the token is missing or no longer valid.

        Scope ``write:notifications``. Not documented. Since Mastodon 4.3, deprecated
        since 4.3.
        """
        return Request(
            "PATCH",
            "/api/v1/notifications/policy",
            json={
                "filter_not_following": filter_not_following,
                "filter_not_followers": filter_not_followers,
                "filter_new_accounts": filter_new_accounts,
                "filter_private_mentions": filter_private_mentions,
                "filter_bots": filter_bots,
            },
            answer=One(entities.NotificationPolicyV1),
            scopes=("write:notifications",),
        )

    @endpoint(since="4.3.0")
    def notification_requests(
        self,
        *,
        max_id: str | entities.NotificationRequest | None = None,
        since_id: str | entities.NotificationRequest | None = None,
        min_id: str | entities.NotificationRequest | None = None,
        limit: int | None = None,
    ) -> Request[Page[entities.NotificationRequest]]:
        """List your notification requests: accounts whose notifications are filtered.

        To read the notifications themselves, call `notifications` with ``account_id=``
        and ``include_filtered=True``.

        Args:
            max_id: Only requests older than this one.
            since_id: Only requests newer than this one, starting with the newest.
            min_id: Only requests newer than this one, starting right after it.
            limit: Requests per page, 1 to 80; the server's default is 40.

        Raises:
            Unauthorized: the token is missing or no longer valid.

        Scope ``read:notifications``. Since Mastodon 4.3.
        https://docs.joinmastodon.org/methods/notifications/#get-requests
        """
        return Request(
            "GET",
            "/api/v1/notifications/requests",
            query=paging(max_id, since_id, min_id, limit),
            answer=Paged(entities.NotificationRequest, by="id"),
            scopes=("read:notifications",),
        )

    @endpoint(since="4.3.0")
    def notification_request(
        self, id: str | entities.NotificationRequest
    ) -> Request[entities.NotificationRequest]:
        """Get one notification request: the filtered notifications of one account.

        Raises:
            NotFound: the request does not exist, or belongs to another account.

        Scope ``read:notifications``. Since Mastodon 4.3.
        https://docs.joinmastodon.org/methods/notifications/#get-one-request
        """
        return Request(
            "GET",
            "/api/v1/notifications/requests/{id}",
            path_params={"id": id},
            answer=One(entities.NotificationRequest),
            scopes=("read:notifications",),
        )

    @endpoint(since="4.3.0")
    def accept_notification_request(
        self, id: str | entities.NotificationRequest
    ) -> Request[None]:
        """Accept a notification request, and stop filtering that account.

        The server merges the filtered notifications into the others, which takes a
        while; `notifications_merged` reports when it is done.

        Raises:
            NotFound: the request does not exist, or belongs to another account.

        Scope ``write:notifications``. Since Mastodon 4.3.
        https://docs.joinmastodon.org/methods/notifications/#accept-request
        """
        return Request(
            "POST",
            "/api/v1/notifications/requests/{id}/accept",
            path_params={"id": id},
            answer=Empty(),
            scopes=("write:notifications",),
        )

    @endpoint(since="4.3.0")
    def dismiss_notification_request(
        self, id: str | entities.NotificationRequest
    ) -> Request[None]:
        """Dismiss a notification request, together with its filtered notifications.

        Raises:
            NotFound: the request does not exist, or belongs to another account.

        Scope ``write:notifications``. Since Mastodon 4.3.
        https://docs.joinmastodon.org/methods/notifications/#dismiss-request
        """
        return Request(
            "POST",
            "/api/v1/notifications/requests/{id}/dismiss",
            path_params={"id": id},
            answer=Empty(),
            scopes=("write:notifications",),
        )

    @endpoint(since="4.3.0")
    def accept_multiple_notification_requests(
        self, ids: Sequence[str | entities.NotificationRequest]
    ) -> Request[None]:
        """Accept several notification requests at once.

        The effect on each is that of `accept_notification_request`.

        Args:
            ids: The requests; ids that are not among your requests are ignored.

        Raises:
            Unauthorized: the token is missing or no longer valid.

        Scope ``write:notifications``. Since Mastodon 4.3.
        https://docs.joinmastodon.org/methods/notifications/#accept-multiple-requests
        """
        return Request(
            "POST",
            "/api/v1/notifications/requests/accept",
            json={"id": ids_of("ids", ids)},
            answer=Empty(),
            scopes=("write:notifications",),
        )

    @endpoint(since="4.3.0")
    def dismiss_multiple_notification_requests(
        self, ids: Sequence[str | entities.NotificationRequest]
    ) -> Request[None]:
        """Dismiss several notification requests at once.

        The effect on each is that of `dismiss_notification_request`.

        Args:
            ids: The requests; ids that are not among your requests are ignored.

        Raises:
            Unauthorized: the token is missing or no longer valid.

        Scope ``write:notifications``. Since Mastodon 4.3.
        https://docs.joinmastodon.org/methods/notifications/#dismiss-multiple-requests
        """
        return Request(
            "POST",
            "/api/v1/notifications/requests/dismiss",
            json={"id": ids_of("ids", ids)},
            answer=Empty(),
            scopes=("write:notifications",),
        )

    @endpoint(since="4.3.0")
    def notifications_merged(self) -> Request[entities.NotificationRequestsMerged]:
        """Check whether accepted notification requests have been merged.

        Once they are, fetch `notifications` again.

        Raises:
            Unauthorized: the token is missing or no longer valid.

        Scope ``read:notifications``. Since Mastodon 4.3.
        https://docs.joinmastodon.org/methods/notifications/#requests-merged
        """
        return Request(
            "GET",
            "/api/v1/notifications/requests/merged",
            answer=One(entities.NotificationRequestsMerged),
            scopes=("read:notifications",),
        )
