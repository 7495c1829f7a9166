"""Scheduled statuses."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from ._types import Id
from .base import Entity
from .media import MediaAttachment
from .words import QuotePolicy, Visibility


@frozen(kw_only=True)
class ScheduledStatusParamsPoll(Entity):
    """The poll of a scheduled status.

    https://docs.joinmastodon.org/entities/ScheduledStatus/
    """

    options: tuple[str, ...]
    expires_in: int | str
    """In seconds."""
    multiple: bool | str | None = None
    hide_totals: bool | str | None = None


@frozen(kw_only=True)
class ScheduledStatusParams(Entity):
    """The parameters of the request that scheduled a status.

    The server keeps them as they were sent: after a form, numbers and booleans are
    strings.

    https://docs.joinmastodon.org/entities/ScheduledStatus/
    """

    text: str | None = None
    """The text of the status."""
    poll: ScheduledStatusParamsPoll | None = None
    media_ids: tuple[Id, ...] | None = None
    sensitive: bool | str | None = None
    spoiler_text: str | None = None
    visibility: Visibility | None = None
    in_reply_to_id: Id | None = None
    language: str | None = None
    application_id: int | str | None = None
    scheduled_at: str | None = None
    idempotency: str | None = None
    with_rate_limit: bool | None = None
    quoted_status_id: Id | None = None
    quote_approval_policy: QuotePolicy | None = None
    allowed_mentions: tuple[str, ...] | None = None


@frozen(kw_only=True)
class ScheduledStatus(Entity):
    """A status that will be posted later.

    https://docs.joinmastodon.org/entities/ScheduledStatus/
    """

    id: Id
    scheduled_at: datetime
    params: ScheduledStatusParams
    media_attachments: tuple[MediaAttachment, ...] = ()
