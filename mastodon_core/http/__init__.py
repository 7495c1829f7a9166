"""HTTP messages, bodies, links, timeouts, proxies, and network failures."""

from typing import TYPE_CHECKING

from ..values import ModuleGetAttr, lazy_names
from ._describe import body_excerpt, is_html, request_id_suffix
from ._errors import (
    CertificateError,
    DecodeError,
    NetworkError,
    NetworkTimeout,
    ResponseTooLarge,
    attach_response,
)
from ._files import File, FileSource, check_mime_type
from ._headers import check_header_value, checked_headers, is_token
from ._links import Cursor, links
from ._messages import SECRET_HEADERS, Headers, HttpRequest, HttpResponse, masked_url
from ._timeouts import Timeouts

if TYPE_CHECKING:
    from ._body_collector import (
        ACCEPT_ENCODING,
        MAX_RESPONSE_BYTES,
        BodyCollector,
    )
    from ._echo import MIN_SECRET_LENGTH, mask_echo, spellings, without_echo
    from ._endless_body import EndlessBody
    from ._failures import (
        cause_without_secrets,
        network_error,
        proxy_words,
        timeout_words,
    )
    from ._heads import check_head, header_map
    from ._multipart import BodyReader, Multipart, Upload
    from ._proxies import Proxy, proxy_for, read_proxies

__all__ = [
    "ACCEPT_ENCODING",
    "MAX_RESPONSE_BYTES",
    "MIN_SECRET_LENGTH",
    "SECRET_HEADERS",
    "BodyCollector",
    "BodyReader",
    "CertificateError",
    "Cursor",
    "DecodeError",
    "EndlessBody",
    "File",
    "FileSource",
    "Headers",
    "HttpRequest",
    "HttpResponse",
    "Multipart",
    "NetworkError",
    "NetworkTimeout",
    "Proxy",
    "ResponseTooLarge",
    "Timeouts",
    "Upload",
    "attach_response",
    "body_excerpt",
    "cause_without_secrets",
    "check_head",
    "check_header_value",
    "check_mime_type",
    "checked_headers",
    "header_map",
    "is_html",
    "is_token",
    "links",
    "mask_echo",
    "masked_url",
    "network_error",
    "proxy_for",
    "proxy_words",
    "read_proxies",
    "request_id_suffix",
    "spellings",
    "timeout_words",
    "without_echo",
]

# Building requests and parsing responses needs none of these; transports do.
__getattr__: ModuleGetAttr = lazy_names(
    __name__,
    {
        "ACCEPT_ENCODING": "_body_collector",
        "MAX_RESPONSE_BYTES": "_body_collector",
        "BodyCollector": "_body_collector",
        "EndlessBody": "_endless_body",
        "BodyReader": "_multipart",
        "Multipart": "_multipart",
        "Upload": "_multipart",
        "Proxy": "_proxies",
        "network_error": "_failures",
        "proxy_for": "_proxies",
        "read_proxies": "_proxies",
        "proxy_words": "_failures",
        "cause_without_secrets": "_failures",
        "check_head": "_heads",
        "header_map": "_heads",
        "timeout_words": "_failures",
        "without_echo": "_echo",
        "MIN_SECRET_LENGTH": "_echo",
        "mask_echo": "_echo",
        "spellings": "_echo",
    },
)
