"""https://docs.joinmastodon.org/methods/push/"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from attrs import asdict, frozen

from .. import entities
from ..calls import Empty, One, Param, Request
from ..clients import endpoint
from ..values import Secret, secret_of

PushPolicy: TypeAlias = (
    Literal["all", "followed", "follower", "none"] | entities.WebPushPolicy
)
"""Whose notifications are pushed: everybody's, those of whom you follow, those of who
follows you, or nobody's."""


@frozen(kw_only=True)
class PushAlerts:
    """The types of notifications to push, for `push_subscription_set`.

    What is not given is not pushed, and an older server passes over what it does not
    know.

    https://docs.joinmastodon.org/methods/push/#create
    """

    mention: bool | None = None
    status: bool | None = None
    """Of accounts that you are told of when they post."""
    reblog: bool | None = None
    follow: bool | None = None
    follow_request: bool | None = None
    favourite: bool | None = None
    poll: bool | None = None
    """One that you made or voted in has ended."""
    update: bool | None = None
    """A status that you boosted was edited; since Mastodon 3.5."""
    quote: bool | None = None
    """Since Mastodon 4.5."""
    quoted_update: bool | None = None
    """A status that you quoted was edited; since Mastodon 4.5."""
    severed_relationships: bool | None = None
    """Since Mastodon 4.3."""
    moderation_warning: bool | None = None
    """Since Mastodon 4.3."""
    annual_report: bool | None = None
    """Since Mastodon 4.3."""
    added_to_collection: bool | None = None
    """Since Mastodon 4.6."""
    collection_update: bool | None = None
    """Since Mastodon 4.6."""
    admin_sign_up: bool | None = None
    """Somebody signed up, for those who run the server; since Mastodon 3.5."""
    admin_report: bool | None = None
    """Somebody reported something, for moderators; since Mastodon 4.0."""


def _data(
    alerts: PushAlerts | None, policy: PushPolicy | None
) -> Mapping[str, Param] | None:
    if alerts is None and policy is None:
        return None
    # ``admin.sign_up`` is no name for a Python attribute.
    wanted: Mapping[str, bool | None] = {
        name.replace("admin_", "admin."): flag
        for name, flag in (asdict(alerts) if alerts else {}).items()
    }
    return {"alerts": wanted if alerts else None, "policy": policy}


class PushMethods:
    @endpoint(since="2.4.0")
    def push_subscription_set(
        self,
        endpoint: str,
        *,
        p256dh: str,
        auth: str | Secret,
        alerts: PushAlerts | None = None,
        policy: PushPolicy | None = None,
        standard: bool | None = None,
    ) -> Request[entities.WebPushSubscription]:
        """Have notifications pushed to a place of yours, in place of any before.

        Each token has one subscription, and a new one ends the old.

        Args:
            endpoint: The https URL that the server sends to.
            p256dh: Your public key: a P-256 point of 65 bytes, in URL-safe base64.
            auth: The secret that goes with it: 16 bytes, in URL-safe base64.
            alerts: Which types of notifications; by default none.
            policy: Whose: ``all``, those of whom you follow (``followed``), those of
                who follows you (``follower``), or ``none``.
            standard: Whether to encrypt by RFC 8291; by default it is the draft of
                that which older programs know. Since Mastodon 4.4.

        Raises:
            UnprocessableEntity: the URL or a key is not acceptable.

        Scope ``push``. Since Mastodon 2.4.
        https://docs.joinmastodon.org/methods/push/#create
        """
        return Request(
            "POST",
            "/api/v1/push/subscription",
            json={
                "subscription": {
                    "endpoint": endpoint,
                    "keys": {"p256dh": p256dh, "auth": secret_of(auth)},
                    "standard": standard,
                },
                "data": _data(alerts, policy),
            },
            answer=One(entities.WebPushSubscription),
            scopes=("push",),
        )

    @endpoint(since="2.4.0")
    def push_subscription(self) -> Request[entities.WebPushSubscription]:
        """View the subscription of your token.

        Raises:
            NotFound: it has none.

        Scope ``push``. Since Mastodon 2.4.
        https://docs.joinmastodon.org/methods/push/#get
        """
        return Request(
            "GET",
            "/api/v1/push/subscription",
            answer=One(entities.WebPushSubscription),
            scopes=("push",),
        )

    @endpoint(since="2.4.0")
    def push_subscription_update(
        self, *, alerts: PushAlerts | None = None, policy: PushPolicy | None = None
    ) -> Request[entities.WebPushSubscription]:
        """Change what is pushed, and keep the place and the keys.

        Both are set anew: what is not given is as if it had never been.

        Args:
            alerts: Which types of notifications; by default none.
            policy: Whose: ``all``, those of whom you follow (``followed``), those of
                who follows you (``follower``), or ``none``.

        Raises:
            NotFound: your token has no subscription.

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
        """End the subscription of your token, if there is one.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

        Scope ``push``. Since Mastodon 2.4.
        https://docs.joinmastodon.org/methods/push/#delete
        """
        return Request(
            "DELETE",
            "/api/v1/push/subscription",
            answer=Empty(),
            scopes=("push",),
        )
