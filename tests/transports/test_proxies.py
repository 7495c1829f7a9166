"""The choice of a proxy, which is the one that requests would choose."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Mapping
from typing import Any
from unittest import mock

import pytest
import requests
from attrs import asdict
from hypothesis import given
from hypothesis import strategies as st
from mastodon_network import Proxies, Proxy
from requests.utils import select_proxy, should_bypass_proxies
from transport_classes import CLASSES

Environment = Mapping[str, str]


def ours(environ: Environment, option: Environment | None, url: str) -> str | None:
    with mock.patch.dict(os.environ, environ, clear=True):
        proxies = Proxies.from_options({"proxies": option})
    proxy = proxies.for_url(url)
    return None if proxy is None else f"{proxy.scheme}://{proxy.authority}"


def of_requests(
    environ: Environment, option: Environment | None, url: str
) -> str | None:
    if option is not None:
        with mock.patch.dict(os.environ, {}, clear=True):
            # requests itself applies it to the proxies of the environment only.
            exempt = should_bypass_proxies(url, option.get("no_proxy", ""))
        return None if exempt else select_proxy(url, dict(option)) or None
    with (
        mock.patch.dict(os.environ, environ, clear=True),
        requests.Session() as session,
    ):
        made = session.merge_environment_settings(url, {}, None, None, None)
    return select_proxy(url, made["proxies"]) or None


URL = "https://mastodon.example/api"
A, B, C, D = (f"http://{name}.example:3128" for name in "abcd")
NOBODY = None

# The environment, the option, the URL, and the proxy.
CASES: list[tuple[Environment, Environment | None, str, str | None]] = [
    ({}, None, URL, NOBODY),
    ({"HTTPS_PROXY": A}, None, URL, A),
    ({"https_proxy": A}, None, URL, A),
    ({"https_proxy": A, "HTTPS_PROXY": B}, None, URL, A),
    ({"https_proxy": "", "HTTPS_PROXY": B}, None, URL, NOBODY),
    ({"HTTP_PROXY": A}, None, URL, NOBODY),
    ({"HTTP_PROXY": A}, None, "http://mastodon.example/", A),
    ({"ALL_PROXY": A}, None, URL, A),
    ({"ALL_PROXY": A, "https_proxy": B}, None, URL, B),
    ({"Https_Proxy": A}, None, URL, A),
    # In a CGI program, ``Proxy: ...`` in a visitor's request becomes HTTP_PROXY.
    ({"HTTP_PROXY": A, "REQUEST_METHOD": "GET"}, None, "http://x.example/", NOBODY),
    ({"http_proxy": A, "REQUEST_METHOD": "GET"}, None, "http://x.example/", A),
    ({"HTTPS_PROXY": A, "REQUEST_METHOD": "GET"}, None, URL, A),
    # Exempt hosts.
    ({"HTTPS_PROXY": A, "NO_PROXY": "mastodon.example"}, None, URL, NOBODY),
    ({"HTTPS_PROXY": A, "NO_PROXY": "example"}, None, URL, NOBODY),
    ({"HTTPS_PROXY": A, "NO_PROXY": ".example"}, None, URL, NOBODY),
    ({"HTTPS_PROXY": A, "NO_PROXY": "Mastodon.EXAMPLE"}, None, URL, NOBODY),
    ({"HTTPS_PROXY": A, "NO_PROXY": "don.example"}, None, URL, A),
    ({"HTTPS_PROXY": A, "NO_PROXY": "x, ,mastodon.example ,"}, None, URL, NOBODY),
    ({"HTTPS_PROXY": A, "NO_PROXY": "mastodon.example:443"}, None, URL, A),
    (
        {"HTTPS_PROXY": A, "NO_PROXY": "mastodon.example:8443"},
        None,
        "https://mastodon.example:8443/",
        NOBODY,
    ),
    (
        {"HTTPS_PROXY": A, "NO_PROXY": "mastodon.example:8443"},
        None,
        "https://mastodon.example:9443/",
        A,
    ),
    ({"HTTPS_PROXY": A, "NO_PROXY": "*"}, None, URL, NOBODY),
    ({"HTTPS_PROXY": A, "NO_PROXY": "a.example,*"}, None, URL, A),
    ({"HTTPS_PROXY": A, "NO_PROXY": "*.example"}, None, URL, A),
    ({"HTTPS_PROXY": A, "NO_PROXY": ""}, None, URL, A),
    ({"HTTPS_PROXY": A, "NO_PROXY": ".", "no_proxy": ""}, None, URL, A),
    ({"HTTPS_PROXY": A, "No_Proxy": "mastodon.example"}, None, URL, NOBODY),
    ({"HTTPS_PROXY": A, "NO_PROXY": "x", "no_proxy": "example"}, None, URL, NOBODY),
    ({"ALL_PROXY": A, "NO_PROXY": "10.0.0.0/8"}, None, "https://10.9.8.7/", NOBODY),
    ({"ALL_PROXY": A, "NO_PROXY": "10.0.0.0/8"}, None, "https://11.9.8.7/", A),
    ({"ALL_PROXY": A, "NO_PROXY": "10.0.0.0/33"}, None, "https://10.0.0.0/", A),
    ({"ALL_PROXY": A, "NO_PROXY": "10.0.0.0/0"}, None, "https://10.0.0.0/", A),
    ({"ALL_PROXY": A, "NO_PROXY": "10.0.0.0/x"}, None, "https://10.0.0.0/", A),
    ({"ALL_PROXY": A, "NO_PROXY": "10.0.0.0/8/9"}, None, "https://10.0.0.0/", A),
    ({"ALL_PROXY": A, "NO_PROXY": "a/8"}, None, "https://10.0.0.0/", A),
    ({"ALL_PROXY": A, "NO_PROXY": "127.0.0.0/8"}, None, "http://127.1/", NOBODY),
    ({"ALL_PROXY": A, "NO_PROXY": "10.0.0.1"}, None, "https://10.0.0.1/", NOBODY),
    ({"ALL_PROXY": A, "NO_PROXY": "10.0.0.1:80"}, None, "http://10.0.0.1:80/", A),
    ({"ALL_PROXY": A, "NO_PROXY": "::1"}, None, "http://[::1]:3000/", NOBODY),
    # The option replaces the environment.
    ({"HTTPS_PROXY": A}, {}, URL, NOBODY),
    ({"HTTPS_PROXY": A}, {"http": B}, URL, NOBODY),
    ({"HTTPS_PROXY": A}, {"https": B}, URL, B),
    ({"NO_PROXY": "*"}, {"https": B}, URL, B),
    ({}, {"all": B}, URL, B),
    ({}, {"all": B, "https": C}, URL, C),
    ({}, {"all": B, "https": ""}, URL, NOBODY),
    ({}, {"https": B, "https://mastodon.example": C}, URL, C),
    ({}, {"https": B, "https://mastodon.example": ""}, URL, NOBODY),
    ({}, {"https": B, "all://mastodon.example": C}, URL, B),
    ({}, {"all": B, "all://mastodon.example": C}, URL, C),
    ({}, {"all": B, "https://other.example": C}, URL, B),
    ({}, {"all": B, "no_proxy": "other.example,mastodon.example"}, URL, NOBODY),
]


@pytest.mark.parametrize(("environ", "option", "url", "proxy"), CASES)
def test_proxy_is_the_one_that_requests_chooses(
    environ: Environment, option: Environment | None, url: str, proxy: str | None
) -> None:
    assert ours(environ, option, url) == proxy
    assert of_requests(environ, option, url) == proxy


HOSTS = st.sampled_from(
    ["a.example", "b.a.example", "localhost", "10.1.2.3", "127.1", "[::1]", "x.social."]
)
URLS = st.builds(
    "{}://{}{}/x".format,
    st.sampled_from(["http", "https"]),
    HOSTS,
    st.sampled_from(["", ":443", ":80", ":8080"]),
)
EXEMPT = st.lists(
    st.one_of(
        HOSTS.map(lambda host: host.strip("[]")),
        HOSTS.map(str.upper),
        HOSTS.map("{}:8080".format),
        HOSTS.map(".{}".format),
        st.builds("{}/{}".format, HOSTS, st.integers(-1, 40)),
        st.sampled_from(["example", ".", " ", "*", "social.", "3", "..a.example"]),
        st.text("a.1/* ", max_size=4),
    ),
    max_size=4,
).map(",".join)
PROXY_URLS = st.sampled_from([A, B, C, "socks5h://d.example:1080", ""])
ENVIRONMENTS = st.fixed_dictionaries(
    {},
    optional={
        **{
            name: PROXY_URLS
            for key in ("http", "https", "all", "ftp")
            for name in (f"{key}_proxy", f"{key}_PROXY".upper())
        },
        "Https_Proxy": PROXY_URLS,
        "REQUEST_METHOD": st.just("GET"),
    },
)
EXEMPTIONS = st.one_of(
    st.fixed_dictionaries({}, optional={"NO_PROXY": EXEMPT}),
    st.fixed_dictionaries(
        {"no_proxy": EXEMPT.filter(bool)}, optional={"NO_PROXY": EXEMPT}
    ),
)
OPTIONS = st.none() | st.dictionaries(
    st.sampled_from(["http", "https", "all"])
    | st.builds(
        "{}://{}".format,
        st.sampled_from(["http", "https", "all"]),
        HOSTS.map(lambda host: host.strip("[]")),
    ),
    PROXY_URLS,
)


@given(ENVIRONMENTS, EXEMPTIONS, OPTIONS, st.none() | EXEMPT, URLS)
def test_any_proxy_is_the_one_that_requests_chooses(
    environ: dict[str, str],
    exempt: dict[str, str],
    option: dict[str, str] | None,
    no_proxy: str | None,
    url: str,
) -> None:
    if option is not None and no_proxy is not None:
        option = {**option, "no_proxy": no_proxy}
    both = {**environ, **exempt}
    assert ours(both, option, url) == of_requests(both, option, url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://p.example", ("http", "p.example", 80, None, None)),
        ("https://p.example/", ("https", "p.example", 443, None, None)),
        ("HTTP://P.example:8080", ("http", "p.example", 8080, None, None)),
        ("p.example:3128", ("http", "p.example", 3128, None, None)),
        (" p.example\n", ("http", "p.example", 80, None, None)),
        ("ada@p.example", ("http", "p.example", 80, "ada", None)),
        ("http://ada:p%40ss%2F@p.example", ("http", "p.example", 80, "ada", "p@ss/")),
        ("socks5://[::1]", ("socks5", "::1", 1080, None, None)),
        ("socks5h://:x@10.0.0.1:9050", ("socks5h", "10.0.0.1", 9050, "", "x")),
    ],
)
def test_url_of_a_proxy_is_parsed(url: str, expected: tuple[Any, ...]) -> None:
    proxy = Proxy.from_url(url)
    username, password = (
        None if secret is None else secret.reveal()
        for secret in (proxy.username, proxy.password)
    )
    assert (proxy.scheme, proxy.host, proxy.port, username, password) == expected


@given(
    st.text("htps:/@[]%2.#? x\t\n\0é1", max_size=20), st.sampled_from(["", "http://"])
)
def test_any_text_is_a_proxy_or_an_error_that_does_not_quote_it(
    text: str, scheme: str
) -> None:
    words = None
    try:
        proxy = Proxy.from_url(scheme + text)
    except ValueError as error:
        words = str(error)
    else:
        assert 0 < proxy.port < 65536
        assert Proxy.from_url(f"{proxy.scheme}://{proxy.authority}").host == proxy.host
    if words is not None and "http, https, socks5 or socks5h" not in words:
        assert words == (
            "the proxy must be a URL such as http://user:password@host:3128; write"
            " special characters of the user and password as %XX"
        )


@pytest.mark.parametrize(
    ("url", "authority", "authorization"),
    [
        ("http://p.example", "p.example:80", None),
        ("http://ada:hunter2@[::1]:1", "[::1]:1", "Basic YWRhOmh1bnRlcjI="),
        ("http://ada@p.example:1", "p.example:1", "Basic YWRhOg=="),
        ("http://%C3%A4@p.example:1", "p.example:1", "Basic w6Q6"),
    ],
)
def test_proxy_knows_its_authority_and_the_header_for_it(
    url: str, authority: str, authorization: str | None
) -> None:
    proxy = Proxy.from_url(url)
    header = proxy.authorization
    assert proxy.authority == authority
    assert (None if header is None else header.reveal()) == authorization


def test_user_and_password_of_a_proxy_are_not_shown() -> None:
    proxies = Proxies.from_options(
        {"proxies": {"all": "http://ada77:hunter2@p.example"}}
    )
    proxy = proxies.for_url(URL)
    assert proxy is not None
    for shown in (proxy, proxies, asdict(proxy), proxy.authorization):
        assert "hunter2" not in repr(shown)
        assert "ada77" not in repr(shown)
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(proxies)


each_client = pytest.mark.parametrize("client", CLASSES.values(), ids=CLASSES)


@each_client
@pytest.mark.parametrize(
    ("variables", "message"),
    [
        (
            {"ALL_PROXY": "socks4://ada:hunter2@p.example"},
            "the environment variable ALL_PROXY must be a URL with http, https, socks5"
            " or socks5h, not socks4",
        ),
        (
            {"https_proxy": "http://ada:hunter2@p.example:x"},
            "the environment variable https_proxy must be a URL such as"
            " http://user:password@host:3128; write special characters of the user and"
            " password as %XX",
        ),
    ],
)
def test_bad_proxy_in_the_environment_is_an_error_that_names_the_variable(
    client: Any,
    variables: dict[str, str],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match="environment variable") as caught:
        client()
    assert str(caught.value) == message
    client(proxies={})


@each_client
def test_socks_proxy_without_its_library_is_an_error_that_names_the_extra(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxies = {"all": "socks5h://p.example"}
    client(proxies=proxies)
    library = client._socks_library
    # Python's own way to say that a module cannot be imported.
    monkeypatch.setattr("sys.meta_path", [_Hide(library), *sys.meta_path])
    monkeypatch.delitem(sys.modules, library)
    with pytest.raises(ImportError) as caught:
        client(proxies=proxies)
    assert str(caught.value) == (
        f'a SOCKS proxy needs {library}: pip install "mastodon-core[socks]"'
    )
    client(proxies={"all": "http://p.example"})


class _Hide:
    """Makes a library look as if it was not installed."""

    def __init__(self, library: str) -> None:
        self.library = library

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        if name == self.library:
            raise ModuleNotFoundError(f"no module {name}", name=name)
