"""One run of a case: its servers, what the client is made with, and the checks."""

from __future__ import annotations

import os
import socket
import stat
import tempfile
import threading
import time
import traceback
from collections.abc import Awaitable, Generator, Iterable, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from inspect import isawaitable
from pathlib import Path
from types import FrameType
from typing import Any, Self
from unittest import SkipTest

from mastodon_core import (
    API,
    AsyncClient,
    BlockingClient,
    Call,
    Credentials,
    Hooks,
    NetworkError,
    NetworkTimeout,
    Upload,
)
from mastodon_core.testing.conformance import (
    TOKEN,
    AtOnce,
    Cancelled,
    Case,
    Follow,
    Open,
    Outcome,
    Record,
    Reply,
    Setting,
    Use,
    WaitInVain,
)
from mastodon_core.transport import Clock, Signal, Sleep, WaitFor, WireStep

from ._leaks import no_leaks
from ._server import FaultServer

GRACE = 5.0
"""Seconds in which a call must end once the servers are gone."""
# A wait is long enough to tell whether the client waits at all.
_NAP = 0.02

_NETRC = "machine 127.0.0.1 login ada password hunter2\n"
_SECRET = "app_secret_that_nothing_may_show"


class Run:
    """Starts the servers of a case and watches a client; `check` has the verdict."""

    patience = 10.0
    """Seconds after which a case that has not ended fails. Most take milliseconds."""

    def __init__(self, case: Case, tls: bool) -> None:
        self.case = case
        self.outcomes: list[Any] = []
        self.slept: list[float] = []
        self.ready = threading.Event()
        """Set when a call that is to be cancelled has come far enough."""
        self._tls = tls if case.tls is None else case.tls
        self._uploads: list[Upload] = []
        self._servers: list[FaultServer] = []
        self._listeners: list[socket.socket] = []
        self._signals: list[Signal] = []
        self._complaints: list[str] = []
        self.gave_up: bool = False
        """Whether the servers were stopped, as the case took too long."""
        self._perform: Any = None
        self._stack = ExitStack()
        self._watchdog = threading.Timer(self.patience, self._give_up)
        self._watchdog.daemon = True

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.enter_context(no_leaks(self.case.name))
            self.folder = stack.enter_context(tempfile.TemporaryDirectory())
            Path(self.folder, "large.png").write_bytes(bytes(300_000))
            Path(self.folder, "netrc").write_text(_NETRC, encoding="utf-8")
            stack.enter_context(_environment(self.case.environment, self.folder))
            self._elsewhere = self._serve(stack, self.case.elsewhere)
            self.url, self._server = self._peer(stack)
            self._proxy_url, self._proxy = self._start_proxy(stack)
            stack.callback(self._watchdog.cancel)
            self._watchdog.start()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error: Any) -> None:
        # Errors keep what their frames hold.
        self.outcomes.clear()
        self._perform = None
        self._stack.__exit__(*error)

    def _serve(
        self, stack: ExitStack, replies: Iterable[Reply], **options: Any
    ) -> FaultServer:
        server = FaultServer(iter(replies), **options)
        self._servers.append(server)
        # A call that hangs stops it before that.
        return stack.enter_context(server)

    def _peer(self, stack: ExitStack) -> tuple[str, FaultServer | None]:
        scheme = "https" if self._tls else "http"
        if self.case.peer in {"none", "silent", "full"}:
            port = self._listen(stack, self.case.peer)
            self.ready.set()
            return f"{scheme}://127.0.0.1:{port}", None
        tls = None
        if self._tls and self.case.peer == "server":
            from ._certificates import server_context

            tls = server_context(self.case.certificate)
        server = self._serve(
            stack,
            self.case.replies,
            tls=tls,
            elsewhere=self._elsewhere.url,
            reads_bodies=self.case.reads_bodies,
        )
        self.ready = server.paused
        return f"{scheme}://127.0.0.1:{server.port}", server

    def _listen(self, stack: ExitStack, kind: str) -> int:
        """Take a port where nobody ever replies, and return it."""
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        address: tuple[str, int] = listener.getsockname()
        if kind == "none":
            listener.close()
        elif kind == "full":
            listener.listen(0)
            for _ in range(2):
                stack.enter_context(_connecting(address))
        self._listeners.append(listener)
        return address[1]

    def _start_proxy(self, stack: ExitStack) -> tuple[str | None, FaultServer | None]:
        proxy = self.case.proxy
        if proxy is None:
            return None, None
        if isinstance(proxy, str):
            port = self._listen(stack, proxy)
            return f"http://user:sesame@127.0.0.1:{port}", None
        server = self._serve(stack, proxy, behind=self._server)
        return f"http://user:sesame@127.0.0.1:{server.port}", server

    def arguments(self) -> dict[str, Any]:
        """Make the arguments of the client."""
        case = self.case
        arguments: dict[str, Any] = {
            "credentials": Credentials(
                base_url=self.url,
                client_id="app",
                client_secret=_SECRET,
                access_token=TOKEN,
                refresh_token="refresh" if case.is_expired else None,
                expires_at=datetime(2024, 1, 1, tzinfo=UTC)
                if case.is_expired
                else None,
            ),
            "retries": case.retries,
            "timeouts": case.timeouts,
            "max_response_bytes": case.largest,
            # Even without one, so that the environment does not matter.
            "proxies": {} if self._proxy_url is None else {"all": self._proxy_url},
            "hooks": Hooks(on_upload=self._note_upload),
        }
        if self._tls:
            from ._certificates import authority_pem

            authorities = Path(self.folder, "authorities.pem")
            authorities.write_bytes(authority_pem())
            arguments["verify"] = authorities
        return arguments

    def _note_upload(self, upload: Upload) -> None:
        self._uploads.append(upload)
        if self.case.hook_fails:
            raise ZeroDivisionError

    @property
    def server(self) -> FaultServer:
        """The server of a case that has one."""
        assert self._server is not None
        return self._server

    def calls(
        self, step: Use | AtOnce | Cancelled
    ) -> list[Call[Any] | Open | Follow | WaitInVain]:
        """Make the calls of a step, once the server is done with the previous one."""
        if not self.case.is_tight:
            for server in self._servers:
                server.settle(GRACE)
        setting = Setting(api=API(), folder=self.folder)
        uses = step.calls if isinstance(step, AtOnce) else (step,)
        uses = tuple(use.call if isinstance(use, Cancelled) else use for use in uses)
        return [
            use if isinstance(use, Open | Follow | WaitInVain) else use(setting)
            for use in uses
        ]

    def check_fits(self, client: AsyncClient | BlockingClient) -> None:
        """Skip a case that is not for this client.

        Raises:
            SkipTest: the case is about streams and the client has none, or the reverse.
        """
        streams = type(client).open_channel not in {
            AsyncClient.open_channel,
            BlockingClient.open_channel,
        }
        if self.case.streams not in {None, streams}:
            name = type(client).__name__
            raise SkipTest(
                f"{name} streams: it has a method open_channel of its own"
                if streams
                else f"{name} does not stream: it has no method open_channel of its own"
            )

    def watch(self, client: Any) -> None:
        """Watch the steps that a client performs."""
        self._perform = client.perform
        self._clock = client.session.clock
        client.session.clock = Clock(
            lambda: self._clock.monotonic() + sum(self.slept),
            lambda: self._clock.now() + timedelta(seconds=sum(self.slept)),
        )
        client.perform = self.perform

    def perform(self, step: WireStep) -> Any:
        """Perform a step as the client does; an async client returns a coroutine."""
        if isinstance(step, WaitFor):
            signal = Signal()
            self._signals.append(signal)
            step.signal.on_set(signal.set)
            if self.gave_up:
                signal.set()
            return self._perform(WaitFor(signal, step.seconds))
        if not isinstance(step, Sleep):
            return self._perform(step)
        # The clock goes on as if the client had slept for that long.
        self.slept.append(step.seconds)
        is_cancelled = any(isinstance(each, Cancelled) for each in self.case.calls)
        began = time.monotonic()
        done = self._perform(Sleep(self.patience if is_cancelled else _NAP))
        self.ready.set()
        if isawaitable(done):
            return self._check_nap_async(done, began)
        return self._check_nap(done, began)

    async def _check_nap_async(self, done: Awaitable[Any], began: float) -> Any:
        return self._check_nap(await done, began)

    def _check_nap(self, outcome: Any, began: float) -> Any:
        if time.monotonic() - began < _NAP / 2:
            self._complaints.append("the client does not wait in a Sleep")
        return outcome

    def complain(self, text: str) -> None:
        """Make the case fail."""
        self._complaints.append(text)

    def _give_up(self) -> None:
        waits = any(not signal.is_set for signal in self._signals)
        self.complain(
            "a call waits for another one in vain"
            if waits
            else f"not finished within {self.patience:g} s"
        )
        self.gave_up = True
        self.ready.set()
        for signal in self._signals:
            signal.set()
        for server in self._servers:
            server.stop()
        for listener in self._listeners:
            listener.close()

    def _make_record(self) -> Record:
        server = self._server
        return Record(
            requests=tuple(server.received) if server else (),
            connections=tuple(server.came_on) if server else (),
            elsewhere=tuple(self._elsewhere.received),
            proxied=tuple(self._proxy.received) if self._proxy else (),
            slept=tuple(self.slept),
            uploads=tuple(self._uploads),
            flooded=server.flooded if server else 0,
            files={
                path.name: (stat.S_IMODE(path.stat().st_mode), path.read_bytes())
                for path in Path(self.folder).iterdir()
                if path.name == "user.txt"
            },
        )

    def check(self, client: Any) -> None:
        """Check what has happened, once the client is closed.

        Raises:
            AssertionError: it is not what the case expects.
        """
        case, record, name = self.case, self._make_record(), self.case.name
        assert not self._complaints, f"{name}: {self._complaints[0]}"
        assert client.closed, f"{name}: the client is not closed after its with block"
        expected = case.outcomes(len(self.outcomes))
        assert len(expected) == len(self.outcomes), f"{name}: {self.outcomes!r:.500}"
        for each, outcome in zip(expected, self.outcomes, strict=True):
            _check_outcome(case, each, outcome)
        if self._server is not None:
            count = len(record.requests)
            # A short timeout may expire before the server has read the request.
            least = 0 if case.outcome is NetworkTimeout else len(case.replies)
            assert least <= count <= len(case.replies), (
                f"{name}: {count} requests, not {len(case.replies)}"
            )
            assert case.connections in {None, self._server.connections}, (
                f"{name}: {self._server.connections} connections,"
                f" not {case.connections}"
            )
        assert len(record.elsewhere) == len(case.elsewhere), (
            f"{name}: {len(record.elsewhere)} requests to another origin,"
            f" not {len(case.elsewhere)}"
        )
        if self._proxy is not None and isinstance(case.proxy, tuple):
            assert len(record.proxied) == len(case.proxy), (
                f"{name}: {len(record.proxied)} requests to the proxy"
            )
        assert case.check(record), f"{name}: {record!r:.2000}"


@contextmanager
def _environment(variables: Mapping[str, str], folder: str) -> Generator[None]:
    """Set variables of the environment, and restore them at the end."""
    before = {name: os.environ.get(name) for name in variables}
    try:
        for name, value in variables.items():
            os.environ[name] = value.replace("{folder}", folder)
        yield
    finally:
        for name, old in before.items():
            del os.environ[name]
            if old is not None:
                os.environ[name] = old


def _connecting(address: tuple[str, int]) -> socket.socket:
    """Begin to connect to a server, to take a place in its queue."""
    connecting = socket.socket()
    connecting.setblocking(False)
    connecting.connect_ex(address)
    return connecting


def _check_outcome(case: Case, expected: Outcome, outcome: Any) -> None:
    name = case.name
    if expected is NetworkError:
        assert type(outcome) is NetworkError, f"{name}: {outcome!r:.500}"
    elif isinstance(expected, type):
        assert isinstance(outcome, expected), f"{name}: {outcome!r:.500}"
    else:
        assert expected(outcome), f"{name}: {outcome!r:.500}"
    if not isinstance(outcome, Exception):
        return
    if case.sent is not None:
        assert isinstance(outcome, NetworkError), f"{name}: {outcome!r:.500}"
        assert outcome.sent is case.sent, f"{name}: sent is {outcome.sent}"
    for words in case.words:
        assert words in str(outcome), f"{name}: {outcome!s:.500} lacks {words!r}"
    for secret in (TOKEN, _SECRET, "sesame"):
        _check_hidden(name, outcome, secret)


def _check_hidden(name: str, error: BaseException, secret: str) -> None:
    """Check that neither an error, its causes nor their tracebacks show a secret."""
    seen: list[BaseException] = [error]
    for each in seen:
        for inner in (each.__cause__, each.__context__):
            if inner is not None and not any(inner is known for known in seen):
                seen.append(inner)
        shown = "".join(traceback.format_exception_only(each)) + repr(vars(each))
        assert secret not in shown, f"{name}: an error shows a secret"
        for frame, _ in traceback.walk_tb(each.__traceback__):
            _check_frame(name, frame, secret)


def _check_frame(name: str, frame: FrameType, secret: str) -> None:
    if frame.f_code.co_filename.startswith(os.path.dirname(__file__)):
        return
    for variable, value in frame.f_locals.items():
        if isinstance(value, bytes | bytearray):
            shows = secret.encode() in value
        else:
            shows = secret in repr(value)
        assert not shows, (
            f"{name}: the variable {variable} of {frame.f_code.co_name} shows a secret"
            " in the traceback of an error"
        )
