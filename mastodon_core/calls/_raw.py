"""Results with the response that they were parsed from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, overload

import attrs
from attrs import evolve, field, frozen

from ..decoding import Rejected, key_of, parse_json
from ..http import HttpResponse
from ._answers import Answer
from ._async_refresh import AsyncRefreshHint, hint_of
from ._results import PagedObject

if TYPE_CHECKING:
    from ..decoding import Reader
    from ._request import Request

S = TypeVar("S")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@frozen
class Raw(Generic[T_co]):
    """A result together with the response it was parsed from."""

    value: T_co
    response: HttpResponse
    rejected: tuple[Rejected, ...] = ()
    """Parts that did not fit and are left out."""
    _left_out: Mapping[str, Sequence[int]] = field(
        alias="left_out",
        factory=dict[str, Sequence[int]],
        kw_only=True,
        eq=False,
        repr=False,
    )
    """The indexes of the items that are left out of each array."""

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

    @overload
    def pairs(self: Raw[Sequence[S]]) -> list[tuple[S, Any]]: ...
    @overload
    def pairs(self, array: str) -> list[tuple[Any, Any]]: ...
    def pairs(self, array: str | None = None) -> list[tuple[Any, Any]]:
        """Pair each item of a page with its JSON as it came.

        Args:
            array: The field with the items, such as ``descendants`` of a `Context`;
                None if the result itself is a page.

        Returns:
            The items in their order, without those that did not fit.

        Raises:
            DecodeError: the body is not JSON.
            ValueError: the result, or the field, does not have the items of an array
                in the response.
        """
        items: Any = self.value
        parts, place = self.json(), "$"
        if array is not None:
            whole = items
            if isinstance(items, PagedObject):
                whole = cast("Any", items).value
            key = _key(whole, array)
            items, parts, place = getattr(whole, array), parts.get(key), f"$.{key}"
            # A field that is missing or did not fit has its default.
            if not items:
                return []
        if _is_array(items) and _is_array(parts):
            left_out = set(self._left_out.get(place, ()))
            kept = [part for index, part in enumerate(parts) if index not in left_out]
            if len(kept) == len(items):
                return list(zip(items, kept, strict=True))
        raise ValueError(
            "pairs() needs the items of an array in the response; for those of a field,"
            " pass its name"
        )


def _key(entity: Any, field: str) -> str:
    return key_of(getattr(attrs.fields(entity.__class__), field))


def _is_array(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


@frozen
class WithResponse(Generic[T]):
    """Another kind of body; the result comes with its response."""

    answer: Answer[T]

    def parse(
        self, response: HttpResponse, request: Request[Any], reader: Reader
    ) -> Raw[T]:
        plain = evolve(request, answer=self.answer)
        value: T = self.answer.parse(response, plain, reader)
        return Raw(value, response, reader.rejected, left_out=reader.left_out_items)
