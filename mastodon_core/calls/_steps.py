"""The steps of a flow: what it asks of its session or of the transport."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from os import PathLike
from typing import Any, Generic, NoReturn, Protocol, TypeAlias, TypeVar

from attrs import field, frozen

from ..values import Credentials

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Path: TypeAlias = str | PathLike[str]


class Step(Generic[T_co]):
    """One thing that a flow asks for; ``yield from`` it gives its typed outcome."""

    __slots__ = ()

    def __iter__(self) -> Generator[Step[Any], Any, T_co]:
        # A bare ``yield`` would be Any to the type checker.
        outcome: T_co = yield self
        return outcome


Flow: TypeAlias = Generator[Step[Any], Any, T]
"""A generator of steps that returns a ``T``; begun once, by `Session.exchange`."""


class Call(Protocol[T_co]):
    """Anything a client can send: a `Request`, or a flow of several steps."""

    def __iter__(self) -> Generator[Step[Any], Any, T_co]: ...


@frozen
class Facts:
    """What a session knows; the outcome of `Context`."""

    base_url: str
    credentials: Credentials


@frozen
class Now(Step[datetime]):
    """Ask the session for the time."""


@frozen
class RandomBytes(Step[bytes]):
    """Ask the session for unguessable bytes."""

    count: int


@frozen
class Context(Step[Facts]):
    """Ask the session where it is, and as whom."""


@frozen
class UseCredentials(Step[None]):
    """Have the session go on with these, on the instance that they name."""

    credentials: Credentials
    allow_http: bool = False
    """Whether that may be plain http although the session would not have it."""


@frozen
class Sleep(Step[None]):
    """Have the transport wait."""

    seconds: float


@frozen
class ReadFile(Step[str]):
    """Have the transport read a credential file."""

    path: Path


@frozen
class WriteFile(Step[None]):
    """Have the transport write a credential file that only its owner can read."""

    path: Path
    text: str = field(repr=False)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a WriteFile holds secrets: it does not pickle")
