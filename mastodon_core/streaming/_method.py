"""The decorator for methods that open a stream, written once for every kind of client.

Such a method is a descriptor, like an endpoint. The class that it is accessed on
decides what a call returns; no call connects:

- on `API`, a `StreamCall`;
- on a blocking client, an `EventStream`, for ``with``;
- on an async client, an `AsyncEventStream`, for ``async with``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cached_property
from typing import (
    TYPE_CHECKING,
    Any,
    Concatenate,
    Generic,
    ParamSpec,
    Unpack,
    cast,
    overload,
)

from ..clients import (
    About,
    Access,
    AsyncClient,
    BlockingClient,
    Method,
    UnboundMethod,
    Unquoted,
)
from ..values import forgets_arguments

if TYPE_CHECKING:
    from ._async import AsyncEventStream
    from ._blocking import EventStream
    from ._call import StreamCall

P = ParamSpec("P")


class StreamMethod(Method[P, Any]):
    """A method that opens a stream, made by the decorator `stream_method`."""

    def __init__(
        self,
        function: Callable[Concatenate[Any, P], StreamCall],
        **about: Unpack[About],
    ) -> None:
        super().__init__(cast("Any", function), **about)

    @cached_property
    def signature_with_self(self) -> inspect.Signature:
        return self._of_blocking.signature_with_self

    @cached_property
    def _of_blocking(self) -> _OfClient[P]:
        return _OfClient(self, "EventStream")

    @cached_property
    def _of_async(self) -> _OfClient[P]:
        return _OfClient(self, "AsyncEventStream")

    def bind(self, instance: Any, owner: type) -> Any:
        if BlockingClient in owner.__mro__:
            definition = self._of_blocking
        elif AsyncClient in owner.__mro__:
            definition = self._of_async
        else:
            return super().bind(instance, owner)
        if instance is None:
            return UnboundMethod(definition, owner)
        return BoundStreamMethod(definition, instance)

    @overload
    def __get__(
        self, instance: None, owner: type
    ) -> Callable[Concatenate[Any, P], StreamCall]: ...
    @overload
    def __get__(
        self, instance: BlockingClient, owner: type
    ) -> Callable[P, EventStream]: ...
    @overload
    def __get__(
        self, instance: AsyncClient, owner: type
    ) -> Callable[P, AsyncEventStream]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> Callable[P, StreamCall]: ...
    def __get__(self, instance: object, owner: type) -> Any:
        return self.bind(instance, owner)


class _OfClient(Method[P, Any]):
    """A stream's method as one kind of client has it: it shows another result."""

    def __init__(self, method: StreamMethod[P], stream_class: str) -> None:
        super().__init__(method.function, **method.about)
        self._method = method
        self._stream_class = stream_class

    def bind(self, instance: Any, owner: type) -> Any:
        return self._method.bind(instance, owner)

    @cached_property
    def build(self) -> Callable[P, Any]:
        return self._method.build

    @cached_property
    def signature_with_self(self) -> inspect.Signature:
        result = Unquoted(f"streaming.{self._stream_class}")
        return super().signature_with_self.replace(return_annotation=result)


class BoundStreamMethod(Access[P, Any], Generic[P]):
    """A method of a client: returns a stream of events, which is not open yet."""

    __slots__ = ()

    @forgets_arguments
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Any:
        client, call = (
            self.__self__,
            cast("Any", self.definition.build(*args, **kwargs)),
        )
        if isinstance(client, BlockingClient):
            from ._blocking import EventStream

            return EventStream(client, call)
        from ._async import AsyncEventStream

        return AsyncEventStream(client, call)


def stream_method(
    **about: Unpack[About],
) -> Callable[[Callable[Concatenate[Any, P], StreamCall]], StreamMethod[P]]:
    """Turn a function that returns a `StreamCall` into a method that clients open.

    Args:
        since: The version of Mastodon that added the stream.
        exclusive: Groups of parameters of which a call may have only one.
    """

    def method(function: Callable[Concatenate[Any, P], StreamCall]) -> StreamMethod[P]:
        return StreamMethod(function, **about)

    return method
