"""TLS through memory: handshake, sessions, and ends that are not clean."""

import ssl
from contextlib import suppress

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st
from mastodon_h11 import Tls

AUTHORITY = trustme.CA()


def contexts() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    client = ssl.create_default_context()
    AUTHORITY.configure_trust(client)
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    AUTHORITY.issue_cert("x.example").configure_cert(server)
    return client, server


CLIENT, SERVER = contexts()


class Server:
    """The other end, by the standard library."""

    def __init__(self) -> None:
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.object = SERVER.wrap_bio(self.incoming, self.outgoing, server_side=True)

    def handshake(self, data: bytes) -> bytes:
        self.incoming.write(data)
        with suppress(ssl.SSLWantReadError):
            self.object.do_handshake()
        return self.outgoing.read()

    def encrypt(self, data: bytes) -> bytes:
        self.object.write(data)
        return self.outgoing.read()

    def end(self) -> bytes:
        with suppress(ssl.SSLWantReadError):
            self.object.unwrap()
        return self.outgoing.read()


def shake_hands(tls: Tls, server: Server) -> None:
    while not tls.handshake():
        tls.feed(server.handshake(tls.encrypt(b"")))


def connected(session: ssl.SSLSession | None = None) -> tuple[Tls, Server]:
    tls, server = Tls(CLIENT, "x.example", session), Server()
    shake_hands(tls, server)
    if tickets := server.handshake(tls.encrypt(b"")):
        tls.feed(tickets)
    return tls, server


def test_plaintext_arrives_as_it_was_sent() -> None:
    tls, server = connected()
    assert tls.decrypt() is None
    tls.feed(server.encrypt(b"hello"))
    assert tls.decrypt() == b"hello"
    assert tls.decrypt() is None
    server.incoming.write(tls.encrypt(b"hi there"))
    assert server.object.read() == b"hi there"


@given(st.binary(min_size=1, max_size=50_000), st.data())
def test_plaintext_does_not_depend_on_how_the_ciphertext_is_split(
    sent: bytes, data: st.DataObject
) -> None:
    tls, server = connected()
    rest, received = server.encrypt(sent) + server.end(), b""
    while rest:
        size = data.draw(st.integers(1, len(rest)), label="size of the next read")
        tls.feed(rest[:size])
        rest = rest[size:]
        received += tls.decrypt() or b""
    assert received == sent
    assert tls.decrypt() == b""


def test_an_end_without_close_notify_is_an_error_after_what_came_before() -> None:
    tls, server = connected()
    tls.feed(server.encrypt(b"hello"))
    tls.feed(b"")
    assert tls.decrypt() == b"hello"
    with pytest.raises(ssl.SSLEOFError):
        tls.decrypt()


def test_an_end_within_a_record_is_an_error() -> None:
    tls, server = connected()
    tls.feed(server.encrypt(b"hello")[:-1])
    assert tls.decrypt() is None
    tls.feed(b"")
    with pytest.raises(ssl.SSLEOFError):
        tls.decrypt()


def test_garbage_is_an_error() -> None:
    tls, _ = connected()
    tls.feed(b"HTTP/1.1 200 OK\r\n\r\n")
    with pytest.raises(ssl.SSLError):
        tls.decrypt()


def test_garbage_is_an_error_of_its_own_after_what_came_before() -> None:
    tls, server = connected()
    tls.feed(server.encrypt(b"hello") + b"HTTP/1.1 200 OK\r\n\r\n")
    assert tls.decrypt() == b"hello"
    with pytest.raises(ssl.SSLError) as caught:
        tls.decrypt()
    assert not isinstance(caught.value, ssl.SSLEOFError)
    with pytest.raises(ssl.SSLError):
        tls.decrypt()


def test_a_certificate_for_another_host_is_refused() -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(Tls(CLIENT, "y.example"), Server())


def test_a_session_is_resumed() -> None:
    first, server = connected()
    # In TLS 1.3, the ticket comes before the first data.
    first.feed(server.encrypt(b"hello"))
    assert first.decrypt() == b"hello"
    assert first.session is not None
    _, again = connected(first.session)
    assert again.object.session_reused
