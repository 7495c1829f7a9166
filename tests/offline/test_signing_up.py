"""Signing up by an app, and confirming the e-mail address."""

from __future__ import annotations

import json
from typing import Any

import pytest
from raw_http import outcome, send

from mastodon_core import Forbidden, UnprocessableEntity
from mastodon_core.testing import FakeMastodon, OfflineInstance

ACCOUNTS = "/api/v1/accounts"
ANN: dict[str, Any] = {
    "username": "ann",
    "password": "correct horse",
    "email": "ann@example.com",
    "agreement": True,
    "locale": "en",
}


@pytest.fixture
def kettle() -> FakeMastodon:
    """A client with an app, and no user."""
    made = OfflineInstance().client_class()
    made.create_app("kettle", to_file="app.txt", api_base_url="https://offline.example")
    return made(client_id="app.txt")


def signed_up(kettle: FakeMastodon, **more: Any) -> str:
    return kettle.create_account(**(ANN | more))


def test_new_account_works_once_its_address_is_confirmed(
    kettle: FakeMastodon,
) -> None:
    signed_up(kettle)
    assert kettle.email_check_confirmation() is False
    with pytest.raises(Forbidden, match="missing a confirmed e-mail address"):
        kettle.toot("hello")
    kettle.server.confirm_email("ann")
    assert kettle.email_check_confirmation() is True
    assert kettle.me().acct == "ann"
    assert kettle.toot("hello").account.acct == "ann"


def test_confirmation_can_be_resent_to_another_address(kettle: FakeMastodon) -> None:
    signed_up(kettle)
    kettle.email_resend_confirmation()
    kettle.email_resend_confirmation(email="ann@other.example")
    with pytest.raises(UnprocessableEntity, match="Email is invalid"):
        kettle.email_resend_confirmation(email="nowhere")
    kettle.server.confirm_email("ann")
    with pytest.raises(Forbidden, match="awaiting confirmation"):
        kettle.email_resend_confirmation()
    other = FakeMastodon(server=kettle.server, user="ann")
    with pytest.raises(Forbidden, match="originally signed-up with"):
        other.email_resend_confirmation()
    # The first address is free again.
    another = signed_up(kettle, username="bea")
    assert another


@pytest.mark.parametrize(
    ("given", "parameter", "code", "problem"),
    [
        ({"username": ""}, "username", "ERR_BLANK", "Username can't be blank"),
        (
            {"username": "a-b"},
            "username",
            "ERR_INVALID",
            "Username must contain only letters, numbers and underscores",
        ),
        (
            {"username": "x" * 31},
            "username",
            "ERR_TOO_LONG",
            "Username is too long (maximum is 30 characters)",
        ),
        (
            {"username": "ADA"},
            "username",
            "ERR_TAKEN",
            "Username has already been taken",
        ),
        ({"email": " "}, "email", "ERR_BLANK", "Email can't be blank"),
        ({"email": "ann"}, "email", "ERR_INVALID", "Email is invalid"),
        (
            {"email": "eve@example.com"},
            "email",
            "ERR_TAKEN",
            "Email has already been taken",
        ),
        ({"password": ""}, "password", "ERR_BLANK", "Password can't be blank"),
        (
            {"password": "short"},
            "password",
            "ERR_TOO_SHORT",
            "Password is too short (minimum is 8 characters)",
        ),
        (
            {"password": "ä" * 37},
            "password",
            "ERR_TOO_LONG",
            "Password is too long (maximum is 72 characters)",
        ),
        (
            {"agreement": False},
            "agreement",
            "ERR_ACCEPTED",
            "Agreement must be accepted",
        ),
    ],
)
def test_sign_up_errors_are_listed_by_parameter(
    kettle: FakeMastodon, given: dict[str, Any], parameter: str, code: str, problem: str
) -> None:
    kettle.server.add_user("ada")
    signed_up(kettle, username="eve", email="eve@example.com")
    before = kettle.instance().usage
    with pytest.raises(UnprocessableEntity) as refused:
        signed_up(kettle, **given)
    assert refused.value.error == f"Validation failed: {problem}"
    body = json.loads(refused.value.response.body)
    assert [one["error"] for one in body["details"][parameter]] == [code]
    assert kettle.instance().usage == before


def test_sign_up_needs_the_token_of_an_app() -> None:
    instance = OfflineInstance()
    token = instance.token_for("ada")
    assert outcome(send(instance, "POST", ACCOUNTS, ANN, token=token)) == (
        403,
        "This method requires an client credentials authentication",
    )
    assert send(instance, "POST", ACCOUNTS, ANN).status == 401


def test_confirm_email_refuses_an_unknown_user() -> None:
    with pytest.raises(ValueError, match="user 'ann' does not exist"):
        OfflineInstance().confirm_email("ann")
