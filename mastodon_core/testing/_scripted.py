"""Clients that follow a script to the letter."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Self, TypeAlias, Unpack

import attrs
from attrs import define, field

from ..calls import Page, PagedObject, Request
from ..decoding import to_json
from ..http import HttpRequest, HttpResponse
from ..session import Session, SessionOptions
from ..values import Credentials
from ._masking import Mask
from ._normalized import normalize
from ._stub import AsyncStubbedMastodon, Files, StubbedMastodon, StubServer

Expected: TypeAlias = "Request[Any] | Callable[[HttpRequest], bool]"
"""A request, or what is true of it."""
Line: TypeAlias = "tuple[Expected, Any]"
"""What is expected, and the answer: see `respond`; an exception is raised."""


def respond(
    value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Make the response of a server that answers ``value``.

    Args:
        value: An entity, a sequence or page of entities, or what ``json.dumps`` takes.
        headers: More of them, their names in lower case.

    >>> respond({"error": "Record not found"}, status=404).body
    b'{"error": "Record not found"}'
    """
    kind = {"content-type": "application/json; charset=utf-8"}
    body = json.dumps(_plain(value)).encode()
    return HttpResponse(status=status, headers=kind | dict(headers or {}), body=body)


def _plain(value: Any) -> Any:
    untyped: Any = value  # where isinstance tells the type checkers only half
    if isinstance(value, PagedObject):
        return _plain(untyped.value)
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in untyped.items()}
    if isinstance(value, Page | list | tuple):
        return [_plain(item) for item in untyped]
    return to_json(value) if attrs.has(untyped.__class__) else value


@define
class Script(StubServer):
    """Requests in the order in which they must come, each with its answer.

    Anything else is an `AssertionError`: a request out of turn, at once and again at
    the end; lines that are left, at the end of a ``with``, or when `finish` is called.

    Args:
        lines: Pairs of what is expected and what is answered. Expected is a `Request`,
            such as ``api.status("7")``, or a function that is true of the right
            `HttpRequest`. An answer is an `HttpResponse`, an exception to raise, or
            what `respond` takes.
    """

    lines: Sequence[Line] = ()
    _place: int = field(default=0, init=False)
    _failure: str | None = field(default=None, init=False)

    def respond(self, request: HttpRequest, session: Session) -> HttpResponse:
        """Give the answer of the next line, if this is its request."""
        expected, answer = (
            self.lines[self._place] if self._place < len(self.lines) else (None, None)
        )
        if expected is None or not _fits(request, expected, session):
            wanted = "no request" if expected is None else _spell(expected, session)
            self._failure = (
                f"line {self._place + 1} of the script expected {wanted},"
                f" and what came is {Mask().request(request)}"
            )
            raise AssertionError(self._failure)
        self._place += 1
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, HttpResponse) else respond(answer)

    def finish(self) -> None:
        """Insist that everything came that was expected, and nothing else.

        Raises:
            AssertionError: lines are left, or something else came before, even if the
                program that is tested took no notice.
        """
        if self._failure is not None:
            raise AssertionError(self._failure)
        if left := [
            _spell(expected, None) for expected, _ in self.lines[self._place :]
        ]:
            raise AssertionError(f"the script goes on: {'; '.join(left)}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        # An error on its way out says more than that the rest did not come.
        if error[0] is None:
            self.finish()


def _fits(request: HttpRequest, expected: Any, session: Session) -> bool:
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


def _spell(expected: Any, session: Session | None) -> str:
    untyped: Any = expected
    if not isinstance(expected, Request):
        return getattr(untyped, "__name__", repr(untyped))
    if session is None:
        return f"{expected.method} {expected.path}"
    return str(Mask().request(session.to_http(untyped)))


class ScriptedMastodon(StubbedMastodon):
    """A blocking client that takes exactly the calls of a script.

    It insists on the rest of them when it is closed, unless by an error.

    >>> from mastodon_core import API, entities
    >>> from mastodon_core.testing import make
    >>> script = [(API().status("7"), make(entities.Status, id="7", content="hi"))]
    >>> with ScriptedMastodon(script) as mastodon:
    ...     mastodon.status("7").content
    'hi'

    Args:
        lines: As of a `Script`, to which ``seed`` goes too.
        files: Credential files: their names and their texts.
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
        self.script: Script = Script(tuple(lines), seed=seed)
        super().__init__(self.script, credentials=credentials, files=files, **options)

    @property
    def sleeps(self) -> Sequence[float]:
        """The waits so far, in seconds."""
        return self.script.sleeps

    def close(self) -> None:
        """Send no more.

        Raises:
            AssertionError: not everything came, or something else.
        """
        super().close()
        self.script.finish()

    def __exit__(self, *error: object) -> None:
        super().close()
        self.script.__exit__(*error)


class AsyncScriptedMastodon(AsyncStubbedMastodon):
    """An async client that takes exactly the calls of a script.

    It insists on the rest of them when it is closed, unless by an error. No event loop
    is needed: see `run`.

    Args:
        lines: As of a `Script`, to which ``seed`` goes too.
        files: Credential files: their names and their texts.
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
        self.script: Script = Script(tuple(lines), seed=seed)
        super().__init__(self.script, credentials=credentials, files=files, **options)

    @property
    def sleeps(self) -> Sequence[float]:
        """The waits so far, in seconds."""
        return self.script.sleeps

    async def aclose(self) -> None:
        """Send no more.

        Raises:
            AssertionError: not everything came, or something else.
        """
        await super().aclose()
        self.script.finish()

    async def __aexit__(self, *error: object) -> None:
        await super().aclose()
        self.script.__exit__(*error)
