"""Steps that wait, and steps with files."""

from __future__ import annotations

from ._case import TOKEN, AtOnce, Case, Linger, Record
from ._making import (
    ask,
    bearers,
    is_none,
    is_x,
    ok,
    whole,
)

_TOKEN = b'{"access_token": "new", "token_type": "Bearer", "expires_in": 3600}'
_GRANTED = b'{"access_token": "new", "token_type": "Bearer", "scope": "read"}'
_NOW = "Date: {now}"
_SOON = "Retry-After: {soon}"


def _seven_seconds(record: Record) -> bool:
    """Whether the client was to wait once; a retry takes up to 2 s longer."""
    return len(record.slept) == 1 and 7.0 <= record.slept[0] < 9.5


def _is_private(record: Record) -> bool:
    mode, text = record.files["user.txt"]
    return (
        mode & 0o077 == 0
        and b"new" in text
        and bearers(record)[-1] == "new"
        and TOKEN.encode() not in text
    )


PAUSES = (
    *(
        Case(
            name=f"{status} with a Retry-After that is {form}",
            replies=(ok(whole(b"{}", *lines, status=f"{status} Busy")), ok()),
            retries=1,
            outcome=is_x,
            check=_seven_seconds,
        )
        for status in (429, 503)
        for form, lines in (
            ("a number", ("Retry-After: 7",)),
            ("a date", (_NOW, _SOON)),
        )
    ),
    Case(
        name="calls wait for the one that refreshes the token",
        replies=(ok(Linger(), whole(_TOKEN)), ok(), ok(), ok()),
        calls=(AtOnce((ask, ask, ask)),),
        is_expired=True,
        outcome=is_x,
        # A call that does not wait sends the old token, or refreshes it again.
        check=lambda record: bearers(record) == [None, "new", "new", "new"],
    ),
)

FILES = (
    Case(
        name="a credential file is for its owner alone",
        replies=(ok(whole(_GRANTED)), ok()),
        calls=(
            lambda own: own.api.log_in(
                code="code", scopes="read", to_file=f"{own.folder}/user.txt"
            ),
            lambda own: own.api.log_in_from(f"{own.folder}/user.txt"),
            ask,
        ),
        outcome=(lambda token: token == "new", is_none, is_x),
        check=_is_private,
    ),
    Case(
        name="a credential file that does not exist",
        calls=(lambda own: own.api.log_in_from(f"{own.folder}/no.txt"),),
        outcome=FileNotFoundError,
        connections=0,
    ),
)
