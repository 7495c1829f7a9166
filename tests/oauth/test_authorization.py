"""The authorization page, and the redirect URL that brings back the code."""

import hashlib
import pickle
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from playing import carry_out, play
from sessions import json_response, session

from mastodon_core import (
    API,
    AuthorizationError,
    Credentials,
    NetworkTimeout,
    NotFound,
    Secret,
)
from mastodon_core.oauth import OUT_OF_BAND, AuthorizationRequest
from mastodon_core.transport import CurrentSession, RandomBytes, SessionInfo

api = API()
BASE = "https://x.example"
BACK = "https://app.example/callback"
PAGE = AuthorizationRequest(f"{BASE}/page", "st-te", Secret("v"), BACK, (), BASE)


def request_page(metadata: Any = None, base: str = BASE, **options: Any) -> Any:
    """Build the page for a server with this metadata; by default it has none."""
    ours = session(credentials=Credentials(base_url=base, client_id="id"))
    response = json_response({}, 404) if metadata is None else json_response(metadata)
    _, page = carry_out(ours, api.auth_request_url(**options), [response])
    return page


def query_of(url: str) -> dict[str, str]:
    query = parse_qs(urlsplit(url).query, strict_parsing=True)
    return {name: value for name, (value,) in query.items()}


def test_authorization_url_has_state_and_pkce_challenge() -> None:
    page = request_page()
    assert str(page) == page.url
    assert page.url.startswith(f"{BASE}/oauth/authorize?")
    digest = hashlib.sha256(page.code_verifier.reveal().encode()).digest()
    assert query_of(page.url) == {
        "response_type": "code",
        "client_id": "id",
        "redirect_uri": OUT_OF_BAND,
        "scope": "read write follow push",
        "state": page.state,
        "code_challenge": urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    # RFC 7636: the verifier has at least 43 characters. RFC 6749: the state must not
    # be guessable; 22 characters are 128 bits.
    assert len(page.code_verifier.reveal()) == 43
    assert len(page.state) == 22


def test_authorization_url_takes_the_options_of_the_call() -> None:
    page = request_page(
        client_id="other",
        redirect_uri=BACK,
        scopes="read push",
        force_login=True,
        lang="de",
    )
    query = query_of(page.url)
    assert (query["client_id"], query["redirect_uri"]) == ("other", BACK)
    assert (query["scope"], query["force_login"], query["lang"]) == (
        "read push",
        "true",
        "de",
    )
    assert (page.redirect_uri, page.scopes) == (BACK, ("read", "push"))


def test_each_authorization_request_has_its_own_state_and_verifier() -> None:
    ours = session(credentials=Credentials(base_url=BASE, client_id="id"))
    pages = [
        carry_out(ours, api.auth_request_url(), [json_response({}, 404)])[1]
        for _ in range(2)
    ]
    assert pages[0].state != pages[1].state
    assert pages[0].code_verifier != pages[1].code_verifier


@pytest.mark.parametrize("name", ["redirect_uri", "client_id", "lang"])
def test_auth_request_url_refuses_lone_surrogates_by_name(name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} must be text that can be encoded"):
        request_page(**{name: "https://x.example/\ud800"})


def test_auth_request_url_needs_an_app() -> None:
    facts = SessionInfo(BASE, Credentials())
    with pytest.raises(ValueError, match="create_app"):
        play(api.auth_request_url(), [facts])


@pytest.mark.parametrize(
    ("base", "named", "page"),
    [
        (
            BASE,
            "https://x.example/oauth/authorize",
            "https://x.example/oauth/authorize",
        ),
        (BASE, "https://id.example/in?a=b#c", "https://id.example/in?a=b"),
        (BASE, "http://x.example/in", f"{BASE}/oauth/authorize"),
        (BASE, "http://localhost/in", f"{BASE}/oauth/authorize"),
        (BASE, "https://x.example@evil.example/in", f"{BASE}/oauth/authorize"),
        (BASE, "javascript:alert(1)", f"{BASE}/oauth/authorize"),
        (BASE, "/in", f"{BASE}/oauth/authorize"),
        (BASE, "https://[", f"{BASE}/oauth/authorize"),
        (BASE, "", f"{BASE}/oauth/authorize"),
        (BASE, None, f"{BASE}/oauth/authorize"),
        (f"{BASE}/masto", None, f"{BASE}/masto/oauth/authorize"),
        ("http://127.0.0.1:3", "http://127.0.0.1:3/in", "http://127.0.0.1:3/in"),
        ("http://127.0.0.1:3", "http://localhost:3/in", "http://localhost:3/in"),
        (
            "http://127.0.0.1:3",
            "http://x.example/",
            "http://127.0.0.1:3/oauth/authorize",
        ),
    ],
)
def test_authorization_endpoint_of_the_metadata_is_used_if_it_is_safe(
    base: str, named: str | None, page: str
) -> None:
    url = request_page({"authorization_endpoint": named}, base=base).url
    assert url.startswith(page)
    assert url[len(page)] == ("&" if "?" in page else "?")
    assert "#" not in url


def test_auth_request_url_works_with_missing_or_malformed_metadata() -> None:
    for metadata in (None, {}, {"issuer": None}, {"issuer": 7}, [], "text"):
        page = request_page(metadata)
        assert page.url.startswith(f"{BASE}/oauth/authorize?")
        assert page.issuer == BASE


def test_oauth_metadata_may_be_empty_and_a_404_is_an_api_error() -> None:
    request = api.oauth_authorization_server_info()
    assert carry_out(session(), request, [json_response({})])[1].issuer is None
    with pytest.raises(NotFound):
        carry_out(session(), request, [json_response({}, 404)])


def test_network_error_is_not_taken_for_missing_metadata() -> None:
    steps = [SessionInfo(BASE, Credentials(client_id="id")), NetworkTimeout("slow")]
    with pytest.raises(NetworkTimeout):
        play(api.auth_request_url(), steps)


def test_auth_request_url_yields_only_context_metadata_and_random_steps() -> None:
    facts = SessionInfo(BASE, Credentials(client_id="id"))
    error = NotFound(json_response({}, 404))
    steps, page = play(api.auth_request_url(), [facts, error, b"\0" * 16, b"\1" * 32])
    assert steps == [
        CurrentSession(),
        api.oauth_authorization_server_info(),
        RandomBytes(16),
        RandomBytes(32),
    ]
    assert page.state == "A" * 22


def redirect_url(**query: Any) -> str:
    return f"{BACK}?{urlencode({'state': 'st-te', 'code': 'c0de'} | query, doseq=True)}"


def test_code_from_reads_the_code_of_the_redirect_url() -> None:
    assert PAGE.code_from(redirect_url()) == Secret("c0de")
    assert PAGE.code_from("/callback?code=a%2Fb&state=st-te#x") == Secret("a/b")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        (BACK, "state"),
        (f"{BACK}?code=c0de", "state"),
        (redirect_url(state="other"), "state"),
        (redirect_url(state="st-té"), "state"),
        (redirect_url(state=["st-te", "st-te"]), "state"),
        (redirect_url(state=["st-te", "other"]), "state"),
        (f"{BACK}?state=st-te", "must have one code, not 0"),
        (redirect_url(code=""), "must have one code, not 0"),
        (redirect_url(code=["c0de", "other"]), "must have one code, not 2"),
        (redirect_url(error="access_denied"), "authorization refused: access_denied"),
        (
            redirect_url(error="access_denied", error_description="She said no"),
            "She said no",
        ),
        (redirect_url(iss="https://evil.example"), "must come from https://x.example"),
        (
            redirect_url(iss=[BASE, "https://evil.example"]),
            "must come from https://x.example",
        ),
        ("https://[", "state"),
        (f"{BACK}?state=\ud800&code=c0de", "state"),
    ],
)
def test_code_from_refuses_a_redirect_url_that_does_not_match(
    url: str, reason: str
) -> None:
    with pytest.raises(AuthorizationError, match=reason) as caught:
        PAGE.code_from(url)
    assert "c0de" not in str(caught.value)
    assert "st-te" not in str(caught.value)


def test_code_from_checks_the_issuer_if_it_is_known() -> None:
    assert PAGE.code_from(redirect_url(iss=f"{BASE}/")) == Secret("c0de")
    unknown = AuthorizationRequest("u", "st-te", Secret("v"), BACK)
    assert unknown.code_from(redirect_url(iss="https://any.example")) == Secret("c0de")
    page = request_page({"issuer": "https://id.example/"})
    good = f"{BACK}?code=1&state={page.state}&iss=https://id.example/"
    assert page.code_from(good) == Secret("1")
    with pytest.raises(AuthorizationError):
        page.code_from(good.replace("id.example", "x.example"))


def test_authorization_error_shows_the_text_of_a_server_as_one_printable_line() -> None:
    words = redirect_url(error="no\x1b[2J\n", error_description="x" * 1000)
    with pytest.raises(AuthorizationError) as caught:
        PAGE.code_from(words)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400


@given(st.text(), st.text(min_size=1))
@example("st-te", "a code")
def test_code_from_accepts_only_the_state_that_was_sent(state: str, code: str) -> None:
    page = AuthorizationRequest("u", "st-te", Secret("v"), BACK)
    url = f"{BACK}?{urlencode({'state': state, 'code': code}, errors='replace')}"
    if state == "st-te":
        assert page.code_from(url) == Secret(code)
    else:
        with pytest.raises(AuthorizationError):
            page.code_from(url)


def test_authorization_request_hides_its_secrets_and_does_not_pickle() -> None:
    page = request_page()
    assert page.state not in repr(page)
    assert page.code_verifier.reveal() not in repr(page) + str(page)
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(page)
