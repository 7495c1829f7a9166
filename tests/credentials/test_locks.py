"""Waiting for the lock of a credential file has an end, and can be cancelled."""

from __future__ import annotations

import errno
import fcntl
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf, nan
from pathlib import Path
from typing import Any

import mastodon_credentials
import mastodon_trio
import pytest
import trio
import trio.testing
from credentials.private import write_private
from mastodon_credentials import AccountStore, LockTimeout

from mastodon_core import Credentials, MastodonTimeout
from mastodon_core.transport import WriteFile

ADA = Credentials(base_url="https://x.example", access_token="new")


@contextmanager
def held_elsewhere(path: Path) -> Iterator[Path]:
    """Hold the lock of a file, as another program does."""
    lock = path.with_name(f".{path.name}.lock")
    with open(os.open(lock, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield lock


@pytest.mark.parametrize(
    "write",
    [
        lambda path: mastodon_credentials.write(path, "new", timeout=0),
        lambda path: AccountStore(path, timeout=0).save("ada", ADA),
        lambda path: AccountStore(path, timeout=0).delete("ada"),
    ],
    ids=["write", "save", "delete"],
)
def test_lock_that_stays_taken_is_an_error_that_names_it(
    tmp_path: Path, write: Callable[[Path], None]
) -> None:
    path = tmp_path / "user.txt"
    write_private(path, "old")
    with held_elsewhere(path) as lock:
        opened = os.listdir("/proc/self/fd")
        with pytest.raises(LockTimeout) as caught:
            write(path)
        assert os.listdir("/proc/self/fd") == opened
    assert path.read_text() == "old"
    assert str(caught.value) == (
        f"[Errno {errno.ETIMEDOUT}] another program still holds this lock after 0 s:"
        f" end it, or try again later: '{lock}'"
    )
    assert caught.value.filename == str(lock)
    assert isinstance(caught.value, MastodonTimeout)
    assert isinstance(caught.value, TimeoutError)
    again: Any = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), str(again)) == (LockTimeout, str(caught.value))


def test_writer_waits_30_seconds_by_default_and_gives_up(tmp_path: Path) -> None:
    path = tmp_path / "user.txt"
    pauses = list[float]()
    with held_elsewhere(path), pytest.raises(LockTimeout, match="after 30 s"):
        pauses.extend(mastodon_credentials.write_in_turn(path, "new"))
    assert not path.exists()
    assert sum(pauses) == pytest.approx(mastodon_credentials.LOCK_TIMEOUT)
    assert mastodon_credentials.LOCK_TIMEOUT == 30.0
    assert max(pauses) <= 0.1


def test_writer_goes_on_as_soon_as_the_lock_is_free(tmp_path: Path) -> None:
    path = tmp_path / "user.txt"
    attempts = mastodon_credentials.write_in_turn(path, "new", timeout=30.0)
    with held_elsewhere(path):
        assert [next(attempts) > 0 for _ in range(3)] == [True] * 3
        assert not path.exists()
    assert list(attempts) == []
    assert path.read_text() == "new"


def test_writer_that_pauses_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "user.txt"
    with held_elsewhere(path):
        attempts = mastodon_credentials.write_in_turn(path, "late")
        next(attempts)
    mastodon_credentials.write(path, "new", timeout=0)
    attempts.close()
    assert path.read_text() == "new"


@pytest.mark.parametrize(
    ("timeout", "error"),
    [
        (-1, "timeout must be 0 or more seconds, not -1"),
        (nan, "timeout must be 0 or more seconds, not nan"),
        (inf, "timeout must be finite, so that waiting has an end, not inf"),
        (None, "timeout must be a number of seconds, not NoneType"),
        ("30", "timeout must be a number of seconds, not str"),
        (True, "timeout must be a number of seconds, not bool"),
    ],
)
def test_timeout_that_is_no_time_is_refused(
    tmp_path: Path, timeout: Any, error: str
) -> None:
    path = tmp_path / "user.txt"
    for use in (
        lambda: mastodon_credentials.write(path, "new", timeout=timeout),
        lambda: AccountStore(path, timeout=timeout),
    ):
        with pytest.raises((TypeError, ValueError)) as caught:
            use()
        assert str(caught.value) == error
    assert list(tmp_path.iterdir()) == []


def test_read_needs_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "user.txt"
    write_private(path, "token")
    with held_elsewhere(path):
        assert mastodon_credentials.read(path) == "token"


def test_child_that_was_forked_under_the_lock_does_not_keep_it(tmp_path: Path) -> None:
    program = """
import os, sys
from pathlib import Path
import mastodon_credentials
from mastodon_credentials._locks import locked

path = Path(sys.argv[1])
with locked(path, 0.0):
    child = os.fork()
    if child == 0:
        os.close(1)
        sys.stdin.read()
        os._exit(0)
mastodon_credentials.write(path, "new", timeout=0)
print("written", flush=True)
os.waitpid(child, 0)
"""
    path = tmp_path / "user.txt"
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        out = process.stdout.readline()
        process.communicate("")
    assert (process.returncode, out) == (0, "written\n")
    assert path.read_text() == "new"


async def write_in_trio(path: Path) -> None:
    await mastodon_trio.Mastodon().perform(WriteFile(path, "new"))


def run_without_waiting(main: Callable[..., Any], *args: Any) -> Any:
    return trio.run(main, *args, clock=trio.testing.MockClock(autojump_threshold=0))


def test_trio_client_that_waits_for_a_lock_can_be_cancelled(tmp_path: Path) -> None:
    path = tmp_path / "user.txt"
    write_private(path, "old")

    async def main() -> bool:
        with held_elsewhere(path):
            with trio.move_on_after(3) as scope:
                await write_in_trio(path)
        # Nothing is left that would write later.
        await trio.sleep(100)
        return scope.cancelled_caught

    assert run_without_waiting(main) is True
    assert path.read_text() == "old"
    mastodon_credentials.write(path, "new", timeout=0)


def test_trio_client_waits_30_seconds_for_a_lock(tmp_path: Path) -> None:
    path = tmp_path / "user.txt"

    async def main() -> float:
        with held_elsewhere(path), pytest.raises(LockTimeout, match="after 30 s"):
            await write_in_trio(path)
        return trio.current_time()

    assert run_without_waiting(main) == pytest.approx(30, abs=0.5)
    assert not path.exists()


def test_trio_client_writes_as_soon_as_the_lock_is_free(tmp_path: Path) -> None:
    path = tmp_path / "user.txt"

    async def main() -> float:
        async with trio.open_nursery() as nursery:
            with held_elsewhere(path):
                nursery.start_soon(write_in_trio, path)
                await trio.sleep(3)
                assert not path.exists()
        return trio.current_time()

    assert run_without_waiting(main) == pytest.approx(3, abs=0.2)
    assert path.read_text() == "new"
