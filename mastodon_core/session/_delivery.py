"""Send one message, with rate limits and retries.

Each round of `Delivery.send` has these stages:

1. **Turn.** Wait until all rate limits that apply to the request allow it, and
   count it. ``rate_limit="throw"``, or a wait longer than ``max_wait``, raises
   `RateLimitReached`.
2. **Send.** `_exchange` yields the message: the one place where HTTP leaves the core.
3. **429.** The server refused the request, so this does not count as a retry. Wait
   until the limit resets and start over, at most five times; then raise
   `TooManyRequests`.
4. **Retry.** A lost connection, 502, 503 or 504 starts over after a pause, where
   `pause_before_retry` finds that safe, at most ``retries`` times.

Redirects call `send` again with a new message, which has its own count of retries and
429 responses. The rate limits belong to the session and are shared by all its calls.
``guard`` is held while they are read or changed, never over a step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from attrs import define, field

from ..calls import RateLimitReached, Request, Sleep, TooManyRequests
from ..http import HttpRequest, HttpResponse, NetworkError, ResponseTooLarge
from ._exchange import WireSteps
from ._log import ExchangeLog, log_wait
from ._options import Wait
from ._rate_limit import Limit, RateLimit, RateLimitMode, limits_of
from ._retry import pause_before_retry

if TYPE_CHECKING:
    from ._session import Session

MAX_REFUSALS = 5
"""How many 429 in a row are waited out."""


@define(kw_only=True)
class Delivery:
    """Sends messages for a session, inside its rate limits."""

    session: Session = field(repr=False)
    mode: RateLimitMode
    max_wait: float
    retries: int
    _limits: RateLimit = field(factory=RateLimit, init=False)

    def forget_limits(self) -> None:
        """Start with fresh rate limits, as the session turns to another instance."""
        self._limits = RateLimit()

    def send(self, request: Request[Any], message: HttpRequest) -> WireSteps[Any]:
        """Send a message, and retry where that is safe and may help.

        Returns:
            The response, with any status except 429.

        Raises:
            NetworkError: the last attempt got no response.
            RateLimitReached: a rate limit is used up.
            ResponseTooLarge: the response is longer than the client takes.
        """
        limits = limits_of(request.method, request.path, request.query)
        attempts = refusals = 0
        while True:
            yield from self._await_turn(request, limits)
            outcome: HttpResponse | NetworkError
            try:
                outcome = yield from self._exchange(
                    request, message, attempts + refusals + 1
                )
            except NetworkError as error:
                outcome = error
            else:
                lifted = self._observe(limits, outcome)
                if outcome.status == 429:
                    refusals += 1
                    yield from self._sit_out(request, outcome, lifted, refusals)
                    continue
            attempts += 1
            pause = self._pause(request, outcome, attempts)
            if pause is not None:
                yield from self._wait(request, pause, "retry")
            elif isinstance(outcome, NetworkError):
                raise outcome
            else:
                return outcome

    def _exchange(
        self, request: Request[Any], message: HttpRequest, attempt: int
    ) -> WireSteps[HttpResponse]:
        """Hand the message out and take the response in.

        Args:
            attempt: Counts from 1, for the log.
        """
        with ExchangeLog(request, attempt, self.session.clock) as log:
            try:
                response: HttpResponse = yield message
            except (NetworkError, ResponseTooLarge) as error:
                # Neither base URLs nor redirects have a password in there.
                error.host = urlsplit(message.url).netloc
                raise
            log.response = response
        return response

    def _await_turn(
        self, request: Request[Any], limits: tuple[Limit, ...]
    ) -> WireSteps[None]:
        while True:
            with self.session.guard:
                now = self.session.clock.monotonic()
                delay = self._limits.delay(limits, now, pace=self.mode == "pace")
                if not delay:
                    self._limits.take(limits, now)
                    return
            if self.mode == "throw" or delay > self.max_wait:
                raise RateLimitReached(
                    f"{request.method} {request.path}: the rate limit is used up for"
                    f" another {delay:.0f} s",
                    delay,
                )
            yield from self._wait(request, delay, "rate limit")

    def _observe(
        self, limits: tuple[Limit, ...], response: HttpResponse
    ) -> float | None:
        """Update the limits; return the seconds until a 429 may be repeated."""
        with self.session.guard:
            return self._limits.observe(
                limits,
                response.headers,
                now=self.session.clock.monotonic(),
                wall=self.session.clock.now(),
                refused=response.status == 429,
            )

    def _sit_out(
        self,
        request: Request[Any],
        response: HttpResponse,
        lifted: float | None,
        refusals: int,
    ) -> WireSteps[None]:
        """Wait after a 429.

        If the server said when the limit resets, the next turn waits for that. A pause
        is needed only if it did not, or if that time has passed.
        """
        too_long = lifted is not None and lifted > self.max_wait
        if self.mode == "throw" or too_long or refusals > MAX_REFUSALS:
            raise TooManyRequests(
                response,
                method=request.method,
                path=request.path,
                wait_seconds=lifted,
            )
        if not lifted:
            yield from self._wait(request, 2.0**refusals, "rate limit")

    def _pause(
        self, request: Request[Any], outcome: HttpResponse | NetworkError, attempt: int
    ) -> float | None:
        pause = pause_before_retry(
            request,
            outcome,
            attempt=attempt,
            retries=self.retries,
            jitter=int.from_bytes(self.session.random(4), "big") / 2**32,
            wall=self.session.clock.now(),
        )
        return None if pause is not None and pause > self.max_wait else pause

    def _wait(
        self,
        request: Request[Any],
        seconds: float,
        reason: Literal["rate limit", "retry"],
    ) -> WireSteps[None]:
        log_wait(f"{request.method} {request.path}", seconds, reason)
        if self.session.hooks.on_wait is not None:
            wait = Wait(seconds, reason, request.method, request.path)
            self.session.hooks.on_wait(wait)
        yield Sleep(seconds)
