"""JSON responses, errors, pages and their links."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from attrs import frozen

from ...http import HttpResponse
from ._params import Params, is_list, number, text


class HasId(Protocol):
    """An item of a page."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=HasId)


class ErrorResponse(Exception):
    """An error response, with the words that Mastodon uses."""

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
    """A validation error of one parameter, with the words that Mastodon uses."""

    parameter: str
    code: str
    description: str
    label: str | None = None
    """The parameter's name in a sentence; None for its name in the code."""

    def __str__(self) -> str:
        label = self.label or self.parameter.capitalize().replace("_", " ")
        return f"{label} {self.description}"


def invalid_parameters(problems: Sequence[Problem]) -> ErrorResponse:
    """Make one error of several problems, with the details of each parameter."""
    details: dict[str, list[dict[str, str]]] = {}
    for one in problems:
        told = {"error": one.code, "description": one.description}
        details.setdefault(one.parameter, []).append(told)
    error = invalid(", ".join(map(str, problems)))
    error.body["details"] = details
    return error


def unprocessable(problem: str) -> ErrorResponse:
    """Make a 422 error without the prefix ``Validation failed``."""
    return ErrorResponse(422, problem)


def json_response(body: Any, status: int = 200, **headers: str) -> HttpResponse:
    """Make a JSON response; ``_`` in the name of a header stands for ``-``."""
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
    """Select the page that the parameters ask for.

    Args:
        items: All items, sorted by id, oldest first.
        upwards: Whether the endpoint knows ``min_id``.
        key: Items with equal keys are grouped, and the first of each group in reading
            order is kept. By default, every item is kept.

    Returns:
        The page, newest first. ``min_id`` selects the items right above it; the other
        cursors select the newest that match.
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
    """The highest number of items on a page."""
    given = number(params, "limit")
    return min(default if given is None else abs(given), most)


def id_of(params: Params, name: str) -> int | None:
    """Read a cursor; None if the request has no such cursor."""
    given = text(params, name)
    if given is None or given == "":
        return None
    # Anything else sorts before every id. An id has at most 19 digits.
    return int(given[:20]) if given.isascii() and given.isdigit() else 0


def link_header(
    url: str, repeated: Params, first: str, last: str | None, *, newer: str = "min_id"
) -> str:
    """Make the ``Link`` header of a page.

    Args:
        repeated: The parameters that both links repeat.
        first: The id of the first item.
        last: The id of the last item; None if this is the last page.
        newer: The name of the cursor in the link to newer items.
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
