"""Turn the attempts of a client into spans and measurements."""

from __future__ import annotations

from attrs import define, evolve, field
from opentelemetry.metrics import Histogram, MeterProvider, get_meter
from opentelemetry.trace import (
    Span,
    SpanKind,
    Status,
    StatusCode,
    Tracer,
    TracerProvider,
    get_tracer,
)

from mastodon_core import Attempt, AttemptEnd, Hooks, __version__
from mastodon_core.values import expect

_SCOPE = "mastodon_opentelemetry"
_SCHEMA = "https://opentelemetry.io/schemas/1.27.0"

# The conventions know those of RFC 9110 and RFC 5789.
_METHODS = {
    "CONNECT",
    "DELETE",
    "GET",
    "HEAD",
    "OPTIONS",
    "PATCH",
    "POST",
    "PUT",
    "TRACE",
}

# Seconds, as the conventions name them.
_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)


def hooks(
    own: Hooks | None = None,
    *,
    tracer_provider: TracerProvider | None = None,
    meter_provider: MeterProvider | None = None,
) -> Hooks:
    """Make the hooks that trace and measure a client's requests.

    Each attempt is a span of its own; its parent is the span that is current when the
    client sends it. The metric is ``http.client.request.duration``.

    Args:
        own: Hooks of your own, which are called as well.
        tracer_provider: Where spans go; None for the global provider.
        meter_provider: Where measurements go; None for the global provider.

    Returns:
        Hooks for the client's argument ``hooks``. Several clients may share them.

    Raises:
        TypeError: ``own`` is not `mastodon_core.Hooks`.
    """
    if own is None:
        own = Hooks()
    expect("own", own, (Hooks,), "Hooks")
    watching = _Attempts(
        own=own,
        tracer=get_tracer(_SCOPE, __version__, tracer_provider, _SCHEMA),
        duration=get_meter(
            _SCOPE, __version__, meter_provider, _SCHEMA
        ).create_histogram(
            "http.client.request.duration",
            unit="s",
            description="Duration of HTTP client requests.",
            explicit_bucket_boundaries_advisory=_BOUNDS,
        ),
    )
    return evolve(own, on_request=watching.begin, on_response=watching.end)


@define(eq=False)
class _Attempts:
    """The attempts in progress, each with its span."""

    own: Hooks
    tracer: Tracer
    duration: Histogram
    _spans: dict[Attempt, Span] = field(factory=dict[Attempt, Span], init=False)

    def begin(self, attempt: Attempt) -> None:
        if self.own.on_request is not None:
            # First, as an attempt that it refuses with an exception has no end.
            self.own.on_request(attempt)
        attributes = _attributes(attempt) | {"url.full": attempt.url}
        if attempt.number > 1:
            attributes["http.request.resend_count"] = attempt.number - 1
        self._spans[attempt] = self.tracer.start_span(
            _name(attempt), kind=SpanKind.CLIENT, attributes=attributes
        )

    def end(self, end: AttemptEnd) -> None:
        span = self._spans.pop(end.attempt)
        outcome = _outcome(end)
        span.set_attributes(outcome)
        if "error.type" in outcome:
            span.set_status(Status(StatusCode.ERROR))
        span.end()
        self.duration.record(end.seconds, _attributes(end.attempt) | outcome)
        if self.own.on_response is not None:
            self.own.on_response(end)


def _name(attempt: Attempt) -> str:
    method = attempt.method if attempt.method in _METHODS else "HTTP"
    return method if attempt.redirects else f"{method} {attempt.path}"


def _attributes(attempt: Attempt) -> dict[str, str | int]:
    found: dict[str, str | int] = {
        "http.request.method": (
            attempt.method if attempt.method in _METHODS else "_OTHER"
        ),
        "server.address": attempt.host,
        "server.port": attempt.port,
        "url.scheme": attempt.url.partition(":")[0],
    }
    if not attempt.redirects:
        # The server chose the path after a redirect.
        found["url.template"] = attempt.path
    return found


def _outcome(end: AttemptEnd) -> dict[str, str | int]:
    if end.status is None:
        return {"error.type": end.error or "_OTHER"}
    found: dict[str, str | int] = {"http.response.status_code": end.status}
    if end.status >= 400:
        found["error.type"] = str(end.status)
    return found
