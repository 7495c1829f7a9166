"""HTTP/1.1 for async clients: a state machine on h11, and the engine that drives it.

`Connection`, `Pool`, `Tls` and `Tunnel` do no I/O: bytes and questions in, events and
decisions out. `Engine` runs exchanges on them with a `Network`, which a driver
implements for its event loop; `AsyncNetworkClient` is the client on top.
"""

from __future__ import annotations

from mastodon_core.values import need

need("h11", "trio", "mastodon_h11")

from ._channel import NetworkChannel
from ._client import AsyncNetworkClient
from ._connection import Connection
from ._engine import Engine
from ._events import Data, End, Event, Failed, Head, Informational
from ._network import PIECE, Deadline, Interrupt, Network, Phase, Stream, Waiter
from ._pool import Grant, Pool, Ticket
from ._routes import Route, Routes
from ._tls import Tls
from ._tls_stream import TlsStream
from ._tunnels import Tunnel

__all__ = [
    "PIECE",
    "AsyncNetworkClient",
    "Connection",
    "Data",
    "Deadline",
    "End",
    "Engine",
    "Event",
    "Failed",
    "Grant",
    "Head",
    "Informational",
    "Interrupt",
    "Network",
    "NetworkChannel",
    "Phase",
    "Pool",
    "Route",
    "Routes",
    "Stream",
    "Ticket",
    "Tls",
    "TlsStream",
    "Tunnel",
    "Waiter",
]
