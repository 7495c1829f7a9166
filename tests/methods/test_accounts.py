"""What of accounts takes more than one request, or more than a word."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from attrs import evolve
from playing import carry_out
from sessions import ACCOUNT, answer, session

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
WITH_APP = Credentials(client_id="id", client_secret=Secret("secret"))
PERSON = ("ada", "longenough", "ada@x.example")


def test_a_user_is_registered_by_the_app_and_then_acted_for() -> None:
    ours = session(credentials=WITH_APP)
    file = Path("user.txt")
    call = api.create_account(
        *PERSON,
        agreement=True,
        date_of_birth=date(1815, 12, 10),
        scopes="read write",
        to_file=file,
    )
    steps, token = carry_out(ours, call, [answer(APP), answer(USER), None])
    assert token == "user-token"
    asked = [step for step in steps if isinstance(step, HttpRequest)]
    assert [urlsplit(step.url).path for step in asked] == [
        "/oauth/token",
        "/api/v1/accounts",
    ]
    assert asked[1].headers["authorization"] == "Bearer app-token"
    assert isinstance(asked[1].body, bytes)
    assert b"date_of_birth=1815-12-10" in asked[1].body
    written = steps[-1]
    assert isinstance(written, WriteFile)
    assert written.path == file
    assert "user-token" in written.text
    assert ours.credentials.access_token == Secret("user-token")


def test_who_is_not_registered_leaves_the_client_as_it_was() -> None:
    ours = session(credentials=WITH_APP)
    refused = answer({"error": "Validation failed"}, 422)
    with pytest.raises(UnprocessableEntity):
        carry_out(
            ours, api.create_account(*PERSON, agreement=True), [answer(APP), refused]
        )
    assert ours.credentials.access_token is None
    ours = session(credentials=WITH_APP)
    call = api.create_account(*PERSON, agreement=True)
    assert carry_out(ours, call, [answer(APP), answer(USER)])[1] == "user-token"


@pytest.mark.parametrize("done", range(3))
@pytest.mark.parametrize("error", [None, NetworkError("reset"), KeyboardInterrupt()])
def test_whatever_ends_a_registration_midway_leaves_the_client_as_it_was(
    done: int, error: BaseException | None
) -> None:
    """None stands for a cancelled task: its exchange is closed, and nothing more."""
    told: list[Credentials] = []
    before = evolve(WITH_APP, base_url="https://x.example", access_token=Secret("mine"))
    hooks = Hooks(on_credentials=told.append)
    ours = session(credentials=before, hooks=hooks, retries=0)
    with (
        suppress(NetworkError, KeyboardInterrupt),
        ours.exchange(api.create_account(*PERSON, agreement=True)) as exchange,
    ):
        step = exchange.begin()
        for outcome in [answer(APP), answer(USER)][:done]:
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


def test_what_else_is_asked_meanwhile_does_not_go_as_the_app() -> None:
    before = evolve(WITH_APP, access_token=Secret("mine"))
    ours = session(credentials=before)
    with ours.exchange(api.create_account(*PERSON, agreement=True)) as exchange:
        exchange.begin()
        registering = exchange.resume(answer(APP))
        assert isinstance(registering, HttpRequest)
        assert registering.headers["authorization"] == "Bearer app-token"
        meanwhile = ours.to_http(api.me())
        assert meanwhile.headers["authorization"] == "Bearer mine"


def test_without_an_app_nobody_is_registered() -> None:
    with pytest.raises(ValueError, match="there is no client_id"):
        carry_out(session(), api.create_account(*PERSON, agreement=True), [])


def test_an_account_is_followed_by_its_name() -> None:
    steps, found = carry_out(
        session(), api.follows("ada"), [answer(ACCOUNT), answer(RELATIONSHIP)]
    )
    assert found.id == "1"
    assert len(steps) == 2
    gone = answer({"error": "no"}, 404)
    outcomes = [gone, answer([ACCOUNT]), answer(ACCOUNT), answer(RELATIONSHIP)]
    steps, found = carry_out(session(), api.follows("ada@other.example"), outcomes)
    asked = [step.url for step in steps if isinstance(step, HttpRequest)]
    assert "resolve=true" in asked[1]


def test_a_whole_name_is_looked_up_on_its_own_server() -> None:
    assert api.account_search("@ada@x.example").query["resolve"] is True
    assert api.account_search("@ada@x.example", resolve=False).query["resolve"] is False
    assert api.account_search("ada").query["resolve"] is None


@pytest.mark.parametrize(
    "ask", [api.account_relationships, api.account_familiar_followers]
)
def test_one_account_goes_where_several_do(ask: Any) -> None:
    account = make(entities.Account, id="7")
    owner = make(entities.CredentialAccount, id="7")
    for one in ("7", account, owner, ["7"], (account,)):
        assert ask(one).query["id"] == ("7",)
    # What has an id need not be an account.
    with pytest.raises(
        TypeError, match="^ids must be a str or an Account or a sequence"
    ):
        ask(make(entities.Status, id="7"))


def test_further_readings_ask_what_the_first_ones_do() -> None:
    assert api.instance_v2() == api.instance()
    assert api.suggestions_v2(limit=3) == api.suggestions(limit=3)
    assert api.search_v2("x") == api.search("x")
    assert api.trends(limit=3) == api.trending_tags(limit=3)


def test_suggestions_may_come_without_their_reasons() -> None:
    body = to_json(make(entities.Suggestion))
    found = carry_out(session(), api.account_suggestions(), [answer([body])])[1]
    assert [type(account) for account in found] == [entities.Account]


def test_the_table_of_a_profile_is_lines_or_pairs() -> None:
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


def test_misuse_of_a_keyword_and_of_a_year_is_told() -> None:
    with pytest.raises(ValueError, match="needs a keyword to add, or an id"):
        KeywordEdit(destroy=True)
    with pytest.raises(ValueError, match="needs a keyword to add, or an id"):
        KeywordEdit()
    assert KeywordEdit(id="7", destroy=True).id == "7"
    year: Any = "2025"
    with pytest.raises(TypeError, match="year must be"):
        api.annual_report(year)
