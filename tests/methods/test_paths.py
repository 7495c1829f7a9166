"""An id stays in its path segment, whatever it contains."""

import inspect
import re
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from operations import OPERATIONS, Operation
from sessions import session

from mastodon_core import API, Request, catalog


def required_parameters(operation: Operation) -> list[str]:
    taken = inspect.signature(getattr(API(), operation.name)).parameters.values()
    return [p.name for p in taken if p.default is p.empty]


# Operations whose only required argument is an id.
WITH_ID = [
    row
    for row in OPERATIONS
    if re.findall(r"\{\w+\}", row.path) == ["{id}"]
    and required_parameters(row) == ["id"]
]
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def built(operation: Operation, id: str) -> Request[object]:
    request: Request[object] = getattr(API(), operation.name)(id)
    return request


@pytest.mark.parametrize("operation", WITH_ID, ids=lambda row: row.id)
@pytest.mark.parametrize("id", ["", ".", ".."])
def test_empty_id_and_dot_segments_are_refused(operation: Operation, id: str) -> None:
    with pytest.raises(ValueError, match="^id must be a name or id"):
        built(operation, id)


@given(operation=st.sampled_from(WITH_ID), id=texts)
@example(WITH_ID[0], "../accounts/verify_credentials")
@example(WITH_ID[0], "a/b")
@example(WITH_ID[0], "1?x=1#")
@example(WITH_ID[0], "%2e%2e")
@example(WITH_ID[0], "a\\b")
def test_id_with_special_characters_reaches_no_other_endpoint(
    operation: Operation, id: str
) -> None:
    if id in {".", ".."}:
        return
    url = urlsplit(session().to_http(built(operation, id)).url)
    segments = url.path.split("/")
    assert (url.scheme, url.netloc, url.query, url.fragment) == (
        "https",
        "x.example",
        "",
        "",
    )
    place = operation.path.split("/").index("{id}")
    assert unquote(segments[place]) == id
    segments[place] = "{id}"
    assert "/".join(segments) == operation.path


@given(texts.filter(lambda tag: not tag.strip().startswith(("#", "\uff03"))))
@example("a&max_id=1")
@example("schön/#?")
def test_hashtag_stays_in_its_query_parameter(tag: str) -> None:
    request = API().account_statuses("9", tagged=tag)
    url = session().to_http(request).url
    assert url.startswith("https://x.example/api/v1/accounts/9/statuses?tagged=")
    assert url.count("?") == 1
    assert not {"&", "#", "/"} & set(url.partition("?")[2])


@given(texts)
def test_catalog_finds_the_endpoint_of_a_path_with_any_id(id: str) -> None:
    if id in {".", ".."}:
        return
    url = urlsplit(session().to_http(API().account_statuses(id)).url)
    found = catalog.match("GET", url.path)
    assert found is not None
    assert found.name == "account_statuses"
