"""Mutants of the small transport, blocking and on trio, each with one thing wrong.

The classes here break rules that hold for calls and for streams.
"""

from __future__ import annotations

import asyncio
import gc
import os
import re
import ssl
import sys
import warnings
from collections.abc import Iterable
from typing import Any, ClassVar

import h11
import pytest
import trio
from attrs import frozen
from mastodon_network import TlsFiles
from mastodon_offline.conformance import (
    ASYNC_CASES,
    CASES,
    Case,
    run_blocking,
    run_trio,
)
from mastodon_offline.conformance._run import Run
from small_transport import Blocking, Connection, Deadline, OnTrio, Small

from mastodon_core import NetworkError
from mastodon_core.transport import (
    BodyCollector,
    BodyReader,
    HttpRequest,
    HttpResponse,
    header_map,
    network_error,
)

BY_NAME = {case.name: case for case in ASYNC_CASES}
# The small transport has no proxies, and reads no response before its request is sent.
_BEYOND = ("a proxy", "an upload that is rejected early")
_PATIENCE = 0.4


class TrustsAnyCertificate:
    def tls_context(self, files: TlsFiles) -> ssl.SSLContext:
        return TlsFiles(verify=False).context()


class SwallowsCancellation(Small):
    async def round_trip(self, *args: Any) -> HttpResponse:
        try:
            return await super().round_trip(*args)
        except (trio.Cancelled, asyncio.CancelledError) as error:
            raise network_error(error) from None


class LeavesConnectionsOpen:
    left: ClassVar[list[Any]] = []

    async def close_stream(self, connection: Connection) -> None:
        self.left.append(connection)


class LeavesReadersOpen:
    left: ClassVar[list[Any]] = []

    def close_reader(self, upload: BodyReader) -> None:
        self.left.append(upload)


class ClaimsEverythingWasSent:
    def was_sent(self, sent: bool) -> bool:
        return True


class _Patient(Deadline):
    ignored = ""

    def _end(self, name: str) -> float:
        return float("inf") if name == self.ignored else super()._end(name)


def patient(name: str) -> type:
    """Make a mutant that ignores a timeout."""
    deadline = type("Patient", (_Patient,), {"ignored": name})

    def make(self: Any) -> Deadline:
        made: Deadline = deadline(self.io, self.timeouts)
        return made

    return type(f"Ignores_{name}", (), {"deadline": make})


class AcceptsAnyVersion:
    def check_version(self, version: bytes) -> None:
        pass


class TakesInformationalForFinal:
    def is_final(self, event: Any) -> bool:
        return isinstance(event, h11.InformationalResponse)


class ShowsTheToken(Small):
    def forget(self, error: BaseException) -> None:
        pass

    async def receive_response(
        self, connection: Connection, message: HttpRequest, *rest: Any
    ) -> HttpResponse:
        headers = dict(message.headers)
        response = await super().receive_response(connection, message, *rest)
        del headers
        return response


class StaysOpen:
    closed = property(lambda self: False, lambda self, value: None)


class ChangedHead(Small):
    """Changes the head of each request."""

    def head(self, message: HttpRequest, length: int) -> list[tuple[str, str]]:
        headers: list[tuple[str, str]] = super().head(message, length)
        return self.change(headers)

    def change(self, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        raise NotImplementedError


class ChecksNoHead:
    def headers(self, head: Any) -> dict[str, str]:
        return header_map((n.decode(), v.decode("latin-1")) for n, v in head.headers)


class DecodesNothing(Small):
    def collector(
        self, message: HttpRequest, status: int, headers: dict[str, str]
    ) -> BodyCollector:
        plain = {k: v for k, v in headers.items() if k != "content-encoding"}
        collector: BodyCollector = super().collector(message, status, plain)
        return collector


class HasNoLimit:
    def collector(
        self, message: HttpRequest, status: int, headers: dict[str, str]
    ) -> BodyCollector:
        return BodyCollector.for_response(message.method, status, headers, 1 << 40)


class UsesItsOwnWords(Small):
    async def round_trip(self, *args: Any) -> HttpResponse:
        try:
            return await super().round_trip(*args)
        except NetworkError as error:
            words = type(error)("it failed", sent=error.sent)
        raise words


class LetsExceptionsThrough(Small):
    async def open(self, *args: Any) -> Connection:
        try:
            return await super().open(*args)
        except OSError as error:
            raise RuntimeError(str(error)) from error


@frozen
class Mutant:
    rule: str
    mutation: type
    noticed_by: str
    """The name of a case that must fail."""
    only: str | None = None
    """``trio`` or ``blocking``, if it is not for both."""


def _clients(mutant: Mutant) -> list[tuple[str, Any, Any]]:
    """Make the clients of a mutant, each with its runner."""
    blocking = type("Mutated", (mutant.mutation, Blocking), {})
    on_trio = type("Mutated", (mutant.mutation, OnTrio), {})
    found = [("trio", run_trio, on_trio), ("blocking", run_blocking, blocking)]
    return [each for each in found if mutant.only in {None, each[0]}]


def each_mutant(mutants: Iterable[Mutant]) -> pytest.MarkDecorator:
    """Run a test with each client of each mutant, and the case that must fail."""
    return pytest.mark.parametrize(
        ("run", "client", "name"),
        [
            pytest.param(run, client, mutant.noticed_by, id=f"{mutant.rule}-{kind}")
            for mutant in mutants
            for kind, run, client in _clients(mutant)
        ],
    )


def each_case(mutants: Iterable[Mutant]) -> pytest.MarkDecorator:
    """Run a test with the name of each case that notices a mutant."""
    names = sorted({mutant.noticed_by for mutant in mutants})
    return pytest.mark.parametrize("name", names)


def check_noticed(
    run: Any, client: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Check that a case fails with a mutant, soon even if it never ends."""
    monkeypatch.setattr(Run, "patience", _PATIENCE)
    try:
        with pytest.raises(AssertionError, match="^" + re.escape(name)):
            run(BY_NAME[name], client)
    finally:
        _close_all()
        with warnings.catch_warnings():
            # Or the next case would find what this one has left open.
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect(1)


def check_passes(name: str) -> None:
    """Check that the small transport itself passes a case."""
    run_trio(BY_NAME[name], OnTrio)
    if BY_NAME[name] in CASES:
        run_blocking(BY_NAME[name], Blocking)


def _close_all() -> None:
    while LeavesConnectionsOpen.left:
        stream = LeavesConnectionsOpen.left.pop().stream
        stream = getattr(stream, "transport_stream", stream)
        # That of trio cannot be closed after its loop.
        os.close(getattr(stream, "socket", stream).detach())
    while LeavesReadersOpen.left:
        LeavesReadersOpen.left.pop().__exit__(None, None, None)


def _fails(run: Any, client: Any, case: Case) -> bool:
    try:
        run(case, client)
    except Exception:
        return True
    finally:
        _close_all()
    return False


def print_noticed(mutants: Iterable[Mutant]) -> None:
    """Print which cases notice each mutant."""
    Run.patience = 1.0
    cases = [case for case in ASYNC_CASES if not case.name.startswith(_BEYOND)]
    cases = [case for case in cases if not _fails(run_trio, OnTrio, case)]
    for mutant in mutants:
        _, run, client = _clients(mutant)[0]
        found = [case.name for case in cases if _fails(run, client, case)]
        sys.stdout.write(f"{mutant.rule}: {len(found)} of {len(cases)}\n")
        for name in found:
            sys.stdout.write(f"    {name}\n")
