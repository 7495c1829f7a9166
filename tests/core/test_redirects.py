"""Redirects that are followed or refused, and that the token stays in its origin."""

from typing import Any

import pytest
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
