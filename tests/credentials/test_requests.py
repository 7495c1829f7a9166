"""Where the credentials go in the request of each endpoint."""

from typing import Any

import pytest
from sessions import session

from mastodon_core import Credentials, catalog
from mastodon_core.transport import HttpRequest, Multipart

ENTRIES = pytest.mark.parametrize("entry", list(catalog), ids=lambda entry: entry.name)


def message(entry: Any, token: str | None = "hunter2", **options: Any) -> HttpRequest:
    credentials = Credentials(base_url="x.example", access_token=token)
    return session(credentials=credentials, **options).to_http(entry.request)


@ENTRIES
def test_token_is_in_the_authorization_header_and_nowhere_else(entry: Any) -> None:
    sent = message(entry)
    body = sent.body if isinstance(sent.body, bytes) else repr(sent.body.parts).encode()
    assert "hunter2" not in sent.url
    assert b"hunter2" not in body
    bearers = [name for name, text in sent.headers.items() if "hunter2" in text]
    assert bearers == ([] if entry.request.anonymous else ["authorization"])


@ENTRIES
@pytest.mark.parametrize("token", [None, ""])
def test_request_without_a_token_has_no_authorization_header(
    entry: Any, token: str | None
) -> None:
    assert "authorization" not in message(entry, token).headers


@ENTRIES
def test_request_has_a_content_type_exactly_if_it_has_a_body(entry: Any) -> None:
    sent = message(entry)
    has_body = isinstance(sent.body, Multipart) or sent.body != b""
    assert ("content-type" in sent.headers) is has_body


@ENTRIES
def test_lang_of_one_session_does_not_leak_into_another(entry: Any) -> None:
    before = message(entry, None).url
    assert "lang=de" in message(entry, None, lang="de").url
    assert message(entry, None).url == before
    assert "lang=" not in before


def test_endpoints_used_before_log_in_are_anonymous() -> None:
    anonymous = {entry.name for entry in catalog if entry.request.anonymous}
    assert anonymous >= {
        "app_create",
        "oauth_authorization_server_info",
        "oauth_revoke",
        "oauth_token",
    }
