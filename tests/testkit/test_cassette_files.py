from pathlib import Path
from typing import Any

import mastodon_offline
import pytest
from mastodon_offline import Mode, cassette_file, load_cassette, save_cassette

from mastodon_core import API, NetworkError, entities
from mastodon_core.testing import (
    Cassette,
    FakeMastodon,
    Player,
    Recorder,
    Script,
    StubbedMastodon,
    make,
)


def acct_of_me(file: Path, mode: Mode, name: str) -> str:
    """Record or play a call of `me`, where the recorded account is called `name`."""
    me = make(entities.Account, acct=name)
    with cassette_file(file, mode) as tape:
        meets = Script([(API().me(), me)])
        client_class = (
            FakeMastodon if isinstance(tape, Player) else (meets.around(FakeMastodon))
        )
        return tape.around(client_class)().me().acct


def test_each_cassette_mode_records_or_replays(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "down" / "me.json"
    told = (
        r"there is no cassette .*me.json: record it with .* --mastodon-cassettes=once"
    )
    with pytest.raises(FileNotFoundError, match=told):
        acct_of_me(file, "replay", "ada")
    asked: list[tuple[Mode, str]] = [
        ("once", "ada"),
        ("once", "grace"),
        ("replay", "grace"),
        ("record", "grace"),
        ("replay", "ada"),
    ]
    heard = [acct_of_me(file, mode, name) for mode, name in asked]
    assert heard == ["ada", "ada", "ada", "grace", "grace"]
    assert [each.name for each in file.parent.iterdir()] == ["me.json"]


def test_cassette_file_is_not_written_if_the_block_raises(tmp_path: Path) -> None:
    file = tmp_path / "me.json"
    recorder = Recorder()
    meets = Script([(API().me(), NetworkError("no"))] * 3)
    with (
        pytest.raises(NetworkError),
        cassette_file(file, "once", recorder=recorder) as t,
    ):
        t.around(meets.around(FakeMastodon))().me()
    assert not file.exists()
    assert len(recorder.cassette.interactions) == 3


def test_equal_cassettes_are_written_as_equal_bytes(tmp_path: Path) -> None:
    recorder = Recorder()
    mastodon = recorder.around(FakeMastodon)(user="ada")
    mastodon.toot("Grüße 🐘")
    for name in ("a", "b"):
        save_cassette(tmp_path / name, recorder.cassette)
    written = (tmp_path / "a").read_bytes()
    assert written == (tmp_path / "b").read_bytes()
    assert "Grüße 🐘".encode() in written
    assert b"\r" not in written
    cassette = load_cassette(tmp_path / "a")
    assert cassette == recorder.cassette
    assert StubbedMastodon(cassette.player()).toot("Grüße 🐘").content


def test_error_about_a_malformed_cassette_file_names_it(tmp_path: Path) -> None:
    file = tmp_path / "me.json"
    file.write_text("{}")
    with pytest.raises(ValueError, match=r"me\.json: not a cassette"):
        load_cassette(file)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a cassette: Expecting value: line 1 column 1"),
        (b"\xff\xfe{}", "not a cassette: not UTF-8 at byte 0"),
        (b"interactions:\n- request:\n    method: GET\n", "not a cassette: Expecting"),
        (b"[]", "not a cassette: 'format' or 'interactions' is missing"),
        (
            b'{"format": "mastodon-core cassette 1", "interactions": [7]}',
            r"interactions\[0\]: 'at' or 'request' is missing or invalid",
        ),
    ],
)
def test_file_of_another_format_is_an_error_with_its_name(
    tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "me.json"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=rf"me\.json: .*{words}"):
        load_cassette(file)


def test_unknown_mode_does_not_overwrite_a_cassette(tmp_path: Path) -> None:
    file = tmp_path / "me.json"
    save_cassette(file, Cassette())
    before = file.read_bytes()
    mode: Any = "rec"
    with (
        pytest.raises(
            ValueError, match="mode must be 'replay', 'once' or 'record', no"
        ),
        cassette_file(file, mode),
    ):
        pass
    assert file.read_bytes() == before


def test_failed_write_keeps_the_old_cassette_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "me.json"
    save_cassette(file, Cassette())
    before = file.read_bytes()

    def fails(descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.fsync", fails)
    with pytest.raises(OSError, match="disk full"):
        save_cassette(file, Cassette())
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [before]


def test_unknown_name_in_the_package_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        mastodon_offline.nothing  # noqa: B018
