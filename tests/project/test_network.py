"""The suite reaches nothing but this machine, and would notice."""

import socket

import mastodon_requests
import mastodon_trio
import pytest
import trio


@pytest.mark.parametrize("host", ["x.example", "192.0.2.1", "10.0.0.1"])
def test_nothing_but_loopback_is_reached(host: str) -> None:
    with pytest.raises(RuntimeError, match=f"not to reach {host}"):
        socket.create_connection((host, 80), timeout=1)


def test_the_transports_are_held_back_too() -> None:
    refused = pytest.raises(RuntimeError, match=r"not to reach x\.example")
    with mastodon_requests.Mastodon(api_base_url="x.example") as mastodon, refused:
        mastodon.instance()

    async def main() -> None:
        async with mastodon_trio.Mastodon(api_base_url="x.example") as mastodon:
            with pytest.raises(RuntimeError, match=r"not to reach x\.example"):
                await mastodon.instance()

    trio.run(main)
