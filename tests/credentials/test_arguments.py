"""The arguments of a client: values, or the names of files."""

from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from mastodon_core import Credentials, Secret

URL = "https://example.social"
APP = Credentials(client_id="id", client_secret="secret", base_url=URL, app_name="bot")
USER = evolve(APP, access_token="token", app_name=None)
FILES = {
    "app.txt": APP.app_text(),
    "user.txt": USER.user_text(),
    "old_app.txt": "id\nsecret\n",
    "old_user.txt": "token\n",
    "other.txt": f"token\n{URL}\nother\nhers\n",
    "elsewhere.txt": "token\nhttps://other.example\n",
    "empty.txt": "\n",
    "remote.txt": "token\nhttp://remote.example\n",
    "secrets/user": "token\n",
    "token": "a file that lies around",
}


def taken(*args: Any, **kwargs: Any) -> Credentials:
    return Credentials.from_arguments(
        *args, read=FILES.__getitem__, exists=FILES.__contains__, **kwargs
    )


def test_nothing_is_an_anonymous_client_of_mastodon_social() -> None:
    assert taken() == Credentials(base_url="https://mastodon.social")


def test_values_are_values() -> None:
    both = taken("id", "secret", "token", "example.social/")
    assert both == USER
    assert taken("id", Secret("secret"), Secret("token"), URL) == USER


@pytest.mark.parametrize("kind", [str, Path])
def test_files_are_read(kind: type) -> None:
    assert taken(kind("app.txt")) == APP
    assert taken(None, None, kind("user.txt")) == USER
    assert taken(kind("app.txt"), None, kind("user.txt")) == evolve(
        USER, app_name="bot"
    )
    assert taken(kind("old_app.txt"), None, kind("old_user.txt"), URL) == USER
    assert taken(None, None, kind("secrets/user")).access_token == Secret("token")


def test_a_name_without_dot_or_separator_may_be_a_token() -> None:
    assert taken(None, None, "token").access_token == Secret("token")
    with pytest.raises(ValueError, match="line 2"):
        taken(Path("token"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("missing.txt", True),
        ("MISSING.TXT", True),
        (".mastodon", True),
        ("secrets/user.json", True),
        (Path("missing"), True),
        ("secrets/hunter2", False),
        ("hunter2\\hunter2", False),
        ("aGVsbG8/d29ybGQ=", False),
    ],
)
def test_what_looks_like_a_file_must_be_one(name: str | Path, shown: bool) -> None:
    for parameter in ("client_id", "access_token"):
        with pytest.raises(FileNotFoundError, match=parameter) as caught:
            taken(**{parameter: name})
        assert (str(name) in str(caught.value)) is shown
        assert caught.value.filename == (str(name) if shown else None)


def test_a_token_may_hold_a_dot_or_a_separator() -> None:
    jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5NXgL0n3I9PlFUP0THs"
    assert taken(None, None, jwt).access_token == Secret(jwt)
    for odd in ("user.txt", "a/b", "missing.txt"):
        assert taken(None, None, Secret(odd)).access_token == Secret(odd)


def test_the_instance_comes_from_the_argument_or_a_file() -> None:
    assert taken("app.txt", api_base_url="EXAMPLE.social").base_url == URL
    assert taken("old_app.txt", api_base_url="b.example").base_url == (
        "https://b.example"
    )
    for arguments in (
        ("app.txt", None, None, "b.example"),
        (None, None, "user.txt", "b.example"),
        ("app.txt", None, "elsewhere.txt"),
    ):
        with pytest.raises(ValueError, match=r"credentials are for \S+, not for \S+"):
            taken(*arguments)


def test_plain_http_in_a_file_needs_leave_too() -> None:
    with pytest.raises(ValueError, match="everybody"):
        taken(None, None, "remote.txt")
    remote = taken(None, None, "remote.txt", allow_http=True)
    assert remote.base_url == "http://remote.example"


def test_a_token_goes_with_the_app_that_it_belongs_to() -> None:
    assert taken("app.txt", None, "other.txt").client_id == "other"
    assert taken("app.txt", None, "other.txt").client_secret == Secret("hers")
    with pytest.raises(ValueError, match="client_id is not the one in other.txt"):
        taken("id", "secret", "other.txt")
    with pytest.raises(ValueError, match="client_secret is not the one in app.txt"):
        taken("app.txt", "hunter2")
    assert taken("app.txt", "secret") == APP


def test_an_empty_file_is_named() -> None:
    with pytest.raises(ValueError, match=r"empty\.txt is empty"):
        taken(None, None, "empty.txt")


def test_credentials_come_alone() -> None:
    assert taken(credentials=USER) == USER
    assert taken(credentials=Credentials()).base_url == "https://mastodon.social"
    for name in ("client_id", "client_secret", "access_token", "api_base_url"):
        with pytest.raises(TypeError, match="alone"):
            taken(credentials=USER, **{name: "x.example"})


def test_other_types_are_named() -> None:
    with pytest.raises(TypeError, match="client_id must be a str or a path, not int"):
        taken(7)
    with pytest.raises(TypeError, match="access_token must be .* not bytes"):
        taken(None, None, b"token")
    with pytest.raises(TypeError, match="client_secret must be a str or .*, not int"):
        taken("id", 7)
