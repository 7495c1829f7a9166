"""Scripts, recorders, players and fault plans wrap the real clients too."""

from typing import Any

import mastodon_requests
import pytest
from transport_classes import each_async_transport

from mastodon_core import API, NetworkError, entities
from mastodon_core.testing import (
    Cassette,
    Failure,
    FakeMastodon,
    FaultPlan,
    NoConnection,
    Recorder,
    Script,
    make,
    run,
)

URL = "https://offline.example"
# The discard port: nothing listens there.
UNREACHABLE = "http://127.0.0.1:9"
STATUS = make(entities.Status, id="7", content="hi")


def recorded() -> Cassette:
    recorder = Recorder()
    with Script([(API().status("7"), STATUS)]) as script:
        client_class = recorder.around(script.around(mastodon_requests.Mastodon))
        with client_class(access_token="token", api_base_url=URL) as mastodon:
            assert mastodon.status("7") == STATUS
    return recorder.cassette


@each_async_transport
def test_cassette_plays_to_blocking_and_async_clients(mastodon_class: Any) -> None:
    cassette = recorded()
    blocking = cassette.player().around(mastodon_requests.Mastodon)
    with blocking(access_token="another", api_base_url=URL) as mastodon:
        assert mastodon.status("7") == STATUS

    async def main() -> entities.Status:
        client_class: Any = cassette.player().around(mastodon_class)
        async with client_class(api_base_url=URL) as mastodon:
            status: entities.Status = await mastodon.status("7")
            return status

    # This works without an event loop, as nothing waits.
    assert run(main()) == STATUS


def test_recorder_records_a_real_network_failure() -> None:
    recorder = Recorder()
    client_class = recorder.around(mastodon_requests.Mastodon)
    with (
        client_class(api_base_url=UNREACHABLE, retries=0) as mastodon,
        pytest.raises(NetworkError),
    ):
        mastodon.status("7")
    failure = recorder.cassette.interactions[0].outcome
    assert isinstance(failure, Failure)
    assert failure.kind == "NetworkError"


def test_planned_fault_replaces_the_network_of_a_real_client() -> None:
    client_class = FaultPlan().at(1, NoConnection()).around(mastodon_requests.Mastodon)
    with (
        client_class(api_base_url=UNREACHABLE, retries=0) as mastodon,
        pytest.raises(NetworkError, match="planned"),
    ):
        mastodon.status("7")


def test_wrapped_client_class_keeps_its_name_and_docs() -> None:
    made = Recorder().around(FakeMastodon)
    assert made.__qualname__ == FakeMastodon.__qualname__
    assert made.__module__ == FakeMastodon.__module__
    assert made.__doc__ == FakeMastodon.__doc__
    assert issubclass(made, FakeMastodon)
