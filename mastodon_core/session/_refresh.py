"""Exchange a token that is about to expire for a new one, once for all calls.

`TokenRefresh.complete` runs before each message that carries the token of the session:

1. If the token is not due, go on. It is due a minute before it expires, if there is a
   refresh token that the server has not refused.
2. If another call refreshes it, wait for that call (`WaitFor`), and start over.
3. Otherwise, this call refreshes it. That is a request of its own, without a token.

What becomes of it:

- **Granted**: the new token is put to use, unless other credentials have taken the
  place of the old ones in the meantime. The waiting calls are woken up, and only then
  the hook ``on_credentials`` is called: an exception of it ends this call alone.
- **Refused**, a status of 4xx or an error under 2xx: remembered for this refresh token,
  and not tried again before other credentials are put to use. Calls go on with the old
  token. If the server answers 401, the error says why.
- **Failed**, by the network, a status of 5xx or 429, or an unreadable response: not
  remembered. The calls that waited do not try it one after the other: for all of them,
  an old token that is still valid is used, and otherwise the error is raised. The next
  call may send the refresh token again, also after an unreadable response, which is
  often that of a proxy: if the token is spent, the server says so.
- **Ended**, as the call was cancelled: one of the waiting calls takes over.

``guard`` is held while a call becomes the one that refreshes, and while credentials
change. The end needs no lock, as it also happens where Python closes a generator.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeGuard

from attrs import define, field

from ..calls import ApiError, Request
from ..oauth import refresh_request, with_token
from ..values import (
    Credentials,
    HookFailed,
    MastodonError,
    Secret,
    call_hook,
    readable,
)
from ._exchange import WireSteps
from ._signal import Signal, WaitFor

if TYPE_CHECKING:
    from ._session import Session

AHEAD = timedelta(seconds=60)
"""Refresh a token this long before it expires, as a request takes time to arrive."""

# Of 4xx: the server may accept the same request later.
_TEMPORARY = {408, 425, 429}


@define(eq=False)
class _Attempt:
    """A refresh that one call carries out."""

    old: Credentials | None = None
    """The credentials that it refreshes, once it runs."""
    left: Credentials | None = None
    """The credentials to go on with; None if it ended early."""
    failure: MastodonError | None = None
    """The error, if it neither was granted nor refused."""
    failed: HookFailed | None = None
    """The exception of a hook, to raise once the new token is in use."""
    ended: Signal = field(factory=Signal)


@define(kw_only=True)
class TokenRefresh:
    """Refreshes the token of a session.

    Args:
        ask: Sends a request; returns its result, and what to raise in the end.
        put_to_use: Replaces the old credentials, the first argument, by the second
            one; returns False if other ones are in use.
    """

    session: Session = field(repr=False)
    ask: Callable[[Request[Any]], WireSteps[tuple[Any, HookFailed | None]]] = field(
        repr=False
    )
    put_to_use: Callable[[Credentials, Credentials], bool] = field(repr=False)
    _running: _Attempt | None = field(default=None, init=False)
    _refused: tuple[Secret | None, str] | None = field(default=None, init=False)
    """The last refresh token that was refused, and the words of the server."""

    def complete(self) -> WireSteps[None]:
        """Refresh the token if that is due, or wait for the call that does so.

        Raises:
            MastodonError: the refresh failed, and the old token has expired.
        """
        if not self._is_due(self.session.credentials):
            return
        own = _Attempt()
        granted = None
        try:
            running = self._join(own)
            while running is not None and running is not own:
                yield WaitFor(running.ended)
                if not running.ended.is_set:
                    return
                if running.left == self.session.credentials:
                    if running.failure is not None:
                        # A copy, as its traceback is part of an exception.
                        self._check_still_valid(copy(running.failure))
                    return
                running = self._join(own)
            if own.old is not None:
                granted = yield from self._refresh(own.old, own)
        finally:
            if self._running is own:
                self._running = None
            own.ended.set()
        if granted is not None:
            call_hook(self.session.hooks.on_credentials, granted)
        if own.failed is not None:
            raise own.failed

    def explain(self, credentials: Credentials) -> str | None:
        """Say why the token of these credentials was not refreshed, if it is known."""
        expires, refused = credentials.expires_at, self._refused
        if expires is None or refused is None or not self._is_refused(credentials):
            return None
        verb = "expired" if expires <= self.session.clock.now() else "expires"
        return (
            f"the token {verb} at {expires:%Y-%m-%d %H:%M:%S %Z}, and the server"
            f" refused to refresh it: {refused[1]}"
        )

    def forget_refusal(self) -> None:
        """Try again, as credentials were put to use on purpose."""
        self._refused = None

    def _is_due(self, credentials: Credentials) -> bool:
        return (
            credentials.refresh_token is not None
            and credentials.expires_at is not None
            and not self._is_refused(credentials)
            and self.session.clock.now() + AHEAD >= credentials.expires_at
        )

    def _is_refused(self, credentials: Credentials) -> bool:
        refused = self._refused
        return refused is not None and refused[0] == credentials.refresh_token

    def _join(self, own: _Attempt) -> _Attempt | None:
        """Return the running attempt; without one, ``own`` becomes it.

        None if the token is not due, or no longer.
        """
        with self.session.guard:
            if not self._is_due(self.session.credentials):
                return None
            # The end of a refresh sets it to None without the guard.
            running = self._running
            if running is None:
                own.old = self.session.credentials
                running = self._running = own
            return running

    def _refresh(
        self, old: Credentials, own: _Attempt
    ) -> WireSteps[Credentials | None]:
        """Return the new credentials if they are in use."""
        request = refresh_request(old)
        try:
            token, own.failed = yield from self.ask(request)
        except MastodonError as error:
            own.left = old
            if _is_refusal(error):
                words = f"{error.status} {readable(error.error)}"
                self._refused = old.refresh_token, words
                return None
            own.failure = error
            self._check_still_valid(error)
            return None
        own.left = with_token(old, token, self.session.clock.now())
        return own.left if self.put_to_use(old, own.left) else None

    def _check_still_valid(self, failure: MastodonError) -> None:
        """Raise the error of the refresh if the old token has expired."""
        expires = self.session.credentials.expires_at
        if expires is not None and expires <= self.session.clock.now():
            raise failure


def _is_refusal(error: MastodonError) -> TypeGuard[ApiError]:
    return (
        isinstance(error, ApiError)
        and error.status < 500
        and error.status not in _TEMPORARY
    )
