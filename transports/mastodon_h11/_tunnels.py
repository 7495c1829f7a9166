"""Ask a proxy for a connection to a host, without I/O.

A tunnel takes the bytes of the proxy and returns the bytes to send, until it is open.
"""

from __future__ import annotations

from collections.abc import Generator

import h11

from mastodon_core import NetworkError
from mastodon_core.transport import Proxy, proxy_words
from mastodon_core.values import Hidden

from ._connection import MAX_HEAD

# A step of a tunnel: what to send, and how many bytes it needs next; 0 for any number.
_Steps = Generator[tuple[bytes, int], bytes, None]


class Tunnel:
    """A connection to ``host`` that a proxy is asked for.

    Raises:
        NetworkError: the proxy refuses, or does not speak the protocol. Nothing was
            sent to the host.
    """

    def __init__(self, proxy: Proxy, host: str, port: int) -> None:
        is_socks = proxy.scheme.startswith("socks")
        self._steps = (_socks5 if is_socks else _connect)(proxy, host, port)
        self._received = b""
        self.is_open: bool = False
        first, self._needed = next(self._steps)
        self._first = Hidden(first)

    def first(self) -> Hidden[bytes]:
        """Return the bytes to send first."""
        return self._first

    def receive(self, data: bytes) -> Hidden[bytes]:
        """Take in what the proxy sent, and return the bytes to send next.

        Args:
            data: Empty bytes mean that the proxy has closed the connection.
        """
        if not data:
            raise EOFError("the proxy closed the connection")
        self._received += data
        answers: list[bytes] = []
        while not self.is_open and len(self._received) >= max(self._needed, 1):
            size = self._needed or len(self._received)
            taken, self._received = self._received[:size], self._received[size:]
            try:
                answer, self._needed = self._steps.send(taken)
            except StopIteration:
                self.is_open = True
            else:
                answers.append(answer)
        if self.is_open and self._received:
            # The host cannot have sent anything yet.
            raise NetworkError(proxy_words(None), sent=False)
        return Hidden(b"".join(answers))


def _connect(proxy: Proxy, host: str, port: int) -> _Steps:
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEAD)
    headers = [("host", place)]
    if (secret := proxy.authorization) is not None:
        headers.append(("proxy-authorization", secret.reveal()))
    request = h11.Request(method="CONNECT", target=place, headers=headers)
    to_send = connection.send(request) or b""
    connection.send(h11.EndOfMessage())
    while True:
        connection.receive_data((yield to_send, 0))
        to_send = b""
        event = connection.next_event()
        while isinstance(event, h11.InformationalResponse):
            event = connection.next_event()
        if isinstance(event, h11.Response):
            if not 200 <= event.status_code < 300:
                raise NetworkError(proxy_words(event.status_code), sent=False)
            if connection.trailing_data[0]:
                raise NetworkError(proxy_words(None), sent=False)
            return


def _socks5(proxy: Proxy, host: str, port: int) -> _Steps:
    # The client has checked that it is installed. Its own state machine takes only
    # whole replies, so only its messages are of use here.
    from socksio import ProtocolError, socks5

    methods = [socks5.SOCKS5AuthMethod.NO_AUTH_REQUIRED]
    if proxy.username is not None:
        methods.append(socks5.SOCKS5AuthMethod.USERNAME_PASSWORD)
    try:
        answer = yield socks5.SOCKS5AuthMethodsRequest(methods).dumps(), 2
        chosen = socks5.SOCKS5AuthReply.loads(answer).method
        if chosen not in methods:
            raise NetworkError(proxy_words(407), sent=False)
        if chosen is socks5.SOCKS5AuthMethod.USERNAME_PASSWORD:
            username, password = (
                b"" if secret is None else secret.reveal().encode()
                for secret in (proxy.username, proxy.password)
            )
            pair = socks5.SOCKS5UsernamePasswordRequest(username, password)
            answer = yield pair.dumps(), 2
            if not socks5.SOCKS5UsernamePasswordReply.loads(answer).success:
                raise NetworkError(proxy_words(407), sent=False)
        request = socks5.SOCKS5CommandRequest.from_address(
            socks5.SOCKS5Command.CONNECT, (host, port)
        )
        start = yield request.dumps(), 5
        lengths = {1: 4, 3: 1 + start[4], 4: 16}
        # The rest of the address, of which one byte has arrived, and the port.
        rest = yield b"", lengths.get(start[3], 1) - 1 + 2
        reply = socks5.SOCKS5Reply.loads(start + rest)
        if reply.reply_code is not socks5.SOCKS5ReplyCode.SUCCEEDED:
            raise NetworkError(proxy_words(None), sent=False)
    except ProtocolError:
        raise NetworkError(proxy_words(None), sent=False) from None
