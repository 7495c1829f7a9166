"""A writable file that cannot be replaced is overwritten, as safely as that can be."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import resource
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import mastodon_credentials
import pytest
from credentials import killed_writer
from credentials.commands import command
from credentials.private import write_private
from credentials.users import folder_of_unprivileged, needs_root, own, unprivileged
from mastodon_credentials import AccountStore, CredentialFileWarning, LockTimeout

from mastodon_core import Credentials

ADA = Credentials(base_url="https://x.example", access_token="new")


@pytest.fixture
def path() -> Iterator[Path]:
    """A writable file in a folder that its owner can only read."""
    with folder_of_unprivileged() as folder:
        file = folder / "user.txt"
        write_private(file, "old\n")
        own(file)
        folder.chmod(0o555)
        yield file


@pytest.mark.parametrize("text", ["", "a", "new\n", "new\n" * 5000])
def test_file_in_a_read_only_folder_is_overwritten(path: Path, text: str) -> None:
    path.chmod(0o644)
    with unprivileged():
        for _ in range(2):
            mastodon_credentials.write(path, text)
            assert mastodon_credentials.read(path) == text
    assert [p.name for p in path.parent.iterdir()] == ["user.txt"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_store_saves_accounts_in_a_read_only_folder(path: Path) -> None:
    path.write_text("")
    store = AccountStore(path)
    with unprivileged():
        store.save("ada", ADA)
        store.save("bob", ADA)
        store.delete("ada")
        assert store.names() == ("bob",)
        assert store.load("bob") == ADA


def test_writers_in_a_read_only_folder_take_turns(path: Path) -> None:
    with path.open("r+b") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with unprivileged(), pytest.raises(LockTimeout) as caught:
            mastodon_credentials.write(path, "new", timeout=0)
        assert caught.value.filename == str(path)
        assert path.read_text() == "old\n"
    with unprivileged():
        mastodon_credentials.write(path, "new", timeout=0)
    assert path.read_text() == "new"


def test_lock_of_a_folder_that_became_read_only_is_still_used(path: Path) -> None:
    path.parent.chmod(0o755)
    with unprivileged():
        mastodon_credentials.write(path, "older")
    path.parent.chmod(0o555)
    with (path.parent / ".user.txt.lock").open("r+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with unprivileged(), pytest.raises(LockTimeout) as caught:
            mastodon_credentials.write(path, "new", timeout=0)
        assert caught.value.filename == lock.name
    with unprivileged():
        mastodon_credentials.write(path, "new", timeout=0)
    assert path.read_text() == "new"


def test_missing_or_read_only_file_in_a_read_only_folder_is_an_error(
    path: Path,
) -> None:
    path.chmod(0o400)
    for name in ("missing.txt", "user.txt"):
        with unprivileged(), pytest.raises(PermissionError, match=name):
            mastodon_credentials.write(path.with_name(name), "new")
    assert path.read_text() == "old\n"


def test_full_disk_leaves_the_old_text_in_a_read_only_folder(path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with unprivileged():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
        try:
            with pytest.raises(OSError, match="too large") as caught:
                mastodon_credentials.write(path, "n" * 1000)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.errno == errno.EFBIG
    assert path.read_text() == "old\n"


@pytest.mark.parametrize("order", ["longer", "swapped"])
def test_writer_killed_in_a_read_only_folder_leaves_the_old_text_or_the_new(
    path: Path, order: str
) -> None:
    old, new = killed_writer.OLD, killed_writer.NEW
    if order == "swapped":
        old, new = new, old
    run = subprocess.run(
        command("killed_writer.py", path.parent, order), capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    left = json.loads(run.stdout)
    # At most, there are empty lines after the last one.
    texts = [text.rstrip("\n") for text, _ in left]
    written = texts.index(new.rstrip("\n"))
    assert set(texts[:written]) == {old.rstrip("\n")}
    assert set(texts[written:]) == {new.rstrip("\n")}
    assert 30 < written < len(left) - 1
    assert all(modes == {"user.txt": 0o600} for _, modes in left)
    assert left[-1][0] == new


def test_hard_link_is_not_overwritten(path: Path) -> None:
    path.parent.chmod(0o755)
    os.link(path, path.with_name("page.html"))
    path.parent.chmod(0o555)
    with unprivileged(), pytest.raises(OSError, match="hard link to another") as caught:
        mastodon_credentials.write(path, "new")
    assert caught.value.filename == str(path)
    assert path.read_text() == "old\n"


@needs_root
def test_file_of_another_user_is_not_overwritten(path: Path) -> None:
    os.chown(path, 1234, 1234)
    path.chmod(0o666)
    with unprivileged(), pytest.raises(PermissionError, match=r"user \(1234\)"):
        mastodon_credentials.write(path, "new")
    assert path.read_text() == "old\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o666


@needs_root
def test_file_of_root_keeps_its_mode_and_is_reported(path: Path) -> None:
    os.chown(path, 0, 1234)
    path.chmod(0o606)
    with unprivileged(), pytest.warns(CredentialFileWarning, match="read and write"):
        mastodon_credentials.write(path, "new")
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o606


@needs_root
def test_file_that_is_mounted_on_its_own_is_overwritten(tmp_path: Path) -> None:
    """As ``docker run --volume user.txt:/app/user.txt`` does."""
    host, path = tmp_path / "host.txt", tmp_path / "user.txt"
    write_private(host, "old")
    path.touch()
    mounted = subprocess.run(["mount", "--bind", host, path], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("this machine does not allow mounts")
    try:
        mastodon_credentials.write(path, "new")
        assert mastodon_credentials.read(path) == "new"
    finally:
        subprocess.run(["umount", path], check=True)
    assert host.read_text() == "new"
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        ".user.txt.lock",
        "host.txt",
        "user.txt",
    ]
