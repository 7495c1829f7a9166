"""Watch one attempt to send a message: measure it, log it, and call its hooks."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from ..calls import Request, is_write, says_error
from ..http import HttpRequest, HttpResponse
from ..values import HookFailed, call_hook
from ._hooks import Attempt, AttemptEnd, Hooks
from ._log import log_attempt
from ._options import Clock
from ._redirect import origin_url


def attempt_of(
    request: Request[Any], message: HttpRequest, *, number: int, redirects: int
) -> Attempt:
    """Describe an attempt, without anything that is secret."""
    url = message.url.partition("?")[0]
    return Attempt(
        method=request.method,
        path=request.path,
        url=origin_url(url) if redirects else url,
        number=number,
        redirects=redirects,
        fresh=message.fresh,
        size=len(message.body) if isinstance(message.body, bytes) else None,
    )


class Watch:
    """A context manager around one attempt.

    Set ``response`` inside of it.

    Attributes:
        end: How the attempt ended, once it has.
        failed: The exception of ``on_response``, if the server carried out a write.
            Raise it when the response has been put to use.
    """

    end: AttemptEnd
    failed: HookFailed | None = None

    def __init__(
        self, request: Request[Any], attempt: Attempt, hooks: Hooks, clock: Clock
    ) -> None:
        self.response: HttpResponse | None = None
        self._request = request
        self._attempt = attempt
        self._hooks = hooks
        self._clock = clock
        self._began = 0.0

    def __enter__(self) -> Watch:
        call_hook(self._hooks.on_request, self._attempt)
        self._began = self._clock.monotonic()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        seconds = self._clock.monotonic() - self._began
        response = self.response
        outcome = exc.error if isinstance(exc, HookFailed) else exc
        failure = outcome if isinstance(outcome, Exception) else None
        error = "abandoned" if failure is None else type(failure).__name__
        self.end = AttemptEnd(
            attempt=self._attempt,
            seconds=seconds,
            status=None if response is None else response.status,
            error=error if response is None else None,
        )
        log_attempt(self.end, response, failure)
        try:
            call_hook(self._hooks.on_response, self.end)
        except HookFailed as failed:
            if response is None or not self._is_carried_out(response):
                raise
            failed.error.add_note(
                f"{self._attempt.method} {self._attempt.path}: the server carried it"
                f" out ({response.status}), so don't send it again"
            )
            if exc is not None:
                raise
            self.failed = failed

    def _is_carried_out(self, response: HttpResponse) -> bool:
        return (
            response.status < 300
            and is_write(self._request)
            and not says_error(response)
        )
