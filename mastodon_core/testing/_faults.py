"""Faults between client and server, at chosen requests.

>>> from mastodon_core.testing import FakeMastodon
>>> plan = FaultPlan().at(2, Refusal(503, retry_after=30)).at(3, Delay(5))
>>> mastodon = plan.around(FakeMastodon)(user="ada")
>>> [mastodon.me().acct for _ in range(2)]
['ada', 'ada']
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Generator, Mapping, Sequence
from random import Random
from typing import Any, TypeAlias, TypeVar
from urllib.parse import urlsplit

from attrs import evolve, field, frozen
from attrs.validators import ge

from ..calls import Sleep
from ..clients import AsyncClient, BlockingClient
from ..http import HttpRequest, HttpResponse, NetworkError, NetworkTimeout
from ..servers import catalog
from ..session import Outcome, Session, WireStep
from ._stub import around

C = TypeVar("C", bound="BlockingClient | AsyncClient")
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

    def strike(self, request: HttpRequest) -> FaultSteps:
        """Raise `NetworkError` or `NetworkTimeout`, with ``sent`` True."""
        yield request
        error = NetworkTimeout if self.timeout else NetworkError
        raise error("the response was lost (planned fault)")


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

    def strike(self, request: HttpRequest) -> FaultSteps:
        """Return the response with ``body`` in place of its own."""
        response: HttpResponse = yield request
        return evolve(response, body=self.body)


@frozen
class Delay(Fault):
    """The response is slow; a fake waits without taking time."""

    seconds: float

    def strike(self, request: HttpRequest) -> FaultSteps:
        """Wait, then return the response."""
        yield Sleep(self.seconds)
        response: HttpResponse = yield request
        return response


ALL: tuple[Fault, ...] = (
    NoConnection(),
    LostResponse(),
    LostResponse(timeout=True),
    Refusal(503),
    Refusal(503, retry_after=2),
    Refusal(429, retry_after=7),
    HalfBody(),
    NotJson(),
    Delay(3.0),
)


@frozen
class Planned:
    """A fault, and the request that it affects: the n-th one that matches."""

    number: int = field(validator=ge(1))
    fault: Fault
    method: str | None = None
    path: str | None = None

    def matches(self, method: str, path: str) -> bool:
        """Whether a request counts for this fault."""
        if self.method not in {None, method}:
            return False
        entry = catalog.match(method, path)
        documented = path if entry is None else entry.path
        return self.path in {None, path, documented}


@frozen
class FaultPlan:
    """A plan of faults, as a value; to repeat it, print it and keep the output."""

    planned: tuple[Planned, ...] = ()

    def at(
        self,
        number: int,
        fault: Fault,
        *,
        method: str | None = None,
        path: str | None = None,
    ) -> FaultPlan:
        """Add a fault.

        Args:
            number: The request to strike among those that match, counted from 1. Each
                attempt counts as a request.
            method: Match only this method, such as ``POST``.
            path: Match only this path, as documented (``/api/v1/statuses/{id}``) or as
                sent (``/api/v1/statuses/7``).
        """
        return FaultPlan((*self.planned, Planned(number, fault, method, path)))

    @classmethod
    def random(
        cls,
        seed: int,
        *,
        requests: int = 100,
        rate: float = 0.2,
        faults: Sequence[Fault] = ALL,
    ) -> FaultPlan:
        """Make a random plan; the same seed makes the same plan, on every machine.

        Args:
            requests: The number of requests that can be struck.
            rate: The probability that a request is struck, 0 to 1.
            faults: The faults to choose from.
        """
        random = Random(seed)
        drawn = [
            (number, random.random(), random.random())
            for number in range(1, requests + 1)
        ]
        return cls(
            tuple(
                Planned(number, faults[int(which * len(faults))])
                for number, chance, which in drawn
                if chance < rate
            )
        )

    def around(self, client_class: type[C]) -> type[C]:
        """Make a class of clients, fake or real, whose requests meet this plan.

        The clients of the class count their requests together, starting at 1. If two
        faults strike the same request, the first one does.
        """
        seen = [0] * len(self.planned)

        def handler(
            step: WireStep, session: Session
        ) -> Generator[WireStep, Any, Outcome]:
            if isinstance(step, HttpRequest):
                url = step.url.removeprefix(session.base_url)
                due = self._due_fault(step.method, urlsplit(url).path, seen)
                if due is not None:
                    return (yield from due.strike(step))
            outcome: Outcome = yield step
            return outcome

        return around(client_class, handler)

    def _due_fault(self, method: str, path: str, seen: list[int]) -> Fault | None:
        due: list[Fault] = []
        for index, planned in enumerate(self.planned):
            if planned.matches(method, path):
                seen[index] += 1
                if seen[index] == planned.number:
                    due.append(planned.fault)
        return due[0] if due else None
