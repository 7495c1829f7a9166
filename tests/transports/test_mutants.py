"""Each rule for transports has a case that fails when a transport breaks the rule.

As a program, this file runs all cases and prints which of them notice each mutant.
"""

from __future__ import annotations

import netrc
import os
import ssl
from pathlib import Path
from typing import Any

import h11
import pytest
from attrs import evolve
from mastodon_network import TlsFiles
from mutating import (
    AcceptsAnyVersion,
    ChangedHead,
    ChecksNoHead,
    ClaimsEverythingWasSent,
    DecodesNothing,
    HasNoLimit,
    LeavesConnectionsOpen,
    LeavesReadersOpen,
    LetsExceptionsThrough,
    Mutant,
    ShowsTheToken,
    StaysOpen,
    SwallowsCancellation,
    TakesInformationalForFinal,
    TrustsAnyCertificate,
    UsesItsOwnWords,
    check_noticed,
    check_passes,
    each_case,
    each_mutant,
    patient,
    print_noticed,
)
from small_transport import Connection, Small

from mastodon_core import NetworkError
from mastodon_core.transport import (
    BodyReader,
    HookFailed,
    HttpRequest,
    HttpResponse,
    Sleep,
    WaitFor,
    WireStep,
    WriteFile,
    network_error,
)

# They test the cases, whichever Python runs them.
pytestmark = pytest.mark.fuzz

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


class TrustsAnyHost:
    def tls_context(self, files: TlsFiles) -> ssl.SSLContext:
        context = files.context()
        context.check_hostname = False
        return context


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


class DropsReaders:
    def close_reader(self, upload: BodyReader) -> None:
        pass


class TellsNoProgress:
    def tell(self, upload: BodyReader, size: int) -> None:
        pass


class ClaimsNothingWasSent:
    def was_sent(self, sent: bool) -> bool:
        return False


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
    async def receive_response(self, connection: Connection, *rest: Any) -> Any:
        response = await super().receive_response(connection, *rest)
        more, _ = connection.h11.trailing_data
        return evolve(response, body=response.body + more)


class RetriesByItself(Small):
    async def round_trip(self, *args: Any) -> HttpResponse:
        try:
            return await super().round_trip(*args)
        except NetworkError:
            return await super().round_trip(*args)


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


class SendsHostWithoutPort(ChangedHead):
    def change(self, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [("host", "127.0.0.1"), *headers[1:]]


class AcceptsWhatItCannotDecode(ChangedHead):
    def change(self, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(n, "gzip, x" if n == "accept-encoding" else v) for n, v in headers]


class SendsTheTokenTwice(ChangedHead):
    def change(self, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [*headers, ("authorization", "Basic YWRhOmh1bnRlcjI=")]


class ReadsNetrc(ChangedHead):
    def change(self, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        file = os.environ.get("NETRC")
        user = netrc.netrc(file).authenticators("127.0.0.1") if file else None
        if user is None:
            return headers
        others = [pair for pair in headers if pair[0] != "authorization"]
        return [*others, ("authorization", f"Basic {user[2]}")]


class SendsNoLength(ChangedHead):
    def change(self, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [pair for pair in headers if pair != ("content-length", "0")]


class KeepsCookies(ChangedHead):
    cookie = ""

    def headers(self, head: Any) -> dict[str, str]:
        headers: dict[str, str] = super().headers(head)
        self.cookie = headers.get("set-cookie", "").partition(";")[0]
        return headers

    def change(self, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [*headers, ("cookie", self.cookie)] if self.cookie else headers


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


class TakesHooksForTheNetwork(Small):
    async def round_trip(self, *args: Any) -> HttpResponse:
        try:
            return await super().round_trip(*args)
        except HookFailed as error:
            raise network_error(error) from None


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
        only="trio",
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


@each_mutant(MUTANTS)
def test_case_notices_a_broken_rule(
    run: Any, client: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_noticed(run, client, name, monkeypatch)


@each_case(MUTANTS)
def test_small_transport_without_a_mutation_passes(name: str) -> None:
    check_passes(name)


if __name__ == "__main__":
    print_noticed(MUTANTS)
