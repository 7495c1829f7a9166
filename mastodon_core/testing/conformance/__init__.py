"""Test cases for transports, which authors can run on their own transport.

A case is a value: the responses of a server, the calls of the client, and the expected
outcome. `mastodon_offline.conformance` has the server, and runners for blocking and
async clients.
"""

from __future__ import annotations

from ._acts import (
    Act,
    CancelReceive,
    CancelSend,
    Close,
    CloseClient,
    Follow,
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
from ._arriving import ARRIVING, ENDING
from ._broken import CLOSED, ENCODINGS, MALFORMED, TOO_LARGE
from ._cancelling import CANCELLING
from ._case import (
    LARGEST,
    TOKEN,
    AtOnce,
    Cancelled,
    Case,
    Certificate,
    Cut,
    Flood,
    Gather,
    HalfClose,
    Hold,
    Linger,
    Make,
    Outcome,
    Part,
    Pause,
    Peer,
    Record,
    Reply,
    Reset,
    Setting,
    Take,
    Trickle,
    Tunnel,
    Use,
)
from ._channels import CLOSING, INTERRUPTED, TALKING, WAITING
from ._kept import DYING, ENDED, JUNK
from ._making import BODY, MEDIA, STATUS, chunked, head, ok, whole
from ._opening import HEADS, MESSAGES, REFUSALS
from ._peers import PROXIES, TLS, UNREACHABLE
from ._requests import REDIRECTS, UPLOADS, WIRE
from ._responses import ENCODED, FRAMING, INFORMATIONAL
from ._slow import CONNECTING, SENDING, SILENT, TRICKLING
from ._unopened import FAILING, OPENING_ENDS, PROXIED, REACHING
from ._waiting import FILES, PAUSES

CASES: tuple[Case, ...] = (
    *(*FRAMING, *INFORMATIONAL, *ENCODED),
    *(*CLOSED, *MALFORMED, *ENCODINGS, *TOO_LARGE),
    *(*SILENT, *TRICKLING, *CONNECTING, *SENDING),
    *(*JUNK, *ENDED, *DYING),
    *(*WIRE, *UPLOADS, *REDIRECTS),
    *(*PAUSES, *FILES),
    *(*UNREACHABLE, *TLS, *PROXIES),
    *(*MESSAGES, *HEADS, *REFUSALS, *FAILING, *REACHING, *PROXIED),
    *(*ARRIVING, *ENDING, *WAITING, *CLOSING, *TALKING),
)
"""The cases for every client."""

ASYNC_CASES: tuple[Case, ...] = (
    *(*CASES, *CANCELLING),
    *(*OPENING_ENDS, *INTERRUPTED),
)
"""The cases for async clients, some of whose calls are cancelled."""

__all__ = [
    "ASYNC_CASES",
    "BODY",
    "CASES",
    "LARGEST",
    "MEDIA",
    "STATUS",
    "TOKEN",
    "Act",
    "AtOnce",
    "CancelReceive",
    "CancelSend",
    "Cancelled",
    "Case",
    "Certificate",
    "Close",
    "CloseClient",
    "Cut",
    "Flood",
    "Follow",
    "Gather",
    "HalfClose",
    "Hold",
    "Linger",
    "Make",
    "Meanwhile",
    "Open",
    "Outcome",
    "Part",
    "Pause",
    "Peer",
    "Poll",
    "Proceed",
    "Receive",
    "ReceiveEnd",
    "ReceiveNothing",
    "Record",
    "Reply",
    "Reset",
    "Send",
    "ServerSeesEnd",
    "Setting",
    "Settle",
    "Take",
    "Trickle",
    "Tunnel",
    "Use",
    "WaitInVain",
    "Wake",
    "chunked",
    "head",
    "ok",
    "whole",
]
