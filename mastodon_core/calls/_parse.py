"""Parse the response to a request, or raise the error that it stands for.

- A status of 300 or above is an `ApiError`.
- So is an object with an ``error`` under 2xx, as Sharkey and Firefish send it, unless
  the result has a key of that name, or it is an object that is whole without it.
- Any other body under 2xx that cannot be read is a `DecodeError`; after a write it is a
  `CarriedOut`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

import attrs

from ..http import DecodeError, HttpResponse, attach_response
from ._answers import Answer
from ._carried_out import CarriedOut, carried_out, is_write
from ._errors import error_of
from ._explanations import says_error
from ._request import Request
from ._results import PagedObject

if TYPE_CHECKING:
    from ..decoding import EntityConverter, Tries

T = TypeVar("T")


def parse_response(
    request: Request[T],
    response: HttpResponse,
    *,
    strict: bool = False,
    converter: EntityConverter | None = None,
    tries: Tries | None = None,
) -> T:
    """Parse the response to a request as its ``answer`` says.

    Raises:
        ApiError: the status is 300 or above, or the body has only an error.
        CarriedOut: this is a write, and the body cannot be parsed.
        DecodeError: this is a read, and the body cannot be parsed.
    """
    if response.status >= 300:
        raise error_of(response, method=request.method, path=request.path)
    from ..decoding import Reader

    own: dict[str, Any] = {"converter": converter, "tries": tries}
    given = {name: value for name, value in own.items() if value is not None}
    reader = Reader(strict=strict, **given)
    may_be_refusal = says_error(response)
    with attach_response(response, method=request.method, path=request.path):
        try:
            result = request.answer.parse(response, request, reader)
        except CarriedOut:
            raise
        except DecodeError as misfit:
            if not may_be_refusal or _has_error_key(request.answer):
                if is_write(request):
                    raise carried_out(misfit, response) from None
                raise
        else:
            if not may_be_refusal or _says_more(result):
                if rejected := reader.rejected:
                    from ._rejected_of import note_rejected

                    note_rejected(result, rejected)
                return result
    raise error_of(response, method=request.method, path=request.path)


def response_without_body(
    request: Request[Any], refused: DecodeError, host: str
) -> HttpResponse:
    """Make the best of a response whose content encoding is unknown.

    Args:
        refused: The error of a `BodyCollector`.
        host: Where the response came from, for the error.

    Returns:
        The response with an empty body, if its status is 300 or above: that says what
        to do.

    Raises:
        CarriedOut: the status is below 300, and this is a write.
        DecodeError: the status is below 300, and this is a read; or it is unknown.
    """
    response, reason = refused.response, f"{refused.args[0]}, from {host}"
    if response is None:
        raise DecodeError(f"{request.method} {request.path}: {reason}") from None
    if response.status >= 300:
        return response
    error = DecodeError(reason)
    with attach_response(response, method=request.method, path=request.path):
        raise carried_out(error, response) if is_write(request) else error


def _has_error_key(answer: Answer[Any]) -> bool:
    """Whether ``error`` is a key of the entity that a body should be."""
    entity: Any = getattr(getattr(answer, "answer", answer), "entity", None)
    return attrs.has(entity) and hasattr(attrs.fields(entity), "error")


def _says_more(result: object) -> bool:
    """Whether a result that was read from a body with an error is more than that."""
    from ._raw import Raw

    match result:
        case Raw() | PagedObject():
            return _says_more(cast("Any", result).value)
        case None:
            return False
        case Mapping():
            # The keys are data, but a message is hardly ever an item.
            items = cast("Mapping[str, object]", result)
            is_message = isinstance(items.get("error"), str | dict | None)
            return not is_message or bool(items.keys() - {"error"})
        case _ if attrs.has(type(result)):
            return result != _blank(type(result))
        case _:
            return True


def _blank(cls: type[Any]) -> object:
    """Make what can be read from any object; None if some key is required."""
    is_optional = all(f.default is not attrs.NOTHING for f in attrs.fields(cls))
    return cls() if is_optional else None
