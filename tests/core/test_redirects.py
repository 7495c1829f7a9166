"""Redirects that are followed or refused, and that the token stays in its origin."""

import re
from typing import Any

import pytest
from attrs import evolve
from playing import carry_out
from sessions import STATUS, json_response, session

from mastodon_core import API, Credentials, RedirectError, Request, Secret, entities
from mastodon_core.calls import One
from mastodon_core.transport import HttpRequest

api = API()


def follow(call: Any, *places: str, status: int = 302, base: str = "x.example") -> Any:
    token = Credentials(base_url=base, access_token=Secret("token"))
    redirects = [json_response({}, status, location=place) for place in places]
    steps, _ = carry_out(
        session(credentials=token), call, [*redirects, json_response()]
    )
    return [
        (step.url, step.headers.get("authorization"))
        for step in steps
        if isinstance(step, HttpRequest)
    ]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_keeps_the_token_only_within_its_origin(status: int) -> None:
    hops = follow(
        api.status("7"), "/a#b", "https://x.example:443/c", "//y.example/d", "/e",
        status=status,
    )  # fmt: skip
    assert hops == [
        ("https://x.example/api/v1/statuses/7", "Bearer token"),
        ("https://x.example/a", "Bearer token"),
        ("https://x.example:443/c", "Bearer token"),
        ("https://y.example/d", None),
        # Once dropped, the token is not sent again.
        ("https://y.example/e", None),
    ]


def test_redirected_head_request_is_followed_like_a_get() -> None:
    head = Request("HEAD", "/api/v1/statuses/7", answer=One(entities.Status))
    assert follow(head, "/a", "//y.example/b")[1:] == [
        ("https://x.example/a", "Bearer token"),
        ("https://y.example/b", None),
    ]


@pytest.mark.parametrize("status", [200, 201, 202])
def test_location_of_a_success_is_not_followed(status: int) -> None:
    response = json_response(STATUS, status, location="/a")
    steps, found = carry_out(session(), api.status("7"), [response])
    assert (len(steps), found.id) == (1, "7")


@pytest.mark.parametrize("status", [300, 304, 305, 306, 399])
def test_location_of_another_status_is_not_followed(status: int) -> None:
    response = json_response({}, status, location="/a")
    with pytest.raises(RedirectError):
        carry_out(session(), api.status("7"), [response])


@pytest.mark.parametrize(
    "place",
    [
        "https://x.example:8443/",
        "https://X.example.evil/",
        "https://token@y.example/",
        "https://1.1.1.1/",
    ],
)
def test_redirect_to_another_host_or_port_drops_the_token(place: str) -> None:
    assert follow(api.status("7"), place)[1][1] is None


@pytest.mark.parametrize(
    ("place", "url"),
    [
        ("/\xc3\xbc?q=\xc3\xbc", "https://x.example/%C3%BC?q=%C3%BC"),
        ("/a b\x7f", "https://x.example/a%20b%7F"),
        ("/a%20b?c=[d]&e=%zz", "https://x.example/a%20b?c=[d]&e=%zz"),
        ("/!b~?c=d~!", "https://x.example/!b~?c=d~!"),
    ],
)
def test_redirect_location_is_percent_encoded(place: str, url: str) -> None:
    assert follow(api.status("7"), place)[1][0] == url


@pytest.mark.parametrize(
    "user", ["user:password", "", "y.example\\", "y.example%2f", "a@b"]
)
def test_redirect_drops_user_info_from_its_location(user: str) -> None:
    # Libraries disagree about the host of such URLs.
    place = f"https://{user}@x.example/a@b"
    hop = ("https://x.example/a@b", "Bearer token")
    assert follow(api.status("7"), place)[1] == hop


def test_redirect_keeps_an_at_sign_in_the_path() -> None:
    place = "https://me@x.example/me@x.example"
    assert follow(api.status("7"), place)[1][0] == "https://x.example/me@x.example"


@pytest.mark.parametrize(
    "place",
    [
        "https://b..example/",
        f"https://{'a' * 70}.example/",
        "https://\xc3\xbc.example/",
        "https://y.example:99999/",
        "https://y.example:0/",
        "/\u20ac",
    ],
)
def test_redirect_to_an_invalid_location_is_refused(place: str) -> None:
    with pytest.raises(RedirectError, match="302"):
        carry_out(session(), api.status("7"), [json_response({}, 302, location=place)])


@pytest.mark.parametrize(
    "place", ["http://x.example/", "http://127.0.0.1/", "ftp://x/", "", "http://["]
)  # fmt: skip
def test_redirect_to_plain_http_or_another_scheme_is_refused(place: str) -> None:
    with pytest.raises(RedirectError, match="302"):
        carry_out(session(), api.status("7"), [json_response({}, 302, location=place)])


LOCAL = """
localhost localhost. LOCALHOST app.localhost 127.0.0.1 127.0.0.1. 127.1 0177.0.0.1
2130706433 0x7f000001 0.0.0.0 0 [::1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1]
[64:ff9b::7f00:1] [2002:7f00:1::] 10.0.0.1 10.1 172.16.0.1 192.168.0.1 100.64.0.1
[fc00::1] [fec0::1] 169.254.169.254 2852039166 [fe80::1] [::ffff:a9fe:a9fe] 224.0.0.1
192.0.2.1 240.0.0.1 [ff02::1] [2001:db8::1] printer.local metadata.google.internal db
router.home.arpa 256.1.1.1 1.2.3.4.5
"""


@pytest.mark.parametrize("host", LOCAL.split())
@pytest.mark.parametrize("path", ["/", ":8080/a"])
def test_redirect_from_the_internet_to_a_private_host_is_refused(
    host: str, path: str
) -> None:
    moved = json_response({}, 302, location=f"https://{host}{path}")
    with pytest.raises(RedirectError, match=f"302 .*to https://{re.escape(host)}"):
        carry_out(session(), api.status("7"), [moved])
    # Nor in a second hop, or with the scheme of the first one.
    away = json_response({}, 302, location="https://y.example/")
    onward = json_response({}, 302, location=f"//{host}{path}")
    with pytest.raises(RedirectError):
        carry_out(session(), api.status("7"), [away, onward])


@pytest.mark.parametrize(
    "host", ["１２７.0.0.1", "127。0.0.1", "%31%32%37.0.0.1", "127.0.0.1%00.y.example"]
)
def test_redirect_to_an_encoded_private_host_is_refused(host: str) -> None:
    for place in (host, host.encode().decode("latin-1")):
        moved = json_response({}, 302, location=f"https://{place}/")
        with pytest.raises(RedirectError):
            carry_out(session(), api.status("7"), [moved])


@pytest.mark.parametrize(
    ("base", "place"),
    [
        ("http://127.0.0.1:3000", "http://localhost:3000/a"),
        ("https://localhost", "https://[::1]/"),
        ("https://127.1", "https://127.0.0.1/"),
        ("https://10.0.0.5", "https://192.168.0.1/"),
        ("https://social.lan", "https://10.0.0.5:8443/"),
        ("https://mastodon", "https://web/"),
        ("https://localhost", "https://y.example/"),
        ("https://10.0.0.5", "https://y.example/"),
    ],
)
def test_redirect_between_hosts_of_the_same_kind_is_followed(
    base: str, place: str
) -> None:
    assert follow(api.status("7"), place, base=base)[1] == (place, None)


@pytest.mark.parametrize(
    ("base", "place"),
    [
        ("https://localhost", "https://10.0.0.1/"),
        ("https://localhost", "https://169.254.169.254/"),
        ("https://10.0.0.5", "https://localhost/"),
        ("https://10.0.0.5", "https://169.254.169.254/"),
        ("https://mastodon", "https://127.1/"),
    ],
)
def test_redirect_between_private_hosts_of_different_kinds_is_refused(
    base: str, place: str
) -> None:
    token = Credentials(base_url=base, access_token=Secret("token"))
    moved = json_response({}, 302, location=place)
    with pytest.raises(RedirectError):
        carry_out(session(credentials=token), api.status("7"), [moved])


def test_private_instance_is_reached_again_over_the_internet() -> None:
    places = ("https://y.example/", "https://10.0.0.5/b")
    assert follow(api.status("7"), *places, base="https://10.0.0.5")[1:] == [
        ("https://y.example/", None),
        # The token does not come back either.
        ("https://10.0.0.5/b", None),
    ]


def test_redirect_to_another_origin_carries_only_safe_headers_and_no_body() -> None:
    request = Request(
        "GET",
        "/api/v1/statuses/7",
        json={"secret": "hunter2"},
        headers={"x-api-key": "hunter2", "cookie": "id=hunter2", "referer": "hunter2"},
        answer=One(entities.Status),
        lang="de",
        idempotent="hunter2",
    )
    places = ["/a", "https://y.example/b", "/c", "https://x.example/d"]
    redirects = [json_response({}, 302, location=place) for place in places]
    ours = session(user_agent="my-bot/1.0")
    steps, _ = carry_out(ours, request, [*redirects, json_response()])
    sent = [step for step in steps if isinstance(step, HttpRequest)]
    first, second, *others = sent
    assert second == evolve(first, url="https://x.example/a")
    assert {"authorization", "cookie", "x-api-key", "accept-language"} < {
        *second.headers
    }
    assert first.body
    assert [message.url for message in others] == [
        "https://y.example/b",
        "https://y.example/c",
        "https://x.example/d",
    ]
    for message in others:
        assert message.headers == {
            "accept": "application/json",
            "user-agent": "my-bot/1.0",
        }
        assert message.body == b""


def test_redirect_from_loopback_to_plain_http_elsewhere_is_refused() -> None:
    base = "http://127.0.0.1:3000"
    assert follow(api.status("7"), "/a", base=base)[1][1] == "Bearer token"
    assert follow(api.status("7"), "http://localhost:1/", base=base)[1][1] is None
    token = Credentials(base_url=base, access_token=Secret("token"))
    elsewhere = json_response({}, 302, location="http://x.example/")
    with pytest.raises(RedirectError):
        carry_out(session(credentials=token), api.status("7"), [elsewhere])


def test_default_port_of_http_is_the_same_origin() -> None:
    for base, place in (
        ("http://127.0.0.1", "http://127.0.0.1:80/a"),
        ("http://127.0.0.1:80", "http://127.0.0.1/a"),
    ):
        assert follow(api.status("7"), place, base=base)[1] == (place, "Bearer token")


def test_redirect_from_allowed_plain_http_stays_on_plain_http() -> None:
    token = Credentials(access_token=Secret("token"))
    there = token.on("http://x.example", allow_http=True)
    ours = session(credentials=there, allow_http=True)
    moved = json_response({}, 302, location="/a")
    steps, _ = carry_out(ours, api.status("7"), [moved, json_response()])
    assert steps[1].url == "http://x.example/a"


def test_redirected_write_is_repeated_only_by_307_and_308_within_its_origin() -> None:
    post = api.toot("hi")
    for status in (307, 308):
        assert len(follow(post, "/a", status=status)) == 2
    for status, place in ((302, "/a"), (308, "https://y.example/"), (304, "/a")):
        with pytest.raises(RedirectError):
            carry_out(session(), post, [json_response({}, status, location=place)])


def test_redirect_loop_is_an_error() -> None:
    # Five redirects are followed; the sixth is an error.
    assert len(follow(api.status("7"), *["/a"] * 5)) == 6
    with pytest.raises(RedirectError):
        carry_out(
            session(), api.status("7"), [json_response({}, 302, location="/a")] * 6
        )
    with pytest.raises(RedirectError):
        carry_out(session(), api.status("7"), [json_response({}, 302)])
