"""The HTTP/1.1 machine: framing, reuse, and independence of how bytes are split."""

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mastodon_h11 import Connection, Data, End, Event, Failed, Head, Informational

from mastodon_core.transport import HttpRequest, Multipart

HOST = "x.example"


def message(method: str = "GET", body: bytes = b"", **headers: str) -> HttpRequest:
    url = f"https://{HOST}/api"
    return HttpRequest(method=method, url=url, headers=headers, body=body)


def begin(method: str = "GET", body: bytes = b"", **headers: str) -> Connection:
    connection = Connection()
    connection.request(message(method, body, **headers), "/api", HOST)
    return connection


def joined(events: list[Event]) -> list[Event]:
    """Join the pieces of a body, which depend on the split."""
    found: list[Event] = []
    for event in events:
        if isinstance(event, Data) and found and isinstance(found[-1], Data):
            found[-1] = Data(found[-1].data + event.data)
        elif event != Data(b""):
            found.append(event)
    return found


def outcome(connection: Connection, pieces: list[bytes]) -> list[object]:
    """Return the events, then the class of the error or whether it can be kept."""
    events: list[Event] = []
    for piece in pieces:
        events += connection.receive(piece)
        if events and isinstance(events[-1], Failed):
            assert not connection.can_be_kept
            return [*joined(events[:-1]), type(events[-1].error)]
    return [*joined(events), connection.can_be_kept]


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
HEAD = Head(200, (("transfer-encoding", "chunked"),))
HELLO = [Data(b"hello"), End()]


def with_length(length: str) -> Head:
    return Head(200, (("content-length", length),))


# What the server sends before it closes, and what becomes of that.
STREAMS: dict[str, tuple[bytes, list[object]]] = {
    "a length": (
        OK + b"Content-Length: 5\r\n\r\nhello",
        [with_length("5"), *HELLO, True],
    ),
    "a length of zero": (
        OK + b"Content-Length: 0\r\n\r\n",
        [with_length("0"), End(), True],
    ),
    "the same length twice": (
        OK + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
        [with_length("5"), *HELLO, True],
    ),
    "chunks": (CHUNKED + b"2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", [HEAD, *HELLO, True]),
    "chunks with extensions and trailers": (
        CHUNKED + b"5;a=b\r\nhello\r\n0;c\r\nX-Sum: 1\r\n\r\n",
        [HEAD, *HELLO, True],
    ),
    "a plain chunk before one with an extension": (
        CHUNKED + b"2\r\nhe\r\n3;a=b\r\nllo\r\n0\r\n\r\n",
        [HEAD, *HELLO, True],
    ),
    "a plain chunk before trailers": (
        CHUNKED + b"5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n",
        [HEAD, *HELLO, True],
    ),
    "chunk sizes with letters and zeros": (
        CHUNKED + b"00A\r\n0123456789\r\n" + b"a".zfill(18) + b"\r\n0123456789\r\n"
        b"000\r\n\r\n",
        [HEAD, Data(b"01234567890123456789"), End(), True],
    ),
    "chunks in capitals": (
        OK + b"Transfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        [Head(200, (("transfer-encoding", "chunked"),)), *HELLO, True],
    ),
    "a byte after a chunk": (
        CHUNKED + b"5\r\nhello!\r\n0\r\n\r\n",
        [HEAD, Data(b"hello"), h11.RemoteProtocolError],
    ),
    "a cut chunk": (CHUNKED + b"5\r\nhel", [HEAD, Data(b"hel"), EOFError]),
    "a cut line of a chunk": (CHUNKED + b"5\r", [HEAD, EOFError]),
    "no chunk but the last": (CHUNKED + b"0\r\n\r\n", [HEAD, End(), True]),
    "the end of the connection": (
        OK + b"\r\nhello",
        [Head(200, ()), *HELLO, False],
    ),
    "nothing before the end of the connection": (
        OK + b"\r\n",
        [Head(200, ()), End(), False],
    ),
    "HTTP/1.0": (
        b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello",
        [
            Head(200, (("content-length", "5"), ("connection", "keep-alive"))),
            *HELLO,
            False,
        ],
    ),
    "close": (
        OK + b"Connection: Close\r\nContent-Length: 5\r\n\r\nhello",
        [Head(200, (("connection", "Close"), ("content-length", "5"))), *HELLO, False],
    ),
    "close among other options": (
        OK + b"Connection: x,close , y\r\nContent-Length: 0\r\n\r\n",
        [
            Head(200, (("connection", "x,close , y"), ("content-length", "0"))),
            End(),
            False,
        ],
    ),
    "an option that is not close": (
        OK + b"Connection: closed\r\nContent-Length: 0\r\n\r\n",
        [Head(200, (("connection", "closed"), ("content-length", "0"))), End(), True],
    ),
    "chunks and a length": (
        OK + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"5\r\nhello\r\n0\r\n\r\n",
        [
            Head(200, (("content-length", "3"), ("transfer-encoding", "chunked"))),
            *HELLO,
            False,
        ],
    ),
    "chunks and a length of zero": (
        OK + b"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"5\r\nhello\r\n0\r\n\r\n",
        [
            Head(200, (("content-length", "0"), ("transfer-encoding", "chunked"))),
            *HELLO,
            False,
        ],
    ),
    "304 with chunks that it does not send": (
        b"HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n",
        [Head(304, (("transfer-encoding", "chunked"),)), End(), True],
    ),
    "204": (b"HTTP/1.1 204 No Content\r\n\r\n", [Head(204, ()), End(), True]),
    "304 with the length of what it stands for": (
        b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
        [Head(304, (("content-length", "5"),)), End(), True],
    ),
    "204 with a body": (
        b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello",
        [Head(204, (("content-length", "5"),)), End(), False],
    ),
    "5xx": (
        b"HTTP/1.1 503 Busy\r\nContent-Length: 5\r\n\r\nhello",
        [Head(503, (("content-length", "5"),)), *HELLO, False],
    ),
    "100, 103 and the final response": (
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
        + OK
        + b"Content-Length: 0\r\n\r\n",
        [Informational(100), Informational(103), with_length("0"), End(), True],
    ),
    "a byte after a length": (
        OK + b"Content-Length: 5\r\n\r\nhelloX",
        [with_length("5"), *HELLO, False],
    ),
    "another response after a length": (
        2 * (OK + b"Content-Length: 5\r\n\r\nhello"),
        [with_length("5"), *HELLO, False],
    ),
    "a byte after chunks": (CHUNKED + b"0\r\n\r\nX", [HEAD, End(), False]),
    "a body that is too short": (
        OK + b"Content-Length: 5\r\n\r\nhell",
        [with_length("5"), Data(b"hell"), EOFError],
    ),
    "chunks without the last one": (
        CHUNKED + b"5\r\nhello\r\n",
        [HEAD, Data(b"hello"), EOFError],
    ),
    "chunks without the last line break": (
        CHUNKED + b"5\r\nhello\r\n0\r\n",
        [HEAD, Data(b"hello"), EOFError],
    ),
    "a cut head": (OK + b"Content-Le", [EOFError]),
    "a cut status line": (b"HTTP/1.1 200 O", [EOFError]),
    "nothing": (b"", [EOFError]),
    "only 100": (b"HTTP/1.1 100 Continue\r\n\r\n", [Informational(100), EOFError]),
    "a cut chunk between others": (
        CHUNKED + b"2\r\nhe\r\n8\r\nllo",
        [HEAD, Data(b"hello"), EOFError],
    ),
    "a chunk without its line break": (
        CHUNKED + b"5\r\nhello",
        [HEAD, Data(b"hello"), EOFError],
    ),
    "a chunk with half of its line break": (
        CHUNKED + b"5\r\nhello\r",
        [HEAD, Data(b"hello"), EOFError],
    ),
    "a wrong line break after a chunk": (
        CHUNKED + b"5\r\nhello\r\r0\r\n\r\n",
        [HEAD, Data(b"hello"), h11.RemoteProtocolError],
    ),
    "another protocol": (b"SSH-2.0-OpenSSH_9.2\r\n", [h11.RemoteProtocolError]),
    "101": (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
        [h11.RemoteProtocolError],
    ),
}
STREAMS |= {
    f"{version} as version": (
        b"%b 200 OK\r\nContent-Length: 0\r\n\r\n" % version,
        [h11.RemoteProtocolError],
    )
    for version in (b"HTTP/2.0", b"HTTP/0.9", b"HTTP/1.2", b"HTTP/2", b"ICY")
}
STREAMS |= {
    f"{line} in the head": (OK + line + b"\r\n\r\nhello", [h11.RemoteProtocolError])
    for line in (
        *(b"Content-Length: " + each for each in (b"-1", b"+3", b"0x3", b"", b"1_0")),
        b"Content-Length: 3\r\nContent-Length: 4",
        *(b"Transfer-Encoding: " + e for e in (b"xchunked", b"gzip", b"gzip, chunked")),
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        b"A: b\0c",
        b"A b: c",
        b": c",
        b"A : c",
        b"no colon",
    )
}
STREAMS |= {
    f"{size} as size of a chunk": (
        CHUNKED + size + b"\r\nhello\r\n0\r\n\r\n",
        [HEAD, h11.RemoteProtocolError],
    )
    for size in (b"+5", b"-5", b"0x5", b"1_0", b" 5", b"", b"g", b"f" * 30)
}

each_stream = pytest.mark.parametrize("name", STREAMS)


@each_stream
def test_responses_are_framed_by_the_rules(name: str) -> None:
    stream, expected = STREAMS[name]
    at_once = [stream, b""] if stream else [b""]
    assert outcome(begin(), at_once) == whole(expected)


@each_stream
def test_events_do_not_depend_on_one_split(name: str) -> None:
    stream, expected = STREAMS[name]
    for place in range(1, len(stream)):
        pieces = [stream[:place], stream[place:], b""]
        assert outcome(begin(), pieces) == whole(expected), place


@each_stream
def test_events_do_not_depend_on_reading_byte_by_byte(name: str) -> None:
    stream, expected = STREAMS[name]
    pieces = [stream[at : at + 1] for at in range(len(stream))]
    assert outcome(begin(), [*pieces, b""]) == whole(expected)


def whole(expected: list[object]) -> list[object]:
    """Expect that the end of the connection makes it useless in any case."""
    return [False if each is True else each for each in expected]


@each_stream
def test_a_connection_is_kept_only_after_a_clean_end(name: str) -> None:
    stream, expected = STREAMS[name]
    connection = begin()
    found = outcome(connection, [stream] if stream else [])
    if expected[-1] is True:
        assert found == expected
        # The next exchange reads its own response.
        connection.request(message(), "/", HOST)
        again = outcome(connection, [OK + b"Content-Length: 0\r\n\r\n"])
        assert again == [with_length("0"), End(), True]
    else:
        assert not connection.can_be_kept


@pytest.mark.parametrize("start", [b"S", b"\x15\x03\x01\x00\x02\x02", b"\r\n", b"HTTX"])
def test_another_protocol_is_refused_at_its_first_bytes(start: bytes) -> None:
    assert outcome(begin(), [start]) == [h11.RemoteProtocolError]
    hints = b"HTTP/1.1 103 Early Hints\r\n\r\n"
    found = outcome(begin(), [hints + start])
    assert found == [Informational(103), h11.RemoteProtocolError]


responses = st.sampled_from([stream for stream, _ in STREAMS.values()])


@given(st.lists(responses, min_size=1, max_size=3), st.data())
def test_events_do_not_depend_on_how_the_bytes_are_split(
    sent: list[bytes], data: st.DataObject
) -> None:
    rest, pieces = b"".join(sent), []
    at_once = outcome(begin(), [rest, b""])
    while rest:
        size = data.draw(st.integers(1, len(rest)), label="size of the next read")
        pieces.append(rest[:size])
        rest = rest[size:]
    assert outcome(begin(), [*pieces, b""]) == at_once


@given(st.binary(max_size=200))
def test_any_bytes_lead_to_events_or_a_named_error(received: bytes) -> None:
    found = outcome(begin(), [OK + received, b""])
    assert found[-1] in {False, EOFError, h11.RemoteProtocolError}


def test_head_has_no_body_whatever_its_length_says() -> None:
    connection = begin("HEAD")
    found = outcome(connection, [OK + b"Content-Length: 5\r\n\r\n"])
    assert found == [with_length("5"), End(), True]


def test_data_that_nobody_asked_for_spoils_an_idle_connection() -> None:
    connection = begin()
    connection.receive(OK + b"Content-Length: 0\r\n\r\n")
    assert connection.can_be_kept
    assert connection.receive(OK) == []
    assert not connection.can_be_kept
    with pytest.raises(RuntimeError, match="unusable"):
        connection.request(message(), "/", HOST)


def test_head_is_bounded() -> None:
    endless = OK + b"X: " + b"y" * 200_000
    assert outcome(begin(), [endless]) == [h11.RemoteProtocolError]
    many = b"".join(b"X-%d: y\r\n" % number for number in range(1000))
    found = begin().receive(OK + many + b"Content-Length: 0\r\n\r\n")
    assert isinstance(found[0], Head)
    assert len(found[0].fields) == 1001
    assert found[1:] == [End()]


def test_trailers_and_chunk_lines_are_bounded() -> None:
    for endless in (b"0\r\nX: " + b"y" * 200_000, b"5;" + b"y" * 200_000):
        assert outcome(begin(), [CHUNKED, endless])[-1] is h11.RemoteProtocolError


def test_informational_responses_are_bounded() -> None:
    endless = 60 * b"HTTP/1.1 100 Continue\r\n\r\n"
    assert outcome(begin(), [endless])[-1] is h11.RemoteProtocolError


def test_informational_responses_are_counted_for_each_response() -> None:
    connection = begin()
    hints = 30 * b"HTTP/1.1 103 Early Hints\r\n\r\n"
    for _ in range(3):
        events = connection.receive(hints + OK + b"Content-Length: 0\r\n\r\n")
        assert events[30:] == [with_length("0"), End()]
        connection.request(message(), "/", HOST)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("body", [b"", b"{}"])
def test_requests_are_valid_http(method: str, body: bytes) -> None:
    sent = Connection().request(
        message(method, body, accept="application/json", authorization="Bearer t"),
        "/api/v1/x?a=b%20c",
        "x.example:8443",
    )
    server = h11.Connection(h11.SERVER)
    server.receive_data(sent.reveal())
    request = server.next_event()
    assert isinstance(request, h11.Request)
    assert (request.method, request.target) == (method.encode(), b"/api/v1/x?a=b%20c")
    headers = dict(request.headers)
    assert headers.pop(b"accept-encoding").startswith(b"gzip, deflate")
    length = headers.pop(b"content-length", None)
    needs_length = body or method not in {"GET", "HEAD"}
    assert length == (b"%d" % len(body) if needs_length else None)
    assert headers == {
        b"host": b"x.example:8443",
        b"accept": b"application/json",
        b"authorization": b"Bearer t",
    }
    if body:
        assert server.next_event() == h11.Data(data=bytearray(body))
    assert isinstance(server.next_event(), h11.EndOfMessage)


@pytest.mark.parametrize(
    ("target", "authority", "headers"),
    [
        ("/a b", HOST, {}),
        ("/a\r\nX: y", HOST, {}),
        ("/ä", HOST, {}),
        ("", HOST, {}),
        ("/", "x.example\r\nX: y", {}),
        ("/", HOST, {"accept": "a\r\nX: y"}),
        ("/", HOST, {"accept": "a\0"}),
        ("/", HOST, {"a:b": "c"}),
        ("/", HOST, {"a\nb": "c"}),
        ("/", HOST, {"": "c"}),
    ],
)
def test_parts_that_break_the_framing_are_refused(
    target: str, authority: str, headers: dict[str, str]
) -> None:
    broken = HttpRequest(method="GET", url="https://x.example/", headers=headers)
    connection = Connection()
    with pytest.raises(ValueError, match="cannot be sent"):
        connection.request(broken, target, authority)
    assert connection.can_be_kept


def test_a_token_with_a_line_break_is_refused_without_showing_it() -> None:
    broken = message(authorization="Bearer SECRET\n")
    with pytest.raises(ValueError, match="cannot be sent") as caught:
        Connection().request(broken, "/", HOST)
    assert "SECRET" not in str(caught.value)


def test_an_early_response_to_an_upload_ends_the_connection() -> None:
    connection = Connection()
    upload = HttpRequest(
        method="POST", url="https://x.example/", headers={}, body=Multipart((), "b")
    )
    head = connection.request(upload, "/", HOST, length=1000).reveal()
    assert b"content-length: 1000\r\n" in head
    assert head.endswith(b"\r\n\r\n")
    events = connection.receive(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
    assert events == [Head(413, (("content-length", "0"),)), End()]
    assert not connection.can_be_kept
    connection.end_of_request()
    assert not connection.can_be_kept


def test_a_response_to_a_whole_upload_leaves_the_connection_usable() -> None:
    connection = Connection()
    upload = HttpRequest(
        method="POST", url="https://x.example/", headers={}, body=Multipart((), "b")
    )
    connection.request(upload, "/", HOST, length=3)
    assert not connection.can_be_kept
    connection.end_of_request()
    connection.receive(OK + b"Content-Length: 0\r\n\r\n")
    assert connection.can_be_kept


def test_a_cut_request_ends_the_connection() -> None:
    connection = begin("POST", b"x" * 100)
    connection.cut_request()
    connection.receive(OK + b"Content-Length: 0\r\n\r\n")
    assert not connection.can_be_kept


def test_it_tells_whether_a_byte_of_the_current_response_arrived() -> None:
    connection = begin()
    assert not connection.has_received
    connection.receive(b"H")
    assert connection.has_received
    connection.receive(b"TTP/1.1 204 No Content\r\n\r\n")
    connection.request(message(), "/", HOST)
    assert not connection.has_received
    (failed,) = connection.receive(b"")
    assert isinstance(failed, Failed)
    assert not connection.has_received


UPGRADE = {"connection": "Upgrade", "upgrade": "websocket"}
SWITCH = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
SWITCHED = Head(101, (("upgrade", "websocket"),))
FRAMES = b"\x81\x05hello\x8a\x00"

# What the server sends after a request to switch, and what becomes of that.
SWITCHES: dict[str, tuple[bytes, list[object]]] = {
    "frames right after the head": (
        SWITCH + FRAMES,
        [SWITCHED, Data(FRAMES), End(), False],
    ),
    "nothing after the head": (SWITCH, [SWITCHED, End(), False]),
    "101 after other informational responses": (
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n"
        + SWITCH
        + FRAMES,
        [Informational(100), Informational(103), SWITCHED, Data(FRAMES), End(), False],
    ),
    "101 with a length, which does not count": (
        b"HTTP/1.1 101 Switching Protocols\r\nContent-Length: 0\r\n\r\n" + FRAMES,
        [Head(101, (("content-length", "0"),)), Data(FRAMES), End(), False],
    ),
    "frames that look like a response": (
        SWITCH + OK + b"\r\n",
        [SWITCHED, Data(OK + b"\r\n"), End(), False],
    ),
    "a cut head": (SWITCH[:-1], [EOFError]),
    "another status": (
        b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 5\r\n\r\nhello",
        [Head(401, (("content-length", "5"),)), *HELLO, False],
    ),
    "another status with chunks": (
        b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"5;a=b\r\nhello\r\n0\r\n\r\n",
        [Head(404, HEAD.fields), *HELLO, False],
    ),
    "an endless response": (
        CHUNKED + b"2\r\nhe\r\n3\r\nllo\r\n",
        [HEAD, Data(b"hello"), EOFError],
    ),
    "a head of the wrong version": (
        SWITCH.replace(b"1.1", b"1.0", 1),
        [h11.RemoteProtocolError],
    ),
}


def at_every_place(stream: bytes) -> list[list[bytes]]:
    """Whole, in two pieces, and byte by byte, each with the end of the connection."""
    halves = [[stream[:at], stream[at:], b""] for at in range(1, len(stream))]
    bytewise = [stream[at : at + 1] for at in range(len(stream))]
    return [[stream, b""], *halves, [*bytewise, b""]]


@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_of_the_protocol_is_read_at_any_split(name: str) -> None:
    stream, expected = SWITCHES[name]
    for pieces in at_every_place(stream):
        assert outcome(begin(**UPGRADE), pieces) == expected, pieces


def test_a_switch_that_nobody_asked_for_is_refused_at_any_split() -> None:
    for pieces in at_every_place(SWITCH + FRAMES):
        assert outcome(begin(), pieces) == [h11.RemoteProtocolError], pieces


def test_a_switch_is_forgotten_with_its_request() -> None:
    connection = begin(**UPGRADE)
    refusal = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
    connection.receive(refusal)
    connection.request(message(), "/", HOST)
    assert outcome(connection, [SWITCH]) == [h11.RemoteProtocolError]


def test_the_connection_cannot_be_kept_after_a_switch() -> None:
    connection = begin(**UPGRADE)
    connection.receive(SWITCH)
    assert not connection.can_be_kept


SSE = b"event: update\ndata: {}\n\n:thump\n"
ENDLESS = {
    "chunks": CHUNKED + b"%x\r\n%b\r\n" % (len(SSE), SSE),
    "chunks with extensions": CHUNKED + b"%x;a=b\r\n%b\r\n" % (len(SSE), SSE),
    "a chunk that is longer than what arrives": CHUNKED + b"fffff\r\n" + SSE,
    "no length": OK + b"\r\n" + SSE,
    "HTTP/1.0": b"HTTP/1.0 200 OK\r\n\r\n" + SSE,
    "a length": OK + b"Content-Length: 1000\r\n\r\n" + SSE,
}


@pytest.mark.parametrize("name", ENDLESS)
def test_each_byte_of_an_endless_body_is_given_out_as_it_arrives(name: str) -> None:
    stream = ENDLESS[name]
    begins, ends = stream.index(SSE), stream.index(SSE) + len(SSE)
    for step in (1, 3, 7):
        connection, found = begin(), b""
        for at in range(0, len(stream), step):
            events = connection.receive(stream[at : at + step])
            found += b"".join(each.data for each in events if isinstance(each, Data))
            assert found == stream[begins : min(at + step, ends)]


def test_an_accept_encoding_of_the_message_takes_the_place_of_ours() -> None:
    wanted = HttpRequest(
        method="GET",
        url=f"https://{HOST}/api",
        headers={"accept": "text/event-stream", "accept-encoding": "identity"},
    )
    sent = Connection().request(wanted, "/api", HOST).reveal()
    assert sent == (
        b"GET /api HTTP/1.1\r\nhost: x.example\r\naccept: text/event-stream\r\n"
        b"accept-encoding: identity\r\n\r\n"
    )
