"""Methods written once, and the two kinds of client that send them."""

from ._client import (
    About,
    AsyncClient,
    BlockingClient,
    Endpoint,
    class_flow,
    endpoint,
    flow,
)
from ._errors import ClientClosed

__all__ = [
    "About",
    "AsyncClient",
    "BlockingClient",
    "ClientClosed",
    "Endpoint",
    "class_flow",
    "endpoint",
    "flow",
]
