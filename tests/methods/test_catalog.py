"""The catalog is built from the methods, and parses any response."""

from typing import Any

import pytest
from attrs import evolve
from operations import OPERATIONS, Operation
from sessions import STATUS, json_response, session

from mastodon_core import (
    API,
    CarriedOut,
    DecodeError,
    Forbidden,
    MastodonError,
    Page,
    RedirectError,
    TooManyRequests,
    catalog,
    entities,
    required_scopes,
)
from mastodon_core.calls import Empty, IfSent, One, PagedArrays, Perhaps, Request, Text
from mastodon_core.clients import endpoint
from mastodon_core.servers import Catalog
from mastodon_core.transport import HttpResponse

each = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda row: row.id)
LINK = '<https://x.example/?max_id=7>; rel="next", <https://x.example/?min_id=7>; '
LINK += 'rel="prev"'


def test_match_prefers_a_literal_segment_to_a_parameter() -> None:
    found = catalog.match("GET", "/api/v1/accounts/verify_credentials")
    assert found is not None
    assert found.name == "account_verify_credentials"


def test_match_prefers_the_earlier_literal_segment() -> None:
    class Paths:
        @endpoint
        def late(self, id: str) -> Request[entities.Status]:
            return Request(
                "GET", "/{id}/b/c", path_params={"id": id}, answer=One(entities.Status)
            )

        @endpoint
        def early(self, x: str, y: str) -> Request[entities.Status]:
            return Request(
                "GET",
                "/a/{x}/{y}",
                path_params={"x": x, "y": y},
                answer=One(entities.Status),
            )

    found = Catalog(Paths).match("GET", "/a/b/c")
    assert found is not None
    assert found.name == "early"


@pytest.mark.parametrize(
    "path",
    ["", "/", "/api/v1/polls/", "/api/v1/accounts//statuses", "/api/v1/nowhere"],
)
def test_match_of_an_unknown_path_is_none(path: str) -> None:
    assert catalog.match("GET", path) is None


def test_catalog_is_built_once_and_cannot_change() -> None:
    assert list(catalog) == list(catalog)
    assert all(one is other for one, other in zip(catalog, catalog, strict=True))
    entry: Any = next(iter(catalog))
    with pytest.raises(AttributeError):
        entry.name = "another"


@each
@pytest.mark.parametrize(
    ("status", "error"),
    [
        (302, RedirectError),
        (403, Forbidden),
        (429, TooManyRequests),
        (599, MastodonError),
    ],
)
def test_parse_of_an_entry_raises_the_error_of_the_session(
    operation: Operation, status: int, error: type[MastodonError]
) -> None:
    with pytest.raises(error) as caught:
        operation.entry.parse(json_response({"error": "no"}, status))
    own: Any = caught.value
    assert (own.status, own.error) == (status, "no")
    assert (own.method, own.path) == (operation.method, operation.path)


@each
@pytest.mark.parametrize("body", [b"", b"<html>", b'"text"', b'{"id": '])
def test_parse_of_an_entry_raises_decode_error_for_a_malformed_body(
    operation: Operation, body: bytes
) -> None:
    response = HttpResponse(status=200, body=body)
    if isinstance(operation.entry.answer, Empty | IfSent):
        assert operation.entry.parse(response) is None
        return
    if operation.entry.answer == Text():
        assert operation.entry.parse(response) == body.decode()
        return
    if isinstance(operation.entry.answer, Perhaps) and not body:
        assert operation.entry.parse(response) is None
        return
    with pytest.raises(DecodeError) as caught:
        operation.entry.parse(response)
    assert caught.value.response == response
    assert caught.value.path == operation.path


def test_page_of_a_match_has_neighbours_with_its_path_and_query() -> None:
    url = "https://x.example/api/v1/accounts/9/statuses?only_media=true&limit=5"
    match = catalog.match("GET", url)
    assert match is not None
    request = API().account_statuses("9", only_media=True, limit=5)
    response = json_response([STATUS], link=LINK)

    page = match.parse(response)

    older, newer = session().to_http(page.next), session().to_http(page.previous)
    assert older.url == f"{url}&max_id=7"
    assert newer.url == f"{url}&min_id=7"
    assert page == match.entry.parse(response, match.request)
    assert [item.id for item in page] == ["7"]
    assert match.parse(response, request).next.query["exclude_replies"] is None


def test_gateway_pages_from_one_match_to_the_next() -> None:
    url = "/api/v1/timelines/tag/caf%C3%A9?any%5B%5D=tea&any%5B%5D=m%26m&limit=1"
    seen: list[str] = []
    for cursor in (None, "6", "5"):
        match = catalog.match("GET", url)
        assert match is not None
        assert match.path_params == {"hashtag": "caf\u00e9"}
        assert match.query.get("max_id") == cursor
        assert match.query["any"] == ("tea", "m&m")
        following = int(cursor or 7) - 1
        link = f'<https://elsewhere.example/?max_id={following}>; rel="next"'
        page = match.parse(json_response([{**STATUS, "id": cursor}], link=link))
        seen += [item.id for item in page]
        url = session().to_http(page.next).url
    assert url.startswith("https://x.example/api/v1/timelines/tag/caf%C3%A9?any%5B%5D=")
    assert url.endswith("&limit=1&max_id=4")


@pytest.mark.parametrize("path", ["/api/v1/search", "/api/v2/search"])
def test_match_of_a_search_for_several_types_has_no_neighbours(path: str) -> None:
    found = {"accounts": [], "statuses": [STATUS], "hashtags": []}
    for query in ("q=hi", "q=hi&offset=5", "q=hi&type="):
        match = catalog.match("GET", f"{path}?{query}")
        assert match is not None
        page = match.parse(json_response(found))
        assert (page.next, page.previous, page.end_is_proven) == (None, None, False)
    match = catalog.match("GET", f"{path}?q=hi&type=statuses")
    assert match is not None
    assert match.parse(json_response(found)).next.query["offset"] == 1


def test_match_of_a_page_by_offset_computes_its_neighbours() -> None:
    match = catalog.match("GET", "/api/v1/trends/statuses?offset=20&limit=10")
    assert match is not None
    page = match.parse(json_response([STATUS] * 10))
    assert page.next.query == {"offset": 30, "limit": 10}
    assert page.previous.query == {"offset": 10, "limit": 10}


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", {}),
        ("limit=5", {"limit": 5}),
        ("limit=abc", {"limit": "abc"}),
        ("limit=-1", {"limit": "-1"}),
        ("limit=" + "9" * 5000, {"limit": "9" * 5000}),
        ("only_media=true&pinned=1", {"only_media": True, "pinned": True}),
        ("only_media=false&pinned=0", {"only_media": False, "pinned": False}),
        ("only_media=yes&pinned=", {"only_media": "yes", "pinned": ""}),
        ("pinned", {"pinned": ""}),
        ("max_id=1&max_id=2", {"max_id": "2"}),
        ("max_id=007", {"max_id": "007"}),
        ("tagged=a+b%20c%26", {"tagged": "a b c&"}),
        ("own%5B%5D=1&x=y&own[]=2", {"own": ("1", "2"), "x": "y"}),
        ("own[a]=1", {"own[a]": "1"}),
        ("lang=fr", {"lang": "fr"}),
        # The credentials hold the token, and a request must not show it.
        ("access_token=secret&limit=5&bearer_token=secret", {"limit": 5}),
        # No parameter has such a name.
        ("a%0Ab=1&a%5Cb=2&limit=5", {"limit": 5}),
        ("limit=5#part", {"limit": 5}),
    ],
)
def test_match_reads_a_query_as_our_parameters(text: str, query: Any) -> None:
    for start in ("", "https://x.example", "http://127.0.0.1:3000"):
        match = catalog.match("GET", f"{start}/api/v1/accounts/9/statuses?{text}")
        assert match is not None
        assert match.query == query
        assert list(match.query) == list(query)
        assert "secret" not in repr(match)


@pytest.mark.parametrize(
    "url",
    [
        "/api/v1/statuses/%2e%2e",
        "/api/v1/statuses/.",
        "/api/v1/statuses/%FF",
        "//x.example/api/v1/statuses/7",
        "https://x.example",
        "https://[x/api/v1/statuses/7",
        "api/v1/statuses/7",
        "/api/v1/statuses?id=7#/../7",
    ],
)
def test_match_of_a_path_that_no_request_has_is_none(url: str) -> None:
    assert catalog.match("PUT", url) is None


def test_match_of_a_write_has_no_body() -> None:
    match = catalog.match("PUT", "/api/v1/statuses/7")
    assert match is not None
    assert (match.name, match.request.json) == ("status_update", None)
    with pytest.raises(CarriedOut):
        match.parse(HttpResponse(status=200))
    for url in ("/api/v2/media", "/oauth/token"):
        found = catalog.match("POST", url)
        assert found is not None
        assert (found.request.files, found.request.form) == ({}, {})


def test_match_of_a_stream_has_its_parameters() -> None:
    match = catalog.match("GET", "/api/v1/streaming/hashtag?tag=cats&access_token=x")
    assert match is not None
    assert (match.name, match.query) == ("stream_hashtag", {"tag": "cats"})


def test_match_is_an_entry() -> None:
    match = catalog.match("DELETE", "/api/v1/statuses/7?delete_media=true")
    assert match is not None
    assert match.request == evolve(
        API().status_delete("7"), query={"delete_media": True}
    )
    entry = catalog.find("status_delete")
    assert match.entry is entry
    assert (match.scopes, match.since) == (entry.scopes, entry.since)
    assert required_scopes([match]) == entry.scopes


def test_page_has_neighbours_when_the_request_is_known() -> None:
    entry = catalog.find("account_statuses")
    assert entry is not None
    response = json_response([STATUS], link=LINK)
    request = API().account_statuses("9", only_media=True)

    alone, known = entry.parse(response), entry.parse(response, request)

    assert isinstance(alone, Page)
    assert (len(alone), alone.next, alone.previous) == (1, None, None)
    assert known.next == evolve(request, query={**request.query, "max_id": "7"})
    assert known.previous == evolve(request, query={**request.query, "min_id": "7"})


def test_paged_object_has_neighbours_when_the_request_is_known() -> None:
    class Searching:
        @endpoint
        def search(self, q: str) -> Request[Any]:
            return Request(
                "GET",
                "/api/v2/search",
                query={"q": q, "type": "statuses"},
                answer=PagedArrays(entities.Context, ("descendants",), by="offset"),
            )

    [entry] = Catalog(Searching)
    response = json_response({"ancestors": [], "descendants": [STATUS]})
    assert entry.parse(response).next is None
    assert entry.parse(response, entry.request).next.query["offset"] == 1


@each
def test_request_of_an_entry_can_be_sent(operation: Operation) -> None:
    message = session().to_http(operation.entry.request)
    assert message.method == operation.method
    assert evolve(operation.entry.request) == operation.entry.request
