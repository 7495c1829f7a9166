"""The server's end of a stream: server-sent events and WebSockets, without a socket."""

from ._connections import Connection
from ._opening import StreamServer, is_stream_path

__all__ = ["Connection", "StreamServer", "is_stream_path"]
