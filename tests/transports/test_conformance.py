"""Both transports run the cases that every transport must pass."""

from functools import partial
from typing import Any

import mastodon_requests
import mastodon_trio
import pytest
import trio
from mastodon_offline.conformance import CASES, Case, run_async, run_blocking

each = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@each
def test_requests_transport_conforms(case: Case) -> None:
    run_blocking(case, mastodon_requests.Mastodon)


@each
def test_trio_transport_conforms(case: Case) -> None:
    wait: Any = trio.to_thread.run_sync
    trio.run(partial(run_async, case, mastodon_trio.Mastodon, wait))
