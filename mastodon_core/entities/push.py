"""Web Push subscriptions and messages."""

from __future__ import annotations

from attrs import frozen

from ..values import Secret
from ._types import Id
from .base import Entity
from .words import NotificationType, WebPushPolicy


@frozen(kw_only=True)
class WebPushSubscriptionAlerts(Entity):
    """The types of notifications that are pushed; None means False.

    https://docs.joinmastodon.org/entities/WebPushSubscription/
    """

    mention: bool | None = None
    status: bool | None = None
    reblog: bool | None = None
    follow: bool | None = None
    follow_request: bool | None = None
    favourite: bool | None = None
    poll: bool | None = None
    update: bool | None = None
    quote: bool | None = None
    quoted_update: bool | None = None
    severed_relationships: bool | None = None
    moderation_warning: bool | None = None
    annual_report: bool | None = None
    added_to_collection: bool | None = None
    collection_update: bool | None = None
    admin_sign_up: bool | None = None
    """``admin.sign_up`` in JSON."""
    admin_report: bool | None = None
    """``admin.report`` in JSON."""


@frozen(kw_only=True)
class WebPushSubscription(Entity):
    """The Web Push subscription of one token.

    https://docs.joinmastodon.org/entities/WebPushSubscription/
    """

    id: Id
    endpoint: str | None = None
    standard: bool | None = None
    """Whether messages are encrypted as in RFC 8291, not as in a draft of it; None
    before Mastodon 4.4, which supports only the draft."""
    server_key: str
    """The server's public signing key: a P-256 point in URL-safe base64."""
    alerts: WebPushSubscriptionAlerts | None = None
    policy: WebPushPolicy | None = None
    """The accounts whose notifications are pushed; since Mastodon 4.1."""


@frozen(kw_only=True)
class WebPushNotification(Entity):
    """The contents of a push message.

    https://docs.joinmastodon.org/methods/push/
    """

    access_token: Secret
    """The token that subscribed."""
    preferred_locale: str
    """The language of the texts, an ISO 639 code."""
    notification_id: Id
    notification_type: NotificationType
    icon: str
    """The avatar of the account that caused the notification."""
    title: str
    body: str
    """The text, truncated to 140 characters."""
