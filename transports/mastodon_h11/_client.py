"""The async client for any event loop."""

from __future__ import annotations

from contextlib import ExitStack
from typing import BinaryIO, ClassVar

import mastodon_credentials
from mastodon_network import NetworkClient, Proxies, TlsFiles

from mastodon_core import AsyncMastodon
from mastodon_core.transport import (
    AsyncChannel,
    BodyReader,
    HttpRequest,
    HttpResponse,
    Multipart,
    ReadFile,
    Sleep,
    WaitFor,
    WireStep,
    WriteFile,
)

from ._engine import Engine
from ._network import Network


class AsyncNetworkClient(NetworkClient, AsyncMastodon):
    """A client that performs its steps on the event loop of a driver.

    The client of a driver derives from this class and sets ``_network``.
    """

    _network: ClassVar[Network]
    """The event loop."""
    _socks_library = "socksio"

    def _monotonic(self) -> float:
        return self._network.now()

    def _prepare(self, tls: TlsFiles, proxies: Proxies) -> None:
        self._engine = Engine(
            self._network,
            tls=tls,
            proxies=proxies,
            timeouts=self.timeouts,
            largest=self.max_response_bytes,
        )

    async def aclose(self) -> None:
        await super().aclose()
        self._engine.close()

    async def perform(self, step: WireStep) -> HttpResponse | str | None:
        try:
            return await self._perform(step)
        except BaseException as error:
            # Their frames hold the token, or the text of a credential file.
            self._network.forget(error)
            raise

    async def open_channel(self, message: HttpRequest) -> AsyncChannel:
        self._holds_connections = True
        try:
            return await self._engine.open_channel(message)
        except BaseException as error:
            self._network.forget(error)
            raise

    async def _perform(self, step: WireStep) -> HttpResponse | str | None:
        loop = self._network
        match step:
            case HttpRequest(body=Multipart() as form):
                self._holds_connections = True
                hook = self.session.hooks.on_upload
                with ExitStack() as files:
                    # It is closed too if the call is cancelled while it is opened.
                    upload = await loop.in_thread(
                        lambda: files.enter_context(BodyReader(form, _open, hook))
                    )
                    return await self._engine.round_trip(step, upload)
            case HttpRequest():
                self._holds_connections = True
                return await self._engine.round_trip(step, None)
            case Sleep():
                await loop.sleep(step.seconds)
            case WaitFor():
                waiter = loop.waiter()
                step.signal.on_set(waiter.wake)
                await waiter.wait(step.seconds)
            case ReadFile():
                return await loop.in_thread(
                    lambda: mastodon_credentials.read(step.path)
                )
            case WriteFile():
                # Wait for the lock here and not in the thread, where the wait could
                # not be cancelled.
                pauses = mastodon_credentials.write_in_turn(step.path, step.text)
                while pause := await loop.in_thread(lambda: next(pauses, None)):
                    await loop.sleep(pause)
            case _:
                raise TypeError(f"step must be a WireStep, not {step!r}")
        return None


def _open(path: str) -> BinaryIO:
    return open(path, "rb")
