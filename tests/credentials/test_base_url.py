"""Base URLs from whatever people type for an instance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastodon_core import Credentials


def base_url_of(url: str, *, allow_http: bool = False) -> str | None:
    return Credentials(base_url=url).on(None, allow_http=allow_http).base_url


@pytest.mark.parametrize(
    ("typed", "base_url"),
    [
        ("example.social", "https://example.social"),
        (" HTTPS://Example.Social/ \n", "https://example.social"),
        ("example.social.", "https://example.social"),
        ("example.social:443", "https://example.social"),
        ("example.social:8443/", "https://example.social:8443"),
        ("https://example.social/masto//", "https://example.social/masto"),
        ("example.social/a%20b/ü", "https://example.social/a%20b/%C3%BC"),
        ("bücher.example", "https://xn--bcher-kva.example"),
        ("BÜCHER。example", "https://xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "https://xn--bcher-kva.example"),
        ("straße.example", "https://xn--strae-oqa.example"),
        ("例え.テスト", "https://xn--r8jz45g.xn--zckzah"),
        ("my_host.example", "https://my_host.example"),
        ("127.0.0.1:3000", "https://127.0.0.1:3000"),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("http://localhost:80", "http://localhost"),
        ("http://app.localhost", "http://app.localhost"),
        ("http://[::1]:3000/", "http://[::1]:3000"),
        ("[2001:DB8:0:0::1]", "https://[2001:db8::1]"),
    ],
)
def test_instance_as_typed_becomes_a_base_url(typed: str, base_url: str) -> None:
    assert base_url_of(typed) == base_url
    assert base_url_of(base_url) == base_url


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("https://", "must be a host"),
        ("ftp://example.social", "must be a host"),
        ("example.social:0", "must be a host"),
        ("example.social:70000", "must be a host"),
        ("mailto:x", "must be a host"),
        ("exa mple.social", "spaces"),
        ("example.social\\@evil.example", "spaces"),
        ("example.social\nevil", "spaces"),
        ("example.social/\ud800", "lone surrogates"),
        ("[::1", "must be a host"),
        ("[::g]", "must be a host|invalid IPv6"),
        ("[v1.a:b]", "invalid IPv6 address"),
        ("[fe80::1%eth0]", "zone"),
        ("example..social", "invalid host"),
        ("exa$mple.social", "invalid host"),
        ("-example.social", "invalid host"),
        ("a" * 64 + ".example", "invalid host"),
        ("ü" * 63 + ".example", "invalid host"),
        ("a\u0300\u0627.example", "invalid host"),
        ("a\u200db.example", "joiners"),
        ("https://example.social/../x", "segments"),
        ("https://example.social/?q=secret", "query"),
        ("https://example.social?", "query"),
        ("https://example.social/#secret", "fragment"),
        ("http://example.social", "must use https"),
        ("http://10.0.0.1", "must use https"),
    ],
)
def test_malformed_instance_is_refused_with_a_reason(typed: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as caught:
        base_url_of(typed)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "typed",
    [
        "https://ada:hunter2@example.social",
        "hunter2@example.social",
        "https://ada:hunter2@example.social:x",
        "https://ada:hunter2@[::1",
    ],
)
def test_instance_with_a_user_name_or_password_is_refused_without_quoting_it(
    typed: str,
) -> None:
    with pytest.raises(ValueError, match="instance") as caught:
        base_url_of(typed)
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_plain_http_to_another_machine_needs_allow_http() -> None:
    assert base_url_of("http://10.0.0.1", allow_http=True) == "http://10.0.0.1"


@given(st.text(max_size=40))
def test_any_text_is_a_stable_base_url_or_a_value_error(typed: str) -> None:
    try:
        base_url = base_url_of(typed, allow_http=True)
    except ValueError:
        return
    assert base_url is not None
    assert base_url.isascii()
    assert not base_url.endswith("/")
    assert base_url_of(base_url, allow_http=True) == base_url
