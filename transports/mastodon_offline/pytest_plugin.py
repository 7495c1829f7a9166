"""Fixtures for tests of programs that talk to Mastodon.

pytest loads this module in every run, so it imports what it needs on first use.

``server``
    An `OfflineInstance` for this test. ``@pytest.mark.mastodon(version="4.3.0",
    rate_limits=False)`` sets its arguments. Override this fixture to prepare an
    instance yourself.
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
from collections.abc import Generator, MutableSequence
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
    """An offline instance for this test, the same in every run.

    Its arguments come from a mark::

        @pytest.mark.mastodon(version="4.3.0", rate_limits=False)
        def test_old_server(server, mastodon): ...
    """
    from mastodon_core.testing import OfflineInstance

    options: dict[str, Any] = {}
    # The nearest mark comes first, and overrides those of the class and the module.
    for mark in request.node.iter_markers("mastodon"):
        options = {**mark.kwargs, **options}
    return OfflineInstance(**options)


@pytest.fixture
def mastodon(server: OfflineInstance) -> Generator[FakeMastodon, None, None]:
    """A blocking client of ``server``, logged in as ``pytooter``.

    ``mastodon.sleeps`` lists its waits, which take no time. A second user::

        def test_mention(mastodon):
            ada = FakeMastodon(server=mastodon.server, user="ada")
            ada.toot("@pytooter hello")
            assert mastodon.notifications()[0].account.acct == "ada"
    """
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


# A fault that never fires is a mistake in a test. The plans of a test are those that it
# applies itself, and those of its fixtures that are made for it alone.


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    _applied_plans().clear()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any],
) -> Generator[None, Any, Any]:
    before = list(_applied_plans())
    result = yield
    if fixturedef.scope != "function":
        plans = _applied_plans()
        plans.clear()
        plans.extend(before)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    result = yield
    # hypothesis ends examples early, and repeats them.
    if not getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
        for plan in _applied_plans():
            if complaint := plan.complaint():
                pytest.fail(complaint, pytrace=False)
    return result


def _applied_plans() -> MutableSequence[Any]:
    module = sys.modules.get("mastodon_core.testing._fault_plans")
    return [] if module is None else module.unchecked


@pytest.fixture
def mastodon_cassette(
    request: pytest.FixtureRequest,
) -> Generator[Recorder | Player, None, None]:
    """A recorder or player of ``cassettes/<module>/<test>.json`` beside this test.

    ``around(client_class)`` makes a class of clients that are recorded or played::

        def test_greet(mastodon_cassette):
            client_class = mastodon_cassette.around(mastodon_requests.Mastodon)
            greet(client_class(api_base_url="https://mastodon.example"))

    Without a cassette the test fails, and says how to record one.
    """
    from ._cassette_files import cassette_file

    module: Path = request.path
    name = "".join(c if c.isalnum() or c in "-_" else "-" for c in request.node.name)
    file = module.parent / "cassettes" / module.stem / f"{name}.json"
    mode: Mode = request.config.option.mastodon_cassettes
    if mode == "replay" and not file.exists():
        pytest.fail(
            f"there is no cassette {file}\nrecord it with: pytest"
            f" --mastodon-cassettes=once '{request.node.nodeid}'",
            pytrace=False,
        )
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
