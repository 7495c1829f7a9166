"""Fixtures for tests of programs that talk to Mastodon.

pytest loads this module in every run, so it imports what it needs on first use.

``server``
    An `OfflineInstance` for this test. ``@pytest.mark.mastodon(version="4.3.0",
    seed=7)`` sets its arguments. Override this fixture to prepare an instance yourself.
``mastodon``, ``async_mastodon``
    A blocking and an async client of ``server``, logged in as ``pytooter``.
``mastodon_cassette``
    A recorder or player of a file beside the test; its ``around`` takes a client class.
    By default it only plays. With ``--mastodon-cassettes=once`` it records if the file
    is missing, and with ``record`` always.

Reports mask the tokens, secrets and passwords of the test's clients. The hooks that do
this raise nothing but KeyboardInterrupt, whatever the variables of a test are: a hook
that raises ends the whole run of pytest. A report that cannot be masked is hidden.
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
_MASK = pytest.StashKey[Any]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("mastodon").addoption(
        "--mastodon-cassettes",
        choices=_MODES,
        default="replay",
        help="only play cassettes (replay), record missing ones (once),"
        " or record every one (record)",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "mastodon(**options): arguments for the offline instance of this test,"
        ' such as version="4.3.0"',
    )


@pytest.fixture
def server(request: pytest.FixtureRequest) -> OfflineInstance:
    """An offline instance for this test, the same in every run."""
    from mastodon_core.testing import OfflineInstance

    options: dict[str, Any] = {}
    # The nearest mark comes first, and overrides those of the class and the module.
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

    It never waits, so it works in any event loop, and without one in
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
    """A recorder or player of ``cassettes/<module>/<test>.json`` beside this test."""
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

    try:
        return explain(left, right)
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001  # pytest explains any value
        return None


# The first wrapper is the outermost, so it also sees what other plugins add.
@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    # Without mastodon_core, there are no secrets to mask.
    shows = call.excinfo is not None or report.sections or report.user_properties
    if shows and "mastodon_core" in sys.modules:
        try:
            _mask(report, item, call)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001  # a hook that raises ends pytest
            _hide(report, type(error))
    return report


def _mask(
    report: pytest.TestReport, item: pytest.Item, call: pytest.CallInfo[Any]
) -> None:
    from mastodon_core.testing import Mask

    from ._reports import mask_report

    mask = item.stash.setdefault(_MASK, Mask())
    error = None if call.excinfo is None else call.excinfo.value
    mask_report(report, error, getattr(item, "funcargs", None) or {}, mask)


def _hide(report: pytest.TestReport, reason: type) -> None:
    # The name of a class may be anything if its metaclass says so.
    name = type.__dict__["__name__"].__get__(reason)
    hidden = f"mastodon: hidden, as masking the secrets failed ({name})"
    if isinstance(report.longrepr, tuple):
        path, line, _ = report.longrepr
        report.longrepr = path, line, hidden
    elif report.longrepr is not None:
        report.longrepr = f"{hidden}; pytest -p no:mastodon shows it as it is"
    report.sections = [(title, hidden) for title, _ in report.sections]
    report.user_properties = []
    if hasattr(report, "wasxfail"):
        report.wasxfail = hidden
