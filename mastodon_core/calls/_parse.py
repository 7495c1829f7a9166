"""Parse the response to a request, or raise the error that it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from ..http import HttpResponse, attach_response
from ._errors import error_of
from ._request import Request

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
        ApiError: the status is 300 or above.
        DecodeError: the body is not what this request answers.
    """
    if response.status >= 300:
        raise error_of(response, method=request.method, path=request.path)
    from ..decoding import Reader

    own: dict[str, Any] = {"converter": converter, "tries": tries}
    given = {name: value for name, value in own.items() if value is not None}
    reader = Reader(strict=strict, **given)
    with attach_response(response, method=request.method, path=request.path):
        return request.answer.parse(response, request, reader)
