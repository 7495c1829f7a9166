import json
from typing import Any

import attrs
import pytest
from attrs import frozen
from hypothesis import HealthCheck, given, settings
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
    @settings(max_examples=10, suppress_health_check=list(HealthCheck), deadline=None)
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


@given(strategies.hostile_json(entities.Status))
@settings(suppress_health_check=list(HealthCheck), deadline=None)
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
