"""The tests can connect to this machine only."""

import socket

import mastodon_requests
import mastodon_trio
import pytest
import trio


@pytest.mark.parametrize("host", ["x.example", "192.0.2.1", "10.0.0.1"])
def test_connecting_to_another_machine_raises(host: str) -> None:
    with pytest.raises(RuntimeError, match=f"must not connect to {host}"):
        socket.create_connection((host, 80), timeout=1)


def test_transports_cannot_connect_to_another_machine() -> None:
    refused = pytest.raises(RuntimeError, match=r"must not connect to x\.example")
    with mastodon_requests.Mastodon(api_base_url="x.example") as mastodon, refused:
        mastodon.instance()

    async def main() -> None:
        async with mastodon_trio.Mastodon(api_base_url="x.example") as mastodon:
            with pytest.raises(RuntimeError, match=r"must not connect to x\.example"):
                await mastodon.instance()

    trio.run(main)
