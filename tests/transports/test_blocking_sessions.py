"""The blocking client sends through a session of requests: its own, or the caller's."""

from __future__ import annotations

import copy
import io
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import mastodon_requests
import pytest
import requests
import trustme
from proxy_server import ProxyServer
from requests.adapters import BaseAdapter, HTTPAdapter
from talking import Connection, Server, answers, forever
from urllib3 import Retry

from mastodon_core import (
    CertificateError,
    NetworkError,
    NetworkTimeout,
    NotFound,
    ResponseTooLarge,
    Timeouts,
)
from mastodon_core.transport import HttpRequest, HttpResponse

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK"
TIMEOUTS = Timeouts(connect=30.0, read=30.0, total=60.0)


@contextmanager
def client(url: str, **options: Any) -> Iterator[mastodon_requests.Mastodon]:
    options = {"timeouts": TIMEOUTS, **options}
    with mastodon_requests.Mastodon(
        api_base_url=url, access_token="hunter2", **options
    ) as mastodon:
        yield mastodon


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session


def get(mastodon: mastodon_requests.Mastodon, url: str, **headers: str) -> HttpResponse:
    headers = {"authorization": "Bearer hunter2", **headers}
    message = HttpRequest(method="GET", url=f"{url}/path", headers=headers)
    response = mastodon.perform(message)
    assert isinstance(response, HttpResponse)
    return response


def fields(head: bytes) -> dict[str, str]:
    lines = head.decode().split("\r\n")[1:]
    pairs = [line.partition(": ") for line in lines]
    assert len({name.lower() for name, _, _ in pairs}) == len(pairs)
    return {name.lower(): value for name, _, value in pairs}


USUAL = {"host", "authorization", "accept-encoding"}


def test_headers_and_cookies_of_the_session_go_to_the_instance_only(
    session: requests.Session,
) -> None:
    session.headers["X-Login"] = "hunter3"
    session.headers["x-bytes"] = b"hunter4"
    session.headers["Authorization"] = "Basic other"
    session.headers["Host"] = "other.example"
    session.headers["user-agent"] = "other"
    session.cookies.set("login", "hunter5", domain="127.0.0.1")
    with (
        Server(forever(OK)) as server,
        Server(forever(OK)) as other,
        client(server.url, session=session) as mastodon,
    ):
        get(mastodon, server.url)
        get(mastodon, server.url, **{"user-agent": "ours", "cookie": "a=b"})
        get(mastodon, other.url)
    first, second = map(fields, server.heads)
    assert set(first) == USUAL | {"x-login", "x-bytes", "user-agent", "cookie"}
    assert (first["x-login"], first["x-bytes"]) == ("hunter3", "hunter4")
    assert first["authorization"] == "Bearer hunter2"
    assert first["host"] == server.url.removeprefix("http://")
    assert first["cookie"] == "login=hunter5"
    assert (second["user-agent"], second["cookie"]) == ("ours", "a=b")
    assert b"hunter" not in other.heads[0].replace(b"Bearer hunter2", b"")
    assert b"other" not in other.heads[0].replace(b"other.example", b"")


def test_header_of_the_session_that_cannot_be_sent_is_an_error_without_its_value(
    session: requests.Session,
) -> None:
    session.headers["X-Login"] = "hunter3\r\nX-Evil: 1"
    with Server(forever(OK)) as server, client(server.url, session=session) as mastodon:
        with pytest.raises(ValueError, match="the header 'X-Login' of the s") as caught:
            get(mastodon, server.url)
        assert "hunter3" not in str(caught.value)
    assert server.heads == []


def test_neither_auth_of_the_session_nor_netrc_replaces_the_token(
    session: requests.Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login ada password hunter3\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    session.auth = ("ada", "hunter4")
    with Server(forever(OK)) as server:
        with client(server.url, session=session) as mastodon:
            get(mastodon, server.url)
        with client(server.url) as mastodon:
            get(mastodon, server.url)
        # It works for requests.
        session.auth = None
        session.get(server.url)
    found = [fields(head)["authorization"] for head in server.heads]
    assert found[:2] == ["Bearer hunter2"] * 2
    assert found[2].startswith("Basic ")


def test_own_session_keeps_no_cookies() -> None:
    cookie = OK.replace(b"OK\r\n", b"OK\r\nSet-Cookie: a=b\r\n", 1)
    with Server(answers(cookie, OK)) as server, client(server.url) as mastodon:
        response = get(mastodon, server.url)
        assert response.headers["set-cookie"] == "a=b"
        get(mastodon, server.url)
    assert server.connections == 1
    assert "cookie" not in fields(server.heads[1])


def test_cookies_of_the_instance_stay_in_the_callers_session(
    session: requests.Session,
) -> None:
    cookie = OK.replace(b"OK\r\n", b"OK\r\nSet-Cookie: a=b\r\n", 1)
    with (
        Server(answers(cookie, OK)) as server,
        client(server.url, session=session) as mastodon,
    ):
        get(mastodon, server.url)
        get(mastodon, server.url)
    assert fields(server.heads[1])["cookie"] == "a=b"


class Counting(HTTPAdapter):
    def __init__(self) -> None:
        super().__init__()
        self.sent = list[Any]()
        self.is_closed = False

    def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.sent.append(kwargs)
        return super().send(request, *args, **kwargs)

    def close(self) -> None:
        self.is_closed = True
        super().close()


def test_adapters_and_hooks_of_the_session_are_used_and_left_open(
    session: requests.Session,
) -> None:
    adapter, seen = Counting(), list[tuple[int, str]]()
    session.mount("http://", adapter)
    session.hooks["response"].append(
        lambda response, **_: seen.append((response.status_code, response.text))
    )
    with Server(forever(OK)) as server:
        with client(server.url, session=session) as mastodon:
            # Also if the hook has read the body.
            assert get(mastodon, server.url).body == b"OK"
        assert len(adapter.sent) == 1
        assert adapter.sent[0]["stream"] is True
        assert seen == [(200, "OK")]
        assert not adapter.is_closed
        assert session.get(server.url).text == "OK"


def test_error_of_a_hook_leaves_no_connection_open(session: requests.Session) -> None:
    def fail(response: requests.Response, **settings: Any) -> None:
        raise LookupError("mine")

    adapter = mastodon_requests.Adapter(pool_maxsize=1)
    session.mount("http://", adapter)
    session.hooks["response"].append(fail)
    with Server(forever(OK)) as server, client(server.url, session=session) as mastodon:
        for _ in range(2):
            with pytest.raises(LookupError, match="mine"):
                get(mastodon, server.url)
        session.hooks["response"].clear()
        assert get(mastodon, server.url).body == b"OK"


@pytest.mark.parametrize("mounted", [True, False])
def test_redirect_is_left_to_the_core(session: requests.Session, mounted: bool) -> None:
    """requests would read it without limits, and fail for a strange place."""
    if mounted:
        session.mount("http://", mastodon_requests.Adapter())
    moved = (
        b"HTTP/1.1 302 Found\r\nLocation: http://[/\r\nContent-Length: 5\r\n\r\nmoved"
    )
    endless = moved.replace(b": 5\r", b": 5000000\r")
    with (
        Server(answers(moved, endless)) as server,
        client(server.url, session=session, max_response_bytes=1000) as mastodon,
    ):
        response = get(mastodon, server.url)
        assert (response.status, response.body) == (302, b"moved")
        assert response.headers["location"] == "http://[/"
        with pytest.raises(ResponseTooLarge):
            get(mastodon, server.url)


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nOK\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\nOK",
        OK,
    ],
)
def test_adapter_of_requests_reads_responses(
    session: requests.Session, data: bytes
) -> None:
    def talk(connection: Connection) -> None:
        connection.request()
        connection.send(data)

    with Server(talk) as server, client(server.url, session=session) as mastodon:
        assert get(mastodon, server.url).body == b"OK"


@pytest.mark.parametrize(
    ("start", "timeouts", "words"),
    [
        (b"", Timeouts(read=0.1, total=60.0), "no data for 0.1 s"),
        (OK[:-1], Timeouts(read=0.1, total=60.0), "no data for 0.1 s"),
        (
            b"HTTP/1.1 200 OK\r\n\r\n",
            Timeouts(read=30.0, total=0.3),
            "not finished within 0.3 s",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n",
            Timeouts(read=30.0, total=0.3),
            "not finished within 0.3 s",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n",
            Timeouts(read=30.0, total=0.3),
            "not finished within 0.3 s",
        ),
    ],
)
def test_adapter_of_requests_keeps_timeouts(
    session: requests.Session, start: bytes, timeouts: Timeouts, words: str
) -> None:
    def talk(connection: Connection) -> None:
        connection.request()
        connection.send(start)
        if timeouts.read == 0.1:
            connection.wait()
        else:
            connection.trickle(b"1\r\nx\r\n")

    with (
        Server(talk) as server,
        client(server.url, session=session, timeouts=timeouts) as mastodon,
    ):
        with pytest.raises(NetworkTimeout) as caught:
            get(mastodon, server.url)
        assert str(caught.value) == words
        assert caught.value.sent


def test_adapter_of_requests_tells_what_was_sent(session: requests.Session) -> None:
    with client("http://127.0.0.1:1", session=session) as mastodon:
        with pytest.raises(NetworkError, match="refused") as caught:
            get(mastodon, "http://127.0.0.1:1")
        assert not caught.value.sent
        session.mount("http://", HTTPAdapter())
        del session.adapters["http://"]
        with pytest.raises(NetworkError, match="InvalidSchema") as caught:
            get(mastodon, "http://127.0.0.1:1")
        assert not caught.value.sent
        assert caught.value.__cause__ is not None
        assert getattr(caught.value.__cause__, "request", None) is None


PROXIED = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nproxied"


def test_proxies_of_the_session_are_used_unless_the_client_has_its_own(
    session: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        Server(forever(OK)) as server,
        Server(forever(PROXIED)) as proxy,
        Server(forever(PROXIED.replace(b"proxied", b"PROXIED"))) as second,
    ):
        monkeypatch.setenv("HTTP_PROXY", second.url)
        session.proxies = {"http": proxy.url}
        with client(server.url, session=session) as mastodon:
            # As in requests, the environment wins.
            assert get(mastodon, server.url).body == b"PROXIED"
            session.trust_env = False
            assert get(mastodon, server.url).body == b"proxied"
        with client(server.url, session=session, proxies={}) as mastodon:
            assert get(mastodon, server.url).body == b"OK"
        given = {"http": second.url}
        with client(server.url, session=session, proxies=given) as mastodon:
            assert get(mastodon, server.url).body == b"PROXIED"


def test_certificates_of_the_session_are_used_unless_the_client_has_its_own(
    session: requests.Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    authority, other = trustme.CA(), trustme.CA()
    good, bad = tmp_path / "good.pem", tmp_path / "bad.pem"
    authority.cert_pem.write_to_path(good)
    other.cert_pem.write_to_path(bad)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    with Server(forever(OK), tls) as server:
        session.verify = str(good)
        with client(server.url, session=session) as mastodon:
            assert get(mastodon, server.url).body == b"OK"
        with (
            client(server.url, session=session, verify=bad) as mastodon,
            pytest.raises(CertificateError),
        ):
            get(mastodon, server.url)
        session.verify = str(bad)
        with client(server.url, session=session, verify=good) as mastodon:
            assert get(mastodon, server.url).body == b"OK"
        context = ssl.create_default_context(cafile=good)
        with pytest.raises(TypeError, match="mount") as caught:
            mastodon_requests.Mastodon(
                api_base_url=server.url, session=session, verify=context
            )
        assert "verify must be a bool or a path for a session" in str(caught.value)
        session.mount("https://", mastodon_requests.Adapter())
        with client(server.url, session=session, verify=context) as mastodon:
            assert get(mastodon, server.url).body == b"OK"


@pytest.mark.parametrize("checks", [True, False])
def test_context_of_the_caller_decides_whether_host_names_are_checked(
    checks: bool,
) -> None:
    authority = trustme.CA()
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("other.example").configure_cert(tls)
    context = ssl.create_default_context()
    authority.configure_trust(context)
    context.check_hostname = checks
    with (
        Server(forever(OK), tls) as server,
        client(server.url, verify=context) as mastodon,
    ):
        if checks:
            with pytest.raises(CertificateError, match="for another host"):
                get(mastodon, server.url)
        else:
            assert get(mastodon, server.url).body == b"OK"
    assert context.check_hostname is checks


@pytest.mark.parametrize("wrong", [requests, HTTPAdapter(), "session"], ids=repr)
def test_session_must_be_one_of_requests(wrong: Any) -> None:
    with pytest.raises(TypeError, match="session must be a requests.Session, not "):
        mastodon_requests.Mastodon(api_base_url="https://x.example", session=wrong)


def test_repr_shows_nothing_of_the_session(session: requests.Session) -> None:
    session.headers["X-Login"] = "hunter3"
    with client("https://x.example", session=session) as mastodon:
        assert "hunter" not in repr(mastodon)
        assert "hunter" not in repr(vars(mastodon))


def test_adapter_can_be_copied() -> None:
    with Server(forever(OK)) as server, requests.Session() as session:
        session.mount("http://", copy.deepcopy(mastodon_requests.Adapter()))
        assert session.get(server.url).text == "OK"


def test_socks_proxy_that_wants_another_password_is_named() -> None:
    with ProxyServer(password="ada:right") as proxy:
        options = {"proxies": {"all": f"socks5h://ada:wrong@127.0.0.1:{proxy.port}"}}
        with client("https://127.0.0.1:9", **options) as mastodon:
            with pytest.raises(NetworkError, match="another user name or") as caught:
                get(mastodon, "https://127.0.0.1:9")
            assert not caught.value.sent
            assert "wrong" not in f"{caught.value} {caught.value.__cause__!r}"


def test_hook_that_raises_for_status_leaves_the_error_to_the_core(
    session: requests.Session,
) -> None:
    session.hooks["response"].append(lambda response, **_: response.raise_for_status())
    body = b'{"error": "Record not found"}'
    missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 29\r\n\r\n" + body
    with (
        Server(answers(missing, missing)) as server,
        client(server.url, session=session) as mastodon,
    ):
        for _ in range(2):
            with pytest.raises(NotFound, match="Record not found"):
                mastodon.status("7")
    assert server.connections == 1


def test_tunnel_to_an_ipv6_address_has_brackets() -> None:
    with Server(answers(b"HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n")) as proxy:
        with (
            client("https://[::1]:9", proxies={"all": proxy.url}) as mastodon,
            pytest.raises(NetworkError, match="status 502"),
        ):
            get(mastodon, "https://[::1]:9")
        (head,) = proxy.heads
    assert head.startswith(b"CONNECT [::1]:9 HTTP/1.1\r\n")
    assert fields(head) == {"host": "[::1]:9"}


def test_tunnel_that_trickles_in_counts_as_connecting() -> None:
    def talk(connection: Connection) -> None:
        connection.head()
        connection.trickle(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 1000)

    timeouts = Timeouts(connect=0.2, read=30.0, total=60.0)
    with Server(talk) as proxy:
        options = {"proxies": {"all": proxy.url}, "timeouts": timeouts}
        with client("https://127.0.0.1:9", **options) as mastodon:
            with pytest.raises(NetworkTimeout, match="no connection within") as caught:
                get(mastodon, "https://127.0.0.1:9")
            assert not caught.value.sent


def refused_elsewhere(response: requests.Response, **settings: Any) -> None:
    requests.get("http://127.0.0.1:1/")


def reads_json(response: requests.Response, **settings: Any) -> None:
    response.json()


def quotes_the_token(response: requests.Response, **settings: Any) -> None:
    raise ValueError(response.request.headers["Authorization"])


@pytest.mark.parametrize("hook", [refused_elsewhere, reads_json, quotes_the_token])
@pytest.mark.parametrize("mounted", [True, False])
def test_write_is_not_sent_again_if_a_hook_of_the_session_fails(
    session: requests.Session, mounted: bool, hook: Any
) -> None:
    if mounted:
        session.mount("http://", mastodon_requests.Adapter())
    session.hooks["response"].append(hook)
    with (
        Server(forever(OK)) as server,
        client(server.url, session=session, max_wait=0.001) as mastodon,
    ):
        kinds = (requests.JSONDecodeError, NetworkError)
        with pytest.raises(kinds) as caught:
            mastodon.status_bookmark("7")
        assert getattr(caught.value, "sent", True)
    assert len(server.heads) == 1


class Played(BaseAdapter):
    """Answers without a network, with what `requests.Response` allows as a body."""

    def __init__(self, raw: Any, content: Any) -> None:
        super().__init__()
        self.raw, self.content = raw, content

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        response: Any = requests.Response()
        response.status_code, response.request = 200, request
        response.headers["X-Played"] = "yes"
        response.raw, response._content = self.raw, self.content
        return response

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("raw", "content", "body"),
    [
        (io.BytesIO(b"OK"), False, b"OK"),
        (None, b"OK", b"OK"),
        (None, False, b""),
        (io.BytesIO(b"O" * 2000), False, None),
    ],
)
def test_adapter_of_the_caller_needs_no_network(
    session: requests.Session, raw: Any, content: Any, body: bytes | None
) -> None:
    session.mount("http://", Played(raw, content))
    url = "http://127.0.0.1:1"
    with client(url, session=session, max_response_bytes=1000) as mastodon:
        if body is None:
            with pytest.raises(ResponseTooLarge):
                get(mastodon, url)
            return
        response = get(mastodon, url)
    assert response.body == body
    assert response.headers["x-played"] == "yes"


def test_retries_of_the_session_log_no_secret(
    session: requests.Session, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    retries = Retry(1, status_forcelist=[500])
    session.mount("http://", HTTPAdapter(max_retries=retries))
    failed = OK.replace(b"200 OK", b"500 No")
    with (
        Server(forever(failed)) as server,
        client(server.url, session=session) as mastodon,
    ):
        message = HttpRequest(
            method="GET", url=f"{server.url}/?access_token=hunter2", headers={}
        )
        with pytest.raises(NetworkError):
            mastodon.perform(message)
    assert "access_token" in caplog.text
    assert "hunter2" not in caplog.text


@pytest.mark.parametrize("mounted", [True, False])
@pytest.mark.parametrize("proxy", ["http://{}@127.0.0.1:99999", "socks9://{}@[::1]:9"])
def test_wrong_proxy_of_the_session_is_an_error_without_its_password(
    session: requests.Session, proxy: str, mounted: bool
) -> None:
    if mounted:
        session.mount("http://", mastodon_requests.Adapter())
    session.proxies = {"http": proxy.format("ada:hunter2-of-the-proxy")}
    with client("http://127.0.0.1:9", session=session) as mastodon:
        with pytest.raises(NetworkError) as caught:
            get(mastodon, "http://127.0.0.1:9")
        assert not caught.value.sent
        assert caught.value.__cause__ is None
        assert "hunter2" not in str(caught.value)


def test_adapter_that_gives_up_retrying_says_so(session: requests.Session) -> None:
    retries = Retry(1, status_forcelist=[503])
    session.mount("http://", HTTPAdapter(max_retries=retries))
    busy = OK.replace(b"200 OK", b"503 Busy")
    with (
        Server(forever(busy)) as server,
        client(server.url, session=session) as mastodon,
    ):
        with pytest.raises(NetworkError) as caught:
            get(mastodon, server.url)
        assert str(caught.value) == (
            "the adapter of the session gave up: too many 503 error responses"
        )
        assert caught.value.sent
    assert len(server.heads) == 2
