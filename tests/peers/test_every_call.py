"""Every call that mastodon_mock has a route for, once with each transport.

What a call needs is made up by its annotations, and by what calls before it gave: so a
new endpoint is asked as well, and nothing here has to name it.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import mastodon_trio
import pytest
import requests
import trio
from allowed import AllowList
from attrs import define, field, has
from mock_server import PNG, Blocking, serving
from operations import OPERATIONS, Operation

from mastodon_core import API, MastodonError, NewPoll, catalog

# What is not answered, and why: mostly it is what the mock has none of at its start.
REFUSED = AllowList(
    "REFUSED",
    {
        "there is nothing of that kind": {
            "accept_multiple_notification_requests": "NotFound",
            "accept_notification_request": "NotFound",
            "admin_account_delete": "NotFound",
            "annual_report": "NotFound",
            "dismiss_multiple_notification_requests": "NotFound",
            "dismiss_notification_request": "NotFound",
            "follow_request_reject": "NotFound",
            "grouped_notification": "NotFound",
            "instance_privacy_policy": "NotFound",
            "notification_request": "NotFound",
            "status_quote_revoke": "NotFound",
            "suggestion_delete": "NotFound",
        },
        "it wants a code, or an app, which the tour has": {
            "app_verify_credentials": "Unauthorized",
            "oauth_token": "BadRequest",
        },
        "it reads a form there and no JSON, unlike servers": {
            "domain_block": "UnprocessableEntity",
            "featured_tag_create": "UnprocessableEntity",
            "featured_tag_delete": "NotFound",
        },
        "it says that the collection is null, and then has none": {
            "collection": "NotFound",
            "collection_create": "DecodeError",
            "collection_item_add": "DecodeError",
            "collection_update": "NotFound",
        },
        "fields are missing that Mastodon always sends": {
            "admin_approve_trending_link": "DecodeError",
            "admin_reject_trending_link": "DecodeError",
            "annual_reports": "DecodeError",
            "instance_terms_of_service": "DecodeError",
            "instance_terms_of_service_at": "DecodeError",
            "oauth_userinfo": "DecodeError",
            "profile": "DecodeError",
            "profile_update": "DecodeError",
        },
        "it gives the policy of version 2 there": {
            "notifications_policy_v1": "DecodeError",
            "update_notifications_policy_v1": "DecodeError",
        },
    },
)

LATER = datetime.now(UTC) + timedelta(days=2)
# Made first, as others ask for them.
FIRST: dict[str, dict[str, Any]] = {
    "account_lookup": {"acct": "grace"},
    "account_follow": {},
    "media_upload": {"media_file": PNG, "mime_type": "image/png"},
    "media_upload_v1": {"media_file": PNG, "mime_type": "image/png"},
    "status_post": {"status": "#cats and more", "poll": NewPoll(["a", "b"], 3600)},
    "create_filter_v2": {},
    "add_filter_keyword_v2": {},
    "add_filter_status_v2": {},
    "list_create": {},
    "list_accounts_add": {},
    "admin_create_canonical_email_block": {"email": "nobody@spam.example"},
}
# By method and argument, or by argument alone.
ARGUMENTS: dict[str, Any] = {
    "client_name": "another",
    "context": ["home"],
    "domain_block.domain": "loud.example",
    "domain": "spam.example",
    "email": "somebody@spam.example",
    "featured_tag_create.name": "dogs",
    "hashtag": "cats",
    "ip": "192.0.2.1/32",
    "keyword": "spam",
    "phrase": "spam",
    "q": "ada",
    "quote_approval_policy": "public",
    "status": "hello",
    "title": "friends",
    "url": "https://example.com/",
    "year": 2025,
}


@define
class World:
    """A client, and the ids that its calls gave, by the entity that they name."""

    client: Any
    ids: dict[str, str] = field(factory=dict[str, str])
    outcomes: dict[str, str] = field(factory=dict[str, str])

    async def call(self, name: str, arguments: Mapping[str, Any]) -> None:
        given = {**self.required(name), **arguments}
        try:
            answer = await getattr(self.client, name)(**given)
        except MastodonError as error:
            self.outcomes[name] = type(error).__name__
            return
        self.outcomes[name] = "answered"
        self.remember(answer)

    def remember(self, answer: Any) -> None:
        """Keep the ids of an answer and of what is in it, the first of each kind."""
        if isinstance(answer, tuple):
            for item in answer[:1]:
                self.remember(item)
        elif has(type(answer)):
            if isinstance(id := getattr(answer, "id", None), str):
                self.ids.setdefault(type(answer).__name__, id)
            for name in answer.__attrs_attrs__:
                self.remember(getattr(answer, name.name))

    def required(self, name: str) -> dict[str, Any]:
        entry = catalog.find(name)
        assert entry is not None
        parameters = inspect.signature(getattr(API(), name)).parameters.values()
        return {
            p.name: self.argument(name, p.name, str(p.annotation))
            for p in parameters
            if p.default is p.empty or p.name in entry.about.one_of[:1]
        }

    def argument(self, name: str, parameter: str, annotation: str) -> Any:
        for key in (f"{name}.{parameter}", parameter):
            if key in ARGUMENTS:
                return ARGUMENTS[key]
        value = self.made_up(annotation)
        return [value] if annotation.startswith("Sequence[") else value

    def made_up(self, annotation: str) -> Any:
        for entity in re.findall(r"entities\.(\w+)", annotation):
            if entity in self.ids:
                return self.ids[entity]
        if words := re.search(r"Literal\['(\w+)'", annotation):
            return words[1]
        plain = {"bool": True, "int": 1, "datetime": LATER, "date": LATER.date()}
        return plain.get(annotation.partition(" ")[0], "7")


def routes(url: str) -> set[tuple[str, str]]:
    """What the mock says that it has, with every parameter alike."""
    paths = requests.get(f"{url}/openapi.json", timeout=30).json()["paths"]
    return {
        (method.upper(), shape(path)) for path, each in paths.items() for method in each
    }


def shape(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


def phase(operation: Operation) -> tuple[int, int]:
    """What others need comes first, then reading, changing, and taking away."""
    name, path = operation.name, operation.path
    if name in FIRST:
        return 0, list(FIRST).index(name)
    if name in {"admin_account_delete", "oauth_revoke"}:
        return 9, 0
    if operation.method == "DELETE" or re.search(r"delete|reject|dismiss|clear", name):
        # What is inside of something goes before that.
        return (5, 0) if "clear" in name else (4, -len(path.split("/")))
    if operation.method == "POST" and "{" not in path:
        return 1, 0
    return (2, 0) if operation.method == "GET" else (3, 0)


async def ask_everything(
    mastodon_class: Any, url: str, implemented: list[Operation]
) -> dict[str, str]:
    # Among those whom the mock invents for its demonstration, she is the admin.
    client = mastodon_class(access_token="ada_token", api_base_url=url)
    async with client as admin:
        world = World(admin)
        later = {"status": "later", "scheduled_at": LATER}
        await world.call("status_schedule", later)
        for operation in sorted(implemented, key=phase):
            await world.call(operation.name, FIRST.get(operation.name, {}))
    del world.outcomes["status_schedule"]
    return world.outcomes


@pytest.mark.parametrize("kind", ["requests", "trio"])
def test_every_call_is_answered(kind: str, tmp_path: Path) -> None:
    mastodon_class = Blocking() if kind == "requests" else mastodon_trio.Mastodon
    with serving(tmp_path) as url:
        known = routes(url)
        implemented = [
            row
            for row in OPERATIONS
            if (row.method, shape(row.path)) in known and not row.is_stream
        ]
        outcomes = trio.run(ask_everything, mastodon_class, url, implemented)
    refused = {name: what for name, what in outcomes.items() if what != "answered"}
    print(f"{len(outcomes)} of {len(OPERATIONS)} calls have a route, of which")
    print(f"{len(outcomes) - len(refused)} were answered; the others: {refused}")
    lacking = [row.id for row in OPERATIONS if row not in implemented]
    print(f"without a route: {lacking}")
    assert refused == REFUSED
