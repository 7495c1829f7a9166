"""Every operation of the contract is a method, and every parameter reaches it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from sessions import session

from mastodon_core import API, Multipart, NewPoll, Request, Secret, catalog
from mastodon_core._answer import Empty, One, Paged, Perhaps

ROWS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "contract" / "endpoints.json").read_text("utf-8")
)
# The method of each operation, by its id in the contract.
NAMES = {
    "apps_create": "app_create",
    "apps_verify_credentials": "app_verify_credentials",
    "oauth_token": "oauth_token",
    "oauth_revoke": "oauth_revoke",
    "oauth_server_metadata": "oauth_authorization_server_info",
    "accounts_verify_credentials": "account_verify_credentials",
    "accounts_get": "account",
    "accounts_statuses": "account_statuses",
    "accounts_follow": "account_follow",
    "timelines_home": "timeline_home",
    "timelines_public": "timeline_public",
    "statuses_get": "status",
    "statuses_context": "status_context",
    "statuses_create": "status_post",
    "statuses_delete": "status_delete",
    "statuses_reblog": "status_reblog",
    "statuses_favourite": "status_favourite",
    "notifications_list": "notifications",
    "instance_get": "instance",
    "instance_v1_get": "instance_v1",
    "media_create": "media_upload",
    "media_get": "media",
}
VARIANTS = {
    "account_verify_credentials": ("me",),
    "status_post": ("status_schedule", "toot"),
}
# Whether the answer is as in the contract, but for: why.
OTHER_ANSWERS = {
    "status_post": "Status",  # a ScheduledStatus is status_schedule's
}
NOW = datetime(2030, 1, 1, tzinfo=UTC)
# Calls that together give every parameter a value that can be found again.
PROBES: dict[str, list[Request[Any]]] = {
    "app_create": [
        API().app_create("p", redirect_uris="https://p", scopes="read", website="p")
    ],
    "app_verify_credentials": [API().app_verify_credentials()],
    "oauth_token": [
        API().oauth_token(
            "password",
            client_id="p",
            client_secret=Secret("p"),
            code=Secret("p"),
            code_verifier=Secret("p"),
            redirect_uri="p",
            refresh_token=Secret("p"),
            username="p",
            password=Secret("p"),
            scopes="p",
        )
    ],
    "oauth_revoke": [API().oauth_revoke(token="p", client_id="p", client_secret="p")],
    "oauth_authorization_server_info": [API().oauth_authorization_server_info()],
    "account_verify_credentials": [API().account_verify_credentials()],
    "account": [API().account("p")],
    "account_statuses": [
        API().account_statuses(
            "p",
            "p",
            "p",
            7,
            min_id="p",
            only_media=True,
            exclude_replies=True,
            exclude_reblogs=True,
            exclude_direct=True,
            pinned=True,
            tagged="p",
        )
    ],
    "account_follow": [
        API().account_follow("p", reblogs=True, notify=True, languages=["p"])
    ],
    "timeline_home": [
        API().timeline_home(max_id="p", since_id="p", min_id="p", limit=7)
    ],
    "timeline_public": [
        API().timeline_public(
            local=True,
            remote=True,
            only_media=True,
            max_id="p",
            since_id="p",
            min_id="p",
            limit=7,
        )
    ],
    "status": [API().status("p")],
    "status_context": [API().status_context("p")],
    "status_post": [
        API().status_schedule(
            "p",
            NOW,
            "p",
            ["p"],
            sensitive=True,
            spoiler_text="p",
            visibility="public",
            language="p",
            poll=NewPoll(["p", "q"], 300, multiple=True, hide_totals=True),
            quoted_status_id="p",
            quote_approval_policy="public",
            allowed_mentions=["p"],
            idempotency_key="p",
        )
    ],
    "status_delete": [API().status_delete("p", delete_media=True)],
    "status_reblog": [API().status_reblog("p", visibility="public")],
    "status_favourite": [API().status_favourite("p")],
    "notifications": [
        API().notifications(
            types=["mention"],
            exclude_types=["follow"],
            account_id="p",
            include_filtered=True,
            supported_types=["poll"],
            max_id="p",
            since_id="p",
            min_id="p",
            limit=7,
        )
    ],
    "instance": [API().instance()],
    "instance_v1": [API().instance_v1()],
    "media_upload": [
        API().media_upload(
            "p.png", description="p", focus=(0.5, -0.5), thumbnail="q.png"
        )
    ],
    "media": [API().media("p")],
}

by_id = pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])


def entry_of(row: dict[str, Any]) -> Any:
    return next(entry for entry in catalog if entry.name == NAMES[row["id"]])


def test_nothing_is_left_over_on_either_side() -> None:
    assert {entry.name for entry in catalog} == set(NAMES.values()) == set(PROBES)
    assert {row["id"] for row in ROWS} == set(NAMES)
    assert {e.name: e.variants for e in catalog if e.variants} == VARIANTS
    assert len(catalog) == len(ROWS)


@by_id
def test_method_path_scopes_and_versions_are_those_of_the_contract(
    row: dict[str, Any],
) -> None:
    entry = entry_of(row)
    assert (entry.method, entry.path) == (row["method"], row["path"])
    assert entry.scopes == tuple(row["scopes"])
    since = None if row["since"] == "0.0.0" else row["since"]
    versions = (since, row["deprecated"], row["removed"])
    assert (entry.since, entry.deprecated, entry.removed) == versions


@by_id
def test_the_answer_is_that_of_the_contract(row: dict[str, Any]) -> None:
    entry = entry_of(row)
    expected = OTHER_ANSWERS.get(entry.name, row["answer"])
    answer: Any = entry.answer
    if expected == "empty":
        assert answer == Empty()
        return
    kind, _, name = expected.rpartition("array of ")
    assert isinstance(answer, Paged if row["paginated"] else One | Perhaps)
    assert bool(row["paginated"]) == (_ != "")
    assert kind == ""
    parts = name.split("::")
    spelt = "".join(parts[1:] + ["V1"] if parts[0] == "V1" else parts)
    assert answer.entity.__name__ == spelt


@by_id
def test_the_catalog_finds_it_by_its_path(row: dict[str, Any]) -> None:
    path = row["path"].replace("{id}", "109")
    assert catalog.match(row["method"], path) is entry_of(row)
    assert catalog.match(row["method"], path + "/") is entry_of(row)
    assert catalog.match("OPTIONS", path) is None


def sent(request: Request[Any]) -> set[tuple[str, str]]:
    """Where each parameter goes, by the name that the server reads."""
    message = session().to_http(request)
    found = {("query", name) for name, _ in parse_qsl(urlsplit(message.url).query)}
    found |= {("path", name) for name in request.path_params}
    if "idempotency-key" in message.headers:
        found.add(("header", "Idempotency-Key"))
    if isinstance(message.body, Multipart):
        files = {name for name, file in request.files.items() if file is not None}
        for name, _ in message.body.parts:
            found.add(("multipart" if name in files else "form", name))
    elif message.headers.get("content-type") == "application/json":
        found |= {("form", name) for name in flat(json.loads(message.body))}
    else:
        found |= {("form", name) for name, _ in parse_qsl(message.body.decode())}
    return found


def flat(value: dict[str, Any], outer: str = "") -> set[str]:
    names: set[str] = set()
    for key, inner in value.items():
        name = f"{outer}[{key}]" if outer else key
        if isinstance(inner, dict):
            names |= flat(inner, name)
        else:
            names.add(f"{name}[]" if isinstance(inner, list) else name)
    return names


@by_id
def test_every_parameter_is_sent_where_the_server_reads_it(
    row: dict[str, Any],
) -> None:
    expected = {
        (param["in"], param["name"])
        for param in row["params"]
        if not (param["ignored"] or param["internal"])
    }
    probes = PROBES[NAMES[row["id"]]]
    assert set().union(*map(sent, probes)) == expected


@by_id
def test_what_is_not_given_is_not_sent(row: dict[str, Any]) -> None:
    required = {p["name"] for p in row["params"] if p["required"]}
    # Some texts may be empty only together with something else.
    required |= {"status", "scopes", "client_id", "Idempotency-Key"}
    assert {name for _, name in sent(entry_of(row).request)} <= required


def test_literal_segments_win_over_parameters() -> None:
    found = catalog.match("GET", "/api/v1/accounts/verify_credentials")
    assert found is not None
    assert found.name == "account_verify_credentials"
    assert catalog.match("GET", "/api/v1/accounts/") is None
    assert catalog.match("GET", "/api/v1/accounts//statuses") is None
    assert catalog.match("GET", "") is None
