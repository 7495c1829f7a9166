"""Names for authors of transports, and of programs that bring their own I/O.

A `Session` turns a call into steps, and a transport performs them: `HttpRequest`,
`Sleep`, `ReadFile` and `WriteFile`. `drive` runs an exchange with a function that
performs one step; a class with a ``perform`` method makes a whole client of
`mastodon_core.BlockingMastodon` or `mastodon_core.AsyncMastodon`.
"""

from .calls import (
    CurrentSession,
    Now,
    RandomBytes,
    ReadFile,
    SessionInfo,
    Sleep,
    Step,
    UseCredentials,
    WriteFile,
)
from .http import (
    ACCEPT_ENCODING,
    MAX_RESPONSE_BYTES,
    BodyCollector,
    BodyReader,
    FileSource,
    HttpRequest,
    HttpResponse,
    Multipart,
    header_map,
    network_error,
    timeout_words,
)
from .session import (
    Certificate,
    ClientOptions,
    Clock,
    Done,
    Exchange,
    Outcome,
    Session,
    SessionOptions,
    WireStep,
    check_options,
    drive,
    drive_async,
    session_options,
)
from .values import NULL, need

__all__ = [
    "ACCEPT_ENCODING",
    "MAX_RESPONSE_BYTES",
    "NULL",
    "BodyCollector",
    "BodyReader",
    "Certificate",
    "ClientOptions",
    "Clock",
    "CurrentSession",
    "Done",
    "Exchange",
    "FileSource",
    "HttpRequest",
    "HttpResponse",
    "Multipart",
    "Now",
    "Outcome",
    "RandomBytes",
    "ReadFile",
    "Session",
    "SessionInfo",
    "SessionOptions",
    "Sleep",
    "Step",
    "UseCredentials",
    "WireStep",
    "WriteFile",
    "check_options",
    "drive",
    "drive_async",
    "header_map",
    "need",
    "network_error",
    "session_options",
    "timeout_words",
]
