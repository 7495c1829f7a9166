"""Each rule for channels has a case that fails when a transport breaks the rule.

As a program, this file runs all cases and prints which of them notice each mutant.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import chain
from typing import Any

import h11
import pytest
import trio
from attrs import evolve
from mutating import (
    AcceptsAnyVersion,
    ChangedHead,
    ClaimsEverythingWasSent,
    DecodesNothing,
    HasNoLimit,
    LeavesConnectionsOpen,
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
from small_channel import Flow
from small_transport import Connection, Small

from mastodon_core import NetworkError, NetworkTimeout
from mastodon_core.testing.conformance import LARGEST
from mastodon_core.transport import EndlessBody, HttpRequest, WaitFor

# They test the cases, whichever Python runs them.
pytestmark = pytest.mark.fuzz

_FEW = 10


def flowing(flow: type[Flow]) -> type:
    """Make a mutant whose channels are broken."""
    return type(flow.__name__, (), {"flow": flow})


class AcceptsItsOwnEncodings(ChangedHead):
    def change(self, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [*headers, ("accept-encoding", "gzip")]


class SaysKeepAlive(ChangedHead):
    def change(self, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        others = [pair for pair in headers if pair[0] != "connection"]
        return [*others, ("connection", "keep-alive, upgrade")]


class OffersAnotherProtocol(ChangedHead):
    def change(self, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        if "upgrade" in dict(headers):
            return headers
        return [*headers, ("upgrade", "h2c"), ("connection", "upgrade")]


class TakesKeptConnections(Small):
    async def take(
        self, origin: Any, message: HttpRequest, is_for_channel: bool
    ) -> Connection | None:
        return await super().take(origin, message, False)


class KeepsConnections(Flow):
    def release(self) -> None:
        connection = self.connection
        if connection is not None and connection.h11.our_state is h11.DONE:
            self.waker.close()
            self.client.idle[connection.origin].append(connection)
            self.connection = None
        else:
            super().release()


class CountsChannels(Small):
    async def take(self, *args: Any) -> Connection | None:
        if len(self.channels) > _FEW:
            raise NetworkTimeout("no connection became free")
        return await super().take(*args)


class OpensRefusals:
    def opens(self, message: HttpRequest, status: int) -> bool:
        return True


class RefusesEventsAfterAnUpgrade:
    def opens(self, message: HttpRequest, status: int) -> bool:
        return status == (101 if "upgrade" in message.headers else 200)


class FollowsRedirects(Small):
    async def open_flow(self, message: HttpRequest) -> Flow:
        flow = await super().open_flow(message)
        place = flow.response.headers.get("location")
        if place is None:
            return flow
        flow.release()
        return await super().open_flow(evolve(message, url=place))


class LeavesChannelsOpen:
    def close_channels(self) -> None:
        pass


class OpensOnceClosed:
    opening = property(lambda self: None, lambda self, value: None)


class ReadsAhead(Small):
    async def open_flow(self, message: HttpRequest) -> Flow:
        flow = await super().open_flow(message)
        if flow.response.status == 200:
            ahead = list(flow.pieces)
            while data := await flow.read(0.1):
                flow.take(data)
                ahead += flow.pieces
            flow.pieces = iter(ahead)
        return flow


class IgnoresSeconds(Small):
    async def carry_out(self, step: Any) -> Any:
        if isinstance(step, WaitFor):
            step = WaitFor(step.signal)
        return await super().carry_out(step)


class LosesWhatCameWithTheHead(Flow):
    def begin(self) -> None:
        super().begin()
        self.pieces = iter(())


class HandsOutFraming(Flow):
    def begin(self) -> None:
        self.is_switched = True
        super().begin()


class UnpacksEverything(Flow):
    def begin(self) -> None:
        if self.is_switched:
            # As if it were a body with chunks.
            self.connection.h11 = h11.Connection(h11.CLIENT)
            request = h11.Request(method="GET", target="/", headers=[("host", "x")])
            for event in (request, h11.EndOfMessage()):
                self.connection.h11.send(event)
            head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            self.connection.h11.receive_data(head)
            self.connection.h11.next_event()
            self.is_switched = False
        super().begin()


class TakesFramingForTheEnd(Flow):
    async def next_piece(self, seconds: float | None) -> bytes | None:
        if not (data := next(self.pieces, b"")) and not self.is_at_end:
            arrived = await self.read(float("inf") if seconds is None else seconds)
            if arrived is None:
                return None
            self.take(arrived)
            data = next(self.pieces, b"")
        return data


class WaitsForWholeChunks(Flow):
    part = b""

    def content(self) -> bytes:
        data = b""
        while isinstance(event := self.connection.h11.next_event(), h11.Data):
            self.part += event.data
            if event.chunk_end:
                data, self.part = data + self.part, b""
        return data


class WaitsForTheEnd(Flow):
    whole = b""

    def content(self) -> bytes:
        self.whole += super().content()
        return self.whole if self.is_at_end else b""


class DecompressesNothing(Flow):
    def begin(self) -> None:
        self.body = EndlessBody(None)
        super().begin()


class AcceptsUnknownEncodings(Small):
    def headers(self, head: Any) -> dict[str, str]:
        headers: dict[str, str] = super().headers(head)
        headers.pop("content-encoding", None)
        return headers


class LimitsStreams(Flow):
    size = 0

    def take(self, data: bytes) -> None:
        self.size += len(data)
        if self.size > LARGEST:
            raise OSError("too much")
        super().take(data)


class TakesCutsForErrors(Flow):
    def is_cut(self) -> bool:
        return False


class TakesEndsForErrors(Flow):
    def take(self, data: bytes) -> None:
        if not data:
            raise ConnectionError("closed")
        super().take(data)


class NeverEnds(Flow):
    async def next_piece(self, seconds: float | None) -> bytes | None:
        return (await super().next_piece(seconds)) or None


class EndsOnce(Flow):
    async def next_piece(self, seconds: float | None) -> bytes | None:
        piece = await super().next_piece(seconds)
        if piece == b"":
            self.is_closed = False
            self.is_at_end = False
            self.pieces = chain([b"x"])
        return piece


class TakesBrokenDataForTheEnd(Flow):
    def is_cut(self) -> bool:
        return True


class TakesFailuresForTheEnd(Flow):
    async def receive(self, seconds: float | None) -> bytes | None:
        try:
            return await super().receive(seconds)
        except NetworkError:
            return b""


class LetsErrorsThrough(Flow):
    def failure(self, error: Exception) -> Exception:
        return error


class NeverStopsWaiting(Flow):
    async def read(self, seconds: float) -> bytes | None:
        return await super().read(float("inf"))


class DoesNotWait(Flow):
    async def read(self, seconds: float) -> bytes | None:
        return await super().read(0.0)


class LooksOnlyWithTime(Flow):
    async def read(self, seconds: float) -> bytes | None:
        return None if seconds == 0.0 else await super().read(seconds)


class KeepsTheTimeouts(Flow):
    async def read(self, seconds: float) -> bytes | None:
        limit = self.timeouts.read if self.timeouts.read is not None else seconds
        data = await super().read(min(seconds, limit))
        if data is None and seconds > limit:
            raise TimeoutError
        return data


class CannotBeWokenWhileItWaits(Flow):
    is_to_wake = False

    def wake(self) -> None:
        self.is_to_wake = True

    def is_woken(self) -> bool:
        was_woken, self.is_to_wake = self.is_to_wake, False
        return was_woken


class CannotBeWokenBefore(Flow):
    async def next_piece(self, seconds: float | None) -> bytes | None:
        self.is_woken()
        return await super().next_piece(seconds)


class StaysAwake(Flow):
    is_awake = False

    def is_woken(self) -> bool:
        self.is_awake |= super().is_woken()
        return self.is_awake


class ClosesLater(Flow):
    def interrupt(self) -> None:
        pass

    def release(self) -> None:
        if self.is_at_end:
            super().release()


class HandsOutMoreOnceClosed(Flow):
    async def receive(self, seconds: float | None) -> bytes | None:
        return next(self.pieces, b"") or await super().receive(seconds)


class ClosesOnce(Flow):
    count = 0

    def release(self) -> None:
        self.count += 1
        if self.count == 2:  # noqa: PLR2004
            raise ValueError("it is closed already")
        super().release()


class SendsNothingOnceClosed(Flow):
    async def send(self, data: bytes) -> None:
        if not self.is_closed:
            await super().send(data)


class SendsAPart(Flow):
    async def write(self, data: bytes, seconds: float | None) -> None:
        await super().write(data[:65536], seconds)


class SendsPatiently(Flow):
    async def write(self, data: bytes, seconds: float | None) -> None:
        await super().write(data, None)


class IgnoresErrorsOfSending(Flow):
    async def send(self, data: bytes) -> None:
        with suppress(NetworkError):
            await super().send(data)


class LosesWhatIsCancelled(Flow):
    async def read(self, seconds: float) -> bytes | None:
        data = await super().read(seconds)
        await trio.lowlevel.checkpoint()
        return data


class SwallowsCancelledSends(Flow):
    async def send(self, data: bytes) -> None:
        with suppress(trio.Cancelled):
            await super().send(data)


class LeavesWakersOpen(Flow):
    def release(self) -> None:
        self.io.close_now(self.connection.stream)


class LeavesSocketsOpen(Flow):
    def release(self) -> None:
        self.waker.close()
        if self.connection not in LeavesConnectionsOpen.left:
            LeavesConnectionsOpen.left.append(self.connection)


MUTANTS = (
    Mutant(
        "leave out your accept-encoding",
        AcceptsItsOwnEncodings,
        "the message of an event stream is sent as it is",
    ),
    Mutant(
        "send the message as it is",
        SaysKeepAlive,
        "the message of a WebSocket is sent as it is",
    ),
    Mutant(
        "accept 101 only after an upgrade",
        OffersAnotherProtocol,
        "a 101 that nobody asked for",
    ),
    Mutant(
        "use a new connection",
        TakesKeptConnections,
        "a stream has a new connection, which is not kept",
    ),
    Mutant(
        "keep no connection",
        flowing(KeepsConnections),
        "a stream has a new connection, which is not kept",
    ),
    Mutant(
        "stay outside of limits for calls",
        CountsChannels,
        "open streams do not count as connections for calls",
    ),
    Mutant("read whole refusals", OpensRefusals, "a refusal of an event stream"),
    Mutant(
        "read refusals that end with the connection",
        OpensRefusals,
        "a refusal that ends with the connection",
    ),
    Mutant("undo encodings of refusals", DecodesNothing, "a refusal with gzip"),
    *(
        Mutant(f"read to the end: {name}", OpensRefusals, name)
        for name in (
            "a refusal with chunks",
            "a refusal that is cut off",
            "a refusal that is broken",
        )
    ),
    Mutant(
        "keep the timeout total in refusals", patient("total"), "an endless refusal"
    ),
    *(
        Mutant(f"close: {name}", LeavesConnectionsOpen, name)
        for name in (
            "a stream without content",
            "a reset instead of a stream",
            "another protocol instead of a WebSocket",
        )
    ),
    *(
        Mutant(
            f"let cancellation through {when}",
            SwallowsCancellation,
            f"a stream that is cancelled {when}",
            only="trio",
        )
        for when in ("within the head", "within a refusal", "during a TLS handshake")
    ),
    Mutant(
        "stop refusals at max_response_bytes",
        HasNoLimit,
        "a refusal that is too large",
    ),
    Mutant(
        "close the connection of a refusal",
        LeavesConnectionsOpen,
        "a refusal of a WebSocket",
    ),
    Mutant(
        "close a connection without a stream",
        LeavesConnectionsOpen,
        "an event stream with two lengths",
    ),
    Mutant(
        "don't follow redirects of streams",
        FollowsRedirects,
        "a redirect of a stream is not followed",
    ),
    Mutant(
        "accept a body after an upgrade",
        RefusesEventsAfterAnUpgrade,
        "an event stream in response to an upgrade",
    ),
    Mutant("speak HTTP/1.1", AcceptsAnyVersion, "an event stream in HTTP/2.0"),
    Mutant(
        "skip informational responses",
        TakesInformationalForFinal,
        "103 before an event stream",
    ),
    Mutant(
        "skip informational responses before 101",
        TakesInformationalForFinal,
        "100 before a 101",
    ),
    Mutant(
        "refuse unknown encodings",
        AcceptsUnknownEncodings,
        "an event stream with an unknown content-encoding",
    ),
    Mutant(
        "keep the timeout read",
        patient("read"),
        "silence instead of a stream",
    ),
    Mutant(
        "keep the timeout read in refusals",
        patient("read"),
        "silence within a refusal",
    ),
    Mutant(
        "keep the timeout total",
        patient("total"),
        "an endless head of a stream",
    ),
    Mutant(
        "keep the timeout tls",
        patient("tls"),
        "silence instead of a TLS handshake for a stream, and the timeout for it",
    ),
    *(
        Mutant(
            f"keep the timeout {name} when connecting",
            patient(name),
            f"silence instead of a TLS handshake for a stream, and the timeout {words}",
        )
        for name, words in (("connect", "for connecting"), ("total", "for everything"))
    ),
    Mutant("use timeout_words", UsesItsOwnWords, "silence instead of a stream"),
    Mutant("use network_error", UsesItsOwnWords, "no response instead of a stream"),
    Mutant(
        "map exceptions", LetsExceptionsThrough, "a refused connection for a stream"
    ),
    Mutant(
        "sent=False if nothing was sent",
        ClaimsEverythingWasSent,
        "a refused connection for a stream",
    ),
    Mutant(
        "check certificates",
        TrustsAnyCertificate,
        "a certificate for a stream that is not of a trusted authority",
    ),
    Mutant("keep no token in a variable", ShowsTheToken, "a cut head of a stream"),
    Mutant(
        "let cancellation through",
        SwallowsCancellation,
        "a stream that is cancelled before the head",
        only="trio",
    ),
    Mutant("open nothing once closed", StaysOpen, "a closed client opens no channel"),
    Mutant(
        "stop opening when the client is closed",
        OpensOnceClosed,
        "closing the client ends the opening of a channel",
        only="trio",
    ),
    Mutant(
        "close channels with the client",
        LeavesChannelsOpen,
        "closing the client closes its channels",
    ),
    Mutant(
        "end a receive when the client is closed",
        LeavesChannelsOpen,
        "closing the client ends a receive that waits",
    ),
    Mutant(
        "read little ahead",
        ReadsAhead,
        "a server has to wait for a client that receives nothing",
    ),
    Mutant("obey WaitFor.seconds", IgnoresSeconds, "waiting for a signal has a limit"),
    Mutant(
        "lose nothing behind a 101",
        flowing(LosesWhatCameWithTheHead),
        "bytes in the packet of a 101",
    ),
    Mutant(
        "lose nothing behind the head",
        flowing(LosesWhatCameWithTheHead),
        "an event in the packet of the head",
    ),
    Mutant(
        "undo chunks",
        flowing(HandsOutFraming),
        "chunks of an event stream with extensions and trailers",
    ),
    Mutant(
        "undo chunks of a body after an upgrade",
        flowing(HandsOutFraming),
        "an event stream in response to an upgrade",
    ),
    Mutant(
        "undo nothing after a 101",
        flowing(UnpacksEverything),
        "bytes after a 101 are handed out as they are",
    ),
    Mutant(
        "return no empty bytes before the end",
        flowing(TakesFramingForTheEnd),
        "a receive waits for more than framing",
    ),
    Mutant(
        "hand out parts of chunks",
        flowing(WaitsForWholeChunks),
        "a part of a chunk is received as it arrives",
    ),
    Mutant(
        "hand out data as it arrives",
        flowing(WaitsForTheEnd),
        "chunks of an event stream are received as they arrive",
    ),
    Mutant(
        "undo content encodings",
        flowing(DecompressesNothing),
        "gzip that the message did not accept is decompressed as it arrives",
    ),
    Mutant(
        "don't limit streams",
        flowing(LimitsStreams),
        "an event stream may be longer than max_response_bytes",
    ),
    *(
        Mutant(f"end with {name}", mutation, f"the end of {name}")
        for name, mutation in (
            ("a cut chunk", flowing(TakesCutsForErrors)),
            ("a cut line of a chunk", flowing(TakesCutsForErrors)),
            ("chunks without the last one", flowing(TakesCutsForErrors)),
            ("a cut body of a given length", flowing(TakesCutsForErrors)),
            ("a body that ends with the connection", flowing(TakesEndsForErrors)),
            ("a WebSocket", flowing(TakesEndsForErrors)),
            ("cut gzip", flowing(TakesEndsForErrors)),
            ("an event stream in HTTP/1.0", flowing(TakesEndsForErrors)),
            ("chunks that is announced", flowing(TakesEndsForErrors)),
            ("a body of a given length", flowing(NeverEnds)),
            ("chunks", flowing(EndsOnce)),
        )
    ),
    Mutant(
        "report what is no HTTP",
        flowing(TakesBrokenDataForTheEnd),
        "what is no chunk after an event is an error",
    ),
    Mutant(
        "report a reset",
        flowing(TakesFailuresForTheEnd),
        "a reset after an event is an error",
    ),
    Mutant(
        "report broken gzip",
        flowing(TakesFailuresForTheEnd),
        "broken gzip after an event is an error",
    ),
    Mutant(
        "map exceptions of receive",
        flowing(LetsErrorsThrough),
        "a reset of a WebSocket is an error",
    ),
    Mutant(
        "map exceptions of send",
        flowing(LetsErrorsThrough),
        "data for a server that has gone is an error",
    ),
    Mutant(
        "end a receive in time",
        flowing(NeverStopsWaiting),
        "a receive ends when its time is over",
    ),
    Mutant(
        "wait in a receive",
        flowing(DoesNotWait),
        "a receive ends when its time is over",
    ),
    Mutant(
        "wait in a receive without a limit",
        flowing(DoesNotWait),
        "closing ends a receive that waits in another thread or task",
    ),
    Mutant(
        "look without waiting",
        flowing(LooksOnlyWithTime),
        "a receive without time takes what is here",
    ),
    Mutant(
        "end the timeouts with the head",
        flowing(KeepsTheTimeouts),
        "the timeouts for reading and for everything end with the head",
    ),
    Mutant(
        "wake a receive that waits",
        flowing(CannotBeWokenWhileItWaits),
        "a wake ends a receive that waits in another thread",
    ),
    Mutant(
        "wake the next receive",
        flowing(CannotBeWokenBefore),
        "a wake ends the next receive if none waits",
    ),
    Mutant(
        "wake one receive",
        flowing(StaysAwake),
        "a wake ends the next receive if none waits",
    ),
    Mutant(
        "close at once",
        flowing(ClosesLater),
        "closing ends a receive that waits in another thread or task",
    ),
    Mutant(
        "end a send when it is closed",
        flowing(ClosesLater),
        "closing ends a send that waits in another thread or task",
    ),
    Mutant(
        "receive nothing once closed",
        flowing(HandsOutMoreOnceClosed),
        "a closed channel has an end, even if there is more",
    ),
    Mutant(
        "close twice",
        flowing(ClosesOnce),
        "a closed channel has an end, even if there is more",
    ),
    Mutant(
        "report that a channel is closed",
        flowing(SendsNothingOnceClosed),
        "a closed channel sends nothing",
    ),
    Mutant(
        "send everything",
        flowing(SendsAPart),
        "more data than the buffers take is sent to its end",
    ),
    Mutant(
        "keep the timeout write",
        flowing(SendsPatiently),
        "a server that takes no data, and the timeout for sending",
    ),
    Mutant(
        "report errors of send",
        flowing(IgnoresErrorsOfSending),
        "data for a server that has gone is an error",
    ),
    Mutant(
        "lose no byte in a receive that is cancelled",
        flowing(LosesWhatIsCancelled),
        "a cancelled receive loses no byte after a 101",
        only="trio",
    ),
    Mutant(
        "lose no part of a chunk in a receive that is cancelled",
        flowing(LosesWhatIsCancelled),
        "a cancelled receive loses no part of a chunk",
        only="trio",
    ),
    Mutant(
        "let cancellation through in send",
        flowing(SwallowsCancelledSends),
        "after a cancelled send, a channel can be closed",
        only="trio",
    ),
    Mutant(
        "close what wakes",
        flowing(LeavesWakersOpen),
        "a closed channel sends nothing",
        only="blocking",
    ),
    Mutant(
        "close the connection",
        flowing(LeavesSocketsOpen),
        "a WebSocket carries bytes in both directions",
    ),
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
