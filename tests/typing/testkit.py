"""The types of the testing kit, for mypy and pyright; nothing here runs."""

from typing import assert_type

import mastodon_requests
import mastodon_trio
from mastodon_offline import cassette_file, load_cassette

from mastodon_core import API, entities
from mastodon_core.testing import (
    AsyncScriptedMastodon,
    Cassette,
    FakeMastodon,
    FaultPlan,
    Maker,
    Recorder,
    Script,
    ScriptedMastodon,
    make,
)


def factories() -> None:
    assert_type(make(entities.Status, content="hi"), entities.Status)
    assert_type(Maker(seed=7).make(entities.Account), entities.Account)


async def scripts() -> None:
    lines = [(API().status("7"), make(entities.Status))]
    assert_type(ScriptedMastodon(lines).status("7"), entities.Status)
    assert_type(await AsyncScriptedMastodon(lines).status("7"), entities.Status)
    assert_type(Script(lines).around(FakeMastodon), type[FakeMastodon])


async def classes(cassette: Cassette) -> None:
    blocking = Recorder().around(mastodon_requests.Mastodon)
    assert_type(blocking, type[mastodon_requests.Mastodon])
    asynchronous = cassette.player().around(mastodon_trio.Mastodon)
    assert_type(asynchronous, type[mastodon_trio.Mastodon])
    assert_type(await asynchronous().status("7"), entities.Status)
    assert_type(FaultPlan().around(FakeMastodon)().status("7"), entities.Status)


def files() -> None:
    assert_type(load_cassette("me.json"), Cassette)
    with cassette_file("me.json") as tape:
        assert_type(tape.around(FakeMastodon), type[FakeMastodon])
