"""Open channels: waiting, waking, closing, sending, and what is cancelled."""

from __future__ import annotations

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
from ._case import Case, Hold, Linger, Part, Pause, Reset, Take
from ._making import is_none, ok
from ._talking import (
    CHUNKED,
    EVENT,
    EVENT_STREAM,
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
        "closing ends a send that waits in another thread or task",
        (SWITCH, Pause()),
        Meanwhile(Send(b"x", _MUCH), Close()),
        outcome=NetworkError,
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
        Send(b"x", 100_000),
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
        tls=False,
    ),
)
