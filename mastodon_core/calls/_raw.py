"""Results with the response that they were parsed from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from attrs import evolve, frozen

from ..decoding import Rejected, parse_json
from ..http import HttpResponse
from ._answers import Answer
from ._async_refresh import AsyncRefreshHint, hint_of

if TYPE_CHECKING:
    from ..decoding import Reader
    from ._request import Request

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@frozen
class Raw(Generic[T_co]):
    """A result together with the response it was parsed from."""

    value: T_co
    response: HttpResponse
    rejected: tuple[Rejected, ...] = ()
    """Items that did not fit and are left out."""

    @property
    def async_refresh(self) -> AsyncRefreshHint | None:
        """The refresh that the server still works on; None if it is complete.

        `await_async_refresh` waits for it; then send the same request again.
        """
        return hint_of(self.response.headers.get("mastodon-async-refresh", ""))

    def json(self) -> Any:
        """Parse the body as it came, including keys that no entity has.

        Raises:
            DecodeError: it is not JSON.
        """
        return parse_json(self.response.body)


@frozen
class WithResponse(Generic[T]):
    """Another kind of body; the result comes with its response."""

    answer: Answer[T]

    def parse(
        self, response: HttpResponse, request: Request[Any], reader: Reader
    ) -> Raw[T]:
        plain = evolve(request, answer=self.answer)
        value = self.answer.parse(response, plain, reader)
        return Raw(value, response, tuple(reader.rejected))
