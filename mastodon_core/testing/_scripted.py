"""Clients that expect the requests of a script, in order."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from typing import Any, Self, TypeAlias, Unpack

import attrs
from attrs import define, field

from ..calls import Page, PagedObject, Request
from ..clients import AsyncClient, BlockingClient
from ..decoding import to_json
from ..http import HttpRequest, HttpResponse
from ..methods import API
from ..session import Session, SessionOptions
from ..values import Credentials, expect
from ._masking import Mask
from ._normalized import normalize
from ._stub import (
    AsyncStubbedMastodon,
    Files,
    StubbedMastodon,
    StubServer,
    check_headers,
)

Expected: TypeAlias = "Request[Any] | Callable[[HttpRequest], bool]"
"""A request, or a function that returns True for the expected one."""
Line: TypeAlias = "tuple[Expected, Any]"
"""The expected request, and the response to it: see `Script`."""


def respond(
    value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Make a JSON response.

    Args:
        value: An entity, a sequence or page of entities, or any value that
            ``json.dumps`` accepts.
        status: 100 to 599.
        headers: Additional headers, with lower-case names.

    Raises:
        TypeError: the value cannot be converted to JSON.
        ValueError: the status or a header's name is not valid.

    >>> respond({"error": "Record not found"}, status=404).body
    b'{"error": "Record not found"}'
    """
    expect("status", status, (int,), "an int")
    if not 100 <= status <= 599:
        raise ValueError(f"status must be 100 to 599, not {status}")
    check_headers(headers or {})
    kind = {"content-type": "application/json; charset=utf-8"}
    body = json.dumps(_plain(value)).encode()
    return HttpResponse(status=status, headers=kind | dict(headers or {}), body=body)


def _plain(value: Any) -> Any:
    untyped: Any = value  # isinstance narrows to a partly unknown type
    if isinstance(value, PagedObject):
        return _plain(untyped.value)
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in untyped.items()}
    if isinstance(value, Page | list | tuple):
        return [_plain(item) for item in untyped]
    return to_json(value) if attrs.has(untyped.__class__) else value


@define
class Script(StubServer):
    """The requests that must arrive, in order, each with its response.

    An unexpected request is an `AssertionError`, at once and again at the end. Lines
    that are left are an `AssertionError` at the end of a ``with`` block, or when
    `finish` is called.

    Args:
        lines: Pairs of an expected request and its response. The request is a
            `Request`, such as ``api.status("7")``, or a function that returns True for
            the expected `HttpRequest`. The response is an `HttpResponse`, an exception
            to raise, or a value for `respond`.

    Raises:
        TypeError: a line is something else; the message has its number.
    """

    lines: Sequence[Line] = ()
    _place: int = field(default=0, init=False)
    _failure: str | None = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        self.lines = _lines(self.lines)
        for number, line in enumerate(self.lines, 1):
            _check_line(f"line {number} of the script", line)

    def respond(self, request: HttpRequest, session: Session) -> HttpResponse:
        """Return the response of the next line, if the request is the expected one."""
        expected, answer = (
            self.lines[self._place] if self._place < len(self.lines) else (None, None)
        )
        if expected is None or not _matches(request, expected, session):
            wanted = "no request" if expected is None else _describe(expected, session)
            self._failure = (
                f"line {self._place + 1} of the script expected {wanted},"
                f" not {Mask().request(request)}"
            )
            raise AssertionError(self._failure)
        self._place += 1
        if isinstance(answer, BaseException):
            raise answer
        return answer if isinstance(answer, HttpResponse) else respond(answer)

    def finish(self) -> None:
        """Check that exactly the expected requests arrived.

        Raises:
            AssertionError: lines are left, or an unexpected request arrived, even if
                the tested program caught that error.
        """
        if self._failure is not None:
            raise AssertionError(self._failure)
        if left := [
            _describe(expected, None) for expected, _ in self.lines[self._place :]
        ]:
            raise AssertionError(f"expected requests did not arrive: {'; '.join(left)}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        # The error that ends the block says more than the lines that are left.
        if error[0] is None:
            self.finish()


def _lines(lines: Any) -> tuple[Any, ...]:
    expected = "an iterable of pairs, each of an expected request and its response"
    expect("lines", lines, (Iterable,), expected)
    untyped: Any = lines  # isinstance narrows to a partly unknown type
    if isinstance(lines, str | bytes | Mapping | Request):
        raise TypeError(f"lines must be {expected}, not {type(untyped).__name__}")
    return tuple(untyped)


def _check_line(place: str, line: Any) -> None:
    expect(place, line, (tuple, list), "a pair of an expected request and its response")
    if len(line) != 2:
        raise TypeError(
            f"{place} must be a pair of an expected request and its response,"
            f" not {len(line)} values"
        )
    expected, answer = line
    kind = f"the expected request in {place}"
    if isinstance(
        getattr(expected, "__self__", None), API | BlockingClient | AsyncClient
    ):
        name = expected.__name__
        raise TypeError(f"{kind} must be a Request, such as API().{name}(), not {name}")
    if isinstance(expected, Generator):
        raise TypeError(
            f"{kind} must be a Request, not a flow: write a line for each of its"
            " requests"
        )
    if isinstance(expected, type) or not isinstance(expected, Request | Callable):
        shown = "the class " if isinstance(expected, type) else ""
        named = getattr(expected, "__name__", type(expected).__name__)
        raise TypeError(f"{kind} must be a Request or a function, not {shown}{named}")
    _check_answer(f"the response in {place}", answer)


def _check_answer(kind: str, answer: Any) -> None:
    known = "an HttpResponse, an exception, an entity or JSON"
    if isinstance(answer, type):
        name = answer.__name__
        raise TypeError(f"{kind} must be {known}, not the class {name}")
    if isinstance(answer, BaseException | HttpResponse):
        return
    try:
        respond(answer)
    except (TypeError, ValueError, RecursionError) as error:
        raise TypeError(f"{kind} must be {known}: {error}") from None


def _matches(request: HttpRequest, expected: Any, session: Session) -> bool:
    untyped: Any = expected
    if not isinstance(expected, Request):
        return bool(untyped(request))
    message = session.to_http(untyped)
    headers = ["accept-language"]
    if isinstance(expected.idempotent, str):
        headers.append("idempotency-key")
    return normalize(request).key == normalize(message).key and all(
        request.headers.get(name) == message.headers.get(name) for name in headers
    )


def _describe(expected: Any, session: Session | None) -> str:
    untyped: Any = expected
    if not isinstance(expected, Request):
        return getattr(untyped, "__name__", repr(untyped))
    if session is None:
        return f"{expected.method} {expected.path}"
    return str(Mask().request(session.to_http(untyped)))


class ScriptedMastodon(StubbedMastodon):
    """A blocking client that expects exactly the requests of a script.

    Closing it checks that no lines are left, unless an error ends the ``with`` block.

    >>> from mastodon_core import API, entities
    >>> from mastodon_core.testing import make
    >>> script = [(API().status("7"), make(entities.Status, id="7", content="hi"))]
    >>> with ScriptedMastodon(script) as mastodon:
    ...     mastodon.status("7").content
    'hi'

    Args:
        lines: The lines of a `Script`.
        seed: The seed of the random bytes.
        files: The text of credential files, by name.
    """

    def __init__(
        self,
        lines: Iterable[Line] = (),
        *,
        seed: int = 0,
        credentials: Credentials | None = None,
        files: Files | None = None,
        **options: Unpack[SessionOptions],
    ) -> None:
        self.script: Script = Script(_lines(lines), seed=seed)
        super().__init__(self.script, credentials=credentials, files=files, **options)

    @property
    def sleeps(self) -> Sequence[float]:
        """The waits so far, in seconds."""
        return self.script.sleeps

    def close(self) -> None:
        """Close the client, and check that exactly the expected requests arrived.

        Raises:
            AssertionError: lines are left, or an unexpected request arrived.
        """
        super().close()
        self.script.finish()

    def __exit__(self, *error: object) -> None:
        super().close()
        self.script.__exit__(*error)


class AsyncScriptedMastodon(AsyncStubbedMastodon):
    """An async client that expects exactly the requests of a script.

    Closing it checks that no lines are left, unless an error ends the ``async with``
    block. `run` runs it without an event loop.

    Args:
        lines: The lines of a `Script`.
        seed: The seed of the random bytes.
        files: The text of credential files, by name.
    """

    def __init__(
        self,
        lines: Iterable[Line] = (),
        *,
        seed: int = 0,
        credentials: Credentials | None = None,
        files: Files | None = None,
        **options: Unpack[SessionOptions],
    ) -> None:
        self.script: Script = Script(_lines(lines), seed=seed)
        super().__init__(self.script, credentials=credentials, files=files, **options)

    @property
    def sleeps(self) -> Sequence[float]:
        """The waits so far, in seconds."""
        return self.script.sleeps

    async def aclose(self) -> None:
        """Close the client, and check that exactly the expected requests arrived.

        Raises:
            AssertionError: lines are left, or an unexpected request arrived.
        """
        await super().aclose()
        self.script.finish()

    async def __aexit__(self, *error: object) -> None:
        await super().aclose()
        self.script.__exit__(*error)
