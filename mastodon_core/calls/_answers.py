"""How the body of a response is parsed: one value class for each kind of body.

A `Request` holds one as its ``answer``. They are values, so that requests compare.
Making a class with attrs takes as long as most modules here, so those with the same
fields share a base; attrs compares by class.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from attrs import frozen

from ..http import DecodeError, HttpResponse
from ._results import Page

if TYPE_CHECKING:
    from ..decoding import Reader
    from ._request import Request

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Answer(Protocol[T_co]):
    """Parses one kind of body."""

    def parse(
        self, response: HttpResponse, request: Request[Any], reader: Reader
    ) -> T_co: ...


@frozen
class OfEntity(Generic[T]):
    entity: type[T]


@frozen
class WithoutEntity:
    pass


class One(OfEntity[T]):
    """A JSON object that is one entity."""

    __slots__ = ()

    def parse(self, response: HttpResponse, request: Request[Any], reader: Reader) -> T:
        return reader.parse(response.body, self.entity)


class Many(OfEntity[T]):
    """A JSON array of entities that is complete."""

    __slots__ = ()

    def parse(
        self, response: HttpResponse, request: Request[Any], reader: Reader
    ) -> Page[T]:
        items = reader.parse_array(response.body, self.entity)
        return Page(items, rejected=reader.rejected)


class Incomplete(dict[str, Any]):
    """A mapping that lost values; `rejected_of` can find it, unlike a plain dict."""


class Hash(OfEntity[T]):
    """A JSON object whose keys are data."""

    __slots__ = ()

    def parse(
        self, response: HttpResponse, request: Request[Any], reader: Reader
    ) -> Mapping[str, T]:
        found = reader.parse_hash(response.body, self.entity)
        return Incomplete(found) if reader.rejected else found


class Perhaps(OfEntity[T]):
    """An entity, or from some servers nothing: no bytes, null, or an empty object.

    PHP writes an empty object as ``[]``.
    """

    __slots__ = ()

    def parse(
        self, response: HttpResponse, request: Request[Any], reader: Reader
    ) -> T | None:
        if response.body.strip() in {b"", b"null", b"{}", b"[]"}:
            return None
        return reader.parse(response.body, self.entity)


class IfSent(OfEntity[T]):
    """The deleted entity, if the server sends it; any other body is None.

    Programs may need an object that does not fit, so it is listed as rejected.
    """

    __slots__ = ()

    def parse(
        self, response: HttpResponse, request: Request[Any], reader: Reader
    ) -> T | None:
        return reader.parse_if_object(response.body, self.entity)


class Empty(WithoutEntity):
    """A body without meaning: no bytes, ``{}`` or anything else."""

    __slots__ = ()

    def parse(
        self, response: HttpResponse, request: Request[Any], reader: Reader
    ) -> None:
        return None


class Text(WithoutEntity):
    """Plain text, such as the word of a health check."""

    __slots__ = ()

    def parse(
        self, response: HttpResponse, request: Request[Any], reader: Reader
    ) -> str:
        try:
            return response.body.decode()
        except UnicodeDecodeError:
            raise DecodeError("not UTF-8") from None
