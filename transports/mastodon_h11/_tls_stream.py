"""A stream through TLS over another stream."""

from __future__ import annotations

import ssl

from ._network import Stream
from ._tls import Tls


class TlsStream(Stream):
    """Encrypts and decrypts what another stream carries."""

    def __init__(self, stream: Stream, tls: Tls) -> None:
        self._stream = stream
        self._tls = tls
        self._received: bytes | None = None
        # The ciphertext of what is to be sent next, of which a part may have been sent.
        self._unsent = b""

    @property
    def session(self) -> ssl.SSLSession | None:
        """The TLS session, to resume on the next connection."""
        return self._tls.session

    async def handshake(self) -> None:
        """Agree on keys, and check the certificate."""
        while not self._tls.handshake():
            if data := self._tls.encrypt(b""):
                await self._stream.send(data)
            self._tls.feed(await self._stream.receive())
        if data := self._tls.encrypt(b""):
            await self._stream.send(data)

    async def receive(self) -> bytes:
        while True:
            received, self._received = self._received, None
            if received is None:
                received = self._tls.decrypt()
            if received is not None:
                return received
            if answer := self._tls.encrypt(b""):
                # The peer waits for it, such as in a renegotiation.
                await self._stream.send(answer)
            self._tls.feed(await self._stream.receive())

    async def send(self, data: bytes) -> None:
        unsent, self._unsent = self._unsent, b""
        await self._stream.send(unsent or self._tls.encrypt(data))

    async def send_unless_heard(self, data: bytes) -> bytes:
        while await self.is_silent():
            # What the peer sent may be no data but a session ticket; then go on.
            unsent = self._unsent or self._tls.encrypt(data)
            self._unsent = await self._stream.send_unless_heard(unsent)
            if not self._unsent:
                return b""
        return data

    def is_readable(self) -> bool:
        return self._received is not None or self._stream.is_readable()

    async def is_silent(self) -> bool:
        # Servers send session tickets whenever they like.
        while self._received is None and self._stream.is_readable():
            self._tls.feed(await self._stream.receive())
            self._received = self._tls.decrypt()
        return self._received is None

    @property
    def has_unsent(self) -> bool:
        return self._stream.has_unsent

    def close(self) -> None:
        self._stream.close()
