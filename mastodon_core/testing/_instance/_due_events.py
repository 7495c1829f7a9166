"""Work that becomes due as time passes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from ._posting import Poster
from ._responses import ErrorResponse
from .state import App, Grant, State, Status


def run_due_events(state: State, base_url: str) -> None:
    """Post due scheduled statuses, end expired mutes, notify of ended polls."""
    for scheduled in [s for s in state.scheduled if s.at <= state.now]:
        state.scheduled.remove(scheduled)
        params = {k: v for k, v in scheduled.params.items() if v is not None}
        params["status"] = params.pop("text", "")
        nobody = App("0", "", None, [], (), "", "")
        grant = Grant(nobody, scheduled.user, (), state.now)
        # Drop a status that has become invalid, such as a reply to a deleted one.
        with suppress(ErrorResponse):
            Poster(state, base_url, grant, scheduled.user).post(params, None)
    for user in state.users:
        for id, mute in [*user.muting.items()]:
            if mute.until is not None and mute.until <= state.now:
                del user.muting[id]
    for status in state.statuses:
        _notify_of_poll_end(state, status)


def next_due_event(state: State) -> datetime | None:
    """When the next status is posted, or the next poll ends; None if nothing is due."""
    return min(_due_times(state), default=None)


def _due_times(state: State) -> Iterator[datetime]:
    for scheduled in state.scheduled:
        yield scheduled.at
    for status in state.statuses:
        if status.poll is not None and not status.poll.end_notified:
            yield status.poll.expires_at


def _notify_of_poll_end(state: State, status: Status) -> None:
    """Notify the author and the voters once a poll has ended."""
    poll = status.poll
    if poll is None or poll.end_notified or poll.expires_at > state.now:
        return
    poll.end_notified = True
    state.notify("poll", status.user, status.user, status)
    for user in state.users:
        if user.id in poll.votes:
            state.notify("poll", user, status.user, status)
