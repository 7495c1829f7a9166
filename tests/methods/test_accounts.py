"""Calls about accounts that send several requests or take structured arguments."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from attrs import evolve
from playing import carry_out
from sessions import ACCOUNT, json_response, session

from mastodon_core import (
    API,
    Credentials,
    Hooks,
    KeywordEdit,
    NetworkError,
    ProfileField,
    Secret,
    UnprocessableEntity,
    entities,
    to_json,
)
from mastodon_core.oauth import OUT_OF_BAND
from mastodon_core.testing import make
from mastodon_core.transport import Done, HttpRequest, WriteFile

api = API()
APP = {"access_token": "app-token", "scope": "read write follow push", "created_at": 1}
USER = {
    "access_token": "user-token",
    "scope": "read write follow push",
    "created_at": 1,
}
RELATIONSHIP = to_json(make(entities.Relationship, id="1"))
WITH_APP = Credentials(
    base_url="https://x.example", client_id="id", client_secret=Secret("secret")
)
PERSON = ("ada", "longenough", "ada@x.example")


def test_create_account_signs_up_with_the_app_token_and_logs_in() -> None:
    ours = session(credentials=WITH_APP)
    file = Path("user.txt")
    call = api.create_account(
        *PERSON,
        agreement=True,
        date_of_birth=date(1815, 12, 10),
        scopes="read write",
        to_file=file,
    )
    steps, token = carry_out(
        ours, call, [json_response(APP), json_response(USER), None]
    )
    assert token == "user-token"
    asked = [step for step in steps if isinstance(step, HttpRequest)]
    assert [urlsplit(step.url).path for step in asked] == [
        "/oauth/token",
        "/api/v1/accounts",
    ]
    # GoToSocial and snac refuse the app without one.
    assert isinstance(asked[0].body, bytes)
    assert parse_qs(asked[0].body.decode())["redirect_uri"] == [OUT_OF_BAND]
    assert asked[1].headers["authorization"] == "Bearer app-token"
    assert isinstance(asked[1].body, bytes)
    assert b"date_of_birth=1815-12-10" in asked[1].body
    written = steps[-1]
    assert isinstance(written, WriteFile)
    assert written.path == file
    assert "user-token" in written.text
    assert ours.credentials.access_token == Secret("user-token")


def test_refused_create_account_leaves_the_client_unchanged() -> None:
    ours = session(credentials=WITH_APP)
    refused = json_response({"error": "Validation failed"}, 422)
    with pytest.raises(UnprocessableEntity):
        carry_out(
            ours,
            api.create_account(*PERSON, agreement=True),
            [json_response(APP), refused],
        )
    assert ours.credentials.access_token is None
    ours = session(credentials=WITH_APP)
    call = api.create_account(*PERSON, agreement=True)
    assert (
        carry_out(ours, call, [json_response(APP), json_response(USER)])[1]
        == "user-token"
    )


@pytest.mark.parametrize("done", range(3))
@pytest.mark.parametrize("error", [None, NetworkError("reset"), KeyboardInterrupt()])
def test_interrupted_create_account_leaves_the_client_unchanged(
    done: int, error: BaseException | None
) -> None:
    """None stands for a cancelled task, which only closes its exchange."""
    told: list[Credentials] = []
    before = evolve(WITH_APP, base_url="https://x.example", access_token=Secret("mine"))
    hooks = Hooks(on_credentials=told.append)
    ours = session(credentials=before, hooks=hooks, retries=0)
    with (
        suppress(NetworkError, KeyboardInterrupt),
        ours.exchange(api.create_account(*PERSON, agreement=True)) as exchange,
    ):
        step = exchange.begin()
        for outcome in [json_response(APP), json_response(USER)][:done]:
            step = exchange.resume(outcome)
        if isinstance(step, Done):
            assert step.value == "user-token"
        elif isinstance(error, NetworkError):
            exchange.fail(error)
        elif error is not None:
            raise error
    if done == 2:
        assert [went_on.access_token for went_on in told] == [Secret("user-token")]
    else:
        assert told == []
        assert ours.credentials == before


def test_other_requests_during_create_account_keep_their_token() -> None:
    before = evolve(WITH_APP, access_token=Secret("mine"))
    ours = session(credentials=before)
    with ours.exchange(api.create_account(*PERSON, agreement=True)) as exchange:
        exchange.begin()
        registering = exchange.resume(json_response(APP))
        assert isinstance(registering, HttpRequest)
        assert registering.headers["authorization"] == "Bearer app-token"
        meanwhile = ours.to_http(api.me())
        assert meanwhile.headers["authorization"] == "Bearer mine"


def test_create_account_needs_an_app() -> None:
    with pytest.raises(ValueError, match="client_id is missing"):
        carry_out(session(), api.create_account(*PERSON, agreement=True), [])


def test_follows_looks_up_an_account_by_name_and_follows_it() -> None:
    steps, found = carry_out(
        session(),
        api.follows("ada"),
        [json_response(ACCOUNT), json_response(RELATIONSHIP)],
    )
    assert found.id == "1"
    assert len(steps) == 2
    gone = json_response({"error": "no"}, 404)
    outcomes = [
        gone,
        json_response([ACCOUNT]),
        json_response(ACCOUNT),
        json_response(RELATIONSHIP),
    ]
    steps, found = carry_out(session(), api.follows("ada@other.example"), outcomes)
    asked = [step.url for step in steps if isinstance(step, HttpRequest)]
    assert "resolve=true" in asked[1]


def test_account_search_resolves_a_full_name_by_default() -> None:
    assert api.account_search("@ada@x.example").query["resolve"] is True
    assert api.account_search("@ada@x.example", resolve=False).query["resolve"] is False
    assert api.account_search("ada").query["resolve"] is None


@pytest.mark.parametrize(
    "call", [api.account_relationships, api.account_familiar_followers]
)
def test_calls_for_several_accounts_take_a_single_one(call: Any) -> None:
    account = make(entities.Account, id="7")
    owner = make(entities.CredentialAccount, id="7")
    for one in ("7", account, owner, ["7"], (account,)):
        assert call(one).query["id"] == ("7",)
    # Other entities have an id too, but are refused.
    with pytest.raises(
        TypeError, match="^ids must be a str or an Account or a sequence"
    ):
        call(make(entities.Status, id="7"))


def test_aliases_build_the_same_request() -> None:
    assert api.instance_v2() == api.instance()
    assert api.suggestions_v2(limit=3) == api.suggestions(limit=3)
    assert api.search_v2("x") == api.search("x")
    assert api.trends(limit=3) == api.trending_tags(limit=3)


def test_account_suggestions_returns_accounts() -> None:
    body = to_json(make(entities.Suggestion))
    found = carry_out(session(), api.account_suggestions(), [json_response([body])])[1]
    assert [type(account) for account in found] == [entities.Account]


def test_profile_fields_are_values_or_pairs() -> None:
    def sent(fields: Any) -> Any:
        return api.account_update_credentials(fields=fields).form["fields_attributes"]

    one = {"name": "a", "value": "b"}
    assert sent([ProfileField("a", "b"), ("a", "b"), ["a", "b"]]) == [one] * 3
    assert sent([]) == [{"name": "", "value": ""}]
    assert sent(None) is None
    for wrong in ("text", {"a": "b"}, 7):
        with pytest.raises(TypeError, match="fields must be a sequence"):
            sent(wrong)
    for wrong in ([("a",)], [7]):
        with pytest.raises(TypeError, match="fields must hold ProfileField or pairs"):
            sent(wrong)
    with pytest.raises(TypeError, match="name"):
        sent([(7, "b")])
    domains = api.account_update_credentials(attribution_domains=[])
    assert domains.form["attribution_domains"] == ("",)


def test_keyword_edit_and_annual_report_check_their_arguments() -> None:
    with pytest.raises(ValueError, match="needs a keyword to add, or an id"):
        KeywordEdit(destroy=True)
    with pytest.raises(ValueError, match="needs a keyword to add, or an id"):
        KeywordEdit()
    assert KeywordEdit(id="7", destroy=True).id == "7"
    year: Any = "2025"
    with pytest.raises(TypeError, match="year must be"):
        api.annual_report(year)
