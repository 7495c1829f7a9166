"""Things that go wrong on the way to a server, at a settled request.

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
from ..session import Session, WireStep
from ._stub import Outcome, around

C = TypeVar("C", bound="BlockingClient | AsyncClient")
FaultSteps: TypeAlias = "Generator[WireStep, Any, HttpResponse]"


class Fault(ABC):
    """Something that goes wrong with one request."""

    __slots__ = ()

    @abstractmethod
    def strike(self, request: HttpRequest) -> FaultSteps:
        """Take the place of the exchange: yield what really happens of it."""


@frozen
class NoConnection(Fault):
    """Nothing of the request reaches the server."""

    def strike(self, request: HttpRequest) -> FaultSteps:
        """Raise `NetworkError`, with ``sent`` False."""
        yield from ()  # nothing is performed
        raise NetworkError("no connection: planned", sent=False)


@frozen
class LostResponse(Fault):
    """The server does what is asked, and its answer is lost.

    Args:
        timeout: Whether the time runs out, or else the connection breaks.
    """

    timeout: bool = False

    def strike(self, request: HttpRequest) -> FaultSteps:
        """Raise `NetworkError` or `NetworkTimeout`, with ``sent`` True."""
        yield request
        error = NetworkTimeout if self.timeout else NetworkError
        raise error("the answer was lost: planned")


@frozen
class Refusal(Fault):
    """Something before the server answers in its place.

    Args:
        status: Such as 503 or 429.
        retry_after: Seconds, or the date of an HTTP header; None for no header.
        headers: More of them, their names in lower case.
    """

    status: int = 503
    retry_after: int | str | None = None
    headers: Mapping[str, str] = field(factory=dict[str, str])

    def strike(self, request: HttpRequest) -> FaultSteps:
        """Answer with JSON, as Mastodon does."""
        headers = {"content-type": "application/json; charset=utf-8", **self.headers}
        if self.retry_after is not None:
            headers["retry-after"] = str(self.retry_after)
        body = json.dumps({"error": f"Planned {self.status}"}).encode()
        yield from ()  # nothing is performed
        return HttpResponse(status=self.status, headers=headers, body=body)


@frozen
class HalfBody(Fault):
    """The body breaks off, and nothing else tells of it."""

    def strike(self, request: HttpRequest) -> FaultSteps:
        """Give the first half of the real body."""
        response: HttpResponse = yield request
        return evolve(response, body=response.body[: len(response.body) // 2])


@frozen
class NotJson(Fault):
    """The status and the headers are right, and the body is something else."""

    body: bytes = b"<!doctype html><title>We will be right back</title>"

    def strike(self, request: HttpRequest) -> FaultSteps:
        """Give ``body`` in place of the real one."""
        response: HttpResponse = yield request
        return evolve(response, body=self.body)


@frozen
class Delay(Fault):
    """It takes long, and goes well; a fake's time passes at once."""

    seconds: float

    def strike(self, request: HttpRequest) -> FaultSteps:
        """Wait, then give the real answer."""
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
    """A fault, and the request that it strikes: the n-th of those that match."""

    number: int = field(validator=ge(1))
    fault: Fault
    method: str | None = None
    path: str | None = None

    def matches(self, method: str, path: str) -> bool:
        """Whether a request is one of those that are counted."""
        if self.method not in {None, method}:
            return False
        entry = catalog.match(method, path)
        documented = path if entry is None else entry.path
        return self.path in {None, path, documented}


@frozen
class FaultPlan:
    """What goes wrong, and when: a value; print it to keep it."""

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
            number: Which request it strikes, 1 being the first, of those that match.
                Attempts count: a request that is sent again is another one.
            method: Count only this one's, such as ``POST``.
            path: Count only this one's, as documented or as sent:
                ``/api/v1/statuses/{id}``, ``/api/v1/statuses/7``.
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
        """Draw a plan: the same for the same seed, on every machine.

        Args:
            requests: How many requests it knows of; later ones go well.
            rate: How likely each is to be struck, 0 to 1.
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
        """Make a client class whose requests this strikes: any client's, fake or real.

        Its clients count together, from now. A request that two faults are planned for
        meets the first.
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
