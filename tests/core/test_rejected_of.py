"""Every result tells what it lost."""

from __future__ import annotations

import copy
import gc
import json
import pickle
from threading import Thread
from typing import Any

import pytest
from attrs import frozen
from sessions import ACCOUNT, STATUS

from mastodon_core import (
    API,
    Hash,
    NotFound,
    One,
    Page,
    PagedObject,
    Request,
    catalog,
    entities,
    rejected_of,
)
from mastodon_core.calls import _rejected_of
from mastodon_core.testing import ScriptedMastodon, make, respond
from mastodon_core.transport import HttpResponse

api = API()
LOSSY = STATUS | {"card": {"url": 5}}
MARKER = {"last_read_id": "1", "version": 1, "updated_at": "2024-01-01T00:00:00Z"}


@frozen
class Numbers:
    """A kind of result that keeps no reference."""

    def parse(self, response: Any, request: Any, reader: Any) -> Any:
        return reader.parse(response.body, entities.Status).id


RESULTS: dict[str, tuple[Any, Any, list[str]]] = {
    "entity": (api.status("7"), LOSSY, ["$.card"]),
    "entity with an array": (
        api.status_context("7"),
        {"ancestors": [], "descendants": [STATUS, {"id": "8"}]},
        ["$.descendants[1]"],
    ),
    "page": (api.timeline_home(), [LOSSY, {}], ["$[0].card", "$[1]"]),
    "object with pages": (
        api.search("x"),
        {"accounts": [{}], "statuses": [], "hashtags": []},
        ["$.accounts[0]"],
    ),
    "mapping": (
        api.markers_get(["home"]),
        {"home": MARKER, "notifications": {}},
        ["$.*"],
    ),
    "raw of an entity": (api.status("7").with_response(), LOSSY, ["$.card"]),
    "raw of a page": (api.timeline_home().with_response(), [{}], ["$[0]"]),
}


def fetch(request: Any, *values: Any) -> list[Any]:
    script = [(request, respond(value)) for value in values]
    with ScriptedMastodon(script) as mastodon:
        return [mastodon.send(request) for _ in values]


@pytest.mark.parametrize(
    ("request_", "value", "paths"), RESULTS.values(), ids=list(RESULTS)
)
def test_every_kind_of_result_tells_what_it_lost(
    request_: Any, value: Any, paths: list[str]
) -> None:
    # The third response is read by the fast path as far as that goes.
    for result in fetch(request_, *[value] * 3):
        assert [part.path for part in rejected_of(result)] == paths
        if request_.answer.__class__.__name__ == "WithResponse":
            assert rejected_of(result.value) == rejected_of(result)


def test_result_that_lost_nothing_has_no_entry() -> None:
    before = dict(_rejected_of._REJECTED)
    results = fetch(api.status("7"), STATUS) + fetch(api.timeline_home(), [STATUS])
    assert [rejected_of(result) for result in results] == [(), ()]
    assert before == _rejected_of._REJECTED
    for other in (None, "x", 7, (), {}, make(entities.Status), Page(()), object):
        assert rejected_of(other) == ()


def test_equal_entities_are_told_apart() -> None:
    first, second, third = fetch(
        api.status("7"), LOSSY, STATUS, STATUS | {"card": [], "poll": 1}
    )
    assert first == second == third
    assert [len(rejected_of(each)) for each in (first, second, third)] == [1, 0, 2]
    # A copy is another result.
    for made in (copy.copy(first), pickle.loads(pickle.dumps(first))):
        assert made == first
        assert rejected_of(made) == ()


def test_entity_that_cannot_be_hashed_is_noted_too() -> None:
    @frozen(kw_only=True)
    class Free(entities.Status):
        extra: dict[str, int] | None = None

    request = Request("GET", "/x", answer=One(Free))
    (found,) = fetch(request, LOSSY | {"extra": {"a": 1}})
    with pytest.raises(TypeError, match="unhashable"):
        hash(found)
    assert [part.path for part in rejected_of(found)] == ["$.card"]


def test_only_the_result_itself_knows() -> None:
    (page,) = fetch(api.timeline_home(), [LOSSY])
    assert rejected_of(page[0]) == ()
    (status,) = fetch(api.status("7"), STATUS | {"account": ACCOUNT | {"fields": 1}})
    assert [part.path for part in rejected_of(status)] == ["$.account.fields"]
    assert rejected_of(status.account) == ()


def test_entry_ends_with_the_result() -> None:
    # Results of other tests may still be there.
    gc.collect()
    before = len(_rejected_of._REJECTED)
    results = fetch(api.status("7"), *[LOSSY] * 50)
    assert len(_rejected_of._REJECTED) == before + 50
    results.clear()
    gc.collect()
    assert len(_rejected_of._REJECTED) == before
    # New objects have the ids of the old ones, and none of their losses.
    assert not any(map(rejected_of, [make(entities.Status) for _ in range(500)]))


def test_threads_share_the_table() -> None:
    gc.collect()
    before, wrong = len(_rejected_of._REJECTED), list[int]()

    def work() -> None:
        for size in range(60):
            body = json.dumps(STATUS | {"media_attachments": [{}] * (size % 3)})
            response = HttpResponse(status=200, body=body.encode())
            status = catalog.find("status")
            assert status is not None
            if len(rejected_of(status.parse(response))) != size % 3:
                wrong.append(size)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(_rejected_of._REJECTED) == before


def test_incomplete_mapping_is_like_any_other() -> None:
    request = api.markers_get(["home"])
    found, whole = fetch(
        request, {"home": MARKER, "notifications": {}}, {"home": MARKER}
    )
    assert found == whole
    assert repr(found) == repr(whole)
    assert json.dumps(Request("GET", "/x", answer=Hash(object)).to_json())
    assert pickle.loads(pickle.dumps(found)) == whole


def test_result_without_a_reference_is_not_noted() -> None:
    assert fetch(Request("GET", "/x", answer=Numbers()), LOSSY) == ["7"]


def test_parts_beyond_the_first_hundred_are_counted() -> None:
    value = STATUS | {"media_attachments": [{}] * 150}
    (status,) = fetch(api.status("7"), value)
    rejected = rejected_of(status)
    assert len(rejected) == 101
    assert rejected[-1].reason == "50 more parts do not fit"


def test_error_has_no_losses() -> None:
    request = api.status("7")
    with (
        ScriptedMastodon([(request, respond({}, status=404))]) as mastodon,
        pytest.raises(NotFound) as caught,
    ):
        mastodon.send(request)
    assert rejected_of(caught.value) == ()


def test_flow_returns_what_its_last_request_lost() -> None:
    with ScriptedMastodon(
        [
            (
                api.media_upload(b"x", "image/gif"),
                respond(
                    {"id": "1", "type": "image", "url": "https://x.example", "meta": []}
                ),
            )
        ]
    ) as mastodon:
        media = mastodon.media_post(b"x", "image/gif")
    assert [part.path for part in rejected_of(media)] == ["$.meta"]


def test_object_with_pages_keeps_its_own_list() -> None:
    (found,) = fetch(api.search("x"), RESULTS["object with pages"][1])
    assert isinstance(found, PagedObject)
    assert rejected_of(found) is found.rejected
    assert rejected_of(found.value) == ()
