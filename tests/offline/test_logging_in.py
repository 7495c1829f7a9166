"""Apps, codes and tokens, with the errors of Doorkeeper."""

from __future__ import annotations

import re
from typing import Any

import pytest
from raw_http import outcome, send

from mastodon_core import LogInError
from mastodon_core.testing import FakeMastodon, OfflineInstance
from mastodon_core.transport import HttpRequest

CALLBACK = "https://app.example/cb?x=1"


def registered(
    instance: OfflineInstance, uris: str = CALLBACK, scopes: str = "read write"
) -> tuple[str, str]:
    return instance.client_class().create_app("bot", scopes, uris)


def app_of(version: str = "4.7.0") -> tuple[OfflineInstance, dict[str, Any]]:
    """An instance with a user, and the id and secret of an app."""
    instance = OfflineInstance(version=version)
    instance.add_user("ada", password="lovelace")
    id, secret = registered(instance)
    return instance, {"client_id": id, "client_secret": secret}


def client_of(instance: OfflineInstance, app: dict[str, Any]) -> FakeMastodon:
    return instance.client_class()(**app, api_base_url=instance.base_url)


def test_app_logs_in_by_code_with_a_callback_url() -> None:
    instance, app = app_of()
    mastodon = client_of(instance, app)
    page = mastodon.auth_request_url(redirect_uri=CALLBACK, scopes=["read"])
    callback = instance.authorize(page.url, "ada")
    assert callback.startswith(f"{CALLBACK}&code=")
    code = page.code_from(callback)
    mastodon.log_in(code=code, authorization=page)
    assert mastodon.me().acct == "ada"
    assert mastodon.session.credentials.scopes == ("read",)
    assert mastodon.app_verify_credentials().name == "bot"
    # A code works only once.
    with pytest.raises(LogInError, match="invalid, expired, revoked"):
        mastodon.log_in(code=code, authorization=page)


@pytest.mark.parametrize(
    ("late", "change"),
    [
        (601, {}),
        (0, {"redirect_uri": "https://app.example/"}),
        (0, {"code_verifier": "wrong"}),
        (0, {"code": "wrong"}),
    ],
)
def test_code_is_refused_when_late_or_with_other_parameters(
    late: float, change: dict[str, Any]
) -> None:
    instance, app = app_of()
    mastodon = client_of(instance, app)
    page = mastodon.auth_request_url(redirect_uri=CALLBACK, scopes=["read"])
    body: dict[str, Any] = {
        **app,
        "grant_type": "authorization_code",
        "code": page.code_from(instance.authorize(page.url, "ada")).reveal(),
        "code_verifier": page.code_verifier.reveal(),
        "redirect_uri": CALLBACK,
        **change,
    }
    instance.pass_time(late)
    response = send(instance, "POST", "/oauth/token", body)
    assert outcome(response) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"client_id": "x"}, (401, "invalid_client")),
        ({"client_secret": "x"}, (401, "invalid_client")),
        ({"grant_type": "x"}, (400, "unsupported_grant_type")),
        ({"scope": "read nonsense"}, (400, "invalid_scope")),
        ({"scope": "read push"}, (400, "invalid_scope")),
    ],
)
def test_token_request_is_refused_with_the_error_of_doorkeeper(
    change: dict[str, Any], refusal: tuple[int, str]
) -> None:
    instance, app = app_of()
    body = {**app, "grant_type": "client_credentials", **change}
    response = send(instance, "POST", "/oauth/token", body)
    assert outcome(response) == refusal
    assert b"error_description" in response.body


def test_token_of_the_app_itself_has_no_user() -> None:
    instance, app = app_of()
    mastodon = client_of(instance, app)
    token = mastodon.log_in(scopes=["read"], client_credentials=True)
    assert mastodon.app_verify_credentials().name == "bot"
    path = "/api/v1/accounts/verify_credentials"
    refused = outcome(send(instance, "GET", path, token=token))
    assert refused == (422, "This method requires an authenticated user")


@pytest.mark.parametrize("version", ["4.3.0", "4.3"])
def test_log_in_by_password_works_before_4_4(version: str) -> None:
    instance, app = app_of(version)
    mastodon = client_of(instance, app)
    mastodon.log_in("ada@offline.example", "lovelace", ["read"])
    assert mastodon.me().acct == "ada"
    with pytest.raises(LogInError, match="wrong user name or password"):
        mastodon.log_in("ada", "x", ["read"])
    with pytest.raises(LogInError, match="wrong user name or password"):
        mastodon.log_in("eve", "x", ["read"])


def test_token_can_be_revoked_by_its_own_app_only() -> None:
    instance, app = app_of("4.3.0")
    mastodon = client_of(instance, app)
    token = mastodon.log_in("ada", "lovelace", ["read"])
    id, secret = registered(instance)
    body = {"client_id": id, "client_secret": secret, "token": token}
    refused = outcome(send(instance, "POST", "/oauth/revoke", body))
    assert refused == (403, "unauthorized_client")
    unknown = {**body, "token": "x"}
    assert outcome(send(instance, "POST", "/oauth/revoke", unknown)) == (200, {})
    mastodon.revoke_access_token()
    path = "/api/v1/accounts/verify_credentials"
    assert send(instance, "GET", path, token=token).status == 401


def test_oauth_metadata_exists_since_4_3() -> None:
    path = "/.well-known/oauth-authorization-server"
    assert send(OfflineInstance(version="4.2.9"), "GET", path).status == 404
    found = FakeMastodon().oauth_authorization_server_info()
    assert found.issuer == "https://offline.example/"


@pytest.mark.parametrize(("version", "old"), [("4.3.9", True), ("4.4.0", False)])
def test_oauth_metadata_lists_the_password_grant_before_4_4(
    version: str, old: bool
) -> None:
    mastodon = FakeMastodon(server=OfflineInstance(version=version))
    found = mastodon.oauth_authorization_server_info()
    assert ("password" in (found.grant_types_supported or ())) is old
    assert (found.userinfo_endpoint is None) is old


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"client_name": " "}, "Application name can't be blank"),
        ({"redirect_uris": ""}, "Redirect URI can't be blank"),
        ({"redirect_uris": "nowhere"}, "Redirect URI must be an absolute URI."),
        ({"redirect_uris": ["//["]}, "Redirect URI must be an absolute URI."),
        ({"scopes": "nonsense"}, "Scopes doesn't match configured on the server."),
    ],
)
def test_app_needs_a_name_redirect_uris_and_valid_scopes(
    change: dict[str, Any], error: str
) -> None:
    body = {"client_name": "a", "redirect_uris": CALLBACK, **change}
    response = send(OfflineInstance(), "POST", "/api/v1/apps", body)
    assert outcome(response) == (422, f"Validation failed: {error}")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"client_id": "x"}, "invalid_client"),
        ({"redirect_uri": "https://evil.example/"}, "invalid_redirect_uri"),
        ({"scope": "push"}, "invalid_scope"),
    ],
)
def test_authorization_page_refuses_parameters_that_do_not_match_the_app(
    change: dict[str, str], error: str
) -> None:
    from urllib.parse import urlencode

    instance, app = app_of()
    query = {"client_id": app["client_id"], "redirect_uri": CALLBACK, "scope": "read"}
    url = f"{instance.base_url}/oauth/authorize?{urlencode({**query, **change})}"
    response = instance.handle(HttpRequest(method="GET", url=url, headers={}))
    assert outcome(response)[1] == error
    with pytest.raises(ValueError, match=error):
        instance.authorize(url, "ada")


def test_authorize_refuses_an_unknown_user() -> None:
    instance, app = app_of()
    page = client_of(instance, app).auth_request_url()
    with pytest.raises(ValueError, match="user 'eve' does not exist"):
        instance.authorize(page.url, "eve")


def test_authorization_form_escapes_its_parameters() -> None:
    instance, app = app_of()
    mark = "%22%3E%3Cscript%3E"
    url = (
        f"{instance.base_url}/oauth/authorize?client_id={app['client_id']}"
        f"&redirect_uri={CALLBACK.replace('?', '%3F')}&scope=read&state={mark}"
        f"&{mark}=1"
    )
    form = instance.handle(HttpRequest(method="GET", url=url, headers={})).body.decode()
    assert "<script>" not in form
    assert re.search(r'name="state" value="&quot;&gt;&lt;script&gt;"', form)


@pytest.mark.parametrize("name", ["", "a b", "ä", "x" * 31, "ADA"])
def test_add_user_refuses_malformed_and_taken_names(name: str) -> None:
    instance = OfflineInstance()
    instance.add_user("ada")
    with pytest.raises(ValueError, match="username"):
        instance.add_user(name)


def test_version_of_an_instance_must_be_numbers() -> None:
    with pytest.raises(ValueError, match=r"version must be like 4\.7\.0"):
        OfflineInstance(version="4")


def test_authorization_without_state_redirects_without_state() -> None:
    instance, app = app_of()
    url = (
        f"{instance.base_url}/oauth/authorize?client_id={app['client_id']}"
        f"&redirect_uri={CALLBACK.replace('?', '%3F')}"
    )
    assert re.fullmatch(
        rf"{re.escape(CALLBACK)}&code=\w+", instance.authorize(url, "ada")
    )
