"""Recorded responses of real servers, decoded in strict mode."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from two_paths import exact

from mastodon_core import API, ApiError, PagedObject, Request, catalog, to_json
from mastodon_core.calls import parse_response
from mastodon_core.decoding import Reader, Tries
from mastodon_core.http import links
from mastodon_core.transport import HttpResponse

RECORDED = Path(__file__).parents[1] / "recorded" / "exchanges.jsonl.gz"
LATER = API().status_schedule("x", datetime(2030, 1, 1, tzinfo=UTC))


def exchanges() -> Iterator[tuple[Request[Any], HttpResponse, str]]:
    """Each recorded response, with its request and the name of its endpoint."""
    with gzip.open(RECORDED, "rt", encoding="utf-8") as lines:
        for line in lines:
            exchange = json.loads(line)
            entry = catalog.match(exchange["method"], exchange["path"])
            assert entry is not None, exchange["path"]
            body = exchange["body"]
            response = HttpResponse(
                status=exchange["status"],
                headers=exchange["headers"],
                body=body.encode(),
            )
            scheduled = entry.name == "status_post" and '"scheduled_at"' in body
            yield LATER if scheduled else entry.request, response, entry.name


def test_every_recorded_response_decodes_in_strict_mode() -> None:
    read: Counter[str] = Counter()
    refused: Counter[int] = Counter()
    for request, response, name in exchanges():
        if response.status >= 400:
            with pytest.raises(ApiError, match=str(response.status)):
                parse_response(request, response, strict=True)
            refused[response.status] += 1
        else:
            parse_response(request, response, strict=True)
            read[name] += 1
    assert sum(read.values()) + sum(refused.values()) == 1064
    print(f"{sum(read.values())} responses of {len(read)} calls, errors: {refused}")


class CountedTries(Tries):
    """Counts the responses that the fast path reads."""

    taken: Counter[bool] = Counter()

    def read(self, *arguments: Any) -> Any:
        found = super().read(*arguments)
        self.taken[found is not None] += 1
        return found


def test_both_paths_read_every_recorded_response_alike() -> None:
    tries = CountedTries()
    for request, response, _ in exchanges():
        if response.status >= 300:
            continue
        found = []
        # The first response of a type is not tried on the fast path.
        for path in (Tries(may_try=False), tries, tries):
            reader = Reader(tries=path)
            found.append(exact(request.answer.parse(response, request, reader)))
            assert reader.rejected == ()
        assert found[0] == found[1] == found[2]
    assert tries.taken[True] > 1500
    assert tries.taken[False] < 100


def normal(value: Any) -> Any:
    """Normalize JSON as `to_json` writes it: times in UTC; null counts as absent."""
    if isinstance(value, dict):
        return {k: normal(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [normal(item) for item in value]
    if isinstance(value, str) and value[4:5] == "-" and value[10:11] == "T":
        moment = datetime.fromisoformat(value).astimezone(UTC)
        return moment.isoformat().replace("+00:00", "Z")
    return value


def known(value: Any, sent: Any) -> Any:
    """Drop the keys of `sent` that the entity lacks, and convert as it does."""
    if isinstance(value, dict) and isinstance(sent, dict):
        return {k: known(value[k], v) for k, v in sent.items() if k in value}
    if isinstance(value, list) and isinstance(sent, list):
        return [known(*pair) for pair in zip(value, sent, strict=True)]
    if isinstance(sent, int) and isinstance(value, str):
        return str(sent)
    if isinstance(sent, str) and isinstance(value, int):
        return int(sent)
    if isinstance(sent, str) and sent == f"{value}T00:00:00Z":
        # A date may be sent as midnight of that day.
        return value
    return sent


def test_decoded_responses_are_written_as_they_were_sent() -> None:
    count = 0
    for request, response, _ in exchanges():
        if response.status >= 300:
            continue
        value = parse_response(request, response)
        if value is None or isinstance(value, str):
            continue
        sent = json.loads(response.body)
        match value:
            case PagedObject():
                written = to_json(value.value)
            case Mapping():
                written = {key: to_json(item) for key, item in value.items()}
            case Sequence():
                written = [to_json(item) for item in value]
            case _:
                written = to_json(value)
        assert normal(written) == normal(known(written, sent))
        count += 1
    assert count > 600


def test_links_of_mastodon_are_followed_as_they_are() -> None:
    """Its cursors are ids of the items, where we expect that."""
    count = 0
    for request, response, _ in exchanges():
        if getattr(request.answer, "by", None) != "id" or response.status != 200:
            continue
        page = parse_response(request, response)
        for rel, neighbour in (("next", page.next), ("prev", page.previous)):
            named = links(response.headers.get("link", "")).get(rel, {})
            cursor = {} if neighbour is None else neighbour.query
            for name in named.keys() & {"max_id", "min_id"}:
                assert cursor[name] == named[name]
                count += 1
        assert page.next is not None or page.end_is_proven
    assert count > 100
