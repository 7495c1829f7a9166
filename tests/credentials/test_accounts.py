"""`AccountStore` keeps many accounts in one file."""

import json
import stat
import subprocess
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from credentials.commands import command
from credentials.private import write_private
from mastodon_credentials import AccountStore

from mastodon_core import Credentials

ADA = Credentials(
    base_url="https://x.example",
    client_id="id",
    client_secret="secret",
    access_token="token",
    refresh_token="again",
    expires_at=datetime(2024, 1, 1, 12, 30, tzinfo=UTC),
    scopes=("read", "write:media"),
    app_name="bot",
)
BOB = Credentials(base_url="https://y.example", access_token="hunter2")


def test_store_saves_loads_lists_and_deletes_accounts_by_name(tmp_path: Path) -> None:
    store = AccountStore(tmp_path / "accounts.json")
    assert store.names() == ()
    store.save("ada@x.example", ADA)
    store.save("bob@ÿ.example", BOB)
    again = AccountStore(str(tmp_path / "accounts.json"))
    assert again.names() == ("ada@x.example", "bob@ÿ.example")
    assert again.load("ada@x.example") == ADA
    assert again.load("bob@ÿ.example") == BOB
    again.delete("ada@x.example")
    assert store.names() == ("bob@ÿ.example",)
    assert stat.S_IMODE((tmp_path / "accounts.json").stat().st_mode) == 0o600


def test_saving_an_account_again_replaces_all_its_credentials(tmp_path: Path) -> None:
    store = AccountStore(tmp_path / "accounts.json")
    store.save("ada", ADA)
    store.save("bob", BOB)
    store.save("ada", BOB)
    assert (store.names(), store.load("ada")) == (("ada", "bob"), BOB)
    store.save("ada", evolve(ADA, access_token=None))
    assert store.load("ada") == evolve(ADA, access_token=None)


def test_error_about_a_missing_account_names_it(tmp_path: Path) -> None:
    store = AccountStore(tmp_path / "accounts.json")
    with pytest.raises(LookupError, match=r"accounts\.json.*no account 'ada'"):
        store.load("ada")
    with pytest.raises(LookupError, match="no account 'ada'"):
        store.delete("ada")
    with pytest.raises(ValueError, match="name must not be empty"):
        store.save("", ADA)
    assert not (tmp_path / "accounts.json").exists()


def test_store_keeps_unknown_keys_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "accounts.json"
    record = {"access_token": "old", "note": {"colour": "red"}}
    document = {"version": 1, "by": "another", "accounts": {"ada": record, "bob": {}}}
    write_private(path, json.dumps(document))
    store = AccountStore(path)
    store.save("ada", BOB)
    store.delete("bob")
    assert json.loads(path.read_text()) == {
        "version": 1,
        "by": "another",
        "accounts": {
            "ada": {
                "note": {"colour": "red"},
                "base_url": "https://y.example",
                "access_token": "hunter2",
            }
        },
    }


def test_store_reads_an_empty_file_as_no_accounts(tmp_path: Path) -> None:
    path = tmp_path / "accounts.json"
    for text in ("", " \n", '{"version": 1}'):
        write_private(path, text)
        assert AccountStore(path).names() == ()


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (
            '{"version": 1, "accounts": {"ada": {"access_token": "hunter2"',
            "not an account file",
        ),
        ("[" * 100_000, "not an account file"),
        ("hunter2\nhttps://x.example\n", "not an account file"),
        ([], "not an account file"),
        ({"accounts": {"ada": {"access_token": "hunter2"}}}, "the version must be 1"),
        ({"version": 2, "accounts": {}}, "the version must be 1"),
        ({"version": 1, "accounts": ["hunter2"]}, "must be an object of objects"),
        (
            {"version": 1, "accounts": {"ada": "hunter2"}},
            "must be an object of objects",
        ),
    ],
)
def test_store_refuses_a_file_of_another_format_without_changing_or_quoting_it(
    tmp_path: Path, document: Any, reason: str
) -> None:
    path = tmp_path / "accounts.json"
    text = document if isinstance(document, str) else json.dumps(document)
    write_private(path, text)
    store = AccountStore(path)
    for attempt in (
        store.names,
        lambda: store.load("ada"),
        lambda: store.save("ada", ADA),
        lambda: store.delete("ada"),
    ):
        with pytest.raises(ValueError, match=rf"accounts\.json.*{reason}") as caught:
            attempt()
        assert "hunter2" not in "".join(traceback.format_exception(caught.value))
        assert caught.value.__context__ is None
    assert path.read_text() == text


@pytest.mark.parametrize(
    "record",
    [
        {"access_token": 7},
        {"client_id": ["hunter2"]},
        {"expires_at": "hunter2"},
        {"expires_at": "2024-01-01"},
        {"expires_at": 7},
        {"scopes": 7},
        {"scopes": [7]},
        {"scopes": "read"},
    ],
)
def test_error_about_a_malformed_account_names_but_never_quotes_it(
    tmp_path: Path, record: dict[str, Any]
) -> None:
    path = tmp_path / "accounts.json"
    write_private(path, json.dumps({"version": 1, "accounts": {"ada": record}}))
    with pytest.raises(ValueError, match="the account 'ada' is not valid") as caught:
        AccountStore(path).load("ada")
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))
    assert caught.value.__context__ is None


def test_processes_that_save_at_the_same_time_lose_no_account(tmp_path: Path) -> None:
    path = tmp_path / "accounts.json"
    writers = [
        subprocess.Popen(
            command("busy_writer.py", path, name, 25), stdout=subprocess.PIPE
        )
        for name in ("ada", "bob")
    ]
    for writer in writers:
        with writer:
            writer.communicate()
        assert writer.returncode == 0
    names = {f"{name}{number}" for name in ("ada", "bob") for number in range(25)}
    assert set(AccountStore(path).names()) == names


def test_repr_of_a_store_shows_only_its_path(tmp_path: Path) -> None:
    store = AccountStore(tmp_path / "accounts.json")
    store.save("ada", ADA)
    assert repr(store) == f"AccountStore({str(tmp_path / 'accounts.json')!r})"


def test_values_of_another_type_are_refused_by_name(tmp_path: Path) -> None:
    store = AccountStore(tmp_path / "accounts.json")
    hers: Any = {"access_token": "hunter2"}
    nameless: Any = 7
    for save, error in (
        (lambda: store.save("ada", hers), "credentials must be Credentials, not dict"),
        (lambda: store.save(nameless, ADA), "name must be a str, not int"),
    ):
        with pytest.raises(TypeError) as caught:
            save()
        assert str(caught.value) == error
    assert list(tmp_path.iterdir()) == []
