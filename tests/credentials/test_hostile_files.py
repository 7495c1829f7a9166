"""Links, locks and special files that others planted are refused, and do no harm."""

from __future__ import annotations

import gc
import os
import socket
import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import mastodon_credentials
import pytest
from credentials.private import write_private
from credentials.users import NOBODY, folder_of_unprivileged, needs_root, unprivileged
from mastodon_credentials import AccountStore, CredentialFileWarning
from transport_classes import CLASSES, send

from mastodon_core import Credentials
from mastodon_core.transport import ReadFile, WriteFile


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def open_files() -> int:
    gc.collect()
    return len(os.listdir("/proc/self/fd"))


def make_link(path: Path) -> None:
    path.with_name("page.html").touch(0o644)
    path.symlink_to(path.with_name("page.html"))


def make_dangling_link(path: Path) -> None:
    path.symlink_to(path.with_name("missing"))


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


def make_fifo(path: Path) -> None:
    os.mkfifo(path, 0o600)


def make_folder(path: Path) -> None:
    path.mkdir(0o700)


SPECIAL: dict[str, Callable[[Path], None]] = {
    "fifo": make_fifo,
    "folder": make_folder,
    "socket": make_socket,
}
LINKS = {"link": make_link, "dangling link": make_dangling_link}


def save(path: Path) -> None:
    user = Credentials(base_url="https://x.example", access_token="new")
    AccountStore(path).save("ada", user)


WRITERS = {"write": lambda path: mastodon_credentials.write(path, "new"), "store": save}
each_writer = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)


@each_writer
@pytest.mark.parametrize("plant", [*SPECIAL.values(), *LINKS.values()])
def test_lock_that_is_not_a_regular_file_is_an_error_and_left_alone(
    tmp_path: Path, plant: Callable[[Path], None], write: Callable[[Path], None]
) -> None:
    path, lock = tmp_path / "user.txt", tmp_path / ".user.txt.lock"
    write_private(path, "")
    plant(lock)
    before = {p: p.lstat().st_mode for p in tmp_path.iterdir()}
    opened = open_files()
    with pytest.raises(OSError, match="lock must be a regular file: delete it") as no:
        write(path)
    assert open_files() == opened
    assert no.value.filename == str(lock)
    assert {p: p.lstat().st_mode for p in tmp_path.iterdir()} == before
    assert path.read_text() == ""


@needs_root
@each_writer
def test_lock_of_another_user_is_an_error_and_left_alone(
    tmp_path: Path, write: Callable[[Path], None]
) -> None:
    path, lock = tmp_path / "user.txt", tmp_path / ".user.txt.lock"
    lock.touch(0o644)
    os.chown(lock, NOBODY, NOBODY)
    opened = open_files()
    with pytest.raises(PermissionError, match=r"another user \(65534\): delete") as no:
        write(path)
    assert open_files() == opened
    assert no.value.filename == str(lock)
    assert mode(lock) == 0o644
    assert not path.exists()


@needs_root
def test_lock_of_another_user_that_cannot_be_opened_is_the_same_error() -> None:
    with folder_of_unprivileged() as folder:
        lock = folder / ".user.txt.lock"
        lock.touch(0o600)
        with unprivileged(), pytest.raises(PermissionError) as no:
            mastodon_credentials.write(folder / "user.txt", "new")
    assert no.value.filename == str(lock)
    assert "this lock belongs to another user (0): delete it" in str(no.value)


def test_lock_that_cannot_be_opened_is_an_error_that_says_what_to_do() -> None:
    with folder_of_unprivileged() as folder, unprivileged():
        lock = folder / ".user.txt.lock"
        lock.touch(0)
        lock.chmod(0)
        with pytest.raises(PermissionError, match=f"mode 0000: chmod 600 {lock}"):
            mastodon_credentials.write(folder / "user.txt", "new")
        assert mode(lock) == 0
        lock.chmod(0o600)
        mastodon_credentials.write(folder / "user.txt", "new")


def test_lock_file_keeps_its_mode(tmp_path: Path) -> None:
    """It may be a hard link to some other file of ours."""
    page, lock = tmp_path / "page.html", tmp_path / ".user.txt.lock"
    page.write_text("<p>hi</p>")
    page.chmod(0o644)
    os.link(page, lock)
    mastodon_credentials.write(tmp_path / "user.txt", "new")
    assert (page.read_text(), mode(page)) == ("<p>hi</p>", 0o644)
    assert mode(tmp_path / "user.txt") == 0o600


def test_write_leaves_the_other_names_of_a_hard_link_alone(tmp_path: Path) -> None:
    path, page = tmp_path / "user.txt", tmp_path / "page.html"
    page.write_text("<p>hi</p>")
    page.chmod(0o644)
    os.link(page, path)
    mastodon_credentials.write(path, "new")
    assert (page.read_text(), mode(page)) == ("<p>hi</p>", 0o644)
    assert path.read_text() == "new"


def made_with(mastodon_class: Any, path: Path) -> object:
    return mastodon_class(access_token=path)


def reads(mastodon_class: Any, path: Path) -> object:
    return send(mastodon_class, "perform", ReadFile(path))


def writes(mastodon_class: Any, path: Path) -> object:
    return send(mastodon_class, "perform", WriteFile(path, "new"))


USERS: dict[str, Callable[[Path], object]] = {
    "read": mastodon_credentials.read,
    "names": lambda path: AccountStore(path).names(),
    **{name: partial(made_with, each) for name, each in CLASSES.items()},
    **{f"{name} reads": partial(reads, each) for name, each in CLASSES.items()},
    **{f"{name} writes": partial(writes, each) for name, each in CLASSES.items()},
    **WRITERS,
}
each_user = pytest.mark.parametrize("use", USERS.values(), ids=USERS)


@each_user
@pytest.mark.parametrize("plant", SPECIAL.values(), ids=SPECIAL)
def test_credential_file_that_is_not_a_regular_file_is_refused_at_once(
    tmp_path: Path, plant: Callable[[Path], None], use: Callable[[Path], object]
) -> None:
    path = tmp_path / "user.txt"
    plant(path)
    for name in (path, tmp_path / "link"):
        if name != path:
            name.symlink_to(path)
        with pytest.raises(OSError, match="not a regular file") as no:
            use(name)
        assert no.value.filename == str(name)


@each_user
@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero", "/dev/full"])
def test_device_as_credential_file_is_refused(
    device: str, use: Callable[[Path], object]
) -> None:
    with pytest.raises(OSError, match="not a regular file"):
        use(Path(device))


def test_pipe_of_a_shell_is_refused_as_what_it_is() -> None:
    reading, writing = os.pipe()
    try:
        with pytest.raises(OSError, match="not a regular file"):
            mastodon_credentials.read(f"/dev/fd/{reading}")
    finally:
        os.close(reading)
        os.close(writing)


def plant_link(link: Path, target: Path, owner: int) -> None:
    link.symlink_to(target)
    os.chown(link, owner, owner, follow_symlinks=False)


@needs_root
@each_user
def test_link_of_another_user_is_not_followed(
    tmp_path: Path, use: Callable[[Path], object]
) -> None:
    target, link = tmp_path / "bashrc", tmp_path / "user.txt"
    write_private(target, "mine")
    plant_link(link, target, NOBODY)
    # As in /tmp/bot/, which the other user made before us.
    os.chown(tmp_path, NOBODY, NOBODY)
    with pytest.raises(PermissionError, match=r"another user \(65534\), who") as no:
        use(link)
    assert no.value.filename == str(link)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bashrc", "user.txt"]
    assert target.read_text() == "mine"


@needs_root
@each_writer
def test_dangling_link_of_another_user_makes_no_file(
    tmp_path: Path, write: Callable[[Path], None]
) -> None:
    plant_link(tmp_path / "user.txt", tmp_path / "missing", NOBODY)
    with pytest.raises(PermissionError, match="another user"):
        write(tmp_path / "user.txt")
    assert [p.name for p in tmp_path.iterdir()] == ["user.txt"]


@needs_root
def test_link_of_root_is_followed_by_everyone() -> None:
    with folder_of_unprivileged() as folder:
        target, link = folder / "real.txt", folder / "user.txt"
        link.symlink_to("./x/../real.txt")
        (folder / "x").mkdir()
        with unprivileged():
            mastodon_credentials.write(link, "new")
            assert mastodon_credentials.read(link) == "new"
        assert (link.is_symlink(), target.read_text()) == (True, "new")


@needs_root
def test_folder_may_be_a_link_of_the_owner_of_its_folder_and_of_no_other(
    tmp_path: Path,
) -> None:
    """As ``current`` in a deployment belongs to the user who deploys."""
    release = tmp_path / "releases"
    release.mkdir()
    plant_link(tmp_path / "current", release, NOBODY)
    path = tmp_path / "current" / "user.txt"
    with pytest.raises(PermissionError, match="another user"):
        mastodon_credentials.write(path, "new")
    os.chown(tmp_path, NOBODY, NOBODY)
    mastodon_credentials.write(path, "new")
    assert mastodon_credentials.read(path) == "new"
    assert (release / "user.txt").read_text() == "new"


def test_paths_are_resolved_as_the_system_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "a" / "b")
    (tmp_path / "again").symlink_to("link")
    monkeypatch.chdir(tmp_path / "a")
    for path in ("./x.txt", "b/../x.txt", "../again/../x.txt", "..//again/.././x.txt"):
        mastodon_credentials.write(path, path)
        assert (tmp_path / "a" / "x.txt").read_text() == path
        assert mastodon_credentials.read(path) == path
    assert sorted(os.listdir(tmp_path / "a")) == [".x.txt.lock", "b", "x.txt"]
    (tmp_path / "loop").symlink_to("loop")
    for use in (mastodon_credentials.read, WRITERS["write"]):
        with pytest.raises(OSError, match="symbolic links"):
            use(tmp_path / "loop")


READERS: dict[str, Callable[[Path], object]] = {
    "read": mastodon_credentials.read,
    **{name: partial(made_with, each) for name, each in CLASSES.items()},
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize(
    ("bits", "verbs"),
    [
        (0o640, "read"),
        (0o604, "read"),
        (0o644, "read"),
        (0o620, "write"),
        (0o602, "write"),
        (0o660, "read and write"),
        (0o642, "read and write"),
        (0o777, "read and write"),
    ],
)
def test_file_that_others_can_read_or_write_is_reported(
    tmp_path: Path, bits: int, verbs: str, reader: Callable[[Path], object]
) -> None:
    path = tmp_path / "user.txt"
    write_private(path, "hunter2\nhttps://x.example\n")
    path.chmod(bits)
    with pytest.warns(CredentialFileWarning) as caught:
        reader(path)
    (warning,) = caught
    assert str(warning.message) == (
        f"other users can {verbs} the credential file {path} (mode {bits:04o}); to keep"
        f" it to yourself: chmod 600 {path}"
    )
    # The line of the program, and not one of ours.
    assert warning.filename == __file__
    assert mode(path) == bits


@pytest.mark.parametrize("bits", [0o600, 0o400, 0o700, 0o711])
def test_private_file_is_not_reported(tmp_path: Path, bits: int) -> None:
    path = tmp_path / "user.txt"
    write_private(path, "token")
    path.chmod(bits)
    # Warnings are errors in these tests.
    assert mastodon_credentials.read(path) == "token"


def test_account_file_that_others_can_read_is_reported_and_saving_hides_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "accounts.json"
    path.touch(0o644)
    with pytest.warns(CredentialFileWarning, match="can read the credential file"):
        save(path)
    assert mode(path) == 0o600
    assert AccountStore(path).names() == ("ada",)
