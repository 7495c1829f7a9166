"""The async client, built on asyncio and h11."""

from __future__ import annotations

from mastodon_core.values import need

need("h11", "asyncio", "mastodon_asyncio")
need("aiohappyeyeballs", "asyncio", "mastodon_asyncio")

from mastodon_h11 import AsyncNetworkClient

from ._network import AsyncioNetwork

__all__ = ["Mastodon"]


class Mastodon(AsyncNetworkClient):
    """An async client for the Mastodon API, on asyncio.

    Tasks can share one client, and cancel any call. It connects at the first call, so
    it can be made before the event loop runs. Use it in an ``async with`` statement, or
    close it.
    """

    _network = AsyncioNetwork()
