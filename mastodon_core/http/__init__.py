"""HTTP as values: messages, bodies, links, and what can go wrong."""

from ._body_collector import ENCODINGS, LARGEST, BodyCollector, header_map
from ._describe import excerpt, is_html, request_id_of
from ._errors import DecodeError, NetworkError, NetworkTimeout, ResponseTooLarge
from ._failures import failure_words, timeout_words
from ._links import Cursor, links
from ._messages import (
    SECRET_HEADERS,
    BodyReader,
    File,
    FileSource,
    HttpRequest,
    HttpResponse,
    Multipart,
    Timeouts,
    Upload,
    masked_url,
)

__all__ = [
    "ENCODINGS",
    "LARGEST",
    "SECRET_HEADERS",
    "BodyCollector",
    "BodyReader",
    "Cursor",
    "DecodeError",
    "File",
    "FileSource",
    "HttpRequest",
    "HttpResponse",
    "Multipart",
    "NetworkError",
    "NetworkTimeout",
    "ResponseTooLarge",
    "Timeouts",
    "Upload",
    "excerpt",
    "failure_words",
    "header_map",
    "is_html",
    "links",
    "masked_url",
    "request_id_of",
    "timeout_words",
]
