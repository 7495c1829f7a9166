"""Whatever a server answers to a call: a value, or one of our errors."""

import json
from contextlib import suppress
from typing import Any

import pytest
from attrs import has
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mastodon_offline import strategies

from mastodon_core import MastodonError, catalog
from mastodon_core.servers import Entry
from mastodon_core.transport import HttpResponse

LINKS = [
    "",
    '<https://elsewhere.example/?max_id=1>; rel="next"',
    '<>; rel="next", <?offset=-1>; rel=prev, ;;,<',
]


def bodies(answer: Any) -> st.SearchStrategy[bytes]:
    """What might come in place of an answer: spoiled, of another shape, or no JSON."""
    cls = getattr(answer, "entity", None)
    items = strategies.json_values()
    if isinstance(cls, type) and has(cls):
        items |= strategies.hostile_json(cls)
    some = st.lists(items, max_size=3)
    shapes = items | some | st.dictionaries(st.text(max_size=3), items, max_size=2)
    return shapes.map(lambda value: json.dumps(value).encode()) | (
        strategies.hostile_bodies()
    )


@pytest.mark.parametrize("entry", list(catalog), ids=lambda entry: entry.name)
def test_an_answer_is_a_value_or_an_error_of_ours(entry: Entry) -> None:
    @settings(max_examples=20, suppress_health_check=list(HealthCheck), deadline=None)
    @given(bodies(entry.answer), st.sampled_from(LINKS), st.sampled_from([200, 500]))
    def holds(body: bytes, link: str, status: int) -> None:
        response = HttpResponse(status=status, headers={"link": link}, body=body)
        with suppress(MastodonError):
            entry.parse(response, entry.request)

    holds()
