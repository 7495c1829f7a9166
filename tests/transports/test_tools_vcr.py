"""VCR.py and pytest-recording record the blocking client, and play it offline."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import brotli
import mastodon_requests
import mocked
import pytest
import requests
import trustme
import vcr
import yaml
from mastodon_offline import running
from mastodon_offline.conformance import FaultServer
from mocked import INSTANCE, MEDIA, TOKEN, run_pytest
from recorded_tests import block, settings
from vcr.errors import CannotOverwriteExistingCassetteException

from mastodon_core import CertificateError, NetworkTimeout, Timeouts
from mastodon_core.testing import OfflineInstance
from mastodon_core.testing.conformance import Pause, Reply

SETTINGS = settings()
PACK = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}
OK = mocked.reply(200, {}, INSTANCE)
STATUS = mocked.reply(200, {}, mocked.STATUS)
UPLOADED = mocked.reply(200, {}, MEDIA)

each_session = pytest.mark.parametrize(
    "make_session",
    [lambda: None, requests.Session, mocked.session_with_our_adapter],
    ids=["its own session", "a given session", "a given session with our adapter"],
)


@contextmanager
def client(url: str, **options: Any) -> Iterator[mastodon_requests.Mastodon]:
    with mastodon_requests.Mastodon(
        api_base_url=url, access_token=TOKEN, retries=0, **options
    ) as mastodon:
        yield mastodon


@each_session
def test_decorated_function_is_recorded_once_and_then_played(
    make_session: Any, tmp_path: Path
) -> None:
    @vcr.use_cassette(str(tmp_path / "all.yaml"))
    def use(url: str) -> list[str]:
        with client(url, session=make_session()) as mastodon:
            title = mastodon.instance_v1().title
            media = mastodon.media_upload(b"png", "image/png")
            status = mastodon.status_post("hi", media_ids=[media])
            return [title, media.id, status.id]

    with FaultServer(iter([OK, UPLOADED, STATUS])) as server:
        assert use(server.url) == ["X", "7", "5"]
        assert len(server.received) == 3
        assert b"png\r\n--" in server.received[1]
        assert b"idempotency-key" in server.received[2].lower()
        assert use(server.url) == ["X", "7", "5"]
        assert len(server.received) == 3
    assert use(server.url) == ["X", "7", "5"]


@each_session
def test_request_that_is_not_recorded_is_not_sent(
    make_session: Any, tmp_path: Path
) -> None:
    cassette = str(tmp_path / "one.yaml")
    with FaultServer(iter([OK, OK])) as server:
        with vcr.use_cassette(cassette), client(server.url) as mastodon:
            mastodon.instance_v1()
        with (
            vcr.use_cassette(cassette),
            client(server.url, session=make_session()) as mastodon,
        ):
            with pytest.raises(CannotOverwriteExistingCassetteException):
                mastodon.status_post("hi")
            with pytest.raises(CannotOverwriteExistingCassetteException):
                mastodon.media_upload(b"png", "image/png")
            assert mastodon.instance_v1().title == "X"
        assert len(server.received) == 1


@pytest.mark.parametrize("serializer", ["yaml", "json"])
def test_upload_is_stored_as_its_bytes(serializer: str, tmp_path: Path) -> None:
    cassette = tmp_path / "cassette"
    with (
        FaultServer(iter([UPLOADED])) as server,
        vcr.use_cassette(str(cassette), serializer=serializer),
        client(server.url) as mastodon,
    ):
        mastodon.media_upload(b"the file", "image/png", description="a cat")
    load: Any = {"yaml": yaml.safe_load, "json": json.loads}[serializer]
    body = load(cassette.read_text("utf-8"))["interactions"][0]["request"]["body"]
    assert "the file" in body
    assert "a cat" in body


def test_upload_can_be_matched_by_its_content(tmp_path: Path) -> None:
    """A boundary is random, so `body` alone cannot match an upload."""

    def same_file(first: Any, second: Any) -> bool:
        return b"cat" in first.body and b"cat" in second.body

    recorder = vcr.VCR(match_on=["method", "uri", "file"])
    recorder.register_matcher("file", same_file)
    cassette = str(tmp_path / "cassette.yaml")
    with FaultServer(iter([UPLOADED])) as server:
        for _ in range(2):
            with recorder.use_cassette(cassette), client(server.url) as mastodon:
                assert mastodon.media_upload(b"a cat", "image/png").id == "7"
        assert len(server.received) == 1
        with (
            recorder.use_cassette(cassette),
            client(server.url) as mastodon,
            pytest.raises(CannotOverwriteExistingCassetteException),
        ):
            mastodon.media_upload(b"a dog", "image/png")


def interaction(body: str, encoding: str, *, url: str) -> str:
    return f"""
interactions:
- request:
    body: null
    headers:
      Accept: ['*/*']
      Accept-Encoding: ['gzip, deflate']
      Authorization: [Bearer somebody-elses]
      Connection: [keep-alive]
      User-Agent: [python-requests/2.18.4]
    method: GET
    uri: {url}/api/v1/instance
  response:
    body: {{string: {body}}}
    headers:
      Content-Encoding: [{encoding}]
      Content-Length: ['17']
      Transfer-Encoding: [chunked]
    status: {{code: 200, message: OK}}
version: 1
"""


@each_session
@pytest.mark.parametrize("is_encoded", [True, False])
def test_cassette_of_an_older_program_is_played(
    is_encoded: bool, make_session: Any, tmp_path: Path
) -> None:
    """Older versions of VCR.py stored the body as it came."""
    body = gzip.compress(INSTANCE) if is_encoded else INSTANCE
    text = f"!!binary {base64.b64encode(body).decode()}"
    cassette = tmp_path / "old.yaml"
    cassette.write_text(interaction(text, "gzip", url="https://x.example"))
    with (
        vcr.use_cassette(str(cassette), record_mode="none", match_on=["method", "uri"]),
        client("https://x.example", session=make_session()) as mastodon,
    ):
        assert mastodon.instance_v1().title == "X"


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:1", "socks5h://127.0.0.1:1"])
@pytest.mark.parametrize("url", ["https://x.example", "http://127.0.0.1:2"])
def test_playing_connects_to_no_proxy(proxy: str, url: str, tmp_path: Path) -> None:
    cassette = tmp_path / "cassette.yaml"
    cassette.write_text(interaction(f"'{INSTANCE.decode()}'", "identity", url=url))
    with (
        vcr.use_cassette(str(cassette), record_mode="none"),
        client(url, proxies={"all": proxy}) as mastodon,
    ):
        assert mastodon.instance_v1().title == "X"


def test_client_works_before_during_and_after_a_cassette(tmp_path: Path) -> None:
    """And no call takes a place in the pool away for good."""
    cassette = str(tmp_path / "cassette.yaml")
    calls = 25
    with FaultServer(iter([OK] * 3 * calls)) as server, client(server.url) as mastodon:

        def use() -> list[str]:
            return [mastodon.instance_v1().title for _ in range(calls)]

        assert use() == ["X"] * calls
        with vcr.use_cassette(cassette):
            assert use() == ["X"] * calls
        assert use() == ["X"] * calls
        with vcr.use_cassette(cassette, record_mode="none"):
            assert use() == ["X"] * calls
        assert len(server.received) == 3 * calls
        with vcr.use_cassette(cassette, allow_playback_repeats=True):
            assert use() == ["X"] * calls
        assert len(server.received) == 3 * calls


def test_recording_checks_certificates(tmp_path: Path) -> None:
    authority = trustme.CA()
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(file)
    context = mocked.tls_of(authority)
    with FaultServer(iter([OK]), context) as server:
        cassette = str(tmp_path / "cassette.yaml")
        with (
            vcr.use_cassette(cassette),
            client(server.url) as mastodon,
            pytest.raises(CertificateError),
        ):
            mastodon.instance_v1()
        for _ in range(2):
            with (
                vcr.use_cassette(cassette),
                client(server.url, verify=file) as mastodon,
            ):
                assert mastodon.instance_v1().title == "X"
        assert len(server.received) == 1


def test_recording_keeps_the_read_timeout(tmp_path: Path) -> None:
    silent = Reply(parts=(Pause(),))
    with (
        FaultServer(iter([silent])) as server,
        vcr.use_cassette(str(tmp_path / "cassette.yaml")),
        client(server.url, timeouts=Timeouts(read=0.1)) as mastodon,
        pytest.raises(NetworkTimeout) as caught,
    ):
        mastodon.instance_v1()
    assert caught.value.sent


def test_recording_asks_only_for_encodings_that_are_decoded_for_the_cassette(
    tmp_path: Path,
) -> None:
    cassette = tmp_path / "cassette.yaml"
    packed = mocked.reply(
        200, {"Content-Encoding": "gzip"}, gzip.compress(b"[]" + b" " * 99)
    )
    with (
        FaultServer(iter([packed])) as server,
        vcr.use_cassette(str(cassette)),
        client(server.url) as mastodon,
    ):
        assert mastodon.lists() == []
    asked = requests.utils.default_headers()["accept-encoding"]
    assert mocked.header(server.received[0], "accept-encoding") == asked
    [stored] = yaml.safe_load(cassette.read_text())["interactions"]
    assert stored["response"]["body"]["string"].startswith("[]")


SPELLINGS = (str, quote, quote_plus)


def masked(cassette: Path, *secrets: str) -> None:
    """Check that a cassette holds none of the secrets, but masks them."""
    stored = cassette.read_bytes()
    for secret in secrets:
        assert len(secret) > 8
        for spell in SPELLINGS:
            assert spell(secret).encode() not in stored
    assert b"***" in stored


@each_session
def test_log_in_is_recorded_without_secrets(make_session: Any, tmp_path: Path) -> None:
    instance, scopes = OfflineInstance(), ["read", "write"]
    instance.add_user("ada")
    secrets = list[str]()

    def log_in(url: str, code: str | None = None) -> str:
        """With a code, the cassette is played."""
        id, secret = mastodon_requests.Mastodon.create_app(
            "app", scopes=scopes, api_base_url=url
        )
        with mastodon_requests.Mastodon(
            id, secret, api_base_url=url, session=make_session()
        ) as mastodon:
            page = mastodon.auth_request_url(scopes=scopes)
            code = code or instance.authorize(str(page), "ada")
            mastodon.log_in(code=code, authorization=page)
            held = mastodon.session.credentials
            assert held.access_token is not None
            secrets.extend([code, page.state, page.code_verifier.reveal()])
            secrets.extend([str(secret), held.access_token.reveal()])
            text = mastodon.toot("hello").content
            mastodon.revoke_access_token()
            return text

    cassette = tmp_path / "cassette.yaml"
    with running(instance) as url, vcr.use_cassette(str(cassette), **SETTINGS):
        recorded = log_in(url)
    masked(cassette, *secrets)
    with vcr.use_cassette(str(cassette), record_mode="none", **SETTINGS) as played:
        assert log_in(url, "played-code") == recorded
        assert played.all_played


GRANTED = {
    "access_token": "grant/ed+token-1",
    "refresh_token": "grant/ed+refresh-1",
    "id_token": "grant/ed+id-1",
    "token_type": "Bearer",
    "scope": "read",
    "created_at": 1_700_000_000,
}


@pytest.mark.parametrize("pack", [None, "gzip", "deflate", "br"])
@pytest.mark.parametrize(
    "call",
    [
        lambda api, secret: api.oauth_token(
            client_id="id",
            client_secret=secret,
            grant_type="refresh_token",
            refresh_token=f"{secret}/refresh",
        ),
        lambda api, secret: api.oauth_token(
            client_id="id",
            client_secret=secret,
            grant_type="password",
            username="ada",
            password=f"{secret}/password",
        ),
        lambda api, secret: api.oauth_token(
            client_id="id",
            client_secret=secret,
            grant_type="authorization_code",
            code=f"{secret}/code",
            code_verifier=f"{secret}/verifier",
            redirect_uri="https://app.example/",
        ),
        lambda api, secret: api.account_create(
            "ada", f"{secret}/password", "ada@x.example", agreement=True, locale="en"
        ),
    ],
)
def test_secrets_of_oauth_are_masked(
    call: Any, pack: str | None, tmp_path: Path
) -> None:
    body = json.dumps(GRANTED).encode()
    headers = {"Set-Cookie": "session=in-a-cookie"}
    if pack is not None:
        headers["Content-Encoding"] = pack
        body = PACK[pack](body)
    cassette, secret = tmp_path / "cassette.yaml", "a+very/secret one"
    with FaultServer(iter([mocked.reply(200, headers, body)])) as server:
        with (
            vcr.use_cassette(str(cassette), **SETTINGS),
            client(server.url) as mastodon,
        ):
            token = mastodon.send(call(mastodon.api, secret))
            assert token.access_token.reveal() == GRANTED["access_token"]
        assert b"a%2Bvery%2Fsecret" in server.received[0]
    masked(cassette, secret, TOKEN, "in-a-cookie", *secrets_of(GRANTED))
    with vcr.use_cassette(str(cassette), **SETTINGS), client(server.url) as mastodon:
        token = mastodon.send(call(mastodon.api, secret))
        assert token.access_token.reveal() == "***"


def secrets_of(granted: dict[str, Any]) -> list[str]:
    return [granted[name] for name in granted if name.endswith("_token")]


def test_secrets_in_json_and_in_a_query_are_masked(tmp_path: Path) -> None:
    subscription = {
        "id": "1",
        "endpoint": "https://app.example/push",
        "server_key": "key",
        "alerts": {},
    }
    cassette = tmp_path / "cassette.yaml"
    body = json.dumps(subscription).encode()
    replies = [mocked.reply(200, {}, body), OK]
    with (
        FaultServer(iter(replies)) as server,
        vcr.use_cassette(str(cassette), **SETTINGS),
        client(server.url) as mastodon,
    ):
        pushed = mastodon.push_subscription_set(
            "https://app.example/push", p256dh="public", auth="shared-secret-16"
        )
        assert pushed.id == "1"
        requests.get(f"{server.url}/x?access_token=in-a-query")
    assert b"shared-secret-16" in server.received[0]
    masked(cassette, TOKEN, "shared-secret-16", "in-a-query")


NETWORK = """

def test_network_is_blocked_without_a_mark():
    with Mastodon(api_base_url="example.social", retries=0) as mastodon:
        with pytest.raises(RuntimeError, match="Network is disabled"):
            mastodon.instance_v1()
"""


def test_pytest_recording_plays_what_it_recorded(tmp_path: Path) -> None:
    """With the code on the page."""
    instance = OfflineInstance()
    instance.add_user("pytooter")
    token = instance.token_for("pytooter")
    (tmp_path / "conftest.py").write_text(block("mask_response") + block("vcr_config"))
    file = tmp_path / "test_inner.py"
    imports = "import pytest\nfrom mastodon_requests import Mastodon\n"
    test = imports + block("test_my_name") + NETWORK
    with running(instance) as url:
        file.write_text(test.replace('"example.social"', repr(url)))
        only = ("-k", "test_my_name", "--record-mode=once")
        assert "1 passed" in run_pytest(tmp_path, *only, MASTODON_TOKEN=token)
        masked(tmp_path / "cassettes" / "test_inner" / "test_my_name.yaml", token)
        assert "2 passed" in run_pytest(tmp_path, "--block-network")
