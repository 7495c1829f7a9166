"""The steps of a flow: what it asks of its session, and of the transport."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from os import PathLike
from typing import Any, Generic, NoReturn, Protocol, TypeAlias, TypeVar

from attrs import field, frozen

from ..values import Credentials, Hidden

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Path: TypeAlias = str | PathLike[str]


class Step(Generic[T_co]):
    """One step of a flow; ``yield from`` it returns its typed outcome."""

    __slots__ = ()

    def __iter__(self) -> Generator[Step[Any], Any, T_co]:
        # A bare ``yield`` would be Any to the type checker.
        outcome: T_co = yield self
        return outcome


Flow: TypeAlias = Generator[Step[Any], Any, T]
"""A generator of steps that returns a ``T``. It runs only once."""


class Call(Protocol[T_co]):
    """Anything that a client can send: a `Request`, or a flow of several steps."""

    def __iter__(self) -> Generator[Step[Any], Any, T_co]: ...


@frozen
class SessionInfo:
    """Instance and credentials of a session; the outcome of `CurrentSession`."""

    base_url: str
    credentials: Credentials


@frozen
class _WithoutFields(Step[T_co]):
    """Shared by steps, as making a class with attrs takes long."""


class Now(_WithoutFields[datetime]):
    """Ask the session for the time of day."""

    __slots__ = ()


@frozen
class RandomBytes(Step[bytes]):
    """Ask the session for unguessable bytes."""

    count: int


class CurrentSession(_WithoutFields[SessionInfo]):
    """Ask the session for its instance and its credentials."""

    __slots__ = ()


@frozen
class UseCredentials(Step[None]):
    """Make the session use other credentials, on the instance that they name."""

    credentials: Credentials
    allow_http: bool = False
    """Allow plain http for this instance, even if the session does not."""


@frozen
class Sleep(Step[None]):
    """Make the transport wait."""

    seconds: float
    reason: str = field(default="as the flow asks", eq=False, repr=False)
    """For the log line, such as ``until the upload is processed``."""


@frozen
class ReadFile(Step[str]):
    """Make the transport read a credential file."""

    path: Path


def _hide_text(text: str | Hidden[str]) -> Hidden[str]:
    return text if isinstance(text, Hidden) else Hidden(text)


@frozen
class WriteFile(Step[None]):
    """Make the transport write a credential file that only its owner can read."""

    path: Path
    _text: Hidden[str] = field(alias="text", converter=_hide_text, repr=False)

    @property
    def text(self) -> str:
        """The text to write."""
        return self._text.reveal()

    def __reduce__(self) -> NoReturn:
        raise TypeError("a WriteFile cannot be pickled, as it holds secrets")
