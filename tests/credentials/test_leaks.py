"""No secret shows in an error, a log or a variable, whatever goes wrong in a call."""

from __future__ import annotations

import asyncio
import socket
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import mastodon_requests
import pytest
import trio
from attrs import define, evolve, field, frozen
from hunting import Hunt, chain
from hypothesis import given, settings
from hypothesis import strategies as st
from mastodon_offline.conformance import FaultServer
from transport_classes import (
    ASYNC_CLASSES,
    CLASSES,
    each_async_transport,
    each_transport,
    is_blocking,
    use,
)

from mastodon_core import (
    API,
    Credentials,
    Hooks,
    MastodonError,
    NetworkError,
    Request,
    Secret,
    Text,
    Timeouts,
)
from mastodon_core.testing import AsyncFakeMastodon, FakeMastodon, OfflineInstance, run
from mastodon_core.testing.conformance import Part, Pause, Reply, head, whole

pytest_plugins = ["pytester"]

api = API()
TIMEOUTS = Timeouts(connect=2.0, read=0.1, total=2.0)


@frozen
class Secrets:
    """One secret of each kind; the repr hides them, as rich shows this test too."""

    token: str = field(repr=False)
    refresh: str = field(repr=False)
    client: str = field(repr=False)
    password: str = field(repr=False)
    code: str = field(repr=False)
    verifier: str = field(repr=False)
    granted: str = field(repr=False)
    cookie: str = field(repr=False)
    auth: str = field(repr=False)

    def all(self) -> set[str]:
        return {getattr(self, name) for name in type(self).__slots__ if name[0] != "_"}


secrets = st.builds(
    lambda seed, odd: Secrets(*(f"{m}{seed:020x}{odd}{m}" for m in MARKS)),
    st.integers(16**19, 16**20 - 1),
    st.sampled_from(["", "+/=", "%41", "~", '"', "\\", "'"]),
)
MARKS = ["zq", "qx", "xj", "jz", "qj", "jx", "zx", "xq", "vq"]

SECRETS = Secrets(*(f"{mark}0123456789{mark}" for mark in MARKS))
SCHEMES = ["https", "http://127.0.0.1:1", "https://127.0.0.1:1"]

Call = Callable[[Any, Secrets], Any]

CALLS: dict[str, Call] = {
    "read": lambda m, s: m.timeline_home(),
    "write": lambda m, s: m.status_post("hi"),
    "upload": lambda m, s: m.media_upload(b"data", "image/png"),
    "upload of no file": lambda m, s: m.media_upload("/nowhere/cat.png"),
    "by password": lambda m, s: m.log_in("ada", s.password),
    "by code": lambda m, s: m.log_in(code=s.code, code_verifier=s.verifier),
    "by refresh token": lambda m, s: m.log_in(refresh_token=s.refresh),
    "to no folder": lambda m, s: m.log_in("ada", s.password, to_file="/nowhere/user"),
    "with a wrong type": lambda m, s: m.log_in(5, s.password, code=s.code),
    "two ways": lambda m, s: m.log_in("ada", s.password, code=s.code),
    "revoke": lambda m, s: m.revoke_access_token(),
    "push": lambda m, s: m.push_subscription_set("https://x.example", "p", s.auth),
    "own request": lambda m, s: m.send(
        Request("GET", "/x", query={"access_token": Secret(s.token)}, answer=Text())
    ),
    "persisted": lambda m, s: m.send(Request.from_json(api.me().to_json())),
}


def granted(s: Secrets) -> bytes:
    return (
        f'{{"access_token": "{s.granted}", "refresh_token": "{s.granted}",'
        f' "token_type": "Bearer", "scope": "read", "created_at": 1}}'
    ).encode()


def echoed(received: list[bytes]) -> bytes:
    return received[-1].replace(b"\r\n", b" ")


Serve = Callable[[Secrets, list[bytes]], tuple[Part, ...]]

REPLIES: dict[str, Serve] = {
    "granted": lambda s, r: (whole(granted(s), f"Set-Cookie: a={s.cookie}"),),
    "half a token": lambda s, r: (whole(granted(s)[:-5]),),
    "wrong types": lambda s, r: (whole(granted(s).replace(b'"Bearer"', b"[]")),),
    "cut": lambda s, r: (whole(granted(s), f"Set-Cookie: a={s.cookie}")[:-5],),
    "cut chunk": lambda s, r: (
        head("Transfer-Encoding: chunked", f"Set-Cookie: a={s.cookie}"),
        b"5\r\n" + granted(s)[:3],
    ),
    "nothing": lambda s, r: (b"",),
    "the request as a status line": lambda s, r: (echoed(r) + b"\r\n\r\n",),
    "the request as a header": lambda s, r: (
        b"HTTP/1.1 200 OK\r\nContent-Length: " + echoed(r) + b"\r\n\r\n",
    ),
    "the request as a chunk": lambda s, r: (
        head("Transfer-Encoding: chunked"),
        echoed(r) + b"\r\n",
    ),
    "the request as an encoding": lambda s, r: (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: nonsense\r\n\r\n" + r[-1],
    ),
    "silence": lambda s, r: (head("Content-Length: 9"), Pause()),
    "too much": lambda s, r: (whole(granted(s) + b" " * 70_000),),
    "unreadable": lambda s, r: (whole(b"\xff" + granted(s)),),
    "refused": lambda s, r: (
        whole(
            b'{"error": "invalid_grant"}',
            f"Set-Cookie: a={s.cookie}",
            status="400 Bad Request",
        ),
    ),
    "unauthorized": lambda s, r: (whole(b"{}", status="401 Unauthorized"),),
    "too many": lambda s, r: (
        whole(b"{}", "Retry-After: 9999", status="429 Too Many Requests"),
    ),
    "failed": lambda s, r: (whole(b"oh", status="500 Internal Server Error"),),
    "elsewhere": lambda s, r: (
        head(
            "Location: http://127.0.0.1:1/a?b", "Content-Length: 0", status="302 Found"
        ),
    ),
    "in a circle": lambda s, r: (
        head("Location: /a?b", "Content-Length: 0", status="307 Temporary Redirect"),
    ),
}


@define
class Server:
    """Sends one kind of reply to each request."""

    reply: Serve
    secrets: Secrets
    closes: bool = True
    received: list[bytes] = field(factory=list[bytes], init=False, repr=False)

    def replies(self, server: list[FaultServer]) -> Iterator[Reply]:
        while True:
            self.received = server[0].received
            parts = self.reply(self.secrets, self.received)
            yield Reply(parts=parts, closes=self.closes)


def options_of(s: Secrets, url: str, *, is_expired: bool = False) -> dict[str, Any]:
    return {
        "credentials": Credentials(
            base_url=url,
            client_id="id",
            client_secret=s.client,
            access_token=s.token,
            refresh_token=s.refresh,
            expires_at=datetime.now(UTC) - timedelta(days=1) if is_expired else None,
        ),
        "retries": 0,
        "timeouts": TIMEOUTS,
        "max_response_bytes": 60_000,
        "rate_limit": "throw",
    }


def hunt_in(
    mastodon_class: Any,
    call: Call,
    s: Secrets,
    options: dict[str, Any],
    *,
    uses_rich: bool = True,
) -> BaseException | None:
    """Call, and search the logs and the error; returns the error."""
    hunt = Hunt(s.all(), uses_rich)
    with hunt.logs():
        try:
            use(mastodon_class, lambda mastodon: call(mastodon, s), **options)
        except BaseException as error:  # noqa: BLE001  # also what is no Exception
            hunt.error(error)
            return error
    return None


@each_transport
@pytest.mark.parametrize("reply", sorted(REPLIES))
@settings(max_examples=4)
@given(s=secrets, call=st.sampled_from(sorted(CALLS)), is_expired=st.booleans())
def test_no_secret_shows_whatever_a_server_sends(
    mastodon_class: Any, reply: str, s: Secrets, call: str, is_expired: bool
) -> None:
    holder: list[FaultServer] = []
    served = Server(REPLIES[reply], s).replies(holder)
    with FaultServer(served) as server:
        holder.append(server)
        options = options_of(s, server.url, is_expired=is_expired)
        hunt_in(mastodon_class, CALLS[call], s, options, uses_rich=False)


@each_transport
@settings(max_examples=5)
@given(s=secrets, call=st.sampled_from(sorted(CALLS)), scheme=st.sampled_from(SCHEMES))
def test_no_secret_shows_without_a_connection(
    mastodon_class: Any, s: Secrets, call: str, scheme: str
) -> None:
    replies = iter([Reply(parts=(b"no TLS here",), closes=True)] * 9)
    with FaultServer(replies) as server:
        url = server.url.replace("http:", "https:") if scheme == "https" else scheme
        hunt_in(mastodon_class, CALLS[call], s, options_of(s, url))


class Stop(BaseException):
    """What is raised inside of a library, in place of Ctrl-C."""


def stop(*args: Any, **kwargs: Any) -> NoReturn:
    del args, kwargs
    raise Stop


@each_transport
@pytest.mark.parametrize("call", ["write", "by password", "upload", "own request"])
def test_no_secret_shows_if_a_library_is_interrupted(
    mastodon_class: Any, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    s = SECRETS
    if is_blocking(mastodon_class):
        # Event loops need it to wake themselves.
        monkeypatch.setattr(socket.socket, "send", stop)
    monkeypatch.setattr("trio._socket._SocketType.send", stop)
    monkeypatch.setattr("asyncio.selector_events._SelectorSocketTransport.write", stop)
    with FaultServer(iter(())) as server:
        options = options_of(s, server.url)
        error = hunt_in(mastodon_class, CALLS[call], s, options)
    assert any(isinstance(each, Stop) for each in chain(error or Stop()))
    assert error is not None


@each_transport
def test_variables_of_a_hook_that_raises_stay_and_no_secret_shows(
    mastodon_class: Any,
) -> None:
    s = SECRETS

    def hook(progress: Any) -> NoReturn:
        mine = "kept for the debugger"
        raise LookupError(len(mine), progress.sent)

    with FaultServer(iter(())) as server:
        options = options_of(s, server.url) | {"hooks": Hooks(on_upload=hook)}
        error = hunt_in(mastodon_class, CALLS["upload"], s, options)
    assert isinstance(error, LookupError)
    frames = list(traceback.walk_tb(error.__traceback__))
    assert frames[-1][0].f_locals["mine"] == "kept for the debugger"


@each_transport
@pytest.mark.parametrize("ending", [" ", "\t", "\n", "\r\nx: y", "\0", "\u20ac"])
def test_header_that_a_library_refuses_is_not_quoted(
    mastodon_class: Any, ending: str
) -> None:
    # The session refuses such a token; the transport itself must not show it either.
    s = SECRETS

    def call(mastodon: Any, s: Secrets) -> Any:
        message = mastodon.session.to_http(api.me())
        headers = {**message.headers, "authorization": f"Bearer {s.token}{ending}"}
        return mastodon.perform(evolve(message, headers=headers))

    with FaultServer(iter([Reply(parts=(whole(),))])) as server:
        error = hunt_in(mastodon_class, call, s, options_of(s, server.url))
    is_sent = is_blocking(mastodon_class) and ending in " \t\0"
    assert len(server.received) == is_sent
    assert is_sent or isinstance(error, NetworkError | ValueError)


@each_transport
def test_hook_may_raise_a_value_error(mastodon_class: Any) -> None:
    def hook(progress: Any) -> NoReturn:
        raise ValueError("enough")

    with FaultServer(iter(())) as server:
        options = options_of(SECRETS, server.url) | {"hooks": Hooks(on_upload=hook)}
        error = hunt_in(mastodon_class, CALLS["upload"], SECRETS, options)
    assert isinstance(error, ValueError)
    assert str(error) == "enough"


@each_async_transport
def test_no_secret_shows_in_a_cancelled_call(mastodon_class: Any) -> None:
    s, seen = SECRETS, list[BaseException]()

    async def log_in(mastodon: Any) -> None:
        try:
            await mastodon.log_in("ada", s.password)
        except BaseException as error:
            seen.append(error)
            raise

    async def call(mastodon: Any) -> None:
        if mastodon_class is ASYNC_CLASSES["trio"]:
            with trio.move_on_after(0.05):
                await log_in(mastodon)
        else:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await log_in(mastodon)

    holder: list[FaultServer] = []
    with FaultServer(Server(REPLIES["silence"], s).replies(holder)) as server:
        holder.append(server)
        options = options_of(s, server.url) | {"timeouts": Timeouts()}
        use(mastodon_class, call, **options)
    (error,) = seen
    assert isinstance(error, trio.Cancelled | asyncio.CancelledError)
    Hunt(s.all()).error(error)


@each_transport
@pytest.mark.parametrize(
    "wrong",
    [
        {"api_base_url": "https://u@x.example"},
        {"api_base_url": 5},
        {"client_id": "nowhere/app.txt"},
        {"retries": -1},
        {"unknown": 1},
        {"max_wait": "long"},
    ],
    ids=repr,
)
def test_no_secret_shows_if_a_client_cannot_be_made(
    mastodon_class: Any, wrong: dict[str, Any]
) -> None:
    s = SECRETS
    with pytest.raises((TypeError, ValueError, OSError)) as caught:
        mastodon_class(
            **{
                "access_token": s.token,
                "api_base_url": "x.example",
                "client_id": "id",
                "client_secret": s.client,
                **wrong,
            }
        )
    Hunt(s.all()).error(caught.value)


@pytest.mark.parametrize("client_class", [FakeMastodon, AsyncFakeMastodon])
@pytest.mark.parametrize("call", sorted(CALLS))
def test_no_secret_shows_with_a_fake(client_class: Any, call: str) -> None:
    s = SECRETS
    hunt = Hunt(s.all())
    server = OfflineInstance()
    with hunt.logs():
        try:
            mastodon = client_class(
                server=server,
                client_id="id",
                client_secret=s.client,
                access_token=s.token,
                api_base_url=server.base_url,
            )
            made = CALLS[call](mastodon, s)
            if client_class is AsyncFakeMastodon:
                run(made)
        except (MastodonError, OSError, TypeError, ValueError) as error:
            hunt.error(error)
        else:
            assert call in {"push", "revoke"}


@pytest.mark.parametrize(
    "text",
    [
        "{token}\n{client}\n{password}\nx",
        "\n{token}",
        "{token}\nhttps://{client}@x.example",
    ],
)
def test_no_secret_shows_if_a_file_cannot_be_parsed(text: str, tmp_path: Path) -> None:
    s = SECRETS
    file = tmp_path / "user.txt"
    file.write_text(text.format(token=s.token, client=s.client, password=s.password))
    file.chmod(0o600)
    for wrong in (
        lambda m, s: m.log_in_from(file),
        lambda m, s: mastodon_requests.Mastodon(access_token=file),
    ):
        for mastodon_class in CLASSES.values():
            error = hunt_in(mastodon_class, wrong, s, {"api_base_url": "x.example"})
            assert isinstance(error, ValueError)


PROGRAM = """
import asyncio, pytest, trio
import mastodon_asyncio, mastodon_requests, mastodon_trio
from mastodon_core import Credentials, Secret

def options(url):
    # In two parts, as the report shows these lines.
    token = Secret("t0ken-" + "of-ada-1234567")
    client = Secret("s3cret-" + "of-app-1234567")
    return {
        "credentials": Credentials(
            base_url=url, client_id="id", client_secret=client, access_token=token
        ),
        "retries": 0,
    }

def asyncio_run(main):
    asyncio.run(main(), debug=True)

each_url = pytest.mark.parametrize("url", URLS)

@each_url
def test_blocking(url):
    with mastodon_requests.Mastodon(**options(url)) as mastodon:
        mastodon.toot("hi")

@each_url
def test_blocking_oauth(url):
    with mastodon_requests.Mastodon(**options(url)) as mastodon:
        mastodon.log_in("ada", "passw0rd-" + "of-ada-1234567")

each_loop = pytest.mark.parametrize(
    ("run", "client"),
    [(trio.run, mastodon_trio.Mastodon), (asyncio_run, mastodon_asyncio.Mastodon)],
)

@each_url
@each_loop
def test_async(run, client, url):
    async def main():
        async with client(**options(url)) as mastodon:
            await mastodon.toot("hi")
    run(main)

@each_url
@each_loop
def test_async_oauth(run, client, url):
    async def main():
        async with client(**options(url)) as mastodon:
            await mastodon.log_in("ada", "passw0rd-" + "of-ada-1234567")
    run(main)
"""


@pytest.mark.parametrize("plugin", [(), ("-p", "no:mastodon")], ids=["with", "without"])
@pytest.mark.parametrize("style", ["long", "native"])
def test_report_of_pytest_shows_no_secret_even_without_the_plugin(
    plugin: tuple[str, ...], style: str, pytester: pytest.Pytester
) -> None:
    with ExitStack() as servers:
        urls = ["http://127.0.0.1:1"]
        for reply in ("nothing", "failed", "wrong types", "half a token"):
            holder: list[FaultServer] = []
            server = FaultServer(Server(REPLIES[reply], SECRETS).replies(holder))
            holder.append(servers.enter_context(server))
            urls.append(server.url)
        pytester.makepyfile(PROGRAM.replace("URLS", repr(urls)))
        result = pytester.runpytest_subprocess(
            "-p", "no:cacheprovider", *plugin, "--showlocals", f"--tb={style}", "-vv",
            "-rA", "--log-level=DEBUG",
        )  # fmt: skip
    result.assert_outcomes(failed=30)
    hunt = Hunt({"of-ada-1234567", "of-app-1234567", SECRETS.granted})
    for line in result.outlines:
        if '" + "of-' not in line:
            hunt.text(line)
