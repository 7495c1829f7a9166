"""The JSON of each item of a page, as it came."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from sessions import ACCOUNT, STATUS

from mastodon_core import API, DecodeError, Page, entities
from mastodon_core.calls import Raw
from mastodon_core.testing import FakeMastodon, ScriptedMastodon, respond
from mastodon_core.transport import HttpResponse

api = API()


def numbered(id: int, **parts: Any) -> dict[str, Any]:
    return STATUS | {"id": str(id), "unknown": {"number": id}} | parts


def bad(id: int) -> dict[str, Any]:
    return numbered(id, account=None)


def fetch(request: Any, value: Any, count: int = 1) -> list[Any]:
    with ScriptedMastodon([(request, respond(value))] * count) as mastodon:
        return [mastodon.send_raw(request) for _ in range(count)]


@given(st.lists(st.booleans(), max_size=12))
def test_items_and_their_json_stay_together_if_others_are_rejected(
    fits: list[bool],
) -> None:
    value = [numbered(n) if good else bad(n) for n, good in enumerate(fits)]
    # The general path reads the first response, the fast one the third.
    for raw in fetch(api.timeline_home(), value, count=3):
        pairs = raw.pairs()
        assert [item for item, _ in pairs] == list(raw.value)
        assert [part for _, part in pairs] == [
            part for part, good in zip(value, fits, strict=True) if good
        ]
        assert all(item.id == part["id"] for item, part in pairs)


def test_items_and_their_json_stay_together_after_more_losses_than_are_kept() -> None:
    value = [bad(n) if n % 3 else numbered(n) for n in range(400)]
    (raw,) = fetch(api.timeline_home(), value)
    assert len(raw.rejected) == 101
    assert [part["id"] for _, part in raw.pairs()] == [str(n) for n in range(0, 400, 3)]
    assert all(item.id == part["id"] for item, part in raw.pairs())


def test_parts_that_an_item_lost_are_in_its_json() -> None:
    sent = numbered(1, card={"url": 5}, media_attachments=[{}])
    ((item, part),) = fetch(api.timeline_home(), [sent])[0].pairs()
    assert (item.card, item.media_attachments) == (None, ())
    assert part == sent


def test_array_of_a_field_is_paired_by_its_name() -> None:
    context = {
        "ancestors": [bad(1), numbered(2)],
        "descendants": [numbered(3), bad(4), numbered(5)],
    }
    (raw,) = fetch(api.status_context("7"), context)
    for array, ids in (("ancestors", ["2"]), ("descendants", ["3", "5"])):
        pairs = raw.pairs(array)
        assert [item.id for item, _ in pairs] == ids
        assert [part["unknown"]["number"] for _, part in pairs] == list(map(int, ids))
    found = {"accounts": [{}, ACCOUNT], "statuses": [], "hashtags": []}
    (raw,) = fetch(api.search("x"), found)
    assert [part for _, part in raw.pairs("accounts")] == [ACCOUNT]
    assert raw.pairs("statuses") == []


def test_array_that_is_missing_or_did_not_fit_has_no_pairs() -> None:
    for change in ({}, {"filtered": None}, {"filtered": 5}, {"filtered": [{}]}):
        (raw,) = fetch(api.status("7"), STATUS | change)
        assert raw.pairs("filtered") == []


def test_anything_but_the_items_of_an_array_is_an_error() -> None:
    (raw,) = fetch(api.status("7"), STATUS)
    with pytest.raises(ValueError, match=r"pairs\(\) needs the items of an array in"):
        raw.pairs()
    with pytest.raises(ValueError, match="for those of a field, pass its name"):
        fetch(api.search("x"), {"accounts": [], "statuses": [], "hashtags": []})[
            0
        ].pairs()
    with pytest.raises(ValueError, match=r"pairs\(\) needs the items of an array in"):
        raw.pairs("account")
    with pytest.raises(AttributeError, match="no attribute 'statuses'"):
        raw.pairs("statuses")
    # Not each notification has a status.
    notification = {
        "id": "1",
        "type": "follow",
        "created_at": "2024-01-02T03:04:05Z",
        "account": ACCOUNT,
    }
    request = api.timeline("mentions")
    mention = notification | {"type": "mention", "status": numbered(1)}
    (raw,) = fetch(request, [mention])
    assert [(s.id, part["id"]) for s, part in raw.pairs()] == [("1", "1")]
    (raw,) = fetch(request, [notification, mention])
    assert [status.id for status in raw.value] == ["1"]
    with pytest.raises(ValueError, match=r"pairs\(\) needs the items of an array in"):
        raw.pairs()


def test_body_that_is_no_json_is_a_decode_error() -> None:
    raw = Raw(Page(()), HttpResponse(status=200, body=b"<html>"))
    with pytest.raises(DecodeError, match="not JSON"):
        raw.pairs()


def test_pairs_need_nothing_that_a_comparison_or_a_repr_shows() -> None:
    (raw,) = fetch(api.timeline_home(), [bad(1), numbered(2)])
    again: Any = Raw(raw.value, raw.response, raw.rejected)
    assert again == raw
    assert "left_out" not in repr(raw)
    assert evolve(raw, rejected=()).pairs() == raw.pairs()


def test_json_is_that_of_the_server() -> None:
    mastodon = FakeMastodon(user="ada")
    mastodon.toot("hi")
    raw = mastodon.send_raw(mastodon.api.timeline_home())
    ((status, part),) = raw.pairs()
    assert isinstance(status, entities.Status)
    assert part == json.loads(raw.response.body)[0]
