"""HTTP messages, bodies, links, timeouts, and network failures."""

from ._body_collector import (
    ACCEPT_ENCODING,
    MAX_RESPONSE_BYTES,
    BodyCollector,
    header_map,
)
from ._describe import body_excerpt, is_html, request_id_suffix
from ._errors import (
    DecodeError,
    NetworkError,
    NetworkTimeout,
    ResponseTooLarge,
    attach_response,
)
from ._failures import failure_words, timeout_words
from ._files import File, FileSource
from ._links import Cursor, links
from ._messages import SECRET_HEADERS, HttpRequest, HttpResponse, masked_url
from ._multipart import BodyReader, Multipart, Upload
from ._timeouts import Timeouts

__all__ = [
    "ACCEPT_ENCODING",
    "MAX_RESPONSE_BYTES",
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
    "attach_response",
    "body_excerpt",
    "failure_words",
    "header_map",
    "is_html",
    "links",
    "masked_url",
    "request_id_suffix",
    "timeout_words",
]
