import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest
from attrs import frozen
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from mastodon_offline import strategies

from mastodon_core import (
    API,
    Credentials,
    DecodeError,
    Request,
    Secret,
    entities,
    to_json,
)
from mastodon_core.decoding import Reader
from mastodon_core.entities._types import Id
from mastodon_core.testing import ScriptedMastodon
from mastodon_core.transport import Multipart

api = API()
CLASSES = [
    entity
    for entity in (getattr(entities, name) for name in entities.__all__)
    if attrs.has(entity)
]


@pytest.mark.parametrize("cls", CLASSES)
def test_drawn_entity_round_trips_as_json(cls: type[Any]) -> None:
    @settings(max_examples=10, deadline=None)
    @given(strategies.entity(cls))
    def round_trips(made: Any) -> None:
        assert type(made) is cls
        text = json.dumps(to_json(made)).encode()
        assert Reader(strict=True).parse(text, cls) == made

    round_trips()


@given(
    strategies.entity(
        entities.Status, content="hi", visibility=st.sampled_from(entities.Visibility)
    )
)
def test_entity_strategy_takes_values_or_strategies_for_fields(
    status: entities.Status,
) -> None:
    assert status.content == "hi"
    assert status.visibility in list(entities.Visibility)


def test_entity_strategy_names_an_unknown_field() -> None:
    with pytest.raises(TypeError, match="Status has no field contents"):
        strategies.entity(entities.Status, contents="hi")


def test_entity_strategy_draws_every_kind_of_field() -> None:
    @frozen(kw_only=True)
    class Everything:
        id: Id
        ratio: float | None
        flag: bool
        by_name: dict[str, int]
        anything: Any
        secret: Secret

    @given(strategies.entity(Everything))
    def check(made: Everything) -> None:
        assert made.id
        assert isinstance(made.by_name, dict)
        assert isinstance(made.secret, Secret)

    check()


def drawn(cls: type[Any], count: int, *, depth: int = 1) -> list[Any]:
    """Draw the same entities in each call."""
    found = list[Any]()

    @settings(max_examples=count, derandomize=True, database=None, deadline=None)
    @given(strategies.entity(cls, depth=depth))
    def draw(made: Any) -> None:
        found.append(made)

    draw()
    return found


def test_drawn_entities_have_each_optional_field_and_lack_it() -> None:
    found = drawn(entities.Status, 300)
    for field in attrs.fields(entities.Status):
        values = [getattr(status, field.name) for status in found]
        assert (None in values) is (field.default is None), field.name
        assert any(value is not None for value in values), field.name
    assert {type(s.quote) for s in found} == {
        *(type(None), entities.Quote, entities.ShallowQuote)
    }
    assert {len(status.mentions) for status in found} == {0, 1, 2}
    assert {status.reblog.reblog for status in found if status.reblog} == {None}


def test_drawn_enums_have_known_and_unknown_values() -> None:
    seen = {file.type for file in drawn(entities.MediaAttachment, 300)}
    assert seen > set(entities.MediaType)


def test_drawn_entities_are_the_same_in_each_run() -> None:
    assert drawn(entities.Notification, 30) == drawn(entities.Notification, 30)


def test_levels_of_optional_entities_are_limited_by_the_depth() -> None:
    def levels(status: entities.Status) -> int:
        return 0 if status.reblog is None else 1 + levels(status.reblog)

    for depth in range(3):
        found = drawn(entities.Status, 300, depth=depth)
        assert {levels(status) for status in found} == set(range(depth + 1))
    assert strategies.entity(entities.Status) is strategies.entity(entities.Status)


@pytest.mark.parametrize(
    ("condition", "left"),
    [
        (lambda status: True, set()),
        (lambda status: status.poll is not None, {"poll"}),
        (lambda status: status.url and status.pinned, {"url", "pinned"}),
        (lambda status: len(status.tags) == 2, {"tags"}),
    ],
)
def test_entity_shrinks_to_the_fields_that_matter(
    condition: Callable[[entities.Status], bool], left: set[str]
) -> None:
    # Not with the phase that explains failures, which takes long.
    phases = (Phase.generate, Phase.shrink)
    only = settings(database=None, max_examples=500, derandomize=True, phases=phases)
    shrunk = find(strategies.entity(entities.Status), condition, settings=only)
    required = {"id", "created_at", "account"}
    present = {
        field.name
        for field in attrs.fields(entities.Status)
        if getattr(shrunk, field.name) not in (None, (), "", 0)
    }
    assert present == required | left
    assert shrunk.created_at == datetime(2000, 1, 1, tzinfo=UTC)


@given(strategies.hostile_json(entities.Status))
@settings(deadline=None)
def test_hostile_json_is_decoded_or_a_decode_error(value: Any) -> None:
    lines = [(api.status("7"), value)]
    try:
        status = ScriptedMastodon(lines).status("7")
    except DecodeError:
        return
    assert isinstance(status, entities.Status)


@given(strategies.hostile_bodies())
def test_a_hostile_body_is_a_decode_error(body: bytes) -> None:
    with pytest.raises(DecodeError):
        Reader().parse(body, entities.Status)


@given(strategies.requests())
def test_drawn_request_becomes_an_http_message(request: Request[None]) -> None:
    credentials = Credentials(base_url="https://mastodon.example")
    session = ScriptedMastodon(credentials=credentials).session
    message = session.to_http(request)
    assert message.url.startswith("https://mastodon.example/api/v1/things")
    assert not isinstance(message.body, Multipart)
    assert bool(message.body) <= ("content-type" in message.headers)
