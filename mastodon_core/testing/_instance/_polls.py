"""Polls: what may be asked, and who may choose what."""

from __future__ import annotations

import re
from datetime import timedelta

from attrs import frozen

from ._answers import invalid
from ._params import Params, flag, hash_of, number, texts
from .state import Poll, State, Status

MAX_OPTIONS = 4
MAX_OPTION = 50
SHORTEST = 300
LONGEST = 2_629_746


@frozen
class Question:
    """What a poll is to ask, once it is known to be acceptable."""

    options: list[str]
    seconds: int
    multiple: bool
    hide_totals: bool


def question_of(params: Params) -> Question | None:
    """Read a poll that is to be posted, if there is one.

    Raises:
        Refusal: something about it is not acceptable.
    """
    given = hash_of(params, "poll")
    if not given:
        return None
    options = texts(given, "options") or []
    expires_in = number(given, "expires_in")
    if len(options) < 2:
        raise invalid("Options must have more than one item")
    if len(options) > MAX_OPTIONS:
        raise invalid(f"Options can't contain more than {MAX_OPTIONS} items")
    if any(len(option) > MAX_OPTION for option in options):
        raise invalid(f"Options cannot be longer than {MAX_OPTION} characters each")
    if len(set(options)) < len(options):
        raise invalid("Options contain duplicate items")
    if expires_in is None:
        raise invalid("Expires at can't be blank")
    if expires_in < SHORTEST:
        raise invalid("Expires at is too soon")
    if expires_in > LONGEST:
        raise invalid("Expires at is too far into the future")
    multiple, hide_totals = flag(given, "multiple"), flag(given, "hide_totals")
    return Question(options, expires_in, bool(multiple), bool(hide_totals))


def new_poll(state: State, question: Question) -> Poll:
    return Poll(
        state.next_number(),
        question.options,
        state.now + timedelta(seconds=question.seconds),
        question.multiple,
        question.hide_totals,
    )


def ask_again(state: State, poll: Poll, question: Question) -> bool:
    """Edit a poll. Other options, or other rules, take all votes away.

    Returns:
        Whether anything changed that people see in its history or its end.
    """
    before, ended = (poll.options, poll.multiple), poll.expires_at
    poll.options, poll.multiple = question.options, question.multiple
    poll.hide_totals = question.hide_totals
    poll.expires_at = state.now + timedelta(seconds=question.seconds)
    if before != (poll.options, poll.multiple):
        poll.votes.clear()
    elif poll.expires_at == ended:
        return False
    poll.told = False
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
