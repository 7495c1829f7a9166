"""Tools that take the place of connections keep every call from the server."""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

import mastodon_requests
import pytest
import responses
import vcr  # type: ignore[import-untyped]  # it brings no types
from talking import Connection, Server, forever

from mastodon_core import NetworkError
from mastodon_core.testing.conformance import BODY, chunked, head, whole


def title(url: str) -> str | None:
    with mastodon_requests.Mastodon(
        api_base_url=url, access_token="hunter2", retries=0
    ) as mastodon:
        return mastodon.instance_v1().title


@pytest.mark.parametrize(
    "response",
    [whole(), head("Transfer-Encoding: chunked") + chunked(BODY)],
    ids=["length", "chunked"],
)
def test_vcr_plays_what_it_recorded(response: bytes, tmp_path: Path) -> None:
    cassette = str(tmp_path / "cassette.yaml")
    with Server(forever(response)) as server:
        with vcr.use_cassette(cassette):
            assert title(server.url) == "X"
        assert len(server.heads) == 1
        with vcr.use_cassette(cassette, record_mode="none") as played:
            assert title(server.url) == "X"
            assert played.play_count == 1
            with pytest.raises(vcr.errors.CannotOverwriteExistingCassetteException):
                title(server.url)
        assert len(server.heads) == 1


def test_vcr_records_a_client_that_has_open_connections(tmp_path: Path) -> None:
    cassette = str(tmp_path / "cassette.yaml")
    with (
        Server(forever(whole())) as server,
        mastodon_requests.Mastodon(api_base_url=server.url) as mastodon,
    ):
        mastodon.instance_v1()
        with vcr.use_cassette(cassette):
            mastodon.instance_v1()
        with vcr.use_cassette(cassette, record_mode="none"):
            mastodon.instance_v1()
        assert len(server.heads) == 2
        for _ in range(25):
            mastodon.instance_v1()
        assert len(server.heads) == 27


IMPORT_INSIDE = """
import sys, vcr
with vcr.use_cassette(sys.argv[1]):
    import mastodon_requests
    with mastodon_requests.Mastodon(api_base_url=sys.argv[2]) as mastodon:
        print(mastodon.instance_v1().title)
with mastodon_requests.Mastodon(api_base_url=sys.argv[2]) as mastodon:
    print(mastodon.instance_v1().title)
with vcr.use_cassette(sys.argv[1], record_mode="none"):
    with mastodon_requests.Mastodon(api_base_url=sys.argv[2]) as mastodon:
        print(mastodon.instance_v1().title)
"""


def test_client_can_be_imported_while_vcr_records(tmp_path: Path) -> None:
    with Server(forever(whole())) as server:
        done = subprocess.run(
            [sys.executable, "-c", IMPORT_INSIDE, tmp_path / "c.yaml", server.url],
            capture_output=True,
            text=True,
            check=False,
            env={"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert (done.stdout, done.stderr) == ("X\nX\nX\n", "")
        assert len(server.heads) == 2


def test_responses_answers_instead_of_the_server() -> None:
    with Server(forever(whole())) as server:
        with responses.RequestsMock() as mock:
            url = f"{server.url}/api/v1/instance"
            mock.add(responses.GET, url, body=BODY)
            assert title(server.url) == "X"
        assert server.heads == []
        assert title(server.url) == "X"
        assert len(server.heads) == 1


@pytest.mark.parametrize("start", [b"", b"NO HTTP", whole()[:-5]])
def test_reports_with_local_variables_show_no_token(start: bytes) -> None:
    """As of pytest with --showlocals, or Sentry."""

    def talk(connection: Connection) -> None:
        connection.request()
        connection.send(start)

    with Server(talk) as server, pytest.raises(NetworkError) as caught:
        title(server.url)
    report = traceback.TracebackException.from_exception(
        caught.value, capture_locals=True
    )
    assert "hunter2" not in "".join(report.format()).replace('"hunter2"', "")
    error: Any = caught.value
    while error is not None:
        assert "hunter2" not in repr([error, vars(error)])
        assert getattr(error, "request", None) is None
        error = error.__cause__
