"""TLS without I/O: ciphertext and plaintext through memory."""

from __future__ import annotations

import ssl

_RECORD = 64 * 1024


class Tls:
    """The client's end of a TLS connection.

    Args:
        context: With the authorities to trust and the client certificate.
        host: The host whose certificate is expected.
        session: That of an earlier connection with the same context, to resume.
    """

    def __init__(
        self,
        context: ssl.SSLContext,
        host: str,
        session: ssl.SSLSession | None = None,
    ) -> None:
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._object = context.wrap_bio(
            self._incoming, self._outgoing, server_hostname=host, session=session
        )

        self._failure: ssl.SSLError | None = None

    @property
    def session(self) -> ssl.SSLSession | None:
        """The session to resume; TLS 1.3 servers send it after the handshake."""
        return self._object.session

    def handshake(self) -> bool:
        """Go on with the handshake; returns whether it is complete.

        Raises:
            ssl.SSLError: it failed. There may be an alert to send.
        """
        try:
            self._object.do_handshake()
        except ssl.SSLWantReadError:
            return False
        return True

    def feed(self, ciphertext: bytes) -> None:
        """Take in what the peer sent; empty bytes mean that it closed."""
        if ciphertext:
            self._incoming.write(ciphertext)
        else:
            self._incoming.write_eof()

    def decrypt(self) -> bytes | None:
        """Return what has been decrypted; None if more ciphertext is needed.

        Returns:
            Empty bytes once the peer has ended the connection properly.

        Raises:
            ssl.SSLError: the ciphertext is not valid, or ended without a close_notify.
        """
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure
        pieces: list[bytes] = []
        try:
            while piece := self._object.read(_RECORD):
                pieces.append(piece)
        except ssl.SSLWantReadError:
            return b"".join(pieces) if pieces else None
        except ssl.SSLZeroReturnError:
            pass
        except ssl.SSLError as error:
            # The data before the failure counts first; the next call raises it. OpenSSL
            # would take what follows for the end of the connection.
            if not pieces:
                raise
            self._failure = error.with_traceback(None)
        return b"".join(pieces)

    def encrypt(self, plaintext: bytes) -> bytes:
        """Return the ciphertext of some plaintext, with anything else to send."""
        if plaintext:
            self._object.write(plaintext)
        return self._outgoing.read()
