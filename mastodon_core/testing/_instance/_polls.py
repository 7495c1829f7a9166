"""Polls: what may be asked, and who may choose what."""

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
    """What a poll is to ask, once it is known to be acceptable."""

    options: list[str]
    seconds: int
    multiple: bool
    hide_totals: bool


def read_poll(params: Params) -> PollSettings | None:
    """Read a poll that is to be posted, if there is one.

    Raises:
        Refusal: something about it is not acceptable.
    """
    given = hash_of(params, "poll")
    if not given:
        return None
    stripped = [option.strip() for option in texts(given, "options") or []]
    options = [option for option in stripped if option]
    # What is no number counts as none, but as given.
    seconds = number(given, "expires_in") or 0
    if problems := [*_problems(options, seconds, bool(text(given, "expires_in")))]:
        raise invalid(", ".join(problems))
    multiple, hide_totals = flag(given, "multiple"), flag(given, "hide_totals")
    return PollSettings(options, seconds, bool(multiple), bool(hide_totals))


def _problems(options: list[str], seconds: int, is_given: bool) -> Iterator[str]:
    """What is wrong, with Mastodon's labels for ``options`` and ``expires_at``."""
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
    """Edit a poll. Other options, or other rules, take all votes away.

    Returns:
        Whether anything changed that people see in its history or its end.
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
    """Choose options of a poll; all of them, or none if one is not acceptable.

    Args:
        voter: The id of an account.

    Raises:
        Refusal: it ended, is the voter's own, or the choice is none.
    """
    # In a poll with several choices, more can be chosen later.
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
