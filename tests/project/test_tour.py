"""The tour of `make demo`, offline and over sockets."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
import trio
from mastodon_offline import running

from mastodon_core.testing import OfflineInstance

TOUR = runpy.run_path(
    str(Path(__file__).parents[2] / "docs" / "examples" / "tour.py"), run_name="tour"
)


def test_tour_runs_offline(capsys: pytest.CaptureFixture[str]) -> None:
    trio.run(TOUR["offline"])
    text = capsys.readouterr().out
    for part in (
        "I am @ada, on Offline (4.7.0)",
        "@ada What a #sunset! [1 file]",
        "[the sky / my feet]",
        "@bob boosts @ada: What a #sunset!",
        "mention by @bob: @bob @ada lovely",
        "follow by @bob",
        "NotFound: 404 Record not found (GET /api/v1/statuses/{id})",
        "UnprocessableEntity: 422 Validation failed",
        "s: rate limit of GET /api/v1/timelines/public)",
        "I read 350 statuses",
    ):
        assert part in text


def test_tour_runs_over_sockets(capsys: pytest.CaptureFixture[str]) -> None:
    instance = OfflineInstance(seed=7)
    for name in ("ada", "bob"):
        instance.add_user(name)
    with running(instance) as url:
        trio.run(TOUR["online"], url, instance.authorize)
    text = capsys.readouterr().out
    assert f"Meeting at {url}" in text
    assert "@bob boosts @ada: What a #sunset!" in text
