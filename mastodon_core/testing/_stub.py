"""Clients without a network, whose steps are carried out by Python code.

A step handler is a generator. It receives a step, yields the steps that the client
itself should carry out, and returns the outcome. So one handler serves blocking and
async clients.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Mapping, MutableMapping
from datetime import UTC, datetime, timedelta
from functools import partial, wraps
from os import fspath
from random import Random
from types import new_class
from typing import Any, TypeAlias, TypeVar, Unpack, cast

from attrs import define, field

from ..calls import ReadFile, Sleep, WriteFile
from ..clients import AsyncChannel, AsyncClient, BlockingClient, Channel
from ..http import HttpRequest, HttpResponse
from ..methods import AsyncMastodon, BlockingMastodon
from ..session import (
    Clock,
    Exchange,
    Outcome,
    Session,
    SessionOptions,
    WaitFor,
    WireStep,
    check_options,
    drive,
    drive_async,
)
from ..values import Credentials, expect, forgets_arguments
from ._struck_channels import OpeningSteps
from ._struck_channels import open_async_channel as async_channel_of
from ._struck_channels import open_channel as channel_of
from ._waiting import wait_in_thread

StepHandler: TypeAlias = (
    "Callable[[WireStep, Session], Generator[WireStep, Any, Outcome]]"
)
Files: TypeAlias = "MutableMapping[str, str]"
OpeningHandler: TypeAlias = "Callable[[HttpRequest, Session], OpeningSteps]"
C = TypeVar("C", bound="BlockingClient | AsyncClient")


def check_headers(headers: object) -> None:
    """Check the headers of a response, whose names must be in lower case.

    Raises:
        TypeError: they are no mapping of texts.
        ValueError: a name is not in lower case, so nothing would find it.
    """
    expect("headers", headers, (Mapping,), "a mapping")
    pairs: Mapping[Any, Any] = cast("Mapping[Any, Any]", headers)
    for name, value in pairs.items():
        expect("the name of a header", name, (str,), "a str")
        expect(f"the header {name!r}", value, (str,), "a str")
        if name != name.lower():
            raise ValueError(
                f"the name of a header must be in lower case, not {name!r}"
            )


def around(
    client_class: type[C],
    handler: StepHandler,
    ready: Callable[[Session], None] | None = None,
    open_stream: OpeningHandler | None = None,
) -> type[C]:
    """Make a client class whose steps go through a step handler.

    Args:
        ready: Called with the session of each new client.
        open_stream: The handler of requests for streams; None for a class without.
    """
    inner: Any = client_class

    @wraps(inner.__init__)
    def init(client: Any, *args: Any, **kwargs: Any) -> None:
        inner.__init__(client, *args, **kwargs)
        if ready is not None:
            ready(client.session)

    def perform(client: Any, step: WireStep) -> Outcome:
        steps = Exchange(handler(step, client.session))
        return drive(steps, partial(inner.perform, client))

    async def perform_async(client: Any, step: WireStep) -> Outcome:
        steps = Exchange(handler(step, client.session))
        return await drive_async(steps, partial(inner.perform, client))

    def opening(client: Any, message: HttpRequest) -> OpeningSteps:
        if open_stream is None:
            raise NotImplementedError("scripts, cassettes and stubs do not stream")
        return open_stream(message, client.session)

    @forgets_arguments
    def open_channel(client: Any, message: HttpRequest) -> Channel:
        return channel_of(client, inner, opening(client, message))

    @forgets_arguments
    async def open_channel_async(client: Any, message: HttpRequest) -> AsyncChannel:
        return await async_channel_of(client, inner, opening(client, message))

    is_async = issubclass(client_class, AsyncClient)
    members = {
        "__doc__": client_class.__doc__,
        "__init__": init,
        "__module__": client_class.__module__,
        "open_channel": open_channel_async if is_async else open_channel,
        "perform": perform_async if is_async else perform,
    }
    made: type[C] = new_class(
        client_class.__name__, (client_class,), exec_body=lambda ns: ns.update(members)
    )
    return made


@define
class StubServer(ABC):
    """A base class for stubs that respond in place of a server.

    It has its own clock and random bytes. Waiting advances the clock and takes no time.

    Args:
        seed: The seed of the random bytes.
        now: The time at which the clock starts.
    """

    seed: int = field(default=0, kw_only=True)
    now: datetime = field(default=datetime(2024, 1, 1, tzinfo=UTC), kw_only=True)
    sleeps: list[float] = field(factory=list[float], init=False)
    """The waits so far, in seconds."""
    _random: Random = field(init=False, repr=False)
    _began: datetime = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._random = Random(self.seed)
        self._began = self.now

    @abstractmethod
    def respond(self, request: HttpRequest, session: Session) -> HttpResponse:
        """Respond to a request, or raise `NetworkError`."""

    @property
    def base_url(self) -> str:
        """The base URL of clients that name no instance."""
        return "https://mastodon.example"

    def random_bytes(self, count: int) -> bytes:
        """Return the next random bytes."""
        return self._random.getrandbits(8 * count).to_bytes(count, "big")

    @property
    def clock(self) -> Clock:
        """The clock of this server, for a session."""
        return Clock(lambda: (self.now - self._began).total_seconds(), lambda: self.now)

    def around(self, client_class: type[C]) -> type[C]:
        """Make a class of clients that this server responds to.

        The class has the constructor of ``client_class``, which can be any client. The
        client itself still reads and writes credential files.
        """

        def ready(session: Session) -> None:
            session.clock, session.random = self.clock, self.random_bytes

        return around(client_class, self.handle_step, ready)

    def handle_step(
        self, step: WireStep, session: Session
    ) -> Generator[WireStep, Any, Outcome]:
        """Carry out a step; the client itself reads and writes files, and waits."""
        if isinstance(step, ReadFile | WriteFile | WaitFor):
            outcome: Outcome = yield step
            return outcome
        return self.perform(step, session)

    def perform(self, step: HttpRequest | Sleep, session: Session) -> Outcome:
        """Respond, or advance the clock."""
        if isinstance(step, HttpRequest):
            return self.respond(step, session)
        self.sleeps.append(step.seconds)
        self.now += timedelta(seconds=step.seconds)
        return None


class StubbedMastodon(BlockingMastodon):
    """A blocking client of a `StubServer`, without network or disk.

    Args:
        files: The text of credential files, by name.
    """

    def __init__(
        self,
        server: StubServer,
        *,
        credentials: Credentials | None = None,
        files: Files | None = None,
        **options: Unpack[SessionOptions],
    ) -> None:
        check_options(type(self), SessionOptions, options)
        self.server: StubServer = server
        self.files: Files = {} if files is None else files
        self.session: Session = _session(server, credentials, options)

    def perform(self, step: WireStep) -> Outcome:
        if isinstance(step, WaitFor):
            wait_in_thread(step.signal)
            return None
        return _perform(step, self.server, self.session, self.files)


class AsyncStubbedMastodon(AsyncMastodon):
    """An async client of a `StubServer`; `run` runs it without an event loop.

    Args:
        files: The text of credential files, by name.
    """

    def __init__(
        self,
        server: StubServer,
        *,
        credentials: Credentials | None = None,
        files: Files | None = None,
        **options: Unpack[SessionOptions],
    ) -> None:
        check_options(type(self), SessionOptions, options)
        self.server: StubServer = server
        self.files: Files = {} if files is None else files
        self.session: Session = _session(server, credentials, options)

    async def perform(self, step: WireStep) -> Outcome:
        if isinstance(step, WaitFor):
            # Other tasks never run within a call, so there is nothing to wait for.
            return None
        return _perform(step, self.server, self.session, self.files)


def _perform(
    step: HttpRequest | Sleep | ReadFile | WriteFile,
    server: StubServer,
    session: Session,
    files: Files,
) -> Outcome:
    match step:
        case WriteFile():
            files[fspath(step.path)] = step.text
            return None
        case ReadFile():
            name = fspath(step.path)
            if name not in files:
                raise FileNotFoundError(f"no file {name!r} in files")
            return files[name]
        case _:
            return server.perform(step, session)


def _session(
    server: StubServer, credentials: Credentials | None, options: SessionOptions
) -> Session:
    return Session(
        credentials=credentials or Credentials(base_url=server.base_url),
        clock=server.clock,
        random=server.random_bytes,
        **options,
    )
