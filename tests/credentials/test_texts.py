"""Credentials as the text of credential files, and back."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mastodon_core import Credentials, Secret

URL = "https://example.social"
lines = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Zs", "Cs"]),
    min_size=1,
    max_size=30,
).filter(lambda line: "://" not in line and "\ufeff" not in line)

tokens = st.from_regex("[!-~]{1,30}", fullmatch=True).filter(
    lambda token: "://" not in token
)


@st.composite
def credentials(draw: st.DrawFn) -> Credentials:
    maybe = tokens | st.none()
    return Credentials(
        base_url=draw(st.sampled_from([None, URL, "http://10.0.0.1:3000/a"])),
        client_id=draw(maybe),
        client_secret=draw(maybe),
        access_token=draw(tokens),
        refresh_token=draw(maybe),
        expires_at=draw(st.none() | st.datetimes(timezones=st.just(UTC))),
        scopes=tuple(draw(st.lists(st.sampled_from(["read", "write:media"])))),
        app_name=draw(lines | st.none()),
    )


@given(credentials())
def test_user_file_keeps_all_credentials(user: Credentials) -> None:
    assert Credentials.from_user_text(user.user_text()) == user


@given(tokens, tokens, st.sampled_from([None, URL]), lines | st.none())
def test_app_file_keeps_the_app(
    id: str, secret: str, url: str | None, name: str | None
) -> None:
    app = Credentials(base_url=url, client_id=id, client_secret=secret, app_name=name)
    assert Credentials.from_app_text(app.app_text()) == app


@given(credentials(), st.sampled_from(["\r\n", "\r", " \n", "\t\r\n"]))
def test_user_file_is_readable_after_other_newlines_and_a_bom(
    user: Credentials, newline: str
) -> None:
    edited = "\ufeff" + user.user_text().replace("\n", newline) + newline
    assert Credentials.from_user_text(edited) == user


def test_user_file_starts_with_the_four_lines_of_other_clients() -> None:
    user = Credentials(
        base_url=URL,
        client_id="id",
        client_secret="secret",
        access_token="token",
        refresh_token="refresh",
        expires_at=datetime(2024, 1, 1, tzinfo=UTC),
        scopes=("read", "write"),
        app_name="bot",
    )
    assert user.user_text().split("\n") == [
        "token",
        URL,
        "id",
        "secret",
        "refresh_token=refresh",
        "expires_at=2024-01-01T00:00:00+00:00",
        "scopes=read write",
        "app_name=bot",
        "",
    ]
    assert user.app_text() == f"id\nsecret\n{URL}\nbot\n"
    assert user.without_token() == Credentials(
        base_url=URL, client_id="id", client_secret="secret", app_name="bot"
    )


@pytest.mark.parametrize(
    "text", ["id\nsecret", "id\nsecret\n", "id \r\n secret\r\n\r\n"]
)
def test_older_app_file_of_two_lines_is_read(text: str) -> None:
    assert Credentials.from_app_text(text) == Credentials(
        client_id="id", client_secret="secret"
    )


@pytest.mark.parametrize("text", ["token", "token\n", "token\r\n\r\n"])
def test_older_user_file_of_one_line_is_read(text: str) -> None:
    assert Credentials.from_user_text(text) == Credentials(access_token="token")


def test_unknown_lines_of_a_user_file_are_ignored() -> None:
    text = f"token\n{URL}\nid\nsecret\nsomething else\nexpires_in=3\n"
    user = Credentials.from_user_text(text)
    assert user.user_text() == f"token\n{URL}\nid\nsecret\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("\ufeff \r\n\n", "empty"),
        ("\nhunter2", "line 1 .* client id"),
        ("hunter2\n\nhttps://x.example", "line 2 .* client secret"),
        (f"hunter2\n{URL}\nid\nsecret", "line 2 .* client secret"),
        ("id\nhunter2\nhunter2", "line 3 .* base URL"),
        ("id\nhunter2\nhttps://a:hunter2@x.example", "line 3 .* base URL"),
        ("id\nhunter2 hunter2", "client_secret must be printable ASCII"),
        ("hunter2 id\nsecret", "client_id must be printable ASCII"),
    ],
)
def test_error_about_a_malformed_app_file_names_but_never_quotes_it(
    text: str, reason: str
) -> None:
    with pytest.raises(ValueError, match=f"^a.txt.*{reason}") as caught:
        Credentials.from_app_text(text, name="a.txt")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("\n\n", "empty"),
        (f"\n{URL}\nid\nhunter2", "line 1 .* access token"),
        (f"{URL}\nhunter2", "line 1 .* access token"),
        ("id\nhunter2\nhttps://x.example", "line 2 .* base URL"),
        (f"hunter2\n{URL}\nid\nsecret\nexpires_at=hunter2", "expires_at"),
        (f"hunter2\n{URL}\nid\nsecret\nexpires_at=2024-01-01", "expires_at"),
        ("hunter2 \u00e9", "access_token must be printable ASCII"),
        (f"t\n{URL}\nid\nhunter2\0", "client_secret must be printable ASCII"),
        (f"t\n{URL}\nid\ns\nrefresh_token=a hunter2", "refresh_token must be printa"),
    ],
)
def test_error_about_a_malformed_user_file_names_but_never_quotes_it(
    text: str, reason: str
) -> None:
    with pytest.raises(ValueError, match=f"^u.txt.*{reason}") as caught:
        Credentials.from_user_text(text, name="u.txt")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("value", ["a\nb", "a\r", " a", "a "])
def test_app_name_that_does_not_fit_on_one_line_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="app_name must not contain line breaks"):
        Credentials(app_name=value).user_text()


def test_credentials_turn_text_into_secrets_and_empty_text_into_none() -> None:
    plain = Credentials(access_token="token", client_id="", client_secret=Secret(""))
    assert plain == Credentials(access_token=Secret("token"))
    assert "token'" not in repr(plain)
    with pytest.raises(ValueError, match="expires_at"):
        evolve(plain, expires_at=datetime(2024, 1, 1))


SECRETS = ["client_id", "client_secret", "access_token", "refresh_token"]


@pytest.mark.parametrize("name", SECRETS)
def test_whitespace_around_ids_secrets_and_tokens_is_removed(name: str) -> None:
    values = ["tok-1\n", " tok-1\r\n", "\ttok-1 ", "tok-1\u00a0\u2028"]
    for value in values if name == "client_id" else [*values, *map(Secret, values)]:
        given: Any = {name: value}
        assert Credentials(**given) == Credentials(**{name: "tok-1"})
        assert evolve(Credentials(), **given) == Credentials(**{name: "tok-1"})
    assert Credentials(**{name: " \n"}) == Credentials()


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize(
    "value",
    [
        *("hunter 2", "hunter\n2", "hunter2\r\nx-a: 1", "hunter\t2", "hunter\x002"),
        *(
            "hunt\u00e9r2",
            "\ufeffhunter2",
            "hunter2\ud800",
            "hunter2\x7f",
            "\x1bhunter2",
        ),
    ],
    ids=ascii,
)
def test_id_secret_or_token_with_another_character_is_refused_unquoted(
    name: str, value: str
) -> None:
    with pytest.raises(ValueError, match=f"^{name} must be printable ASCII") as caught:
        Credentials(**{name: value})
    assert not {"hunt", "hunter", "2"} & set(re.split(r"\W", str(caught.value)))
    assert caught.value.__context__ is None


def test_credentials_of_another_type_are_refused() -> None:
    number: Any = 7
    for name in ("client_id", "base_url", "app_name", "access_token"):
        with pytest.raises(TypeError, match="not int"):
            Credentials(**{name: number})
    for scopes in (number, "read", [number]):
        with pytest.raises(TypeError, match="scopes must"):
            Credentials(scopes=scopes)
    assert Credentials(scopes=["read"]).scopes == ("read",)


def test_credentials_for_two_different_instances_are_refused() -> None:
    with pytest.raises(ValueError, match=r"for https://a\.example, not for .*b\.exam"):
        Credentials(base_url="a.example").on("A.example", "b.example")
    assert Credentials().on(None).base_url == "https://mastodon.social"
