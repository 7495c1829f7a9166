"""Fixtures for tests of programs that talk to Mastodon.

pytest loads this module in any run, so what it needs is loaded when a fixture is used.

``server``
    An `OfflineInstance` for this test;
    ``@pytest.mark.mastodon(version="4.3.0", seed=7)`` says how to make it.
``mastodon``, ``async_mastodon``
    A blocking and an async client of it, logged in as ``pytooter``.
``mastodon_cassette``
    What is recorded to, or played from, a file beside the test: its ``around`` takes a
    client class. ``--mastodon-cassettes=once`` records where there is no file yet,
    ``record`` all anew; as it comes, nothing but files is played.

Where two entities are not equal, or two arrays of them, the report names the fields
that differ.

In the report of a failed test, the tokens, secrets and passwords that its clients held
are masked.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

try:
    import pytest
except ModuleNotFoundError:
    # Imported late, as pytest loads this module in any run.
    from mastodon_core.values import need

    need("pytest", "testing", "mastodon_offline.pytest_plugin")
    raise

if TYPE_CHECKING:
    from mastodon_core.testing import (
        AsyncFakeMastodon,
        FakeMastodon,
        OfflineInstance,
        Player,
        Recorder,
    )

    from ._cassette_files import Mode

__all__ = ["async_mastodon", "mastodon", "mastodon_cassette", "server"]

_MODES = ("replay", "once", "record")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("mastodon").addoption(
        "--mastodon-cassettes",
        choices=_MODES,
        default="replay",
        help="play what was recorded (replay), record where there is nothing (once),"
        " or record all anew (record)",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "mastodon(**options): how to make the offline instance of this test,"
        ' such as version="4.3.0"',
    )


@pytest.fixture
def server(request: pytest.FixtureRequest) -> OfflineInstance:
    """An offline instance for this test: the same in each run."""
    from mastodon_core.testing import OfflineInstance

    options: dict[str, Any] = {}
    # The nearest mark comes first, and goes over those of its class and module.
    for mark in request.node.iter_markers("mastodon"):
        options = {**mark.kwargs, **options}
    return OfflineInstance(**options)


@pytest.fixture
def mastodon(server: OfflineInstance) -> Generator[FakeMastodon, None, None]:
    """A blocking client of ``server``, logged in as ``pytooter``."""
    from mastodon_core.testing import FakeMastodon

    with FakeMastodon(server=server, user="pytooter") as client:
        yield client


@pytest.fixture
def async_mastodon(
    server: OfflineInstance,
) -> Generator[AsyncFakeMastodon, None, None]:
    """An async client of ``server``, logged in as ``pytooter``.

    It never waits for anything: any event loop drives it, and without one so does
    `mastodon_core.testing.run`.
    """
    from mastodon_core.testing import AsyncFakeMastodon, run

    client = AsyncFakeMastodon(server=server, user="pytooter")
    yield client
    run(client.aclose())


@pytest.fixture
def mastodon_cassette(
    request: pytest.FixtureRequest,
) -> Generator[Recorder | Player, None, None]:
    """The cassette of this test, in ``cassettes/<module>/<test>.json`` beside it."""
    from ._cassette_files import cassette_file

    module: Path = request.path
    name = "".join(c if c.isalnum() or c in "-_" else "-" for c in request.node.name)
    file = module.parent / "cassettes" / module.stem / f"{name}.json"
    mode: Mode = request.config.option.mastodon_cassettes
    with cassette_file(file, mode) as tape:
        yield tape


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    # Where there are entities, this module is loaded.
    if op != "==" or "mastodon_core.entities.base" not in sys.modules:
        return None
    from ._differences import explain

    return explain(left, right)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    # Who holds a secret of ours has loaded the core.
    if call.excinfo is not None and "mastodon_core" in sys.modules:
        from ._reports import mask_report

        mask_report(report, call.excinfo.value, getattr(item, "funcargs", {}))
    return report
