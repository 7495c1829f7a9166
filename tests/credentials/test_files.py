"""Credential files are readable by their owner only, and written atomically."""

import errno
import json
import os
import pickle
import resource
import stat
import subprocess
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import mastodon_credentials
import pytest
from credentials import busy_writer, killed_writer
from credentials.commands import command
from credentials.private import write_private
from credentials.users import folder_of_unprivileged, own, unprivileged
from mastodon_credentials import AccountStore

from mastodon_core import Credentials, Secret


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@contextmanager
def umask(mask: int) -> Iterator[None]:
    old = os.umask(mask)
    try:
        yield
    finally:
        os.umask(old)


def test_read_returns_the_text_that_was_written(tmp_path: Path) -> None:
    path = tmp_path / "user.txt"
    for text in ("token\n", "tökén\n", ""):
        mastodon_credentials.write(path, text)
        assert mastodon_credentials.read(str(path)) == text


@pytest.mark.parametrize("mask", [0, 0o022, 0o077, 0o777])
def test_file_is_readable_by_its_owner_only_whatever_the_umask(
    tmp_path: Path, mask: int
) -> None:
    path = tmp_path / "user.txt"
    path.write_text("old")
    path.chmod(0o644)
    with umask(mask):
        mastodon_credentials.write(path, "new")
        mastodon_credentials.write(path, "newer")
    assert mastodon_credentials.read(path) == "newer"
    assert {mode(file) for file in tmp_path.iterdir()} == {0o600}


def test_write_replaces_the_target_of_a_symlink_and_keeps_the_link(
    tmp_path: Path,
) -> None:
    (tmp_path / "real").mkdir()
    for target in (tmp_path / "real" / "user.txt", tmp_path / "real" / "missing.txt"):
        link = tmp_path / f"{target.stem}_link"
        link.symlink_to(target)
        mastodon_credentials.write(link, "new")
        assert link.is_symlink()
        assert target.read_text() == "new"
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


@pytest.mark.parametrize("device", ["/dev/full", "/dev/null"])
def test_write_refuses_to_replace_a_device_or_folder(
    tmp_path: Path, device: str
) -> None:
    for path in (Path(device), tmp_path):
        kind = stat.S_IFMT(path.stat().st_mode)
        with pytest.raises(OSError, match="not a regular file"):
            mastodon_credentials.write(path, "new")
        assert stat.S_IFMT(path.stat().st_mode) == kind


def test_write_into_a_forbidden_or_missing_folder_is_an_os_error(
    tmp_path: Path,
) -> None:
    with folder_of_unprivileged() as folder:
        path = folder / "user.txt"
        write_private(path, "old")
        path.chmod(0o400)
        own(path)
        folder.chmod(0o555)
        for name in ("user.txt", "missing.txt"):
            with unprivileged(), pytest.raises(PermissionError, match=name):
                mastodon_credentials.write(folder / name, "new")
        assert [p.name for p in folder.iterdir()] == ["user.txt"]
        assert path.read_text() == "old"


@pytest.mark.parametrize(
    ("name", "error", "reason"),
    [
        ("missing/user.txt", FileNotFoundError, "the folder of this file is missing"),
        ("n" * 250, OSError, "File name too long"),
    ],
    ids=["missing folder", "long name"],
)
def test_error_about_a_lock_that_cannot_be_made_names_the_file_itself(
    tmp_path: Path, name: str, error: type[Exception], reason: str
) -> None:
    with pytest.raises(error) as caught:
        mastodon_credentials.write(tmp_path / name, "new")
    assert type(caught.value) is error
    assert str(caught.value).endswith(f"{reason}: {str(tmp_path / name)!r}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "user.txt/"])
def test_name_without_its_last_part_is_refused(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for use in (
        lambda: mastodon_credentials.write(name, "new"),
        lambda: AccountStore(name).save("ada", Credentials()),
    ):
        with pytest.raises(OSError, match="not the name of a file"):
            use()
    assert list(folder.iterdir()) == []
    assert list(tmp_path.iterdir()) == [folder]


def test_text_of_another_type_is_refused_by_name(tmp_path: Path) -> None:
    for text in (b"token", None, Credentials(access_token="hunter2")):
        with pytest.raises(TypeError) as caught:
            mastodon_credentials.write(tmp_path / "user.txt", cast(Any, text))
        assert str(caught.value) == f"text must be a str, not {type(text).__name__}"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("argument", ["client_id", "access_token"])
def test_file_in_a_folder_that_is_closed_to_us_is_not_called_missing(
    argument: str,
) -> None:
    with folder_of_unprivileged() as folder:
        path = folder / "user.txt"
        write_private(path, "token\nsecret\n")
        folder.chmod(0)
        with unprivileged(), pytest.raises(PermissionError) as caught:
            mastodon_credentials.load(**{argument: str(path)})
    assert caught.value.filename == str(path)


def test_token_is_no_file_name_in_a_folder_that_is_closed_to_us(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with folder_of_unprivileged() as folder:
        monkeypatch.chdir(folder)
        folder.chmod(0)
        with unprivileged():
            known = mastodon_credentials.load(
                access_token="eyJ9.eyJ9.c2ln9", api_base_url="example.social"
            )
        monkeypatch.undo()
    assert known.access_token == Secret("eyJ9.eyJ9.c2ln9")


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "user.txt"
    mastodon_credentials.write(path, "old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(OSError, match="too large") as caught:
            mastodon_credentials.write(path, "n" * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.errno == errno.EFBIG
    assert mastodon_credentials.read(path) == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == [".user.txt.lock", "user.txt"]


def test_error_about_unreadable_text_names_the_file_and_never_quotes_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "user.txt"
    secret = "hunter2"
    path.touch(0o600)
    path.write_bytes(secret.encode() + b"\xff\n")
    with pytest.raises(ValueError, match=r"user\.txt is not UTF-8") as caught:
        mastodon_credentials.read(path)
    with pytest.raises(
        ValueError, match=r"user\.txt: the text has lone surrogates"
    ) as written:
        mastodon_credentials.write(path, secret + "\ud800")
    for error in (caught.value, written.value):
        assert error.__cause__ is error.__context__ is None
        assert secret not in "".join(traceback.format_exception(error))
        assert secret.encode() not in pickle.dumps(error)
    with path.open("wb") as file:
        file.truncate(17 * 1024 * 1024)
    with pytest.raises(ValueError, match=r"user\.txt is too large"):
        mastodon_credentials.read(path)


def test_writer_killed_at_any_line_leaves_the_old_file_or_the_new(
    tmp_path: Path,
) -> None:
    run = subprocess.run(
        command("killed_writer.py", tmp_path), capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    left = json.loads(run.stdout)
    texts = [text for text, _ in left]
    # The old text until the rename, the new text from then on.
    renamed = texts.index(killed_writer.NEW)
    assert set(texts[:renamed]) == {killed_writer.OLD}
    assert set(texts[renamed:]) == {killed_writer.NEW}
    assert 30 < renamed < len(left)
    for _, modes in left:
        assert set(modes.values()) == {0o600}
        # Each writer removes the temporary file of the one before it.
        assert len(modes) <= 3
    assert any(len(modes) == 3 for _, modes in left)
    assert sorted(left[-1][1]) == [".user.txt.lock", "user.txt"]


def test_readers_see_whole_files_while_writers_are_killed(
    tmp_path: Path,
) -> None:
    path = tmp_path / "user.txt"
    whole = {letter * busy_writer.SIZE for letter in "ab"}
    for round in range(8):
        with subprocess.Popen(
            command("busy_writer.py", path), stdout=subprocess.PIPE
        ) as writer:
            assert writer.stdout is not None
            for _ in range(round + 1):
                assert writer.stdout.readline()
                assert mastodon_credentials.read(path) in whole
            writer.kill()
        assert mastodon_credentials.read(path) in whole
        assert {mode(file) for file in tmp_path.iterdir()} == {0o600}
    mastodon_credentials.write(path, "new")
    assert sorted(p.name for p in tmp_path.iterdir()) == [".user.txt.lock", "user.txt"]


def test_write_removes_only_the_temporary_files_of_its_own_file(tmp_path: Path) -> None:
    hers = tmp_path / ".user.txt.abcd1234.new"
    hers.touch()
    mastodon_credentials.write(tmp_path / "user", "new")
    assert hers.exists()
    mastodon_credentials.write(tmp_path / "user.txt", "new")
    assert not hers.exists()


def test_load_reads_credentials_from_files(tmp_path: Path) -> None:
    app = Credentials(base_url="https://x.example", client_id="id", client_secret="s")
    user = Credentials(base_url="https://x.example", access_token="token")
    mastodon_credentials.write(tmp_path / "app.txt", app.app_text())
    mastodon_credentials.write(tmp_path / "user.txt", user.user_text())
    loaded = mastodon_credentials.load(
        tmp_path / "app.txt", None, str(tmp_path / "user.txt")
    )
    assert loaded == Credentials(
        base_url="https://x.example",
        client_id="id",
        client_secret=Secret("s"),
        access_token=Secret("token"),
    )
    assert mastodon_credentials.load(credentials=app) == app
    with pytest.raises(FileNotFoundError, match="missing"):
        mastodon_credentials.load(tmp_path / "missing.txt")
