"""The same programs, in memory and over sockets, with all transports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import stream_programs
from stream_programs import world_of

from mastodon_core.testing import FaultPlan, Refusal, StreamDrop, StreamPieces

each_world = pytest.mark.parametrize("name", stream_programs.WORLDS)
each_way = pytest.mark.parametrize("via", ["sse", "websocket"])


def play(name: str, program: Callable[..., Any], *args: Any, **options: Any) -> Any:
    with world_of(name) as world:
        return world.run(lambda: program(world, *args, **options))


@each_way
@each_world
def test_home_is_followed(name: str, via: str) -> None:
    assert play(name, stream_programs.follow_home, via=via) == stream_programs.HOME


@each_way
@each_world
def test_bot_and_visitor_talk_over_streams(name: str, via: str) -> None:
    found = play(name, stream_programs.answer_mentions, via=via)
    assert found == stream_programs.ANSWERS


@each_world
def test_streams_that_share_a_websocket_are_read_apart(name: str) -> None:
    assert play(name, stream_programs.read_several) == stream_programs.SEVERAL


@each_way
@each_world
def test_restarted_program_misses_nothing(name: str, via: str) -> None:
    assert play(name, stream_programs.resume, via=via) == stream_programs.RESUMED


@each_way
@each_world
def test_stream_is_closed_from_elsewhere(name: str, via: str) -> None:
    found = play(name, stream_programs.close_elsewhere, via=via)
    assert found == stream_programs.CLOSED


@pytest.mark.parametrize("how", ["end", "reset", "torn"])
@each_way
@each_world
def test_broken_connections_lose_nothing(name: str, via: str, how: Any) -> None:
    path = "/api/v1/streaming" + ("/public" if via == "sse" else "")
    plan = (
        FaultPlan()
        .at(1, StreamDrop(after=1, how=how))
        .at(2, Refusal(429, retry_after=0), path=path)
        .at(3, StreamDrop(after=1, how=how))
        .at(4, StreamPieces(size=100))
    )
    found = play(name, stream_programs.survive, plan, via=via)
    assert found == stream_programs.SURVIVED
    plan.check()
