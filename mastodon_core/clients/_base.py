"""What blocking and async clients have in common."""

from __future__ import annotations

import warnings
from abc import ABC
from typing import TYPE_CHECKING, Any, TypeVar

from ..calls import Call
from ..session import Exchange, RateLimitStatus, Session
from ._errors import ClientClosed

T = TypeVar("T")


class Client(ABC):
    """A session, and whether its transport is still open."""

    session: Session
    closed: bool = False
    _holds_connections: bool = False
    """Set by a transport once it has opened what only closing gives back."""

    def rate_limit_status(self) -> dict[str, RateLimitStatus]:
        """Tell how much of each rate limit is left. This sends nothing.

        Returns:
            The limits of the instance and the current token, by their names, such as
            ``general``. A limit is known from the first response that describes it
            until its reset.
        """
        return self.session.rate_limit_status()

    def _begin(self, call: Call[T]) -> Exchange[T]:
        self._check_open()
        return self.session.exchange(call)

    def _check_open(self) -> None:
        if self.closed:
            raise ClientClosed("this client is closed; make a new one")

    def __repr__(self) -> str:
        # Debuggers also show a client whose ``__init__`` raised.
        session = getattr(self, "session", None)
        about = "without a session" if session is None else f"at {session.whereabouts}"
        return f"<{type(self).__name__} {about}>"

    # Type checkers would take it that every name exists.
    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            from ..calls import advice_on_member

            text = f"{type(self).__name__!r} object has no attribute {name!r}"
            if advice := advice_on_member(name):
                text += f": {advice}"
            raise AttributeError(text, name=name, obj=self)

    def __reduce__(self) -> Any:
        raise TypeError("a client cannot be pickled")

    def __del__(self) -> None:
        if self._holds_connections and not self.closed:
            warnings.warn(
                f"unclosed {type(self).__module__}.{type(self).__name__}",
                ResourceWarning,
                source=self,
                stacklevel=2,
            )
