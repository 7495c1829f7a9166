"""Parse the response to a request, or raise the error that it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ..http import HttpResponse, attach_response
from ._errors import error_of
from ._request import Request

if TYPE_CHECKING:
    from cattrs import Converter

T = TypeVar("T")


def parse_response(
    request: Request[T],
    response: HttpResponse,
    *,
    strict: bool = False,
    converter: Converter | None = None,
) -> T:
    """Parse the response to a request as its ``answer`` says.

    Raises:
        ApiError: the status is 300 or above.
        DecodeError: the body is not what this request answers.
    """
    if response.status >= 300:
        raise error_of(response, method=request.method, path=request.path)
    from ..decoding import Reader

    reader = Reader(
        strict=strict, **({} if converter is None else {"converter": converter})
    )
    with attach_response(response, method=request.method, path=request.path):
        return request.answer.parse(response, request, reader)
