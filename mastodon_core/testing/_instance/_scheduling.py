"""Scheduled statuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ._params import Params, flag, hash_of, text, texts
from ._responses import invalid, unprocessable
from .state import App, Media, Scheduled, State, User

# Mastodon's only error for a scheduled status, or for its time.
NOT_VALID = "Record invalid"
MOST = 300
MOST_IN_A_DAY = 25
_SOONEST = timedelta(minutes=5)


def moment_of(state: State, params: Params) -> datetime | None:
    """Read when to post a status; None for now, also if the time is in the past.

    Raises:
        ErrorResponse: the time is not valid.
    """
    given = text(params, "scheduled_at")
    if not given:
        return None
    try:
        at = datetime.fromisoformat(given)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise unprocessable(NOT_VALID) from None
    return at if at > state.now else None


def schedule(
    state: State, user: User, app: App, at: datetime, params: Params, media: list[Media]
) -> Scheduled:
    """Schedule a status that has been validated."""
    _check(state, user, at, None)
    scheduled = Scheduled(
        state.next_number(),
        user,
        at,
        {
            "text": text(params, "status") or "",
            "poll": hash_of(params, "poll"),
            "media_ids": [item.id for item in media] or None,
            "sensitive": flag(params, "sensitive"),
            "spoiler_text": text(params, "spoiler_text"),
            "visibility": text(params, "visibility"),
            "in_reply_to_id": text(params, "in_reply_to_id"),
            "language": text(params, "language"),
            "application_id": int(app.id),
            "scheduled_at": None,
            "idempotency": None,
            "with_rate_limit": False,
            "quoted_status_id": text(params, "quoted_status_id"),
            "quote_approval_policy": text(params, "quote_approval_policy"),
            "allowed_mentions": texts(params, "allowed_mentions"),
        },
        media,
    )
    state.scheduled.append(scheduled)
    return scheduled


def reschedule(state: State, scheduled: Scheduled, params: Params) -> None:
    """Change the time of a scheduled status; without a time, nothing changes."""
    if not text(params, "scheduled_at"):
        return
    at = moment_of(state, params) or state.now
    _check(state, scheduled.user, at, scheduled)
    scheduled.at = at


def _check(state: State, user: User, at: datetime, but: Scheduled | None) -> None:
    others = [s for s in state.scheduled if s.user is user and s is not but]
    if at <= state.now + _SOONEST:
        raise invalid("Scheduled at date must be in the future")
    if len(others) >= MOST:
        raise invalid(f"You have exceeded the limit of {MOST} scheduled posts")
    day = at.date()
    if sum(other.at.date() == day for other in others) >= MOST_IN_A_DAY:
        raise invalid(
            f"You have exceeded the limit of {MOST_IN_A_DAY} scheduled posts for today"
        )
