"""Mastodon.py reads our credential files, and we read those of Mastodon.py."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import mastodon_credentials
import pytest
from attrs import evolve
from credentials.private import write_private

from mastodon_core import Credentials

mastodon = pytest.importorskip("mastodon")

URL = "http://127.0.0.1:3000"
USER = Credentials(
    base_url=URL,
    client_id="an-id",
    client_secret="a-secret",
    access_token="a-token",
    refresh_token="again",
    expires_at=datetime(2024, 1, 1, tzinfo=UTC),
    scopes=("read", "write"),
    app_name="bot",
)


def peer(**files: Any) -> list[str | None]:
    client = mastodon.Mastodon(version_check_mode="none", **files)
    names = ("client_id", "client_secret", "access_token", "api_base_url")
    return [getattr(client, name) for name in names]


def test_mastodon_py_reads_our_credential_files(tmp_path: Path) -> None:
    app, user = tmp_path / "app.txt", tmp_path / "user.txt"
    mastodon_credentials.write(app, USER.app_text())
    mastodon_credentials.write(user, USER.user_text())
    assert peer(client_id=app) == ["an-id", "a-secret", None, URL]
    assert peer(access_token=user) == ["an-id", "a-secret", "a-token", URL]
    both = peer(client_id=str(app), access_token=str(user))
    assert both == ["an-id", "a-secret", "a-token", URL]


class OneDocument:
    """A stand-in for `requests.Session` that returns one JSON document."""

    def __init__(self, **document: str) -> None:
        self.document = document

    def post(self, *_: object, **__: object) -> Any:
        return self

    request = post
    ok, status_code, headers = True, 200, dict[str, str]()

    def json(self, **_: object) -> dict[str, str]:
        return self.document


def test_load_reads_the_credential_files_of_mastodon_py(tmp_path: Path) -> None:
    app, user = tmp_path / "app.txt", tmp_path / "user.txt"
    mastodon.Mastodon.create_app(
        "bot",
        to_file=app,
        api_base_url=URL,
        session=OneDocument(client_id="an-id", client_secret="a-secret"),
    )
    # Mastodon.py leaves this to the umask.
    app.chmod(0o600)
    assert mastodon_credentials.load(app) == Credentials(
        base_url=URL, client_id="an-id", client_secret="a-secret", app_name="bot"
    )
    client = mastodon.Mastodon(
        client_id=app, access_token="a-token", version_check_mode="none"
    )
    write_private(user, client.persistable_login_credentials())
    assert mastodon_credentials.load(None, None, user) == evolve(
        USER, refresh_token=None, expires_at=None, scopes=(), app_name=None
    )
