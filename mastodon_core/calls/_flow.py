"""A flow that was built and not yet run, as a value that shows what it will do."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from functools import wraps
from inspect import signature
from typing import Any, TypeVar

from ..values import Secret, forgets_arguments
from ._short import short
from ._steps import Flow, Step

T = TypeVar("T")


class FlowCall(Generator[Step[Any], Any, T]):
    """A generator of steps that knows the method and the arguments it was made with.

    Its repr hides every argument that may be a `Secret`.
    """

    __slots__ = ("_args", "_function", "_kwargs", "steps")

    def __init__(
        self,
        function: Callable[..., Any],
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        steps: Flow[T],
    ) -> None:
        self._function = function
        self._args = args
        self._kwargs = kwargs
        # A method may return the flow of another method.
        self.steps: Flow[T] = steps.steps if isinstance(steps, FlowCall) else steps

    @property
    def __name__(self) -> str:
        return self._function.__name__

    def send(self, value: Any, /) -> Step[Any]:
        return self.steps.send(value)

    def throw(self, *error: Any) -> Step[Any]:
        return self.steps.throw(*error)

    def close(self) -> None:
        self.steps.close()

    def __repr__(self) -> str:
        own = signature(self._function)
        # The first parameter is self.
        given = own.bind(None, *self._args, **self._kwargs).arguments
        shown = [
            f"{name}={_shown(value, own.parameters[name].annotation)}"
            for name, value in [*given.items()][1:]
        ]
        return f"<flow {self.__name__}({', '.join(shown)})>"


def _shown(value: object, annotation: object) -> str:
    if value is not None and (isinstance(value, Secret) or "Secret" in str(annotation)):
        return "***"
    return short(value)


def flow_call(function: Callable[..., Any], build: Callable[..., Any]) -> Any:
    """Wrap ``build``, which calls ``function``, so that it returns a `FlowCall`."""

    @wraps(function)
    @forgets_arguments
    def call(self: Any, *args: Any, **kwargs: Any) -> FlowCall[Any]:
        return FlowCall(function, args, kwargs, build(self, *args, **kwargs))

    return call
