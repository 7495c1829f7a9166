"""The catalog is built from the methods, and parses any response."""

from typing import Any

import pytest
from attrs import evolve
from operations import OPERATIONS, Operation
from sessions import STATUS, json_response, session

from mastodon_core import (
    API,
    DecodeError,
    Forbidden,
    MastodonError,
    Page,
    RedirectError,
    TooManyRequests,
    catalog,
    entities,
)
from mastodon_core.calls import Empty, IfSent, One, PagedArrays, Perhaps, Request, Text
from mastodon_core.clients import endpoint
from mastodon_core.servers import Catalog
from mastodon_core.transport import HttpResponse

each = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda row: row.id)
LINK = '<https://x.example/?max_id=6>; rel="next", <https://x.example/?min_id=7>; '
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


def test_page_has_neighbours_when_the_request_is_known() -> None:
    entry = catalog.match("GET", "/api/v1/accounts/9/statuses")
    assert entry is not None
    response = json_response([STATUS], link=LINK)
    request = API().account_statuses("9", only_media=True)

    alone, known = entry.parse(response), entry.parse(response, request)

    assert isinstance(alone, Page)
    assert (len(alone), alone.next, alone.previous) == (1, None, None)
    assert known.next == evolve(request, query={**request.query, "max_id": "6"})
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
