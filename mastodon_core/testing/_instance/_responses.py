"""Responses, and the errors that become such."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from attrs import frozen

from ...http import HttpResponse
from ._params import Params, is_list, number, text


class HasId(Protocol):
    """What pages are made of."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=HasId)


class ErrorResponse(Exception):
    """Why a request is not carried out, in Mastodon's words."""

    def __init__(self, status: int, error: str, description: str | None = None) -> None:
        super().__init__(status, error)
        self.status = status
        self.body: dict[str, Any] = {"error": error}
        if description is not None:
            self.body["error_description"] = description


def not_found() -> ErrorResponse:
    return ErrorResponse(404, "Record not found")


def not_allowed() -> ErrorResponse:
    return ErrorResponse(403, "This action is not allowed")


def invalid(problem: str) -> ErrorResponse:
    return ErrorResponse(422, f"Validation failed: {problem}")


@frozen
class Problem:
    """What is wrong with a parameter, in Mastodon's words."""

    parameter: str
    code: str
    description: str
    label: str | None = None
    """What the parameter is called in a sentence; None if as in the code."""

    def __str__(self) -> str:
        label = self.label or self.parameter.capitalize().replace("_", " ")
        return f"{label} {self.description}"


def invalid_parameters(problems: Sequence[Problem]) -> ErrorResponse:
    """Tell all that is wrong, also by parameter."""
    details: dict[str, list[dict[str, str]]] = {}
    for one in problems:
        told = {"error": one.code, "description": one.description}
        details.setdefault(one.parameter, []).append(told)
    error = invalid(", ".join(map(str, problems)))
    error.body["details"] = details
    return error


def unprocessable(problem: str) -> ErrorResponse:
    """What Mastodon checks by hand, and so says without a preamble."""
    return ErrorResponse(422, problem)


def json_response(body: Any, status: int = 200, **headers: str) -> HttpResponse:
    """A JSON response; ``_`` in the name of a header stands for ``-``."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(
        status=status,
        headers={"content-type": "application/json; charset=utf-8", **named},
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(),
    )


def page(
    items: Sequence[T],
    params: Params,
    *,
    default: int,
    most: int,
    upwards: bool = True,
    key: Callable[[T], str] | None = None,
) -> list[T]:
    """Cut a page out of items that are in the order of their ids, newest last.

    Args:
        upwards: Whether there is a ``min_id``.
        key: What one item of each is enough of, the first in the order of reading.

    Returns:
        The page, newest first. ``min_id`` takes those right above it, all other
        cursors the newest that are left.
    """
    limit = limit_of(params, default, most)
    low, high = id_of(params, "since_id"), id_of(params, "max_id")
    nearest = id_of(params, "min_id") if upwards else None
    left = [
        item
        for item in items
        if (low is None or int(item.id) > low)
        and (high is None or int(item.id) < high)
        and (nearest is None or int(item.id) > nearest)
    ]
    firsts: dict[str, T] = {}
    for item in left if nearest is not None else reversed(left):
        firsts.setdefault(key(item) if key else item.id, item)
    cut = [*firsts.values()][:limit]
    return cut[::-1] if nearest is not None else cut


def limit_of(params: Params, default: int, most: int) -> int:
    """How many items a page has at most."""
    given = number(params, "limit")
    return min(default if given is None else abs(given), most)


def id_of(params: Params, name: str) -> int | None:
    """An id that bounds a page; None if there is none."""
    given = text(params, name)
    if given is None or given == "":
        return None
    # What is no id is before all of them; no id has more than 19 digits.
    return int(given[:20]) if given.isascii() and given.isdigit() else 0


def link_header(
    url: str, repeated: Params, first: str, last: str | None, *, newer: str = "min_id"
) -> str:
    """The ``Link`` header of a page that begins and ends with these ids.

    Args:
        last: None if there is nothing after the page.
        newer: The cursor to what comes before the page.
    """
    pairs: list[tuple[str, Any]] = []
    for name, value in repeated.items():
        if is_list(value):
            pairs += [(f"{name}[]", item) for item in value]
        else:
            pairs.append((name, value))

    def to(cursor: str, id: str) -> str:
        return f"<{url}?{urlencode([*pairs, (cursor, id)])}>"

    before = f'{to(newer, first)}; rel="prev"'
    return before if last is None else f'{to("max_id", last)}; rel="next", {before}'
