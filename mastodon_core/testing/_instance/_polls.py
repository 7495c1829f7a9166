"""Polls: creating, editing and voting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from attrs import frozen

from ...helpers._status_length import graphemes
from ._params import Params, flag, hash_of, number, text, texts
from ._responses import invalid
from .state import Poll, State, Status

MAX_OPTIONS = 4
MAX_OPTION = 50
SHORTEST = 300
LONGEST = 2_629_746


@frozen
class PollSettings:
    """The validated settings of a new or edited poll."""

    options: list[str]
    seconds: int
    multiple: bool
    hide_totals: bool


def read_poll(params: Params) -> PollSettings | None:
    """Read the settings of a poll; None if the request has no poll.

    Raises:
        ErrorResponse: the settings are not valid.
    """
    given = hash_of(params, "poll")
    if not given:
        return None
    stripped = [option.strip() for option in texts(given, "options") or []]
    options = [option for option in stripped if option]
    # Mastodon treats anything but a number as 0, not as missing.
    seconds = number(given, "expires_in") or 0
    if problems := [*_problems(options, seconds, bool(text(given, "expires_in")))]:
        raise invalid(", ".join(problems))
    multiple, hide_totals = flag(given, "multiple"), flag(given, "hide_totals")
    return PollSettings(options, seconds, bool(multiple), bool(hide_totals))


def _problems(options: list[str], seconds: int, is_given: bool) -> Iterator[str]:
    """List problems, with Mastodon's labels for ``options`` and ``expires_at``."""
    if not options:
        yield "Choices can't be blank"
    if not is_given:
        yield "Deadline can't be blank"
    if len(options) < 2:
        yield "Choices must have more than one item"
    if len(options) > MAX_OPTIONS:
        yield f"Choices can't contain more than {MAX_OPTIONS} items"
    if any(graphemes(option) > MAX_OPTION for option in options):
        yield f"Choices cannot be longer than {MAX_OPTION} characters each"
    if len(set(options)) < len(options):
        yield "Choices contain duplicate items"
    if seconds > LONGEST:
        yield "Deadline is too far into the future"
    if is_given and seconds < SHORTEST:
        yield "Deadline is too soon"


def new_poll(state: State, settings: PollSettings) -> Poll:
    return Poll(
        state.next_number(),
        settings.options,
        state.now + timedelta(seconds=settings.seconds),
        settings.multiple,
        settings.hide_totals,
    )


def edit_poll(state: State, poll: Poll, settings: PollSettings) -> bool:
    """Edit a poll. Changing the options or ``multiple`` deletes all votes.

    Returns:
        Whether options, ``multiple`` or the end changed.
    """
    before, ended = (poll.options, poll.multiple), poll.expires_at
    poll.options, poll.multiple = settings.options, settings.multiple
    poll.hide_totals = settings.hide_totals
    poll.expires_at = state.now + timedelta(seconds=settings.seconds)
    if before != (poll.options, poll.multiple):
        poll.votes.clear()
    elif poll.expires_at == ended:
        return False
    poll.end_notified = False
    return True


def vote(state: State, status: Status, poll: Poll, voter: str, params: Params) -> None:
    """Vote for options of a poll; one invalid choice rejects the whole vote.

    Args:
        voter: The id of the voting account.

    Raises:
        ErrorResponse: the poll has ended, belongs to the voter, or a choice is not
            valid.
    """
    # With multiple choices, further ones can be added later.
    chosen = list(poll.votes.get(voter, []))
    for choice in texts(params, "choices") or []:
        known = re.fullmatch(r"\d{1,9}", choice, re.ASCII) is not None
        option = int(choice) if known else len(poll.options)
        problems: list[str] = []
        if poll.expires_at <= state.now:
            problems.append("The poll has already ended")
        if option >= len(poll.options):
            problems.append("The chosen vote option does not exist")
        if voter == status.user.id:
            problems.append("You cannot vote in your own polls")
        if option in chosen or (chosen and not poll.multiple):
            problems.append("You have already voted on this poll")
        if problems:
            raise invalid(", ".join(problems))
        chosen.append(option)
    if chosen:
        poll.votes[voter] = chosen
