"""Bytes of open channels as they arrive, and the end of a stream."""

from __future__ import annotations

import gzip
import zlib

from ...http import NetworkError
from ._acts import Proceed, Receive, ReceiveEnd, ReceiveNothing, Settle
from ._case import LARGEST, Cut, Flood, Hold, Record, Reset
from ._making import chunked, head, ok, whole
from ._talking import CHUNKED, EVENT, SSE, SWITCH, chunk, listen, talk

_BYTES = bytes(range(256))
_FLOODED = 32 * 1024 * 1024


def _gzip_in_two() -> tuple[bytes, bytes]:
    """Compress two events so that the first one can be decompressed by itself."""
    packer = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    first = packer.compress(EVENT) + packer.flush(zlib.Z_SYNC_FLUSH)
    return first, packer.compress(EVENT) + packer.flush()


_FIRST, _SECOND = _gzip_in_two()
_GZIP = head("Content-Encoding: gzip")


def _is_stopped(record: Record) -> bool:
    """Whether the client did not take the whole `Flood`."""
    return 0 < record.flooded < _FLOODED


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
        "a receive waits for more than framing",
        (CHUNKED + chunk(EVENT), Hold(), b"5\r\n", Hold(), b"hello\r\n"),
        Receive(EVENT),
        Proceed(),
        Settle(),
        ReceiveNothing(0.05),
        Proceed(),
        Receive(b"hello"),
        tls=False,
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
        (SWITCH, chunk(EVENT), Hold(), _BYTES),
        Receive(chunk(EVENT)),
        Proceed(),
        Receive(_BYTES),
    ),
    listen(
        "a server has to wait for a client that receives nothing",
        (SSE, Flood()),
        Settle(),
        Receive(b"\0", 100_000),
        tls=False,
        check=_is_stopped,
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
