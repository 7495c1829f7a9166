"""https://docs.joinmastodon.org/methods/notifications/"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from .. import entities
from ..calls import Empty, One, Page, Paged, Request, id_of, ids_of, texts_of
from ..clients import endpoint
from ._paging import paging

PolicyAction: TypeAlias = (
    Literal["accept", "filter", "drop"] | entities.NotificationPolicyAction
)
"""What becomes of notifications: shown; held back as a request; never made."""


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
        """Delete one notification, as before Mastodon 3.0; see `notifications_dismiss`.

        Raises:
            NotFound: there is none, or the server is newer.

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
        """View whose notifications are shown, held back, or never made.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

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
        """Change whose notifications are shown; what is not given stays as it is.

        Each is ``accept`` to show them, ``filter`` to hold them back as a
        `notification_requests` entry, or ``drop`` never to make them, though what
        they would tell of happens all the same.

        Args:
            for_not_following: Those of accounts that you do not follow.
            for_not_followers: Those of accounts that do not follow you.
            for_new_accounts: Those of accounts made within the last 30 days.
            for_private_mentions: Direct statuses, unless they answer one of yours or
                you follow who wrote them.
            for_limited_accounts: Those of accounts that moderators have limited.
            for_bots: Those of bots; since Mastodon 4.6.

        Raises:
            UnprocessableEntity: one of them is no such word.

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
        """View whose notifications are held back; `notifications_policy` tells more.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

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
        """Change whose notifications are held back; what is not given stays as it is.

        `update_notifications_policy` can do more.

        Args:
            filter_not_following: Those of accounts that you do not follow.
            filter_not_followers: Those of accounts that do not follow you.
            filter_new_accounts: Those of accounts made within the last 30 days.
            filter_private_mentions: Direct statuses, unless they answer one of yours
                or you follow who wrote them.
            filter_bots: Those of bots; since Mastodon 4.6.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

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
        """View the accounts whose notifications your policy holds back.

        Their notifications are read with `notifications`, by ``account_id=`` and
        ``include_filtered=True``.

        Args:
            max_id: Only requests older than this one.
            since_id: Only requests newer than this one, the newest of them.
            min_id: The requests right after this one, for reading upwards.
            limit: How many, 1 to 80; the server's default is 40.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

        Scope ``read:notifications``. Since Mastodon 4.3.
        https://docs.joinmastodon.org/methods/notifications/#get-requests
        """
        return Request(
            "GET",
            "/api/v1/notifications/requests",
            query=paging(max_id, since_id, min_id, limit),
            answer=Paged(entities.NotificationRequest),
            scopes=("read:notifications",),
        )

    @endpoint(since="4.3.0")
    def notification_request(
        self, id: str | entities.NotificationRequest
    ) -> Request[entities.NotificationRequest]:
        """View what is held back of one account.

        Raises:
            NotFound: there is no such request, or it is somebody else's.

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
        """Show what was held back of an account, and all that it does from now on.

        The server merges them in a while: `notifications_merged` tells when.

        Raises:
            NotFound: there is no such request, or it is somebody else's.

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
        """Put a request away, with the notifications that it stands for.

        Raises:
            NotFound: there is no such request, or it is somebody else's.

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
        """Accept requests as `accept_notification_request` does, several at once.

        Args:
            ids: The requests; what is none of yours is passed over.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

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
        """Put requests away as `dismiss_notification_request` does, several at once.

        Args:
            ids: The requests; what is none of yours is passed over.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

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
        """Ask whether what was accepted stands among the notifications by now.

        Once it does, read `notifications` anew.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

        Scope ``read:notifications``. Since Mastodon 4.3.
        https://docs.joinmastodon.org/methods/notifications/#requests-merged
        """
        return Request(
            "GET",
            "/api/v1/notifications/requests/merged",
            answer=One(entities.NotificationRequestsMerged),
            scopes=("read:notifications",),
        )
