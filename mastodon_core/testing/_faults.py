"""Faults of single requests, for a `FaultPlan`."""

from __future__ import annotations

import json
import math
from abc import ABC, abstractmethod
from collections.abc import Generator, Mapping
from typing import Any, TypeAlias

from attrs import evolve, field, frozen

from ..calls import Sleep
from ..http import HttpRequest, HttpResponse, NetworkError, NetworkTimeout
from ..session import WireStep
from ..values import expect, expect_count
from ._stub import check_headers

FaultSteps: TypeAlias = "Generator[WireStep, Any, HttpResponse]"


class Fault(ABC):
    """A fault of one request."""

    __slots__ = ()

    @abstractmethod
    def strike(self, request: HttpRequest) -> FaultSteps:
        """Replace the exchange; yield the steps that are really carried out."""


@frozen
class NoConnection(Fault):
    """The connection fails before the request is sent."""

    def strike(self, request: HttpRequest) -> FaultSteps:
        """Raise `NetworkError`, with ``sent`` False."""
        yield from ()  # no step is carried out
        raise NetworkError("no connection (planned fault)", sent=False)


@frozen
class LostResponse(Fault):
    """The server handles the request, but its response is lost.

    Args:
        timeout: Raise `NetworkTimeout` instead of `NetworkError`.
    """

    timeout: bool = False

    def __attrs_post_init__(self) -> None:
        expect("timeout", self.timeout, (bool,), "a bool")

    def strike(self, request: HttpRequest) -> FaultSteps:
        """Raise `NetworkError` or `NetworkTimeout`, with ``sent`` True."""
        yield request
        error = NetworkTimeout if self.timeout else NetworkError
        raise error("the response was lost (planned fault)")


@frozen
class StaleConnection(Fault):
    """The server has closed the kept connection that the request is sent on.

    The client sends the request again at once, on a new connection, if that is safe.

    Args:
        sent: Whether the request was written before the end was seen.
    """

    sent: bool = True

    def __attrs_post_init__(self) -> None:
        expect("sent", self.sent, (bool,), "a bool")

    def strike(self, request: HttpRequest) -> FaultSteps:
        """Raise `NetworkError`, with ``reused`` True unless the connection is new."""
        yield from ()  # no step is carried out
        raise NetworkError(
            "the server closed the connection (planned fault)",
            sent=self.sent,
            reused=not request.fresh,
        )


@frozen
class Refusal(Fault):
    """A proxy or load balancer responds with an error in place of the server.

    Args:
        status: The status code, such as 503 or 429.
        retry_after: Seconds or an HTTP date, for ``Retry-After``; None for no header.
        headers: Additional headers, with lower-case names.
    """

    status: int = 503
    retry_after: int | str | None = None
    headers: Mapping[str, str] = field(factory=dict[str, str])

    def __attrs_post_init__(self) -> None:
        expect("status", self.status, (int,), "an int")
        if not 300 <= self.status <= 599:
            raise ValueError(f"status must be 300 to 599, not {self.status}")
        wait = self.retry_after
        expect("retry_after", wait, (int, str, type(None)), "an int, a str or None")
        if isinstance(wait, int):
            expect_count("retry_after", wait)
        check_headers(self.headers)

    def strike(self, request: HttpRequest) -> FaultSteps:
        """Respond with JSON, as Mastodon does."""
        headers = {"content-type": "application/json; charset=utf-8", **self.headers}
        if self.retry_after is not None:
            headers["retry-after"] = str(self.retry_after)
        body = json.dumps({"error": f"Planned {self.status}"}).encode()
        yield from ()  # no step is carried out
        return HttpResponse(status=self.status, headers=headers, body=body)


@frozen
class HalfBody(Fault):
    """The body is cut in half, without any other sign of an error."""

    def strike(self, request: HttpRequest) -> FaultSteps:
        """Return the response with the first half of its body."""
        response: HttpResponse = yield request
        return evolve(response, body=response.body[: len(response.body) // 2])


@frozen
class NotJson(Fault):
    """Status and headers are right, but the body is not JSON."""

    body: bytes = b"<!doctype html><title>We will be right back</title>"

    def __attrs_post_init__(self) -> None:
        expect("body", self.body, (bytes,), "bytes")

    def strike(self, request: HttpRequest) -> FaultSteps:
        """Return the response with ``body`` in place of its own."""
        response: HttpResponse = yield request
        return evolve(response, body=self.body)


@frozen
class Delay(Fault):
    """The response is slow; a fake waits without taking time."""

    seconds: float

    def __attrs_post_init__(self) -> None:
        expect("seconds", self.seconds, (int, float), "a number")
        if not (math.isfinite(self.seconds) and self.seconds >= 0):
            raise ValueError(f"seconds must be 0 or more, not {self.seconds}")

    def strike(self, request: HttpRequest) -> FaultSteps:
        """Wait, then return the response."""
        yield Sleep(self.seconds)
        response: HttpResponse = yield request
        return response


ALL: tuple[Fault, ...] = (
    NoConnection(),
    LostResponse(),
    LostResponse(timeout=True),
    StaleConnection(),
    StaleConnection(sent=False),
    Refusal(503),
    Refusal(503, retry_after=2),
    Refusal(429, retry_after=7),
    HalfBody(),
    NotJson(),
    Delay(3.0),
)
