"""Methods written once, and the two kinds of client that send them."""

from ._async import AsyncClient
from ._blocking import BlockingClient
from ._bound import Access, UnboundMethod
from ._channels import AsyncChannel, Channel
from ._errors import ClientClosed
from ._methods import (
    About,
    Endpoint,
    Method,
    Unquoted,
    class_flow,
    endpoint,
    flow,
)

__all__ = [
    "About",
    "Access",
    "AsyncChannel",
    "AsyncClient",
    "BlockingClient",
    "Channel",
    "ClientClosed",
    "Endpoint",
    "Method",
    "UnboundMethod",
    "Unquoted",
    "class_flow",
    "endpoint",
    "flow",
]
