"""Credentials from the arguments of a client, which are values or file names."""

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


def from_arguments(*args: Any, **kwargs: Any) -> Credentials:
    return Credentials.from_arguments(
        *args, read=FILES.__getitem__, exists=FILES.__contains__, **kwargs
    )


def test_client_without_arguments_is_anonymous_on_mastodon_social() -> None:
    assert from_arguments() == Credentials(base_url="https://mastodon.social")


def test_arguments_may_be_the_values_themselves() -> None:
    both = from_arguments("id", "secret", "token", "example.social/")
    assert both == USER
    assert from_arguments("id", Secret("secret"), Secret("token"), URL) == USER


@pytest.mark.parametrize("kind", [str, Path])
def test_arguments_may_be_names_of_credential_files(kind: type) -> None:
    assert from_arguments(kind("app.txt")) == APP
    assert from_arguments(None, None, kind("user.txt")) == USER
    assert from_arguments(kind("app.txt"), None, kind("user.txt")) == evolve(
        USER, app_name="bot"
    )
    assert from_arguments(kind("old_app.txt"), None, kind("old_user.txt"), URL) == USER
    user = from_arguments(None, None, kind("secrets/user"), URL)
    assert user.access_token == Secret("token")


def test_name_without_dot_or_separator_is_taken_for_a_token() -> None:
    assert from_arguments(None, None, "token", URL).access_token == Secret("token")
    with pytest.raises(ValueError, match="line 2"):
        from_arguments(Path("token"))


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
def test_argument_that_looks_like_a_file_name_must_exist(
    name: str | Path, shown: bool
) -> None:
    for parameter in ("client_id", "access_token"):
        with pytest.raises(FileNotFoundError, match=parameter) as caught:
            from_arguments(**{parameter: name})
        assert (str(name) in str(caught.value)) is shown
        assert caught.value.filename == (str(name) if shown else None)


def test_access_token_may_contain_a_dot_or_a_separator() -> None:
    jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5NXgL0n3I9PlFUP0THs"
    assert from_arguments(None, None, jwt, URL).access_token == Secret(jwt)
    for odd in ("user.txt", "a/b", "missing.txt"):
        known = from_arguments(None, None, Secret(odd), URL)
        assert known.access_token == Secret(odd)


def test_base_url_comes_from_the_argument_or_a_file_and_must_agree() -> None:
    assert from_arguments("app.txt", api_base_url="EXAMPLE.social").base_url == URL
    assert from_arguments("old_app.txt", api_base_url="b.example").base_url == (
        "https://b.example"
    )
    for arguments in (
        ("app.txt", None, None, "b.example"),
        (None, None, "user.txt", "b.example"),
        ("app.txt", None, "elsewhere.txt"),
    ):
        with pytest.raises(ValueError, match=r"credentials are for \S+, not for \S+"):
            from_arguments(*arguments)


def test_plain_http_url_in_a_file_needs_allow_http() -> None:
    with pytest.raises(ValueError, match="must use https"):
        from_arguments(None, None, "remote.txt")
    remote = from_arguments(None, None, "remote.txt", allow_http=True)
    assert remote.base_url == "http://remote.example"


def test_token_file_brings_the_app_that_the_token_belongs_to() -> None:
    assert from_arguments("app.txt", None, "other.txt").client_id == "other"
    assert from_arguments("app.txt", None, "other.txt").client_secret == Secret("hers")
    with pytest.raises(ValueError, match="client_id differs from the one in other.txt"):
        from_arguments("id", "secret", "other.txt")
    with pytest.raises(
        ValueError, match="client_secret differs from the one in app.txt"
    ):
        from_arguments("app.txt", "hunter2")
    assert from_arguments("app.txt", "secret") == APP


def test_error_about_an_empty_file_names_it() -> None:
    with pytest.raises(ValueError, match=r"empty\.txt must contain credentials"):
        from_arguments(None, None, "empty.txt")


def test_credentials_argument_excludes_the_other_arguments() -> None:
    assert from_arguments(credentials=USER) == USER
    assert (
        from_arguments(credentials=Credentials()).base_url == "https://mastodon.social"
    )
    for name in ("client_id", "client_secret", "access_token", "api_base_url"):
        with pytest.raises(TypeError, match="must not be combined"):
            from_arguments(credentials=USER, **{name: "x.example"})


def test_arguments_of_another_type_are_refused_by_name() -> None:
    with pytest.raises(TypeError, match="client_id must be a str or a path, not int"):
        from_arguments(7)
    with pytest.raises(TypeError, match="access_token must be .* not bytes"):
        from_arguments(None, None, b"token")
    with pytest.raises(TypeError, match="client_secret must be a str or .*, not int"):
        from_arguments("id", 7)
