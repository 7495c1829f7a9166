"""Subscribe to push notifications.

https://docs.joinmastodon.org/methods/push/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from attrs import asdict

from .. import entities
from ..calls import Empty, One, Param, Request
from ..clients import endpoint
from ..values import Secret, to_secret
from . import arguments

PushPolicy: TypeAlias = (
    Literal["all", "followed", "follower", "none"] | entities.WebPushPolicy
)
"""The accounts whose notifications are pushed: all, those you follow, your followers,
or none."""


def _data(
    alerts: arguments.PushAlerts | None, policy: PushPolicy | None
) -> Mapping[str, Param] | None:
    if alerts is None and policy is None:
        return None
    # A Python attribute cannot be named ``admin.sign_up``.
    wanted: Mapping[str, bool | None] = {
        name.replace("admin_", "admin."): flag
        for name, flag in (asdict(alerts) if alerts else {}).items()
    }
    return {"alerts": wanted if alerts else None, "policy": policy}


class PushMethods:
    @endpoint(since="2.4.0", needs={"policy": "alerts"})
    def push_subscription_set(
        self,
        endpoint: str,
        *,
        p256dh: str,
        auth: str | Secret,
        alerts: arguments.PushAlerts | None = None,
        policy: PushPolicy | None = None,
        standard: bool | None = None,
    ) -> Request[entities.WebPushSubscription]:
        """Subscribe to push notifications, in place of any earlier subscription.

        Each token has one subscription; a new one replaces the old.

        Args:
            endpoint: The https URL that the server sends notifications to.
            p256dh: Your public key: a P-256 point of 65 bytes, in URL-safe base64.
            auth: The auth secret: 16 bytes, in URL-safe base64.
            alerts: Which types of notifications to push; by default none.
            policy: Whose notifications to push: ``all``, those of accounts you follow
                (``followed``), those of your followers (``follower``), or ``none``;
                only together with ``alerts``.
            standard: Whether to encrypt as in RFC 8291. By default the server uses an
                earlier draft, which older programs know. Since Mastodon 4.4.

        Raises:
            UnprocessableEntity: the URL or a key is not acceptable.
            ValueError: there is a ``policy`` without ``alerts``.

        Scope ``push``. Since Mastodon 2.4.
        https://docs.joinmastodon.org/methods/push/#create
        """
        return Request(
            "POST",
            "/api/v1/push/subscription",
            json={
                "subscription": {
                    "endpoint": endpoint,
                    "keys": {"p256dh": p256dh, "auth": to_secret(auth)},
                    "standard": standard,
                },
                "data": _data(alerts, policy),
            },
            answer=One(entities.WebPushSubscription),
            scopes=("push",),
        )

    @endpoint(since="2.4.0")
    def push_subscription(self) -> Request[entities.WebPushSubscription]:
        """Get the push subscription of your token.

        Raises:
            NotFound: your token has no subscription.

        Scope ``push``. Since Mastodon 2.4.
        https://docs.joinmastodon.org/methods/push/#get
        """
        return Request(
            "GET",
            "/api/v1/push/subscription",
            answer=One(entities.WebPushSubscription),
            scopes=("push",),
        )

    @endpoint(since="2.4.0", needs={"policy": "alerts"})
    def push_subscription_update(
        self,
        *,
        alerts: arguments.PushAlerts | None = None,
        policy: PushPolicy | None = None,
    ) -> Request[entities.WebPushSubscription]:
        """Change which notifications are pushed, and keep the endpoint and keys.

        This replaces both settings: an argument that you leave out is reset to its
        default.

        Args:
            alerts: Which types of notifications to push; by default none.
            policy: Whose notifications to push: ``all``, those of accounts you follow
                (``followed``), those of your followers (``follower``), or ``none``;
                only together with ``alerts``, or nothing is pushed any more.

        Raises:
            NotFound: your token has no subscription.
            ValueError: there is a ``policy`` without ``alerts``.

        Scope ``push``. Since Mastodon 2.4.
        https://docs.joinmastodon.org/methods/push/#update
        """
        return Request(
            "PUT",
            "/api/v1/push/subscription",
            json={"data": _data(alerts, policy)},
            answer=One(entities.WebPushSubscription),
            scopes=("push",),
        )

    @endpoint(since="2.4.0")
    def push_subscription_delete(self) -> Request[None]:
        """Delete the push subscription of your token; does nothing if there isn't one.

        Raises:
            Unauthorized: the token is missing or no longer valid.

        Scope ``push``. Since Mastodon 2.4.
        https://docs.joinmastodon.org/methods/push/#delete
        """
        return Request(
            "DELETE",
            "/api/v1/push/subscription",
            answer=Empty(),
            scopes=("push",),
        )
