"""Run the cases of `mastodon_core.testing.conformance` against a real server.

>>> from mastodon_offline.conformance import CASES, run_blocking
>>> import mastodon_requests
>>> run_blocking(CASES[0], mastodon_requests.Mastodon)
"""

from __future__ import annotations

from mastodon_core.testing.conformance import ASYNC_CASES, CASES, Case

from ._async import run_asyncio, run_trio
from ._blocking import run_blocking
from ._server import FaultServer

__all__ = [
    "ASYNC_CASES",
    "CASES",
    "Case",
    "FaultServer",
    "run_asyncio",
    "run_blocking",
    "run_trio",
]
