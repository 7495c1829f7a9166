"""Open channels: bytes as they arrive, the end, waiting, waking, closing, sending."""

from __future__ import annotations

import gzip
import zlib

from ...http import NetworkError, NetworkTimeout, Timeouts
from ._acts import (
    Act,
    CancelReceive,
    CancelSend,
    Close,
    CloseClient,
    Meanwhile,
    Open,
    Poll,
    Proceed,
    Receive,
    ReceiveEnd,
    ReceiveNothing,
    Send,
    ServerSeesEnd,
    Settle,
    WaitInVain,
    Wake,
)
from ._case import LARGEST, Case, Cut, Flood, Hold, Linger, Part, Pause, Reset, Take
from ._making import chunked, head, is_none, ok, whole
from ._talking import (
    CHUNKED,
    EVENT,
    EVENT_STREAM,
    SSE,
    SWITCH,
    WEBSOCKET,
    chunk,
    is_open,
    listen,
    talk,
)

_PATIENCE = 20.0
# How often an event loop may turn until it has noticed what has arrived.
_TURNS = 6
_LARGE = bytes(range(256))
_TIMES = 32_000
# More than the buffers of sockets take.
_MUCH = 30_000_000
_FLOODED = 32 * 1024 * 1024


def _gzip_in_two() -> tuple[bytes, bytes]:
    """Compress two events so that the first one can be decompressed by itself."""
    packer = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    first = packer.compress(EVENT) + packer.flush(zlib.Z_SYNC_FLUSH)
    return first, packer.compress(EVENT) + packer.flush()


_FIRST, _SECOND = _gzip_in_two()
_GZIP = head("Content-Encoding: gzip")

ARRIVING = (
    listen(
        "chunks of an event stream are received as they arrive",
        (CHUNKED, Hold(), chunk(EVENT), Hold(), chunk(b":thump\n")),
        Proceed(),
        Receive(EVENT),
        Proceed(),
        Receive(b":thump\n"),
    ),
    listen(
        "a part of a chunk is received as it arrives",
        (CHUNKED, chunk(EVENT + EVENT)[:-9], Hold(), chunk(EVENT + EVENT)[-9:]),
        Receive((EVENT + EVENT)[:-7]),
        Proceed(),
        Receive(EVENT[-7:]),
    ),
    listen(
        "an event stream byte by byte",
        tuple(bytes([byte]) for byte in CHUNKED + chunked(EVENT)),
        Receive(EVENT),
        ReceiveEnd(),
    ),
    listen(
        "chunks of an event stream with extensions and trailers",
        (CHUNKED, b"%x;a=b\r\n%b\r\n0\r\nX-A: b\r\n\r\n" % (len(EVENT), EVENT)),
        Receive(EVENT),
        ReceiveEnd(),
    ),
    listen(
        "gzip that the message did not accept is decompressed as it arrives",
        (_GZIP, _FIRST, Hold(), _SECOND[:9], _SECOND[9:], Cut()),
        Receive(EVENT),
        Proceed(),
        Receive(EVENT),
        ReceiveEnd(),
    ),
    listen(
        "an event stream may be longer than max_response_bytes",
        (CHUNKED, chunked(EVENT * LARGEST, 10_000)),
        Receive(EVENT, LARGEST),
        ReceiveEnd(),
    ),
    talk(
        "bytes after a 101 are handed out as they are",
        (SWITCH, chunk(EVENT), Hold(), _LARGE),
        Receive(chunk(EVENT)),
        Proceed(),
        Receive(_LARGE),
    ),
    listen(
        "a server has to wait for a client that receives nothing",
        (SSE, Flood()),
        Settle(),
        Receive(b"\0", 100_000),
        tls=False,
        check=lambda record: 0 < record.flooded < _FLOODED,
    ),
)

ENDING = (
    *(
        listen(f"the end of {name}", parts, Receive(EVENT), ReceiveEnd())
        for name, parts in (
            ("chunks", (CHUNKED, chunked(EVENT))),
            ("a body of a given length", (whole(EVENT),)),
            ("a body that ends with the connection", (SSE, EVENT, Cut())),
            ("a cut body of a given length", (whole(EVENT + b"x")[:-1], Cut())),
            ("a cut chunk", (CHUNKED, b"ff\r\n" + EVENT, Cut())),
            ("a cut line of a chunk", (CHUNKED, chunk(EVENT) + b"5", Cut())),
            ("chunks without the last one", (CHUNKED, chunk(EVENT), Cut())),
            ("cut gzip", (_GZIP, gzip.compress(EVENT)[:-3], Cut())),
            (
                "an event stream in HTTP/1.0",
                (SSE.replace(b"1.1", b"1.0", 1), EVENT, Cut()),
            ),
        )
    ),
    listen(
        "the end of chunks that is announced",
        # Over TLS with a close_notify.
        (),
        Receive(EVENT),
        ReceiveEnd(),
        replies=(ok(CHUNKED, chunk(EVENT), closes=True),),
    ),
    talk(
        "the end of a WebSocket", (SWITCH + EVENT, Cut()), Receive(EVENT), ReceiveEnd()
    ),
    *(
        listen(
            f"{name} after an event is an error",
            (start, Hold(), *parts),
            Receive(EVENT),
            Proceed(),
            Receive(b"x"),
            outcome=NetworkError,
        )
        for name, start, parts in (
            ("a reset", CHUNKED + chunk(EVENT), (Reset(),)),
            ("what is no chunk", CHUNKED + chunk(EVENT), (b"hello\r\n",)),
            ("broken gzip", _GZIP + _FIRST, (b"\xff" * 20,)),
        )
    ),
    talk(
        "a reset of a WebSocket is an error",
        (SWITCH, Hold(), Reset()),
        Proceed(),
        Receive(b"x"),
        outcome=NetworkError,
    ),
)

WAITING = (
    listen(
        "a receive ends when its time is over",
        (CHUNKED, Hold(), chunk(EVENT)),
        ReceiveNothing(0.05),
        ReceiveNothing(0.0),
        Proceed(),
        Receive(EVENT, seconds=_PATIENCE),
    ),
    listen(
        "a receive without time takes what is here",
        (CHUNKED, Hold(), chunk(EVENT)),
        Proceed(),
        Poll(EVENT),
        ReceiveNothing(0.0),
    ),
    listen(
        "the timeouts for reading and for everything end with the head",
        (CHUNKED, Linger(0.6), chunk(EVENT)),
        Receive(EVENT),
        tls=False,
        timeouts=Timeouts(read=0.4, total=0.5),
    ),
    talk(
        "a wake ends a receive that waits in another thread",
        (SWITCH, Hold(), b"hello"),
        Meanwhile(ReceiveNothing(), Wake()),
        Meanwhile(ReceiveNothing(_PATIENCE), Wake()),
        Proceed(),
        Receive(b"hello"),
    ),
    talk(
        "a wake ends the next receive if none waits",
        (SWITCH, Hold(), b"hello"),
        Wake(),
        ReceiveNothing(),
        Proceed(),
        Receive(b"hello"),
    ),
    Case(
        name="waiting for a signal has a limit",
        tls=False,
        calls=(WaitInVain(0.05),),
        outcome=is_none,
        connections=0,
    ),
)

CLOSING = (
    talk(
        "closing ends a receive that waits in another thread or task",
        (SWITCH,),
        Meanwhile(ReceiveEnd(), Close()),
        ReceiveEnd(),
        ServerSeesEnd(),
        tls=False,
    ),
    talk(
        "closing the client ends a receive that waits",
        (SWITCH,),
        Meanwhile(ReceiveEnd(), CloseClient()),
        ReceiveEnd(),
    ),
    talk(
        "a closed channel has an end, even if there is more",
        (SWITCH + b"hello",),
        Settle(),
        Close(),
        Wake(),
        ReceiveEnd(),
        Close(),
    ),
    talk(
        "a closed channel sends nothing",
        (SWITCH,),
        Close(),
        Send(b"x"),
        outcome=NetworkError,
    ),
    Case(
        name="closing the client closes its channels",
        streams=True,
        tls=False,
        calls=(
            Open((Receive(b"x"),), headers=WEBSOCKET, stays_open=True),
            Open((CloseClient(), ServerSeesEnd()), headers=EVENT_STREAM),
        ),
        replies=(ok(SWITCH + b"x"), ok(CHUNKED)),
        outcome=is_open,
    ),
)

TALKING = (
    talk(
        "a WebSocket carries bytes in both directions",
        (SWITCH, Take(b"ping"), b"pong", Take(b"\0\xff\r\n"), b"bye"),
        Send(b"ping"),
        Receive(b"pong"),
        Send(b"\0\xff\r\n"),
        Receive(b"bye"),
    ),
    talk(
        "more data than the buffers take is sent to its end",
        (SWITCH, Take(_LARGE, _TIMES), b"done"),
        Send(_LARGE, _TIMES),
        Receive(b"done"),
    ),
    talk(
        "a server that takes no data, and the timeout for sending",
        (SWITCH, Pause()),
        Send(b"x", _MUCH),
        tls=False,
        timeouts=Timeouts(write=0.2),
        outcome=NetworkTimeout,
        words=("the server took no data for 0.2 s",),
    ),
    talk(
        "data for a server that has gone is an error",
        (SWITCH, Hold(), Reset()),
        Proceed(),
        Settle(),
        Send(b"x", _MUCH),
        outcome=NetworkError,
    ),
)


def _cancelled(name: str, start: bytes, piece: bytes, content: bytes) -> Case:
    """Make a case: a receive is cancelled around the arrival of each piece."""
    parts: list[Part] = [start]
    acts: list[Act] = [Receive(b"ab")]
    for turns in range(_TURNS):
        parts += [Hold(), piece]
        acts += [CancelReceive(turns), Receive(content)]
    make = talk if start.startswith(SWITCH) else listen
    return make(name, tuple(parts), *acts)


INTERRUPTED = (
    _cancelled(
        "a cancelled receive loses no byte after a 101",
        SWITCH + b"ab",
        b"hello",
        b"hello",
    ),
    _cancelled(
        "a cancelled receive loses no part of a chunk",
        CHUNKED + b"4\r\nab",
        b"cd\r\n4\r\nab",
        b"cdab",
    ),
    talk(
        "after a cancelled send, a channel can be closed",
        (SWITCH, Pause()),
        CancelSend(b"x", _MUCH),
        Close(),
        ReceiveEnd(),
    ),
)
