"""requests_mock and responses with the blocking client, and adapters of the caller."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import mocked
import pytest
import requests
import requests_mock
import responses
import urllib3
from mastodon_offline.conformance import FaultServer
from mocked import INSTANCE, MEDIA, STATUS, TOKEN, Client

from mastodon_core import Hooks, NetworkError, NetworkTimeout, Wait
from mastodon_core.testing.conformance import Reply

OK = mocked.reply(200, {}, INSTANCE)
SERVER = "https://x.example"
V1 = f"{SERVER}/api/v1"

own_or_given = pytest.mark.parametrize(
    "make_session",
    [lambda: None, requests.Session, mocked.session_with_our_adapter],
    ids=["its own session", "a given session", "a given session with our adapter"],
)


@contextmanager
def client(url: str = SERVER, **options: Any) -> Iterator[Client]:
    with Client(api_base_url=url, access_token=TOKEN, **options) as mastodon:
        yield mastodon


@contextmanager
def serving(*replies: Reply) -> Iterator[FaultServer]:
    with FaultServer(iter(replies)) as server:
        yield server
    assert len(server.received) == len(replies)


@own_or_given
def test_requests_mock_sends_the_rest_with_real_http(make_session: Any) -> None:
    with serving(OK) as server, requests_mock.Mocker(real_http=True) as mocker:
        mocker.post(f"{server.url}/api/v1/statuses", content=STATUS)
        mocker.post(f"{server.url}/api/v2/media", content=MEDIA)
        with client(server.url, session=make_session()) as mastodon:
            assert mastodon.status_post("hi").id == "5"
            assert mastodon.media_upload(b"png", "image/png").id == "7"
            assert mastodon.instance_v1().title == "X"


@own_or_given
def test_responses_sends_what_it_passes_through(make_session: Any) -> None:
    with serving(OK) as server, responses.RequestsMock() as mocker:
        mocker.add_passthru(f"{server.url}/api/v1/instance")
        mocker.post(f"{server.url}/api/v1/statuses", STATUS)
        mocker.post(f"{server.url}/api/v2/media", MEDIA)
        with client(server.url, session=make_session()) as mastodon:
            assert mastodon.status_post("hi").id == "5"
            assert mastodon.media_upload(b"png", "image/png").id == "7"
            assert mastodon.instance_v1().title == "X"


def test_adapter_of_the_caller_serves_one_prefix() -> None:
    session, adapter = requests.Session(), requests_mock.Adapter()
    adapter.register_uri("GET", "/api/v1/statuses/5", content=STATUS)
    with serving(OK) as server:
        session.mount(f"{server.url}/api/v1/statuses", adapter)
        with client(server.url, session=session) as mastodon:
            assert mastodon.status("5").id == "5"
            assert mastodon.instance_v1().title == "X"
    assert adapter.call_count == 1


@own_or_given
def test_requests_mock_keeps_what_was_sent(make_session: Any) -> None:
    failure = {"exc": requests.ConnectionError("lost")}
    with requests_mock.Mocker(case_sensitive=True) as mocker:
        mocker.post(f"{V1}/statuses", [failure, {"content": STATUS}])
        mocker.post(f"{SERVER}/api/v2/media", content=MEDIA)
        with client(session=make_session()) as mastodon:
            assert mastodon.status_post("hi").id == "5"
            assert mastodon.media_upload(b"the file", "image/png").id == "7"
        first, again, upload = mocker.request_history
    assert first.json() == again.json() == {"status": "hi"}
    assert first.headers["Authorization"] == f"Bearer {TOKEN}"
    assert len(first.headers["Idempotency-Key"]) > 8
    assert first.headers["Idempotency-Key"] == again.headers["Idempotency-Key"]
    assert b"the file" in upload.body
    assert len(upload.body) == int(upload.headers["Content-Length"])


@own_or_given
def test_responses_keeps_what_was_sent(make_session: Any) -> None:
    with responses.RequestsMock() as mocker:
        mocker.post(f"{V1}/statuses", STATUS)
        mocker.post(f"{SERVER}/api/v2/media", MEDIA)
        with client(session=make_session()) as mastodon:
            assert mastodon.status_post("hi").id == "5"
            assert mastodon.media_upload(b"the file", "image/png").id == "7"
        status, upload = (call.request for call in mocker.calls)
    assert status.body == b'{"status":"hi"}'
    assert len(status.headers["Idempotency-Key"]) > 8
    assert b"the file" in upload.body
    assert len(upload.body) == int(upload.headers["Content-Length"])


@own_or_given
def test_matcher_reads_an_upload(make_session: Any) -> None:
    def has_cat(request: Any) -> tuple[bool, str]:
        return b"a cat" in b"".join(request.body), "no cat"

    with responses.RequestsMock() as mocker:
        mocker.post(f"{SERVER}/api/v2/media", MEDIA, match=[has_cat])
        with client(session=make_session(), retries=0) as mastodon:
            assert mastodon.media_upload(b"a cat", "image/png").id == "7"
            with pytest.raises(NetworkError):
                mastodon.media_upload(b"a dog", "image/png")


@own_or_given
def test_token_does_not_follow_a_mocked_redirect_to_another_server(
    make_session: Any,
) -> None:
    session = make_session()
    if session is not None:
        session.headers["X-Caller"] = "for x.example"
        session.cookies.set("c", "1", domain="x.example")
    with requests_mock.Mocker() as mocker:
        moved = {"Location": "https://other.example/"}
        mocker.get(f"{V1}/instance", status_code=302, headers=moved)
        mocker.get("https://other.example/", content=INSTANCE)
        with client(session=session) as mastodon:
            assert mastodon.instance_v1().title == "X"
        first, second = mocker.request_history
    assert first.headers["Authorization"] == f"Bearer {TOKEN}"
    assert not {"authorization", "x-caller", "cookie"} & set(
        map(str.lower, second.headers)
    )


@own_or_given
def test_unmocked_request_of_requests_mock_fails_at_once(make_session: Any) -> None:
    with requests_mock.Mocker() as mocker, client(session=make_session()) as mastodon:
        with pytest.raises(requests_mock.NoMockAddress, match="GET https://x.example/"):
            mastodon.instance_v1()
        assert mocker.call_count == 1


@own_or_given
def test_unmocked_request_of_responses_is_a_network_error(make_session: Any) -> None:
    waits = list[Wait]()
    with (
        responses.RequestsMock(),
        client(session=make_session(), hooks=Hooks(on_wait=waits.append)) as mastodon,
        pytest.raises(NetworkError) as caught,
    ):
        mastodon.instance_v1()
    assert [wait.reason for wait in waits] == ["retry", "retry"]
    assert "Connection refused by Responses" in str(caught.value.__cause__)


LOST = requests.ConnectionError(urllib3.exceptions.ProtocolError("aborted"))


@own_or_given
@pytest.mark.parametrize(
    ("error", "expected", "attempts"),
    [
        (LOST, NetworkError, 3),
        (requests.ReadTimeout(), NetworkTimeout, 3),
        (requests.ConnectTimeout(), NetworkTimeout, 3),
        (requests.exceptions.ChunkedEncodingError(), NetworkError, 3),
        (RuntimeError("not of the network"), RuntimeError, 1),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("tool", ["requests_mock", "responses"])
def test_mocked_failure_is_one_of_the_client(
    tool: str, error: Exception, expected: Any, attempts: int, make_session: Any
) -> None:
    mocker: Any
    if tool == "responses":
        mocker = responses.RequestsMock()
        mocker.get(f"{V1}/instance", body=error)
    else:
        mocker = requests_mock.Mocker()
        mocker.get(f"{V1}/instance", exc=error)
    with mocker, client(session=make_session()) as mastodon:
        with pytest.raises(expected) as caught:
            mastodon.instance_v1()
        sent = mocker.calls if tool == "responses" else mocker.request_history
        assert len(sent) == attempts
    assert TOKEN not in repr([caught.value, vars(caught.value), caught.value.__cause__])


def test_hook_of_the_caller_can_read_what_the_client_asks_for() -> None:
    """urllib3 decodes for it, which may know less than the client."""
    read = list[str]()
    session = requests.Session()
    session.hooks["response"].append(lambda response, **_: read.append(response.text))
    with serving(OK) as server, client(server.url, session=session) as mastodon:
        assert mastodon.instance_v1().title == "X"
    asked = mocked.header(server.received[0], "accept-encoding")
    assert asked == requests.utils.default_headers()["accept-encoding"]
    assert read == [INSTANCE.decode()]


def test_urls_of_a_mock_are_as_the_docs_of_mastodon_spell_them() -> None:
    with responses.RequestsMock() as mocker:
        mocker.get(
            re.compile(f"{V1}/timelines/home"),
            b"[%b]" % STATUS,
            match=[responses.matchers.query_param_matcher({"limit": "1"})],
        )
        with client() as mastodon:
            assert [status.id for status in mastodon.timeline_home(limit=1)] == ["5"]
