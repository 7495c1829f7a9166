"""Programs and tokens."""

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
from ._village import PASSWORD, Village, refused

SCOPES = ["read", "write"]


def _registered(v: Village) -> str:
    """The file of a program that was registered."""
    path = str(v.folder / "app.txt")
    v.anybody.create_app("bot", scopes=SCOPES, to_file=path, api_base_url=v.url)
    return path


def _agree(v: Village, page: str, username: str) -> str:
    """Be the person who logs in on the page; returns the code."""
    form = requests.get(page, timeout=10)
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.text))
    fields |= {"username": username, "password": PASSWORD}
    shown = requests.post(f"{v.url}/oauth/authorize", data=fields, timeout=10)
    code = re.search(r"<code>([^<]+)</code>", shown.text)
    assert code is not None
    return code[1]


@row
def create_app(v: Village) -> None:
    path = _registered(v)
    id, secret = v.anybody.create_app(
        "other",
        scopes=["read"],
        redirect_uris=["urn:ietf:wg:oauth:2.0:oob", "https://example.com/back"],
        website="https://example.com",
        api_base_url=v.url,
    )
    assert id
    assert secret
    with open(path, encoding="utf-8") as file:
        assert file.read().splitlines()[2:] == [v.url, "bot"]


@row(before=(4, 4))
def log_in__with_a_password(v: Village) -> None:
    path = str(v.folder / "user.txt")
    client = v.client(client_id=_registered(v))
    token = client.log_in("ada", PASSWORD, scopes=SCOPES, to_file=path, allow_http=True)
    assert token == client.access_token
    assert v.client(access_token=path).me().acct == "ada"


@row(since=(4, 4))
def log_in__with_a_password_that_is_taken_no_longer(v: Village) -> None:
    client = v.client(client_id=_registered(v))
    refused(
        lambda: client.log_in("ada", PASSWORD, scopes=SCOPES, allow_http=True),
        MastodonIllegalArgumentError,
        "Password flow is no longer supported",
    )


@row
def log_in__with_a_code(v: Village) -> None:
    client = v.client(client_id=_registered(v))
    page = client.auth_request_url(scopes=SCOPES, allow_http=True)
    code = _agree(v, page, "ada")
    client.log_in(code=code, scopes=SCOPES, allow_http=True)
    assert client.me().acct == "ada"


@row
def log_in__with_a_wrong_code(v: Village) -> None:
    client = v.client(client_id=_registered(v))
    refused(
        lambda: client.log_in(code="guess", scopes=SCOPES, allow_http=True),
        MastodonIllegalArgumentError,
        "Invalid access token",
    )


@row
def auth_request_url(v: Village) -> None:
    client = v.client(client_id=_registered(v))
    page = client.auth_request_url(scopes=SCOPES, state="abc", allow_http=True)
    assert page.startswith(f"{v.url}/oauth/authorize?client_id=")
    assert requests.get(page, timeout=10).status_code == 200


@row
def oauth_authorization_server_info(v: Village) -> None:
    found = v.ada.oauth_authorization_server_info()
    assert isinstance(found, OAuthServerInfo)
    assert found.token_endpoint == f"{v.url}/oauth/token"
    assert set(SCOPES) <= set(found.scopes_supported)


def _logged_in(v: Village) -> Any:
    client = v.client(client_id=_registered(v))
    page = client.auth_request_url(scopes=SCOPES, allow_http=True)
    client.log_in(code=_agree(v, page, "ada"), scopes=SCOPES, allow_http=True)
    return client


@row
def persistable_login_credentials(v: Village) -> None:
    client = _logged_in(v)
    path = v.folder / "kept.txt"
    path.write_text(client.persistable_login_credentials(), encoding="utf-8")
    assert v.client(access_token=str(path)).me().acct == "ada"


@row
def revoke_access_token(v: Village) -> None:
    client = _logged_in(v)
    token = client.access_token
    client.revoke_access_token(allow_http=True)
    assert client.access_token is None
    refused(v.client(access_token=token).me, MastodonUnauthorizedError, "401")


@row
def app_verify_credentials(v: Village) -> None:
    found = _logged_in(v).app_verify_credentials()
    assert isinstance(found, Application)
    assert found.name == "bot"
