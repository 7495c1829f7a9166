"""Send one message, with rate limits and retries.

Each round of `Delivery.send` has these stages:

1. **Turn.** Wait until all rate limits that apply to the request allow it, and
   count it. ``rate_limit="throw"``, or a wait longer than ``max_wait``, raises
   `RateLimitReached`.
2. **Refresh.** Get a new token first if the message carries one that is about to
   expire, which may have happened during the wait.
3. **Send.** `_exchange` yields the message: the one place where HTTP leaves the core.
   If a kept connection ended before any byte of the response, and `may_resend` finds
   that safe, it yields the message once more, for a new connection: at once, without
   another turn, and not counted as a retry. That happens once per round, as a loss on a
   new connection is a failure like any other, whatever the transport says.
4. **429.** The server refused the request, so this does not count as a retry. Wait
   until the limit resets and start over, at most five times; then raise
   `TooManyRequests`. The wait has the same bounds as in stage 1.
5. **Retry.** A lost connection, 502, 503 or 504 starts over after a pause, where
   `pause_before_retry` finds that safe, at most ``retries`` times. An outcome whose
   pause would be longer than ``max_wait`` stands.

A redirect calls `send` again with a new message and the same `Budget`: retries and
429 are counted once for a request, over all its redirects. Each request of a flow has
its own budget.

The rate limits belong to the session and are shared by all its calls, separately for
each `Owner`. A message that a redirect took to another origin does not wait for them,
and its response does not change them; a 429 to it is waited out as it says, within the
same bounds. ``guard`` is held while they are read or changed, never over a step.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from attrs import define, evolve, field

from ..calls import (
    RateLimitReached,
    Request,
    Sleep,
    TooManyRequests,
    response_without_body,
    says_error,
)
from ..http import (
    DecodeError,
    HttpRequest,
    HttpResponse,
    NetworkError,
    ResponseTooLarge,
)
from ..values import HookFailed, call_hook
from ._exchange import WireSteps
from ._hooks import Retry, RetryReason, Wait
from ._log import log_resend, log_wait
from ._rate_limit import (
    Limit,
    Moment,
    Owner,
    RateLimit,
    RateLimitMode,
    RateLimitStatus,
    announced,
    limits_of,
)
from ._redirect import origin
from ._retry import may_resend, pause_before_retry
from ._watch import Watch, attempt_of

if TYPE_CHECKING:
    from ._session import Session

MAX_REFUSALS = 5
"""How many 429 to a request are waited out."""

MAX_OWNERS = 1000
"""For how many owners rate limits are kept. The one not used for longest is forgotten;
at worst its next request is refused once more."""

_TO_THE_SECOND = "%Y-%m-%d %H:%M:%S %Z"


@define(kw_only=True)
class Budget:
    """The state that all attempts and redirects of one request share."""

    owner: Owner
    """Whose limits the request counts in."""
    away: bool = False
    """Whether a redirect took it to another origin, where these limits don't apply."""
    attempts: int = 0
    """How often a message was handed to the transport."""
    redirects: int = 0
    watch: Watch | None = None
    """The last attempt."""

    @property
    def failed(self) -> HookFailed | None:
        """What to raise in the end: see `Watch.failed`."""
        return None if self.watch is None else self.watch.failed

    retries: int = 0
    refusals: int = 0
    """How many 429 there were."""


@define(kw_only=True)
class Delivery:
    """Sends messages for a session, inside its rate limits."""

    session: Session = field(repr=False)
    mode: RateLimitMode
    max_wait: float | None
    retries: int
    _limits: dict[Owner, RateLimit] = field(factory=dict[Owner, RateLimit], init=False)

    def status(self, owner: Owner) -> dict[str, RateLimitStatus]:
        """Describe the known limits of an owner, by their names."""
        with self.session.guard:
            return self._limits_of(owner).status(self._moment())

    def send(
        self,
        request: Request[Any],
        message: HttpRequest,
        budget: Budget,
        renew: Callable[[HttpRequest], WireSteps[HttpRequest]],
    ) -> WireSteps[Any]:
        """Send a message, and retry where that is safe and may help.

        Args:
            renew: Returns the message with a token that has not expired.

        Returns:
            The response, with any status except 429.

        Raises:
            NetworkError: the last attempt got no response.
            RateLimitReached: a rate limit is used up.
            ResponseTooLarge: the response is longer than the client takes.
        """
        limits = limits_of(request.method, request.path, request.query)
        budget.away |= origin(message.url) != budget.owner.origin
        while True:
            if not budget.away:
                yield from self._await_turn(request, limits, budget.owner)
            message = yield from renew(message)
            outcome: HttpResponse | NetworkError
            try:
                outcome = yield from self._send(request, message, budget)
            except NetworkError as error:
                outcome = error
            else:
                lifted, limit = self._observe(limits, outcome, budget)
                if outcome.status == 429:
                    budget.refusals += 1
                    refused = self._pause_of_429(
                        request, outcome, lifted, budget.refusals
                    )
                    self._tell_retry(budget, "rate limit", refused)
                    yield from self._wait(request, refused, "rate limit", limit)
                    continue
            pause = self._pause(request, outcome, budget.retries + 1)
            if pause is not None:
                budget.retries += 1
                is_lost = isinstance(outcome, NetworkError)
                self._tell_retry(
                    budget, "network error" if is_lost else "server error", pause
                )
                yield from self._wait(request, pause, "retry")
            elif isinstance(outcome, NetworkError):
                raise outcome
            else:
                return outcome

    def _send(
        self, request: Request[Any], message: HttpRequest, budget: Budget
    ) -> WireSteps[HttpResponse]:
        """Exchange the message, twice if a kept connection turns out to be closed."""
        try:
            return (yield from self._exchange(request, message, budget))
        except NetworkError as error:
            if not may_resend(message, error):
                raise
        log_resend(request)
        self._tell_retry(budget, "resend", 0.0)
        fresh = evolve(message, fresh=True)
        return (yield from self._exchange(request, fresh, budget))

    def _exchange(
        self, request: Request[Any], message: HttpRequest, budget: Budget
    ) -> WireSteps[HttpResponse]:
        """Hand the message out and take the response in."""
        budget.attempts += 1
        attempt = attempt_of(
            request, message, number=budget.attempts, redirects=budget.redirects
        )
        watch = Watch(request, attempt, self.session.hooks, self.session.clock)
        budget.watch = watch
        with watch:
            try:
                response: HttpResponse = yield message
            except (NetworkError, ResponseTooLarge) as error:
                # Neither base URLs nor redirects have a password in there.
                error.host = urlsplit(message.url).netloc
                raise
            except DecodeError as refused:
                host = urlsplit(message.url).netloc
                watch.response = refused.response
                response = response_without_body(request, refused, host)
            watch.response = response
        if response.status < 300 and not says_error(response):
            return response
        from ..http import without_echo  # imported here: few responses are errors

        return without_echo(message, response)

    def _tell_retry(self, budget: Budget, reason: RetryReason, pause: float) -> None:
        assert budget.watch is not None
        retry = Retry(failed=budget.watch.end, reason=reason, pause=pause)
        call_hook(self.session.hooks.on_retry, retry)

    def _await_turn(
        self, request: Request[Any], limits: tuple[Limit, ...], owner: Owner
    ) -> WireSteps[None]:
        while True:
            with self.session.guard:
                now, known = self._moment(), self._limits_of(owner)
                delay, limit = known.delay(limits, now, pace=self.mode == "pace")
                if not delay:
                    known.take(limits, now)
                    return
            if self.mode == "throw" or self._is_too_long(delay):
                raise RateLimitReached(
                    f"{request.method} {request.path}: the rate limit {limit!r} is used"
                    f" up for another {delay:.0f} s",
                    delay,
                )
            yield from self._wait(request, delay, "rate limit", limit)

    def _observe(
        self, limits: tuple[Limit, ...], response: HttpResponse, budget: Budget
    ) -> tuple[float | None, str | None]:
        """Update the limits of the budget's owner.

        Returns:
            Seconds until the limit resets, and its name, as far as they are known.
        """
        with self.session.guard:
            now = self._moment()
            told = announced(response.headers, now.wall, refused=response.status == 429)
            if told is None:
                return None, None
            if budget.away:
                return told.reset, None
            known = self._limits_of(budget.owner)
            return told.reset, known.update(limits, told, now)

    def _pause_of_429(
        self,
        request: Request[Any],
        response: HttpResponse,
        lifted: float | None,
        refusals: int,
    ) -> float:
        """Return how long to wait after a 429: until the limit resets.

        If the server did not say when that is, or the time has passed, that is 2
        seconds, and twice as long each time.

        Raises:
            TooManyRequests: that would be too long, or too often.
        """
        pause = lifted or 2.0**refusals
        gives_up = self.mode == "throw" or refusals > MAX_REFUSALS
        if gives_up or self._is_too_long(pause):
            raise TooManyRequests(
                response,
                method=request.method,
                path=request.path,
                wait_seconds=lifted or None,
            )
        return pause

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
        return None if pause is None or self._is_too_long(pause) else pause

    def _is_too_long(self, seconds: float) -> bool:
        return self.max_wait is not None and seconds > self.max_wait

    def _moment(self) -> Moment:
        return Moment(self.session.clock.monotonic(), self.session.clock.now())

    def _limits_of(self, owner: Owner) -> RateLimit:
        known = self._limits.pop(owner, None) or RateLimit()
        # The last one is the one used last.
        self._limits[owner] = known
        if len(self._limits) > MAX_OWNERS:
            del self._limits[next(iter(self._limits))]
        return known

    def _wait(
        self,
        request: Request[Any],
        seconds: float,
        reason: Literal["rate limit", "retry"],
        limit: str | None = None,
    ) -> WireSteps[None]:
        name = f"{request.method} {request.path}"
        if limit is None:
            log_wait(name, seconds, reason)
        else:
            until = self.session.clock.now() + timedelta(seconds=seconds)
            log_wait(
                name, seconds, f"{reason} {limit!r} until {until:{_TO_THE_SECOND}}"
            )
        wait = Wait(seconds, reason, request.method, request.path, limit)
        call_hook(self.session.hooks.on_wait, wait)
        yield Sleep(seconds)
