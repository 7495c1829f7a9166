"""Methods of the API as attributes of a client, and of its class.

Each access makes one, so they are small: two slots, and everything else is looked up
in the definition. `inspect.signature` shows the result where the definition has a
`Request` of it; `help`, IPython and jedi read that.
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

from ..values import forgets_arguments

if TYPE_CHECKING:
    from ._async import AsyncClient
    from ._blocking import BlockingClient
    from ._methods import Method

P = ParamSpec("P")
T = TypeVar("T")


class _OfDefinition:
    """An attribute that an instance takes from its definition."""

    def __init__(self, name: str, on_class: Any = None) -> None:
        self._name = name
        self._on_class = on_class

    def __get__(self, instance: Any, owner: type) -> Any:
        if instance is None:
            if self._on_class is None:
                raise AttributeError(self._name)
            return self._on_class
        return getattr(instance.definition, self._name)


class _ModuleOfFunction(str):
    """The module of a class, which has to be a str; on an instance, its function's."""

    __slots__ = ()

    def __get__(self, instance: Any, owner: type) -> str:
        return str(
            self if instance is None else instance.definition.function.__module__
        )


class Access(Generic[P, T]):
    """What methods of a client and of its class have in common."""

    __slots__ = ("__self__", "definition")

    __signature__: Any = _OfDefinition("signature")
    __wrapped__: Any = _OfDefinition("function")

    def __init_subclass__(cls) -> None:
        own_doc: Any = _OfDefinition("__doc__", cls.__doc__)
        own_annotations: Any = _OfDefinition("annotations", cls.__annotations__)
        cls.__doc__ = own_doc
        cls.__annotations__ = own_annotations
        cls.__module__ = _ModuleOfFunction(cls.__module__)

    def __init__(self, definition: Method[P, T], owner: Any) -> None:
        self.definition: Method[P, T] = definition
        self.__self__: Any = owner

    def __getattr__(self, name: str) -> Any:
        # A class cannot define these for its instances.
        if name in {"__name__", "__qualname__"}:
            return getattr(self.definition.function, name)
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        same: Access[..., Any] = other
        return same.__self__ is self.__self__ and same.definition is self.definition

    def __hash__(self) -> int:
        return hash((id(self.__self__), self.definition))

    def __get__(self, instance: Any, owner: type) -> Any:
        # Stays bound, as Python's own bound methods do. Also, pydoc shows the signature
        # of anything with a ``__get__``.
        return self

    def __reduce__(self) -> Any:
        return getattr, (self.__self__, self.__name__)

    def __repr__(self) -> str:
        return f"<method {self.__qualname__} of {self.__self__!r}>"


class BoundMethod(Access[P, T]):
    """A method of a blocking client: builds the call and returns its result."""

    __slots__ = ()

    __self__: BlockingClient

    @forgets_arguments
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        return self.__self__.send(self.definition.build(*args, **kwargs))


class AsyncBoundMethod(Access[P, T]):
    """A method of an async client: builds the call, and is awaited for its result."""

    __slots__ = ()
    __code__: Any
    __defaults__ = None
    __kwdefaults__ = None

    __self__: AsyncClient

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, T]:
        return _named(self, _send(self, args, kwargs))


class ClassMethod(Access[P, T]):
    """A `class_flow` on a blocking client's class: makes a client for this call."""

    __slots__ = ()

    __self__: type[BlockingClient]

    @forgets_arguments
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        with self.__self__() as client:
            return client.send(self.definition.build(*args, **kwargs))


class AsyncClassMethod(Access[P, T]):
    """A `class_flow` on an async client's class: makes a client for this call."""

    __slots__ = ()
    __code__: Any
    __defaults__ = None
    __kwdefaults__ = None

    __self__: type[AsyncClient]

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, T]:
        return _named(self, _send_alone(self, args, kwargs))


async def _send(method: AsyncBoundMethod[..., T], args: Any, kwargs: Any) -> T:
    try:
        built = method.definition.build(*args, **kwargs)
    finally:
        # Tracebacks must not show them.
        del args, kwargs
    return await method.__self__.send(built)


async def _send_alone(method: AsyncClassMethod[..., T], args: Any, kwargs: Any) -> T:
    try:
        built = method.definition.build(*args, **kwargs)
    finally:
        del args, kwargs
    async with method.__self__() as client:
        return await client.send(built)


def _named(method: Access[P, T], coroutine: Any) -> Coroutine[Any, Any, T]:
    # Python shows this name when it warns that a coroutine was never awaited.
    coroutine.__qualname__ = method.__qualname__
    named: Coroutine[Any, Any, T] = coroutine
    return named


# Event loops and test frameworks ask `inspect.iscoroutinefunction`, which takes what
# looks like a function by the flags of its code.
for _cls, _function in ((AsyncBoundMethod, _send), (AsyncClassMethod, _send_alone)):
    _cls.__code__ = _function.__code__


class UnboundMethod(Access[..., Any]):
    """A method on the class of a client; the client is its first argument."""

    __slots__ = ()

    __self__: type[Any]
    __signature__: Any = _OfDefinition("signature_with_self")

    def __call__(self, client: Any, /, *args: Any, **kwargs: Any) -> Any:
        return self.definition.bind(client, client.__class__)(*args, **kwargs)

    def __get__(self, instance: Any, owner: type) -> Any:
        return self if instance is None else self.definition.bind(instance, owner)
