"""Streams are those of the contract, with what they need."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from stream_server import ScriptedServer

from mastodon_core import API, AsyncMastodon, BlockingMastodon, entities, streaming
from mastodon_core.streaming import (
    AsyncEventStream,
    EventStream,
    Stream,
    StreamCall,
    StreamName,
)
from mastodon_core.testing import make

ROWS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "contract" / "streaming.json").read_text("utf-8")
)["streams"]


def test_every_stream_of_the_contract_has_a_name() -> None:
    assert {row["name"] for row in ROWS} == set(get_args(StreamName))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_stream_has_the_path_and_query_of_the_contract(row: Any) -> None:
    given = {name: "7" for name in row.get("params", ())}
    stream = Stream(row["name"], **given)
    assert stream.path == row["path"]
    assert stream.query == {**row.get("query", {}), **given}
    assert stream.parameters == given
    assert str(stream) == " ".join([row["name"], *given.values()])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_stream_takes_only_the_parameters_that_it_needs(row: Any) -> None:
    needed = set(row.get("params", ()))
    for name in ("tag", "list"):
        others = {other: "7" for other in needed - {name}}
        if name in needed:
            with pytest.raises(ValueError, match=f"needs {name}"):
                Stream(row["name"], **others)
        else:
            with pytest.raises(ValueError, match=f"takes no {name}"):
                Stream(row["name"], **others, **{name: "7"})


def test_entities_stand_for_their_names_and_ids() -> None:
    tag, list = make(entities.Tag, name="cats"), make(entities.List, id="7")
    assert Stream("hashtag", tag=tag) == Stream("hashtag", tag="cats")
    assert Stream("list", list=list) == Stream("list", list="7")


def test_unknown_stream_is_refused() -> None:
    name: Any = "publik"
    with pytest.raises(ValueError, match="name must be .*'public'"):
        Stream(name)


@pytest.mark.parametrize(
    ("client", "kind"),
    [(BlockingMastodon, EventStream), (AsyncMastodon, AsyncEventStream)],
)
def test_methods_of_classes_take_the_client(client: Any, kind: type) -> None:
    unbound = client.stream_user
    assert unbound.__get__(None, client) is unbound
    server = ScriptedServer()
    made = server.client() if client is BlockingMastodon else server.async_client()
    assert isinstance(unbound(made), kind)
    assert isinstance(unbound.__get__(made, type(made))(), kind)


def test_method_of_the_api_makes_a_call() -> None:
    assert API().stream_user() == StreamCall([Stream("user")])


def test_class_of_mastodon_py_is_named_with_its_replacement() -> None:
    with pytest.raises(ImportError, match="a listener needs no base class"):
        streaming.StreamListener  # noqa: B018  # the access itself fails
