"""Faults between client and server, at chosen requests.

>>> from mastodon_core.testing import Delay, FakeMastodon, Refusal
>>> plan = FaultPlan().at(2, Refusal(503, retry_after=30)).at(3, Delay(5))
>>> mastodon = plan.around(FakeMastodon)(user="ada")
>>> [mastodon.me().acct for _ in range(2)]
['ada', 'ada']
>>> plan.check()

A fault that never strikes is a mistake in the test: see `FaultPlan.check`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Sequence
from difflib import get_close_matches
from functools import partial
from random import Random
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from attrs import define, field, frozen

from ..clients import AsyncClient, BlockingClient
from ..http import HttpRequest, HttpResponse
from ..servers import Entry, catalog
from ..session import Outcome, Session, WireStep
from ..values import expect, expect_count
from ._faults import ALL, Fault
from ._stream_faults import StreamFault
from ._struck_channels import Opening, OpeningSteps
from ._stub import around

C = TypeVar("C", bound="BlockingClient | AsyncClient")


@frozen
class Planned:
    """A fault, and the request that it affects: the n-th one that matches.

    The arguments are those of `FaultPlan.at`.
    """

    number: int
    fault: Fault
    method: str | None = None
    path: str | None = None
    must_fire: bool = True

    def __attrs_post_init__(self) -> None:
        expect("number", self.number, (int,), "an int")
        if self.number < 1:
            raise ValueError(f"number must be 1 or more, not {self.number}")
        expect("fault", self.fault, (Fault,), "a Fault, such as Refusal()")
        expect("method", self.method, (str, type(None)), "a str or None")
        expect("path", self.path, (str, type(None)), "a str or None")
        expect("must_fire", self.must_fire, (bool,), "a bool")
        _check_method(self.method)
        _check_path(self.method, self.path)

    def matches(self, method: str, path: str, *, is_stream: bool = False) -> bool:
        """Whether a request counts for this fault."""
        if isinstance(self.fault, StreamFault) and not is_stream:
            return False
        if self.method not in {None, method}:
            return False
        if self.path is None:
            return True
        own = self.path.removesuffix("/")
        return own in {path.removesuffix("/"), _documented(method, path)}

    def __str__(self) -> str:
        which = " ".join(part for part in (self.method, self.path) if part)
        counted = "stream" if isinstance(self.fault, StreamFault) else "request"
        return f"{self.fault} at {counted} {self.number}{which and f' of {which}'}"


def _check_method(method: str | None) -> None:
    known = sorted({entry.method for entry in catalog})
    if method is not None and method not in known:
        near = get_close_matches(method.upper(), known, 1, 0)[0]
        raise ValueError(
            f"method must be {', '.join(known)} or None, not {method!r};"
            f" did you mean {near!r}?"
        )


def _check_path(method: str | None, path: str | None) -> None:
    if path is None:
        return
    methods = sorted({entry.method for entry in catalog if _fits(entry, path)})
    if not methods:
        paths = sorted({entry.path for entry in catalog})
        near = get_close_matches(path.partition("?")[0], paths, 1, 0)[0]
        raise ValueError(
            "path must be one that Mastodon documents, without host and query, or an"
            f" example of one, not {path!r}; the nearest is {near!r}"
        )
    if method is not None and method not in methods:
        raise ValueError(
            f"method must be {' or '.join(methods)} for the path {path}, not {method}"
        )


def _fits(entry: Entry, path: str) -> bool:
    if "{" in path or "?" in path:
        return path == entry.path
    return catalog.find_path(entry.method, path) is entry


def _documented(method: str, path: str) -> str:
    entry = catalog.find_path(method, path)
    return path if entry is None else entry.path


def _path_of(request: HttpRequest, session: Session) -> str:
    return urlsplit(request.url.removeprefix(session.base_url)).path


@define(eq=False)
class Tally:
    """Counts the requests of one class of clients, and the faults that struck them."""

    planned: tuple[Planned, ...]
    _counts: list[int] = field(init=False)
    _left: dict[int, str] = field(init=False)
    """Why each of the faults that must fire did not, so far."""
    _requests: int = field(default=0, init=False)
    _latest: deque[str] = field(factory=lambda: deque[str](maxlen=_SHOWN), init=False)

    def __attrs_post_init__(self) -> None:
        self._counts = [0] * len(self.planned)
        self._left = {
            index: "" for index, each in enumerate(self.planned) if each.must_fire
        }

    def next_fault(
        self, method: str, path: str, *, is_stream: bool = False
    ) -> int | None:
        """Count a request, and return which of the faults strikes it."""
        self._requests += 1
        self._latest.append(f"{method} {_documented(method, path)}")
        struck: int | None = None
        for index, planned in enumerate(self.planned):
            if not planned.matches(method, path, is_stream=is_stream):
                continue
            self._counts[index] += 1
            if self._counts[index] != planned.number:
                continue
            if struck is None:
                struck = index
            elif index in self._left:
                first = self.planned[struck].fault
                self._left[index] = f", as {first} struck the same request"
        if struck in self._left:
            self._left[struck] = ", as its stream ended before"
            if not isinstance(self.planned[struck].fault, StreamFault):
                self.fired(struck)
        return struck

    def fired(self, index: int) -> None:
        """Note that a fault has fired."""
        self._left.pop(index, None)

    def complaint(self) -> str | None:
        """Describe the faults that should have struck and did not."""
        left = [f"{self.planned[index]}{why}" for index, why in self._left.items()]
        if not left:
            return None
        shown = ", ".join(self._latest) or "none"
        if self._requests > len(self._latest):
            shown = f"..., {shown}"
        return (
            f"planned faults that never fired: {'; '.join(left)}."
            f" Requests so far ({self._requests}): {shown}."
            " Pass must_fire=False for a fault that need not fire."
        )


_SHOWN = 20
"""How many requests a complaint names."""

# The plugin for pytest looks here at the end of each test. A limit, as other programs
# never do.
unchecked: deque[Tally] = deque(maxlen=1000)


@frozen
class FaultPlan:
    """A plan of faults, as a value; to repeat it, print it and keep the output.

    Every fault must fire, unless ``must_fire`` is False. In pytest, a test fails at its
    end if a fault of its plan never fired. (Tests of ``@given`` are an exception, as
    hypothesis ends examples early.) Elsewhere call `check`, or use a ``with`` block:

    >>> from mastodon_core.testing import Delay, FakeMastodon, Refusal
    >>> with FaultPlan().at(1, Refusal(503), path="/api/v1/statuses/{id}") as plan:
    ...     plan.around(FakeMastodon)(user="ada").me().acct
    Traceback (most recent call last):
        ...
    AssertionError: planned faults that never fired: ...
    """

    planned: tuple[Planned, ...] = ()
    _tallies: list[Tally] = field(factory=list[Tally], init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        expect("planned", self.planned, (tuple,), "a tuple of Planned")
        for each in self.planned:
            expect("planned", each, (Planned,), "a tuple of Planned")

    def __reduce__(self) -> Any:
        return FaultPlan, (self.planned,)

    def at(
        self,
        number: int,
        fault: Fault,
        *,
        method: str | None = None,
        path: str | None = None,
        must_fire: bool = True,
    ) -> FaultPlan:
        """Add a fault.

        Args:
            number: The request to strike among those that match, counted from 1. Each
                attempt counts as a request, and so does the opening of a stream. For a
                `StreamFault` only streams count.
            method: Match only this method, such as ``POST``.
            path: Match only this path, as documented (``/api/v1/statuses/{id}``) or as
                sent (``/api/v1/statuses/7``).
            must_fire: Whether it is an error if this fault never fires.

        Raises:
            ValueError: no endpoint has this method and path.
        """
        planned = Planned(number, fault, method, path, must_fire)
        return FaultPlan((*self.planned, planned))

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

        Its faults need not fire, as a test may send fewer requests.

        Args:
            requests: The number of requests that can be struck.
            rate: The probability that a request is struck, 0 to 1.
            faults: The faults to choose from.
        """
        expect("seed", seed, (int,), "an int")
        expect_count("requests", requests)
        expect("rate", rate, (int, float), "a number")
        if not 0 <= rate <= 1:
            raise ValueError(f"rate must be 0 to 1, not {rate}")
        if not faults:
            raise ValueError("faults must not be empty")
        random = Random(seed)
        drawn = [
            (number, random.random(), random.random())
            for number in range(1, requests + 1)
        ]
        return cls(
            tuple(
                Planned(number, faults[int(which * len(faults))], must_fire=False)
                for number, chance, which in drawn
                if chance < rate
            )
        )

    def around(self, client_class: type[C]) -> type[C]:
        """Make a class of clients, fake or real, whose requests meet this plan.

        The clients of the class count their requests together, starting at 1. If two
        faults strike the same request, the first one does.
        """
        tally = Tally(self.planned)
        self._tallies.append(tally)
        unchecked.append(tally)

        def handler(
            step: WireStep, session: Session
        ) -> Generator[WireStep, Any, Outcome]:
            if isinstance(step, HttpRequest):
                due = tally.next_fault(step.method, _path_of(step, session))
                if due is not None:
                    return (yield from self.planned[due].fault.strike(step))
            outcome: Outcome = yield step
            return outcome

        def open_stream(message: HttpRequest, session: Session) -> OpeningSteps:
            path = _path_of(message, session)
            due = tally.next_fault(message.method, path, is_stream=True)
            if due is None:
                plain: HttpResponse = yield message
                return Opening(plain)
            fault = self.planned[due].fault
            response = yield from fault.strike(message)
            if not isinstance(fault, StreamFault):
                return Opening(response)
            now, fired = session.clock.monotonic, partial(tally.fired, due)
            return Opening(response, fault.begin(response, now, fired))

        return around(client_class, handler, open_stream=open_stream)

    def check(self) -> None:
        """Check that every fault fired, in each class that `around` made so far.

        Raises:
            AssertionError: a fault never fired; the message names it, and the latest
                requests.
        """
        complaints = [tally.complaint() for tally in self._tallies]
        for tally in self._tallies:
            if tally in unchecked:
                unchecked.remove(tally)
        self._tallies.clear()
        for complaint in complaints:
            if complaint is not None:
                raise AssertionError(complaint)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        # The error that ends the block says more than the faults that are left.
        if error[0] is None:
            self.check()
