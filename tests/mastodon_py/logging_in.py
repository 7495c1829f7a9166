"""Apps and tokens."""

from __future__ import annotations

import re
from typing import Any

import requests
from mastodon import (
    MastodonIllegalArgumentError,
    MastodonUnauthorizedError,
)
from mastodon.return_types import Application, OAuthServerInfo

from ._rows import row
from ._users import PASSWORD, Users, refused

SCOPES = ["read", "write"]


def _register(u: Users) -> str:
    """Register an app; returns its credential file."""
    path = str(u.folder / "app.txt")
    u.client_class.create_app("bot", scopes=SCOPES, to_file=path, api_base_url=u.url)
    return path


def _authorize(u: Users, page: str, username: str) -> str:
    """Log in on the authorization page; returns the code."""
    form = requests.get(page, timeout=10)
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.text))
    fields |= {"username": username, "password": PASSWORD}
    shown = requests.post(f"{u.url}/oauth/authorize", data=fields, timeout=10)
    code = re.search(r"<code>([^<]+)</code>", shown.text)
    assert code is not None
    return code[1]


@row
def create_app(u: Users) -> None:
    path = _register(u)
    id, secret = u.client_class.create_app(
        "other",
        scopes=["read"],
        redirect_uris=["urn:ietf:wg:oauth:2.0:oob", "https://example.com/back"],
        website="https://example.com",
        api_base_url=u.url,
    )
    assert id
    assert secret
    with open(path, encoding="utf-8") as file:
        assert file.read().splitlines()[2:] == [u.url, "bot"]


@row(before=(4, 4))
def log_in__with_a_password(u: Users) -> None:
    path = str(u.folder / "user.txt")
    client = u.client(client_id=_register(u))
    token = client.log_in("ada", PASSWORD, scopes=SCOPES, to_file=path, allow_http=True)
    assert token == client.access_token
    assert u.client(access_token=path).me().acct == "ada"


@row(since=(4, 4))
def log_in__with_a_password_since_4_4(u: Users) -> None:
    client = u.client(client_id=_register(u))
    refused(
        lambda: client.log_in("ada", PASSWORD, scopes=SCOPES, allow_http=True),
        MastodonIllegalArgumentError,
        "Password flow is no longer supported",
    )


@row
def log_in__with_a_code(u: Users) -> None:
    client = u.client(client_id=_register(u))
    page = client.auth_request_url(scopes=SCOPES, allow_http=True)
    code = _authorize(u, page, "ada")
    client.log_in(code=code, scopes=SCOPES, allow_http=True)
    assert client.me().acct == "ada"


@row
def log_in__with_a_wrong_code(u: Users) -> None:
    client = u.client(client_id=_register(u))
    refused(
        lambda: client.log_in(code="guess", scopes=SCOPES, allow_http=True),
        MastodonIllegalArgumentError,
        "Invalid access token",
    )


@row
def auth_request_url(u: Users) -> None:
    client = u.client(client_id=_register(u))
    page = client.auth_request_url(scopes=SCOPES, state="abc", allow_http=True)
    assert page.startswith(f"{u.url}/oauth/authorize?client_id=")
    assert requests.get(page, timeout=10).status_code == 200


@row
def oauth_authorization_server_info(u: Users) -> None:
    found = u.ada.oauth_authorization_server_info()
    assert isinstance(found, OAuthServerInfo)
    assert found.token_endpoint == f"{u.url}/oauth/token"
    assert set(SCOPES) <= set(found.scopes_supported)


def _logged_in(u: Users) -> Any:
    client = u.client(client_id=_register(u))
    page = client.auth_request_url(scopes=SCOPES, allow_http=True)
    client.log_in(code=_authorize(u, page, "ada"), scopes=SCOPES, allow_http=True)
    return client


@row
def persistable_login_credentials(u: Users) -> None:
    client = _logged_in(u)
    path = u.folder / "kept.txt"
    path.write_text(client.persistable_login_credentials(), encoding="utf-8")
    assert u.client(access_token=str(path)).me().acct == "ada"


@row
def revoke_access_token(u: Users) -> None:
    client = _logged_in(u)
    token = client.access_token
    client.revoke_access_token(allow_http=True)
    assert client.access_token is None
    refused(u.client(access_token=token).me, MastodonUnauthorizedError, "401")


@row
def app_verify_credentials(u: Users) -> None:
    found = _logged_in(u).app_verify_credentials()
    assert isinstance(found, Application)
    assert found.name == "bot"
