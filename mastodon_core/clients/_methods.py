"""Decorators for methods that are written once and serve every kind of client.

Such a method is a descriptor. The class that it is accessed on decides the result:

- on `API`, or another class that isn't a client, a method that builds a `Request` or a
  flow;
- on a blocking client, a method that sends it and returns the result;
- on an async client, a method that is awaited for the result.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine, Mapping
from functools import cached_property, partial
from types import MethodType
from typing import (
    Any,
    Concatenate,
    Generic,
    ParamSpec,
    TypeVar,
    Unpack,
    get_args,
    overload,
)

from ..calls import Call, Combinations, Flow, Request, checked, flow_call
from ._async import AsyncClient
from ._blocking import BlockingClient
from ._bound import UnboundMethod

P = ParamSpec("P")
T = TypeVar("T")


class About(Combinations, total=False):
    """The keyword arguments of `endpoint`: facts that are not in the request."""

    since: str
    deprecated: str
    removed: str
    of: str


class Unquoted(str):
    """An annotation that `help` shows without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class Method(Generic[P, T]):
    """A function that builds a call, and what the kinds of access make of it."""

    def __init__(
        self,
        function: Callable[Concatenate[Any, P], Call[T]],
        **about: Unpack[About],
    ) -> None:
        self.function = function
        self.about: About = about
        self.__doc__ = function.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.owner = owner

    @cached_property
    def checked(self) -> Callable[..., Any]:
        has_rules = not Combinations.__optional_keys__.isdisjoint(self.about)
        return checked(self.function, self.about if has_rules else None)

    @cached_property
    def build(self) -> Callable[P, Call[T]]:
        # Inside the function, ``self`` must build and not send: a flow yields its
        # requests, and only the client that drives the flow sends them.
        return MethodType(self.checked, self.owner())

    def bind(self, instance: Any, owner: type) -> Any:
        bound = getattr(owner, "_bound_method", None)
        if instance is None:
            return self.function if bound is None else UnboundMethod(self, owner)
        if bound is None:
            return MethodType(self.checked, instance)
        return bound(self, instance)

    @cached_property
    def signature(self) -> inspect.Signature:
        """The signature on a client: the result in place of the request."""
        whole = self.signature_with_self
        return whole.replace(parameters=[*whole.parameters.values()][1:])

    @cached_property
    def signature_with_self(self) -> inspect.Signature:
        signature = inspect.signature(self.function)
        call: Any = signature.return_annotation
        if isinstance(call, str):
            result: Any = Unquoted(call.partition("[")[2][:-1])
        else:
            # Modules without the future import have types in place of text. The
            # result is the last argument of a Request or Flow.
            result = (call, *get_args(call))[-1]
        parameters = [
            parameter.replace(annotation=Unquoted(parameter.annotation))
            if isinstance(parameter.annotation, str)
            else parameter
            for parameter in signature.parameters.values()
        ]
        return signature.replace(parameters=parameters, return_annotation=result)

    @cached_property
    def annotations(self) -> Mapping[str, Any]:
        """The annotations of the signature, for `typing.get_type_hints`."""
        found = {p.name: p.annotation for p in self.signature.parameters.values()}
        found["return"] = self.signature.return_annotation
        return {k: v for k, v in found.items() if v is not inspect.Signature.empty}


class Endpoint(Method[P, T]):
    """What the decorator `endpoint` returns."""

    def __init__(
        self,
        function: Callable[Concatenate[Any, P], Request[T]],
        **about: Unpack[About],
    ) -> None:
        super().__init__(function, **about)

    @overload
    def __get__(
        self, instance: None, owner: type
    ) -> Callable[Concatenate[Any, P], Request[T]]: ...
    @overload
    def __get__(self, instance: BlockingClient, owner: type) -> Callable[P, T]: ...
    @overload
    def __get__(
        self, instance: AsyncClient, owner: type
    ) -> Callable[P, Coroutine[Any, Any, T]]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> Callable[P, Request[T]]: ...
    def __get__(self, instance: object, owner: type) -> Any:
        return self.bind(instance, owner)


@overload
def endpoint(
    function: Callable[Concatenate[Any, P], Request[T]], /
) -> Endpoint[P, T]: ...
@overload
def endpoint(
    **about: Unpack[About],
) -> Callable[[Callable[Concatenate[Any, P], Request[T]]], Endpoint[P, T]]: ...
def endpoint(function: Any = None, /, **about: Any) -> Any:
    """Turn a function that returns a `Request` into a method that clients send.

    ``API().status("7")`` is a ``Request[Status]``. On a blocking client the same call
    sends it and returns a ``Status``; on an async one it is awaited for that.

    Args:
        since: The version of Mastodon that added the endpoint.
        deprecated: The version that deprecated it.
        removed: The version that removed it.
        of: The canonical method of this endpoint, if this one is an alias.
        one_of: Parameters of which a call needs at least one.
        needs: By parameter, another one that it means nothing without.
        exclusive: Groups of parameters of which a call may have only one.
    """
    for name in about.keys() - About.__optional_keys__:
        raise TypeError(f"endpoint() got an unexpected keyword argument {name!r}")
    return partial(Endpoint, **about) if function is None else Endpoint(function)


class _FlowMethod(Method[P, T]):
    def __init__(self, function: Callable[Concatenate[Any, P], Flow[T]]) -> None:
        super().__init__(function)

    @cached_property
    def checked(self) -> Callable[..., Any]:
        wrapped: Callable[..., Any] = flow_call(self.function, super().checked)
        return wrapped


class flow(_FlowMethod[P, T]):
    """Turn a generator of several steps into a method that clients carry out."""

    @overload
    def __get__(
        self, instance: None, owner: type
    ) -> Callable[Concatenate[Any, P], Flow[T]]: ...
    @overload
    def __get__(self, instance: BlockingClient, owner: type) -> Callable[P, T]: ...
    @overload
    def __get__(
        self, instance: AsyncClient, owner: type
    ) -> Callable[P, Coroutine[Any, Any, T]]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> Callable[P, Flow[T]]: ...
    def __get__(self, instance: object, owner: type) -> Any:
        return self.bind(instance, owner)


class class_flow(_FlowMethod[P, T]):
    """Turn a flow into a class method, for calls made before there is a client.

    The call makes a temporary client, and closes it afterwards.
    """

    @overload
    def __get__(
        self, instance: object, owner: type[BlockingClient]
    ) -> Callable[P, T]: ...
    @overload
    def __get__(
        self, instance: object, owner: type[AsyncClient]
    ) -> Callable[P, Coroutine[Any, Any, T]]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> Callable[P, Flow[T]]: ...
    def __get__(self, instance: object, owner: type) -> Any:
        bound = getattr(owner, "_class_method", None)
        return self.build if bound is None else bound(self, owner)
