"""The heads of responses: repeated headers, and what no transport takes."""

from __future__ import annotations

import pytest

from mastodon_core import NetworkError
from mastodon_core.transport import check_head, header_map


def test_header_map_joins_repeated_fields() -> None:
    pairs = [("Link", "<a>"), ("X-A", "1"), ("link", "<b>"), ("x-a", "1")]
    assert header_map(pairs) == {"link": "<a>, <b>", "x-a": "1, 1"}


@pytest.mark.parametrize(
    "name",
    [
        *("Location", "Content-Type", "Content-Length", "ETag", "Date", "Server"),
        *("Retry-After", "X-RateLimit-Remaining", "Last-Modified", "X-Request-Id"),
    ],
)
def test_repeated_header_that_is_no_list_counts_once(name: str) -> None:
    pairs = [(name, "7"), (name.upper(), " 7 "), (name, "7")]
    assert header_map(pairs) == {name.lower(): "7"}


def test_header_that_is_no_list_is_joined_if_its_values_differ() -> None:
    pairs = [("Content-Type", "a/b"), ("Content-Type", "c/d")]
    assert header_map(pairs) == {"content-type": "a/b, c/d"}


def test_many_repeated_headers_are_joined_in_linear_time() -> None:
    joined = header_map([("X-A", "7" * 1000)] * 20_000)["x-a"]
    assert len(joined) == 20_000 * 1002 - 2


@pytest.mark.parametrize(
    ("status", "pairs", "words"),
    [
        (101, [], "the server switched protocols, which nobody asked for"),
        (
            302,
            [("Location", "/a"), ("location", "/b")],
            "the response has two different Location headers",
        ),
        (
            200,
            [("Content-Length", "5"), ("content-length", "7")],
            "the response has two different Content-Length headers",
        ),
        (
            200,
            [("Content-Length", "5, 7")],
            "the response has two different Content-Length headers",
        ),
        *(
            (
                200,
                [("Content-Length", length)],
                "the Content-Length of the response is not a number",
            )
            for length in (
                "",
                "-1",
                "+3",
                "0x3",
                "1_0",
                "3.0",
                "\xb2",
                "9" * 5000,
            )
        ),
    ],
)
def test_head_that_no_client_can_rely_on_is_an_error(
    status: int, pairs: list[tuple[str, str]], words: str
) -> None:
    with pytest.raises(NetworkError) as caught:
        check_head(status, pairs)
    assert str(caught.value) == words
    assert caught.value.sent


@pytest.mark.parametrize(
    ("status", "pairs", "headers"),
    [
        (200, [], {}),
        (302, [("Location", "/a"), ("LOCATION", "/a ")], {"location": "/a"}),
        (201, [("Location", "/a"), ("Location", "/b")], {"location": "/a, /b"}),
        (
            200,
            [("Content-Length", "5"), ("Content-Length", "5")],
            {"content-length": "5"},
        ),
        (200, [("Content-Length", "5, 5")], {"content-length": "5"}),
        (200, [("Content-Length", " 05 ")], {"content-length": "05"}),
    ],
)
def test_head_is_converted_to_headers(
    status: int, pairs: list[tuple[str, str]], headers: dict[str, str]
) -> None:
    assert check_head(status, iter(pairs)) == headers
