"""Run the cases of `mastodon_core.testing.conformance` against a real server.

>>> from mastodon_offline.conformance import CASES, run_blocking
>>> import mastodon_requests
>>> run_blocking(CASES[0], mastodon_requests.Mastodon)
"""

from __future__ import annotations

from mastodon_core.testing.conformance import CASES, Case

from ._runner import run_async, run_blocking
from ._server import FaultServer

__all__ = ["CASES", "Case", "FaultServer", "run_async", "run_blocking"]
