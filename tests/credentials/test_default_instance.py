"""A secret goes to the default instance only after a warning that says so."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mastodon_credentials
import mastodon_requests
import pytest
from credentials.private import write_private
from playing import carry_out
from sessions import json_response, session
from transport_classes import CLASSES

from mastodon_core import (
    API,
    Credentials,
    DefaultInstanceWarning,
    Empty,
    LogInError,
    Request,
    Secret,
)
from mastodon_core.testing import AsyncFakeMastodon, FakeMastodon
from mastodon_core.transport import UseCredentials

DEFAULT = "https://mastodon.social"
CLIENTS: dict[str, Any] = {
    **CLASSES,
    "fake": FakeMastodon,
    "async-fake": AsyncFakeMastodon,
}
each_client = pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
each_network_client = pytest.mark.parametrize("client", CLASSES.values(), ids=CLASSES)
SECRETS: dict[str, tuple[dict[str, Any], str]] = {
    "token": ({"access_token": "hunter2"}, "access token"),
    "hidden token": ({"access_token": Secret("hunter2")}, "access token"),
    "app": ({"client_id": "id", "client_secret": "hunter2"}, "client secret"),
    "hidden app": (
        {"client_id": "id", "client_secret": Secret("hunter2")},
        "client secret",
    ),
    "credentials": (
        {"credentials": Credentials(access_token="hunter2")},
        "access token",
    ),
    "refresh token": (
        {"credentials": Credentials(refresh_token="hunter2")},
        "refresh token",
    ),
    "both": (
        {"client_id": "id", "client_secret": "hunter2", "access_token": "hunter2"},
        "client secret and access token",
    ),
    "all": (
        {
            "credentials": Credentials(
                client_secret="hunter2", access_token="hunter2", refresh_token="hunter2"
            )
        },
        "refresh token, client secret and access token",
    ),
}


def message(secrets: str) -> str:
    return (
        f"no api_base_url: the {secrets} would be sent to {DEFAULT}; pass"
        f" api_base_url='{DEFAULT}' (or your instance; it is base_url in Credentials)"
        " to say where it belongs"
    )


@each_client
@pytest.mark.parametrize(("arguments", "secrets"), SECRETS.values(), ids=SECRETS)
def test_client_with_a_secret_and_no_instance_warns_where_it_would_go(
    client: Any, arguments: dict[str, Any], secrets: str
) -> None:
    with pytest.warns(DefaultInstanceWarning) as caught:
        made = client(**arguments)
    assert made.session.base_url == DEFAULT
    (warning,) = caught
    assert str(warning.message) == message(secrets)
    # The line of the program, and not one of ours.
    assert warning.filename == __file__


@each_client
def test_warning_can_be_made_an_error(client: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", DefaultInstanceWarning)
        with pytest.raises(DefaultInstanceWarning, match=r"mastodon\.social"):
            client(access_token="hunter2")


@each_network_client
@pytest.mark.parametrize(
    ("parameter", "text", "secrets"),
    [
        ("client_id", "id\nsecret\n", "client secret"),
        ("access_token", "token\n", "access token"),
    ],
)
def test_old_file_that_does_not_record_its_instance_warns(
    client: Any, parameter: str, text: str, secrets: str, tmp_path: Path
) -> None:
    write_private(tmp_path / "old.txt", text)
    with pytest.warns(DefaultInstanceWarning) as caught:
        client(**{parameter: tmp_path / "old.txt"})
    assert [str(warning.message) for warning in caught] == [message(secrets)]
    made = client(**{parameter: tmp_path / "old.txt"}, api_base_url="x.example")
    assert made.session.base_url == "https://x.example"


@each_client
def test_client_that_is_anonymous_or_names_its_instance_does_not_warn(
    client: Any,
) -> None:
    # Warnings are errors in these tests.
    for arguments in (
        {},
        {"client_id": "id"},
        {"access_token": "token", "api_base_url": "mastodon.social"},
        {"credentials": Credentials(access_token="t", base_url=DEFAULT)},
        {"credentials": Credentials(client_id="id")},
    ):
        made = client(**arguments)
        assert made.session.base_url in {DEFAULT, "https://offline.example"}


def test_file_that_records_its_instance_does_not_warn(tmp_path: Path) -> None:
    user = Credentials(base_url="https://x.example", access_token="token")
    mastodon_credentials.write(tmp_path / "user.txt", user.user_text())
    with mastodon_requests.Mastodon(access_token=tmp_path / "user.txt") as mastodon:
        assert mastodon.session.base_url == "https://x.example"


def test_create_app_at_the_default_instance_does_not_warn() -> None:
    registered = {"id": "1", "name": "bot", "client_id": "i", "client_secret": "s"}
    ours = session(credentials=Credentials())
    (step, written), made = carry_out(
        ours,
        API().create_app("bot", to_file="app.txt"),
        [json_response(registered), None],
    )
    assert step.url == f"{DEFAULT}/api/v1/apps"
    assert made == ("i", "s")
    assert Credentials.from_app_text(written.text).base_url == DEFAULT


HERS = Credentials(access_token="hunter2")


def use_credentials() -> None:
    def flow() -> Any:
        yield from UseCredentials(HERS)

    carry_out(session(), flow(), [])


@pytest.mark.parametrize(
    "send",
    [
        lambda: session(credentials=HERS),
        lambda: session().to_http(
            Request("GET", "/x", answer=Empty(), credentials=HERS)
        ),
        use_credentials,
        lambda: HERS.on(None),
    ],
    ids=["session", "request", "flow", "credentials"],
)
def test_no_other_way_to_the_default_instance_is_silent(
    send: Callable[[], object],
) -> None:
    with pytest.warns(DefaultInstanceWarning) as caught:
        send()
    assert [str(warning.message) for warning in caught] == [message("access token")]
    assert caught[0].filename.startswith(str(Path(__file__).parents[1]))


@each_network_client
def test_old_file_does_not_follow_the_guess_of_its_client_in_silence(
    client: Any,
) -> None:
    for guessed in (client(), client(client_id="id")):
        with pytest.warns(DefaultInstanceWarning) as caught:
            carry_out(guessed.session, API().log_in_from("old.txt"), ["hunter2\n"])
        assert [str(warning.message) for warning in caught] == [message("access token")]
        assert guessed.session.credentials.access_token == Secret("hunter2")
    named = client(api_base_url="mastodon.social")
    carry_out(named.session, API().log_in_from("old.txt"), ["hunter2\n"])
    assert named.session.base_url == DEFAULT


SENT_SECRETS: dict[str, tuple[Callable[[], Any], str]] = {
    "password": (lambda: API().log_in("ada@x.example", "hunter2"), "password"),
    "refresh token": (
        lambda: API().log_in(refresh_token="hunter2"),
        "refresh token",
    ),
    "code": (
        lambda: API().log_in(code="hunter2", code_verifier="hunter2"),
        "code and code verifier",
    ),
    "revoked token": (
        lambda: API().oauth_revoke(client_id="i", client_secret="s", token="hunter2"),
        "client secret and token",
    ),
}


@pytest.mark.parametrize(("call", "secrets"), SENT_SECRETS.values(), ids=SENT_SECRETS)
def test_secret_in_a_request_does_not_follow_a_guess_in_silence(
    call: Callable[[], Any], secrets: str
) -> None:
    guessed = session(credentials=Credentials(client_id="id"))
    with warnings.catch_warnings():
        warnings.simplefilter("error", DefaultInstanceWarning)
        with pytest.raises(DefaultInstanceWarning) as caught:
            carry_out(guessed, call(), [])
    assert str(caught.value) == message(secrets)


def test_client_that_has_warned_does_not_warn_again_for_each_request() -> None:
    with pytest.warns(DefaultInstanceWarning):
        ours = session(credentials=Credentials(client_id="id", client_secret="s"))
    refused = json_response({"error": "invalid_grant"}, 400)
    with pytest.raises(LogInError):
        carry_out(ours, API().log_in("ada@x.example", "hunter2"), [refused])
    named = session(credentials=Credentials(client_id="id", base_url=DEFAULT))
    with pytest.raises(LogInError):
        carry_out(named, API().log_in("ada@x.example", "hunter2"), [refused])


def test_request_that_names_its_instance_does_not_warn_on_a_guessing_client() -> None:
    hers = Credentials(access_token="t", base_url="https://x.example")
    request = Request(
        "POST", "/x", answer=Empty(), credentials=hers, form={"token": Secret("t")}
    )
    message = session(credentials=Credentials()).to_http(request)
    assert message.url == "https://x.example/x"
