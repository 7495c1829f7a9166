"""Channels of wrapped clients: opened step by step, and struck by faults."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from typing import Any, TypeAlias

from attrs import evolve, frozen

from ..calls import Sleep
from ..clients import AsyncChannel, Channel
from ..http import HttpRequest, HttpResponse, NetworkError
from ..session import Exchange, Outcome, WireStep, drive, drive_async
from ._strikes import Receive, Strike


@frozen
class Opening:
    """How a channel opened."""

    response: HttpResponse
    """That of the channel, or one in its place."""
    strike: Strike | None = None


OpeningSteps: TypeAlias = "Generator[WireStep, Any, Opening]"


def open_channel(client: Any, base: Any, steps: OpeningSteps) -> Channel:
    """Open a channel of a client; ``base`` is its class without the wrapper."""
    opened: list[Channel] = []

    def perform(step: WireStep) -> Outcome:
        if isinstance(step, HttpRequest):
            opened.append(base.open_channel(client, step))
            return opened[-1].response
        outcome: Outcome = base.perform(client, step)
        return outcome

    try:
        opening = drive(Exchange(steps), perform)
    except BaseException:
        for channel in opened:
            channel.close()
        raise
    for channel in opened:
        if channel.response is opening.response:
            if opening.strike is None:
                return channel
            return StruckChannel(channel, opening.strike, perform)
        channel.close()
    return EndedChannel(opening.response)


async def open_async_channel(
    client: Any, base: Any, steps: OpeningSteps
) -> AsyncChannel:
    """Open a channel of an async client, as `open_channel` does."""
    opened: list[AsyncChannel] = []

    async def perform(step: WireStep) -> Outcome:
        if isinstance(step, HttpRequest):
            opened.append(await base.open_channel(client, step))
            return opened[-1].response
        outcome: Outcome = await base.perform(client, step)
        return outcome

    try:
        opening = await drive_async(Exchange(steps), perform)
    except BaseException:
        for channel in opened:
            channel.close()
        raise
    for channel in opened:
        if channel.response is opening.response:
            if opening.strike is None:
                return channel
            return StruckAsyncChannel(channel, opening.strike, perform)
        channel.close()
    return EndedAsyncChannel(opening.response)


class _Ended:
    """The common part of channels whose response was replaced: a body that ends."""

    def __init__(self, response: HttpResponse) -> None:
        self.rest = b""
        if response.status in {101, 200}:
            response, self.rest = evolve(response, body=b""), response.body
        self.response = response

    def receive(self) -> bytes:
        taken, self.rest = self.rest, b""
        return taken


class EndedChannel(Channel):
    """A channel that the server closes after its response."""

    def __init__(self, response: HttpResponse) -> None:
        self._ended = _Ended(response)
        self.response: HttpResponse = self._ended.response

    def receive(self, seconds: float | None) -> bytes | None:
        return self._ended.receive()

    def send(self, data: bytes) -> None:
        raise _is_closed()

    def wake(self) -> None:
        """Do nothing, as nothing waits."""

    def close(self) -> None:
        """Do nothing, as it is closed."""


class EndedAsyncChannel(AsyncChannel):
    """An async channel that the server closes after its response."""

    def __init__(self, response: HttpResponse) -> None:
        self._ended = _Ended(response)
        self.response: HttpResponse = self._ended.response

    async def receive(self, seconds: float | None) -> bytes | None:
        return self._ended.receive()

    async def send(self, data: bytes) -> None:
        raise _is_closed()

    def wake(self) -> None:
        """Do nothing, as nothing waits."""

    def close(self) -> None:
        """Do nothing, as it is closed."""


class StruckChannel(Channel):
    """A channel that a fault strikes."""

    def __init__(
        self, channel: Channel, strike: Strike, perform: Callable[[Sleep], object]
    ) -> None:
        self.response: HttpResponse = channel.response
        self._channel = channel
        self._strike = strike
        self._perform = perform

    def receive(self, seconds: float | None) -> bytes | None:
        steps: Any = self._strike.receive(seconds)
        try:
            received: Any = drive(Exchange(steps), self._carry_out)
        finally:
            if self._strike.is_cut:
                self._channel.close()
        data: bytes | None = received
        return data

    def _carry_out(self, step: Any) -> Any:
        if isinstance(step, Receive):
            return self._channel.receive(step.seconds)
        return self._perform(step)

    def send(self, data: bytes) -> None:
        if self._strike.is_cut:
            raise _is_closed()
        try:
            self._channel.send(data)
        except NetworkError:
            if not self._strike.is_silent:
                raise

    def wake(self) -> None:
        self._channel.wake()

    def close(self) -> None:
        self._channel.close()


class StruckAsyncChannel(AsyncChannel):
    """An async channel that a fault strikes."""

    def __init__(
        self,
        channel: AsyncChannel,
        strike: Strike,
        perform: Callable[[Sleep], Awaitable[object]],
    ) -> None:
        self.response: HttpResponse = channel.response
        self._channel = channel
        self._strike = strike
        self._perform = perform

    async def receive(self, seconds: float | None) -> bytes | None:
        steps: Any = self._strike.receive(seconds)
        try:
            received: Any = await drive_async(Exchange(steps), self._carry_out)
        finally:
            if self._strike.is_cut:
                self._channel.close()
        data: bytes | None = received
        return data

    async def _carry_out(self, step: Any) -> Any:
        if isinstance(step, Receive):
            return await self._channel.receive(step.seconds)
        return await self._perform(step)

    async def send(self, data: bytes) -> None:
        if self._strike.is_cut:
            raise _is_closed()
        try:
            await self._channel.send(data)
        except NetworkError:
            if not self._strike.is_silent:
                raise

    def wake(self) -> None:
        self._channel.wake()

    def close(self) -> None:
        self._channel.close()


def _is_closed() -> NetworkError:
    return NetworkError("the connection is closed (planned fault)")
