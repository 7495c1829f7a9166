"""The authorization page, and the redirect URL that brings back the code."""

import hashlib
import json
import pickle
from base64 import urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from copy import copy
from threading import Barrier
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


def page_of(redirect_uri: str = BACK, **fields: Any) -> AuthorizationRequest:
    fields = {"issuer": BASE} | fields
    return AuthorizationRequest(
        f"{BASE}/page", "st-te", Secret("v"), redirect_uri, **fields
    )


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
    assert page_of().code_from(redirect_url()) == Secret("c0de")
    assert page_of().code_from(f"{BACK}?code=a%2Fb&state=st-te#x") == Secret("a/b")


@pytest.mark.parametrize(
    ("redirect_uri", "callback"),
    [
        (BACK, "https://app.example:443/callback"),
        (BACK, "HTTPS://APP.example/callback"),
        ("https://app.example", "https://app.example/"),
        ("http://127.0.0.1:8731/cb", "http://127.0.0.1:8731/cb"),
        ("http://[::1]:8731/", "http://[::1]:8731"),
        ("com.example.app:/oauth", "com.example.app:/oauth"),
        ("example-app://callback", "example-app://callback"),
        (f"{BACK}?theme=dark", f"{BACK}?theme=dark"),
    ],
)
def test_code_from_accepts_the_redirect_uri_with_a_query(
    redirect_uri: str, callback: str
) -> None:
    url = f"{callback}{'&' if '?' in callback else '?'}state=st-te&code=c0de"
    assert page_of(redirect_uri).code_from(url) == Secret("c0de")


@pytest.mark.parametrize(
    "callback",
    [
        "http://app.example/callback",
        "https://app.example:8443/callback",
        "https://app.example:99999/callback",
        "https://evil.example/callback",
        "https://app.example.evil.example/callback",
        "https://app.example@evil.example/callback",
        "https://evil.example@app.example/callback",
        "https://app.example/callback/",
        "https://app.example/Callback",
        "https://app.example/",
        "//app.example/callback",
        "/callback",
        "",
        "https://[",
        OUT_OF_BAND,
    ],
)
def test_code_from_refuses_the_callback_url_of_another_redirect_uri(
    callback: str,
) -> None:
    page = page_of()
    with pytest.raises(AuthorizationError, match=f"must be {BACK} with a query"):
        page.code_from(f"{callback}?state=st-te&code=c0de")
    # This does not use the state up.
    assert page.code_from(redirect_url()) == Secret("c0de")


@pytest.mark.parametrize("query", ["", "server=b&", "Server=a&", "server=&"])
def test_code_from_compares_the_query_of_the_redirect_uri(query: str) -> None:
    # Programs with several servers tell them apart by their redirect URIs.
    page = page_of(f"{BACK}?server=a&empty=")
    with pytest.raises(AuthorizationError, match="must be"):
        page.code_from(f"{BACK}?{query}empty=&state=st-te&code=c0de")
    url = f"{BACK}?code=c0de&empty=&state=st-te&server=a"
    assert page.code_from(url) == Secret("c0de")


def test_code_from_takes_a_url_that_was_pasted() -> None:
    assert page_of().code_from(f" {redirect_url()}\n") == Secret("c0de")


@pytest.mark.parametrize("url", [None, b"https://app.example/callback", 7])
def test_code_from_takes_only_a_str(url: Any) -> None:
    with pytest.raises(TypeError, match="callback_url must be a str, not"):
        page_of().code_from(url)


def test_code_from_refuses_any_url_for_an_invalid_redirect_uri() -> None:
    with pytest.raises(AuthorizationError, match="must be"):
        page_of("https://[").code_from("https://[?state=st-te&code=c0de")


def test_code_from_needs_a_redirect_uri_that_is_not_out_of_band() -> None:
    for url in (f"{OUT_OF_BAND}?state=st-te&code=1", redirect_url(), "c0de"):
        with pytest.raises(AuthorizationError, match=r"log_in\(code=\.\.\.\)"):
            page_of(OUT_OF_BAND).code_from(url)


@pytest.mark.parametrize(
    "first",
    [
        {},
        {"code": "other"},
        {"code": []},
        {"error": "access_denied", "code": []},
        {"iss": "https://evil.example"},
    ],
)
def test_code_from_accepts_a_state_only_once(first: dict[str, Any]) -> None:
    page = page_of()
    with suppress(AuthorizationError):
        page.code_from(redirect_url(**first))
    # A copy is not a way around it.
    for again in (page, copy(page)):
        with pytest.raises(AuthorizationError, match="was used before"):
            again.code_from(redirect_url())


def test_code_from_does_not_use_the_state_up_for_a_url_with_another_state() -> None:
    page = page_of()
    for state in ("other", "", ["st-te", "st-te"]):
        with pytest.raises(AuthorizationError, match="its state differs"):
            page.code_from(redirect_url(state=state))
    assert page.code_from(redirect_url()) == Secret("c0de")


def test_code_from_gives_a_code_to_one_of_many_threads() -> None:
    for _ in range(20):
        page, barrier = page_of(), Barrier(8)

        def attempt(_: int, page: Any = page, barrier: Any = barrier) -> bool:
            barrier.wait()
            try:
                return bool(page.code_from(redirect_url()) == Secret("c0de"))
            except AuthorizationError:
                return False

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(attempt, range(8))) == 1


def test_authorization_request_is_restored_from_its_fields() -> None:
    page = request_page({"authorization_response_iss_parameter_supported": True})
    stored = json.dumps(
        {
            "url": page.url,
            "state": page.state,
            "code_verifier": page.code_verifier.reveal(),
            "redirect_uri": page.redirect_uri,
            "scopes": page.scopes,
            "issuer": page.issuer,
            "issuer_required": page.issuer_required,
        }
    )
    restored = AuthorizationRequest(**json.loads(stored))
    assert restored == page
    assert hash(restored) == hash(page)
    assert restored.code_verifier.reveal() not in repr(restored)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        (f"{BACK}?", "state"),
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
        (f"{BACK}?state=\ud800&code=c0de", "state"),
    ],
)
def test_code_from_refuses_a_redirect_url_that_does_not_match(
    url: str, reason: str
) -> None:
    with pytest.raises(AuthorizationError, match=reason) as caught:
        page_of().code_from(url)
    assert "c0de" not in str(caught.value)
    assert "st-te" not in str(caught.value)


def test_code_from_checks_the_issuer_if_it_is_known() -> None:
    assert page_of().code_from(redirect_url(iss=f"{BASE}/")) == Secret("c0de")
    unknown = page_of(issuer=None)
    assert unknown.code_from(redirect_url(iss="https://any.example")) == Secret("c0de")
    for issuer, is_good in (("https://id.example/", True), (BASE, False)):
        page = request_page({"issuer": "https://id.example/"}, redirect_uri=BACK)
        url = f"{BACK}?code=1&state={page.state}&iss={issuer}"
        if is_good:
            assert page.code_from(url) == Secret("1")
        else:
            with pytest.raises(AuthorizationError, match=r"must come from https://id"):
                page.code_from(url)


@pytest.mark.parametrize("announced", [True, False, None])
def test_code_from_needs_an_issuer_if_the_server_announced_one(announced: Any) -> None:
    metadata = {
        "issuer": "https://id.example",
        "authorization_response_iss_parameter_supported": announced,
    }
    for query, is_good in (
        ("code=1", announced is not True),
        ("code=1&iss=", announced is not True),
        ("code=1&iss=https://id.example", True),
    ):
        page = request_page(metadata, redirect_uri=BACK)
        assert page.issuer_required is (announced is True)
        url = f"{BACK}?state={page.state}&{query}"
        if is_good:
            assert page.code_from(url) == Secret("1")
        else:
            with pytest.raises(AuthorizationError, match="must name its issuer"):
                page.code_from(url)


def test_code_from_needs_the_issuer_with_an_error_too() -> None:
    refused = redirect_url(error="access_denied", code=[])
    with pytest.raises(AuthorizationError, match=f"as {BASE} announced"):
        page_of(issuer_required=True).code_from(refused)
    with pytest.raises(AuthorizationError, match="access_denied"):
        page_of(issuer_required=True).code_from(f"{refused}&iss={BASE}")


def test_authorization_error_shows_the_text_of_a_server_as_one_printable_line() -> None:
    words = redirect_url(error="no\x1b[2J\n", error_description="x" * 1000)
    with pytest.raises(AuthorizationError) as caught:
        page_of().code_from(words)
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
