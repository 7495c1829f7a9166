"""Streams that are disturbed for long, or bring much."""

from __future__ import annotations

import gc
from random import Random
from typing import Any

import pytest
from stream_server import Connection, ScriptedServer, refused, update

from mastodon_core import Gone
from mastodon_core.streaming import (
    Event,
    EventStreamDecoder,
    Gap,
    Stream,
    StreamSession,
    UpdateEvent,
    Via,
)
from mastodon_core.streaming._tracks import Track
from mastodon_core.testing import (
    FakeMastodon,
    FaultPlan,
    NoConnection,
    OfflineInstance,
    Refusal,
    StreamDrop,
    StreamSilence,
)


@pytest.mark.parametrize("via", ["sse", "websocket"])
@pytest.mark.parametrize("seed", range(3))
def test_ten_minutes_of_disturbance_lose_nothing(via: Via, seed: int) -> None:
    """Posts every 3 seconds, over connections that break every few events."""
    random, plan = Random(seed), FaultPlan()
    server = OfflineInstance(seed=seed, rate_limits=False)
    bob = FakeMastodon(server=server, user="bob")
    FakeMastodon(server=server, user="ada").account_follow(bob.me())
    drops: list[Any] = [
        StreamDrop(2, how="end"),
        StreamDrop(3, how="reset"),
        StreamDrop(1, how="torn"),
        StreamSilence(2),
    ]
    refusals: list[Any] = [Refusal(429, retry_after=5), Refusal(503), NoConnection()]
    for number in range(1, 100):
        # Streams are counted by themselves, and all requests together.
        plan = plan.at(number, random.choice(drops), must_fire=False)
        if number % 7 == 6:
            plan = plan.at(number, random.choice(refusals), must_fire=False)
    ada = plan.around(FakeMastodon)(server=server, user="ada")
    begin, posted, found = server.now, [], list[Event]()
    with ada.stream_user(via=via, max_silence=20) as events:
        while (server.now - begin).total_seconds() < 600:
            posted.append(bob.status_post(f"number {len(posted)}").id)
            while (event := events.next_event(timeout=3)) is not None:
                found.append(event)
        for _ in range(2):
            while (event := events.next_event(timeout=300)) is not None:
                found.append(event)
    updates = [event.status.id for event in found if isinstance(event, UpdateEvent)]
    assert updates == posted
    assert len(posted) > 100
    gaps = [event for event in found if isinstance(event, Gap)]
    assert len(gaps) > 10


def test_gap_after_gap_leaves_nothing_behind(caplog: pytest.LogCaptureFixture) -> None:
    def rounds(count: int) -> ScriptedServer:
        made: list[Any] = [Connection([update(str(n)), b""]) for n in range(count)]
        return ScriptedServer([*made, refused(410)])

    def read(server: ScriptedServer) -> None:
        with server.open_stream("public") as events:
            for _ in events:
                pass

    with pytest.raises(Gone):
        read(rounds(20))
    kinds = (StreamSession, Track, EventStreamDecoder, UpdateEvent, Stream)
    counts: list[int] = []
    for _ in range(2):
        server = rounds(40)
        with pytest.raises(Gone):
            read(server)
        del server
        # Records of the log stay otherwise.
        caplog.clear()
        gc.collect()
        counts.append(sum(isinstance(found, kinds) for found in gc.get_objects()))
    assert counts[1] == counts[0]
