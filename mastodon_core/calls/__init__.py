"""Calls as values: requests, flows and their steps, results, and errors of the API."""

from typing import TYPE_CHECKING

from ..values import ModuleGetAttr, lazy_names
from ._answers import Answer, Empty, Hash, IfSent, Many, One, Perhaps, Text
from ._bad_token import VERIFY_CREDENTIALS
from ._carried_out import CarriedOut, PublishedNow, is_write
from ._checks import checked, checked_fields, clearer_error, kind_of, resolved
from ._combinations import Combinations
from ._errors import (
    ApiError,
    AsyncRefreshTimeout,
    BadRequest,
    Forbidden,
    Gone,
    MediaTimeout,
    NotFound,
    RateLimitReached,
    RedirectError,
    ServerError,
    ServiceUnavailable,
    TooManyRequests,
    Unauthorized,
    UnprocessableEntity,
    error_of,
)
from ._explanations import says_error
from ._flow import FlowCall, flow_call
from ._paged import Paged, PagedArrays, PagedBy, PagedStatusesOfNotifications
from ._parameters import (
    HasId,
    Param,
    clearable,
    id_of,
    ids_of,
    moment_of,
    path_params_of,
    seconds_of,
    tag_of,
    tags_of,
    texts_of,
    values_of,
)
from ._parse import parse_response, response_without_body
from ._request import Request
from ._request_checks import TEMPLATE, check_request, has_dot_segment, is_parameter_name
from ._results import Direction, Page, PagedObject, without_neighbours
from ._scheduled import Scheduled, check_is_ahead
from ._steps import (
    Call,
    CurrentSession,
    Flow,
    Now,
    Path,
    RandomBytes,
    ReadFile,
    SessionInfo,
    Sleep,
    Step,
    UseCredentials,
    WriteFile,
)

if TYPE_CHECKING:
    from ._async_refresh import AsyncRefreshHint
    from ._mastodon_py import (
        advice_on_class,
        advice_on_listener,
        advice_on_member,
        unknown_argument,
    )
    from ._raw import Raw
    from ._rejected_of import note_rejected, rejected_of
    from ._walk import begin_paging, neighbour

__all__ = [
    "TEMPLATE",
    "VERIFY_CREDENTIALS",
    "Answer",
    "ApiError",
    "AsyncRefreshHint",
    "AsyncRefreshTimeout",
    "BadRequest",
    "Call",
    "CarriedOut",
    "Combinations",
    "CurrentSession",
    "Direction",
    "Empty",
    "Flow",
    "FlowCall",
    "Forbidden",
    "Gone",
    "HasId",
    "Hash",
    "IfSent",
    "Many",
    "MediaTimeout",
    "NotFound",
    "Now",
    "One",
    "Page",
    "Paged",
    "PagedArrays",
    "PagedBy",
    "PagedObject",
    "PagedStatusesOfNotifications",
    "Param",
    "Path",
    "Perhaps",
    "PublishedNow",
    "RandomBytes",
    "RateLimitReached",
    "Raw",
    "ReadFile",
    "RedirectError",
    "Request",
    "Scheduled",
    "ServerError",
    "ServiceUnavailable",
    "SessionInfo",
    "Sleep",
    "Step",
    "Text",
    "TooManyRequests",
    "Unauthorized",
    "UnprocessableEntity",
    "UseCredentials",
    "WriteFile",
    "advice_on_class",
    "advice_on_listener",
    "advice_on_member",
    "begin_paging",
    "check_is_ahead",
    "check_request",
    "checked",
    "checked_fields",
    "clearable",
    "clearer_error",
    "error_of",
    "flow_call",
    "has_dot_segment",
    "id_of",
    "ids_of",
    "is_parameter_name",
    "is_write",
    "kind_of",
    "moment_of",
    "neighbour",
    "note_rejected",
    "parse_response",
    "path_params_of",
    "rejected_of",
    "resolved",
    "response_without_body",
    "says_error",
    "seconds_of",
    "tag_of",
    "tags_of",
    "texts_of",
    "unknown_argument",
    "values_of",
    "without_neighbours",
]

# Few programs look at responses or go from page to page, or use names that do not
# exist.
__getattr__: ModuleGetAttr = lazy_names(
    __name__,
    {
        "AsyncRefreshHint": "_async_refresh",
        "Raw": "_raw",
        "advice_on_class": "_mastodon_py",
        "advice_on_listener": "_mastodon_py",
        "advice_on_member": "_mastodon_py",
        "begin_paging": "_walk",
        "neighbour": "_walk",
        "note_rejected": "_rejected_of",
        "rejected_of": "_rejected_of",
        "unknown_argument": "_mastodon_py",
    },
)
