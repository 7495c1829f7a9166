"""pytest-socket keeps the clients from the network, but not from cassettes."""

from __future__ import annotations

from pathlib import Path

import mastodon_requests
import vcr
from mastodon_offline import running
from mocked import run_pytest

from mastodon_core.testing import OfflineInstance

TESTS = """
import os
import mastodon_requests
import pytest, pytest_socket, requests, requests_mock, responses, vcr

URL = os.environ["SERVER"]
SESSIONS = pytest.mark.parametrize("make_session", [lambda: None, requests.Session])

def title(session=None):
    with mastodon_requests.Mastodon(api_base_url=URL, session=session) as mastodon:
        return mastodon.instance_v1().title

def upload(session):
    with mastodon_requests.Mastodon(api_base_url=URL, session=session) as mastodon:
        return mastodon.media_upload(b"png", "image/png")

@SESSIONS
@pytest.mark.parametrize("call", [title, upload])
def test_refused(make_session, call):
    with pytest.raises(pytest_socket.SocketBlockedError):
        call(make_session())

@SESSIONS
def test_recorded(make_session):
    with vcr.use_cassette("title.yaml"):
        assert title(make_session()) == "Offline"

@SESSIONS
def test_mocked(make_session):
    json = {"uri": "x", "title": "Y", "description": "", "version": "4", "urls": {}}
    with requests_mock.Mocker() as mocker:
        mocker.get(f"{URL}/api/v1/instance", json=json)
        assert title(make_session()) == "Y"
    with responses.RequestsMock() as mocker:
        mocker.get(f"{URL}/api/v1/instance", json=json)
        assert title(make_session()) == "Y"

@SESSIONS
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_allowed(make_session):
    assert title(make_session()) == "Offline"

@SESSIONS
@pytest.mark.allow_hosts(["127.0.0.2"])
def test_another_host_is_allowed(make_session):
    with pytest.raises(pytest_socket.SocketConnectBlockedError):
        title(make_session())
"""


def test_pytest_socket_refuses_calls_that_are_not_recorded(tmp_path: Path) -> None:
    with running(OfflineInstance()) as url:
        with (
            vcr.use_cassette(str(tmp_path / "title.yaml")),
            mastodon_requests.Mastodon(api_base_url=url) as mastodon,
        ):
            assert mastodon.instance_v1().title == "Offline"
        (tmp_path / "test_inner.py").write_text(TESTS)
        assert "12 passed" in run_pytest(tmp_path, "--disable-socket", SERVER=url)
