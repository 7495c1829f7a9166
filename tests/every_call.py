"""Calls every method of the API with made-up arguments, in an order that makes sense.

Arguments are made up from the annotations and from ids in earlier results, so a new
endpoint is called without being named here.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import define, field, has
from mock_server import PNG
from operations import Operation

from mastodon_core import API, MastodonError, NewPoll, catalog

LATER = datetime.now(UTC) + timedelta(days=2)
# Called first, as other calls need their ids.
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
    "action": "none",
    "context": ["home"],
    "domain_block.domain": "loud.example",
    "domain": "spam.example",
    "email": "somebody@spam.example",
    "featured_tag_create.name": "dogs",
    "grant_type": "authorization_code",
    "hashtag": "cats",
    "ip": "192.0.2.1/32",
    "keyword": "spam",
    "phrase": "spam",
    "q": "ada",
    "quote_approval_policy": "public",
    "severity": "no_access",
    "status": "hello",
    "title": "friends",
    "url": "https://example.com/",
    "year": 2025,
}


@define
class Caller:
    """A client, and the first id that its calls returned of each kind of entity."""

    client: Any
    ids: dict[str, str] = field(factory=dict[str, str])
    outcomes: dict[str, str] = field(factory=dict[str, str])
    """By call, the class of its error, or ``ok``."""
    results: dict[str, Any] = field(factory=dict[str, Any])
    """By call, what it returned, or the message of its error."""

    async def call(self, name: str, arguments: Mapping[str, Any]) -> None:
        given = {**self.required(name), **arguments}
        try:
            result = await getattr(self.client, name)(**given)
        except MastodonError as error:
            self.outcomes[name] = type(error).__name__
            self.results[name] = str(error)
            return
        self.outcomes[name] = "ok"
        self.results[name] = result
        self.remember(result)

    def remember(self, result: Any) -> None:
        """Keep the first id of each kind of entity in a result."""
        if isinstance(result, tuple):
            for item in result[:1]:
                self.remember(item)
        elif has(type(result)):
            if isinstance(id := getattr(result, "id", None), str):
                self.ids.setdefault(type(result).__name__, id)
            for name in result.__attrs_attrs__:
                self.remember(getattr(result, name.name))

    def required(self, name: str) -> dict[str, Any]:
        entry = catalog.find(name)
        assert entry is not None
        parameters = inspect.signature(getattr(API(), name)).parameters.values()
        return {
            p.name: self.argument(name, p.name, str(p.annotation))
            for p in parameters
            if p.default is p.empty or p.name in entry.about.get("one_of", ())[:1]
        }

    def argument(self, name: str, parameter: str, annotation: str) -> Any:
        for key in (f"{name}.{parameter}", parameter):
            if key in ARGUMENTS:
                return ARGUMENTS[key]
        value = self.made_up_value(annotation)
        return [value] if annotation.startswith("Sequence[") else value

    def made_up_value(self, annotation: str) -> Any:
        for entity in re.findall(r"entities\.(\w+)", annotation):
            if entity in self.ids:
                return self.ids[entity]
        if words := re.search(r"Literal\['(\w+)'", annotation):
            return words[1]
        plain = {"bool": True, "int": 1, "datetime": LATER, "date": LATER.date()}
        return plain.get(annotation.partition(" ")[0], "7")


def phase(operation: Operation) -> tuple[int, int]:
    """Sort key: first what other calls need, then reads, changes and deletions."""
    name, path = operation.name, operation.path
    if name in FIRST:
        return 0, list(FIRST).index(name)
    if name in {"admin_account_delete", "oauth_revoke"}:
        return 9, 0
    if operation.method == "DELETE" or re.search(r"delete|reject|dismiss|clear", name):
        # Delete inner objects before the objects that contain them.
        return (5, 0) if "clear" in name else (4, -len(path.split("/")))
    if operation.method == "POST" and "{" not in path:
        return 1, 0
    return (2, 0) if operation.method == "GET" else (3, 0)


async def call_everything(client: Any, operations: Iterable[Operation]) -> Caller:
    """Make each call once, with one client, which is closed afterwards."""
    async with client as admin:
        caller = Caller(admin)
        later = {"status": "later", "scheduled_at": LATER}
        await caller.call("status_schedule", later)
        for operation in sorted(operations, key=phase):
            await caller.call(operation.name, FIRST.get(operation.name, {}))
    del caller.outcomes["status_schedule"]
    return caller
