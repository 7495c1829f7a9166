"""Each rule for transports has a case that fails when a transport breaks the rule.

A mutant is a small transport, blocking or on trio, with one thing wrong. As a program,
this file runs all cases and prints which of them notice each mutant.
"""

from __future__ import annotations

import asyncio
import netrc
import os
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import h11
import pytest
import trio
from attrs import evolve, frozen
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
    HookFailed,
    HttpRequest,
    HttpResponse,
    Sleep,
    WaitFor,
    WireStep,
    WriteFile,
    header_map,
    network_error,
)

# They test the cases, whichever Python runs them.
pytestmark = pytest.mark.fuzz

BY_NAME = {case.name: case for case in ASYNC_CASES}
# The small transport has no proxies, and reads no response before its request is sent.
BEYOND = ("a proxy", "an upload that is rejected early")
_MOVED = {301, 302, 307, 308}


class FollowsRedirects(Small):
    async def carry_out(self, step: WireStep) -> Any:
        response = await super().carry_out(step)
        if isinstance(response, HttpResponse) and response.status in _MOVED:
            place = response.headers.get("location", "")
            if place.startswith("http://127."):
                assert isinstance(step, HttpRequest)
                return await self.carry_out(evolve(step, url=place))
        return response


class TrustsAnyCertificate:
    def tls_context(self, files: TlsFiles) -> ssl.SSLContext:
        return TlsFiles(verify=False).context()


class TrustsAnyHost:
    def tls_context(self, files: TlsFiles) -> ssl.SSLContext:
        context = files.context()
        context.check_hostname = False
        return context


class SwallowsCancellation(Small):
    async def round_trip(self, *args: Any) -> HttpResponse:
        try:
            return await super().round_trip(*args)
        except (trio.Cancelled, asyncio.CancelledError) as error:
            raise network_error(error) from None


class DoesNotSleep(Small):
    async def carry_out(self, step: WireStep) -> Any:
        if isinstance(step, Sleep):
            return None
        return await super().carry_out(step)


class DoesNotWait(Small):
    async def carry_out(self, step: WireStep) -> Any:
        if isinstance(step, WaitFor):
            return None
        return await super().carry_out(step)


class WritesPublicFiles:
    def write(self, step: WriteFile) -> None:
        path = Path(step.path)
        path.write_text(step.text, encoding="utf-8")
        path.chmod(0o644)


class LeavesConnectionsOpen:
    left: ClassVar[list[Any]] = []

    async def close_stream(self, connection: Connection) -> None:
        self.left.append(connection)


class LeavesReadersOpen:
    left: ClassVar[list[Any]] = []

    def close_reader(self, upload: BodyReader) -> None:
        self.left.append(upload)


class DropsReaders:
    def close_reader(self, upload: BodyReader) -> None:
        pass


class TellsNoProgress:
    def tell(self, upload: BodyReader, size: int) -> None:
        pass


class ClaimsNothingWasSent:
    def was_sent(self, sent: bool) -> bool:
        return False


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


class KeepsWhatHasMore:
    def may_keep(self, connection: Connection, response: HttpResponse) -> bool:
        more, _ = connection.h11.trailing_data
        if more:
            # As a reader with a buffer does: the rest is for the next response.
            connection.h11.start_next_cycle()
        return not connection.is_odd and connection.h11.their_state in {
            h11.DONE,
            h11.IDLE,
        }


class ReadsPastTheLength(Small):
    async def receive_response(
        self, connection: Connection, message: HttpRequest, deadline: Deadline
    ) -> HttpResponse:
        response: HttpResponse = await super().receive_response(
            connection, message, deadline
        )
        more, _ = connection.h11.trailing_data
        return evolve(response, body=response.body + more)


class AcceptsAnyVersion:
    def check_version(self, version: bytes) -> None:
        pass


class TakesInformationalForFinal:
    def is_final(self, event: Any) -> bool:
        return isinstance(event, h11.InformationalResponse)


class RetriesByItself(Small):
    async def round_trip(self, *args: Any) -> HttpResponse:
        try:
            return await super().round_trip(*args)
        except NetworkError:
            return await super().round_trip(*args)


class ShowsTheToken(Small):
    def forget(self, error: BaseException) -> None:
        pass

    async def receive_response(
        self, connection: Connection, message: HttpRequest, deadline: Deadline
    ) -> HttpResponse:
        headers = dict(message.headers)
        response: HttpResponse = await super().receive_response(
            connection, message, deadline
        )
        del headers
        return response


class StaysOpen:
    closed = property(lambda self: False, lambda self, value: None)


class ReportsNoReuse:
    def tells_reuse(self, reused: bool) -> bool:
        return False


class IgnoresFresh:
    def needs_fresh(self, message: HttpRequest) -> bool:
        return False


class WritesOnUnprovenConnections:
    def may_reuse(self, origin: Any, message: HttpRequest) -> bool:
        return True


class KeepsAfterErrors(Small):
    def may_keep(self, connection: Connection, response: HttpResponse) -> bool:
        return super().may_keep(connection, evolve(response, status=200))


class KeepsNothing:
    def may_keep(self, connection: Connection, response: HttpResponse) -> bool:
        return False


class _Head(Small):
    """Mutants of the head of a request."""

    def head(self, message: HttpRequest, length: int) -> list[tuple[str, str]]:
        headers: list[tuple[str, str]] = super().head(message, length)
        return self.change(headers)

    def change(self, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        raise NotImplementedError


class SendsHostWithoutPort(_Head):
    def change(self, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [("host", "127.0.0.1"), *headers[1:]]


class AcceptsWhatItCannotDecode(_Head):
    def change(self, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(n, "gzip, x" if n == "accept-encoding" else v) for n, v in headers]


class SendsTheTokenTwice(_Head):
    def change(self, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [*headers, ("authorization", "Basic YWRhOmh1bnRlcjI=")]


class ReadsNetrc(_Head):
    def change(self, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        file = os.environ.get("NETRC")
        user = netrc.netrc(file).authenticators("127.0.0.1") if file else None
        if user is None:
            return headers
        others = [pair for pair in headers if pair[0] != "authorization"]
        return [*others, ("authorization", f"Basic {user[2]}")]


class SendsNoLength(_Head):
    def change(self, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [pair for pair in headers if pair != ("content-length", "0")]


class KeepsCookies(_Head):
    cookie = ""

    def headers(self, head: Any) -> dict[str, str]:
        headers: dict[str, str] = super().headers(head)
        self.cookie = headers.get("set-cookie", "").partition(";")[0]
        return headers

    def change(self, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [*headers, ("cookie", self.cookie)] if self.cookie else headers


class ChecksNoHead:
    def headers(self, head: Any) -> dict[str, str]:
        return header_map((n.decode(), v.decode("latin-1")) for n, v in head.headers)


class KeepsOldVersions(Small):
    def may_keep(self, connection: Connection, response: HttpResponse) -> bool:
        their = connection.h11.their_http_version
        if their == b"1.0" and connection.h11.their_state is h11.MUST_CLOSE:
            connection.h11 = h11.Connection(h11.CLIENT)
            connection.h11.start_next_cycle = lambda: None  # type: ignore[method-assign]  # it is new
            return True
        return super().may_keep(connection, response)


class KeepsCapitals(Small):
    def headers(self, head: Any) -> dict[str, str]:
        headers: dict[str, str] = super().headers(head)
        return {name.title(): value for name, value in headers.items()}


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


class TakesHooksForTheNetwork(Small):
    async def round_trip(self, *args: Any) -> HttpResponse:
        try:
            return await super().round_trip(*args)
        except HookFailed as error:
            raise network_error(error) from None


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
    is_async_only: bool = False


MUTANTS = (
    Mutant(
        "don't follow redirects",
        FollowsRedirects,
        "a 302 is followed to another origin without the token",
    ),
    Mutant(
        "don't follow redirects of writes",
        FollowsRedirects,
        "a POST does not follow a 307 to another origin",
    ),
    Mutant(
        "check certificates",
        TrustsAnyCertificate,
        "a certificate that is not of a trusted authority",
    ),
    Mutant("check dates", TrustsAnyCertificate, "a certificate that is expired"),
    Mutant("check host names", TrustsAnyHost, "a certificate that is for another host"),
    Mutant(
        "let cancellation through",
        SwallowsCancellation,
        "cancelled before the response",
        is_async_only=True,
    ),
    Mutant("wait for a Sleep", DoesNotSleep, "503 with a Retry-After that is a number"),
    Mutant(
        "wait for a WaitFor",
        DoesNotWait,
        "calls wait for the one that refreshes the token",
    ),
    Mutant(
        "write credential files for their owner alone",
        WritesPublicFiles,
        "a credential file is for its owner alone",
    ),
    Mutant(
        "close connections after failures",
        LeavesConnectionsOpen,
        "closed within the body",
    ),
    Mutant(
        "close the reader of an upload",
        LeavesReadersOpen,
        "a file is closed if its upload fails",
    ),
    Mutant(
        "close the reader, without the garbage collector",
        DropsReaders,
        "a file is closed if its upload fails",
    ),
    Mutant("call on_upload", TellsNoProgress, "an upload tells its progress"),
    Mutant(
        "sent=False only if nothing was sent",
        ClaimsNothingWasSent,
        "a write that may have arrived is not retried",
    ),
    Mutant(
        "sent=False if nothing was sent",
        ClaimsEverythingWasSent,
        "a refused connection",
    ),
    Mutant(
        "keep the timeout connect",
        patient("connect"),
        "silence instead of a TLS handshake, and the timeout for connecting",
    ),
    Mutant(
        "keep the timeout tls",
        patient("tls"),
        "silence instead of a TLS handshake, and the timeout for it",
    ),
    Mutant(
        "keep the timeout write",
        patient("write"),
        "a server that does not read an upload, and the timeout for sending",
    ),
    Mutant("keep the timeout read", patient("read"), "silence instead of a response"),
    Mutant("keep the timeout total", patient("total"), "an endless body"),
    Mutant(
        "close a connection with more than the response",
        KeepsWhatHasMore,
        "another response after a response",
    ),
    Mutant(
        "read no further than the length",
        ReadsPastTheLength,
        "another response after a response",
    ),
    Mutant("speak HTTP/1.1", AcceptsAnyVersion, "HTTP/2.0"),
    Mutant(
        "skip informational responses",
        TakesInformationalForFinal,
        "103 before the response, which comes later",
    ),
    Mutant("don't retry", RetriesByItself, "closed without a response"),
    Mutant("keep no token in a variable", ShowsTheToken, "closed within the body"),
    Mutant("send nothing once closed", StaysOpen, "a plain response"),
    Mutant(
        "report reused",
        ReportsNoReuse,
        "a kept connection ends before the response to a GET",
    ),
    Mutant(
        "obey fresh",
        IgnoresFresh,
        "a request that is repeated takes a fresh connection",
    ),
    Mutant(
        "no unkeyed write on an unproven connection",
        WritesOnUnprovenConnections,
        "a POST without a key waits until a kept connection is proven",
    ),
    Mutant(
        "close a connection after a server error",
        KeepsAfterErrors,
        "a connection is not kept after a server error",
    ),
    Mutant("keep connections", KeepsNothing, "a connection is kept"),
    Mutant(
        "send the host of the URL",
        SendsHostWithoutPort,
        "one host, before the other headers, and no header twice",
    ),
    Mutant(
        "accept only what can be decoded",
        AcceptsWhatItCannotDecode,
        "only encodings that can be decoded are accepted",
    ),
    Mutant(
        "add no credentials",
        SendsTheTokenTwice,
        "the token is sent, and no other credentials",
    ),
    Mutant("take no token from .netrc", ReadsNetrc, "a password in .netrc is not sent"),
    Mutant("use check_head", ChecksNoHead, "two different locations"),
    Mutant(
        "close connections of HTTP/1.0",
        KeepsOldVersions,
        "a connection of HTTP/1.0 is not kept",
    ),
    Mutant("send content-length", SendsNoLength, "a POST without a body says so"),
    Mutant("keep no cookies", KeepsCookies, "cookies are not kept"),
    Mutant(
        "lower-case names of headers",
        KeepsCapitals,
        "a 302 is followed within the origin",
    ),
    Mutant("undo content encodings", DecodesNothing, "gzip"),
    Mutant(
        "stop at max_response_bytes",
        HasNoLimit,
        "a body that is too large when decompressed",
    ),
    Mutant("use network_error", UsesItsOwnWords, "closed without a response"),
    Mutant("use timeout_words", UsesItsOwnWords, "silence within the body"),
    Mutant(
        "let HookFailed through",
        TakesHooksForTheNetwork,
        "an exception of on_upload ends the call, and not the client",
    ),
    Mutant("map exceptions", LetsExceptionsThrough, "a refused connection"),
)


def _clients(mutant: Mutant) -> list[tuple[str, Any, Any]]:
    """Make the clients of a mutant, each with its runner."""
    blocking = type("Mutated", (mutant.mutation, Blocking), {})
    on_trio = type("Mutated", (mutant.mutation, OnTrio), {})
    found: list[tuple[str, Any, Any]] = [("trio", run_trio, on_trio)]
    if not mutant.is_async_only:
        found.append(("blocking", run_blocking, blocking))
    return found


ROWS = [
    pytest.param(run, client, mutant.noticed_by, id=f"{mutant.rule}-{kind}")
    for mutant in MUTANTS
    for kind, run, client in _clients(mutant)
]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let cases that never end fail soon, and close what mutants left open."""
    monkeypatch.setattr(Run, "patience", 0.4)
    yield
    _close_all()


def _close_all() -> None:
    while LeavesConnectionsOpen.left:
        stream = LeavesConnectionsOpen.left.pop().stream
        stream = getattr(stream, "transport_stream", stream)
        # That of trio cannot be closed after its loop.
        os.close(getattr(stream, "socket", stream).detach())
    while LeavesReadersOpen.left:
        LeavesReadersOpen.left.pop().__exit__(None, None, None)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("run", "client", "name"), ROWS)
def test_case_notices_a_broken_rule(run: Any, client: Any, name: str) -> None:
    with pytest.raises(AssertionError, match="^" + name.split("'")[0]):
        run(BY_NAME[name], client)


@pytest.mark.parametrize("name", sorted({mutant.noticed_by for mutant in MUTANTS}))
def test_small_transport_without_a_mutation_passes(name: str) -> None:
    run_trio(BY_NAME[name], OnTrio)
    if BY_NAME[name] in CASES:
        run_blocking(BY_NAME[name], Blocking)


def _fails(run: Any, client: Any, case: Case) -> bool:
    try:
        run(case, client)
    except Exception:
        return True
    finally:
        _close_all()
    return False


def main() -> None:
    """Print which cases notice each mutant."""
    Run.patience = 1.0
    cases = [case for case in ASYNC_CASES if not case.name.startswith(BEYOND)]
    cases = [case for case in cases if not _fails(run_trio, OnTrio, case)]
    for mutant in MUTANTS:
        _, run, client = _clients(mutant)[0]
        found = [case.name for case in cases if _fails(run, client, case)]
        sys.stdout.write(f"{mutant.rule}: {len(found)} of {len(cases)}\n")
        for name in found:
            sys.stdout.write(f"    {name}\n")


if __name__ == "__main__":
    main()
