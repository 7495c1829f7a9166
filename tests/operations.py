"""The contract's operations: the methods for them, and a call with every parameter."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from attrs import frozen

from mastodon_core import API, NewPoll, Request, catalog
from mastodon_core._catalog import Entry

# The method of each operation, by its id in the contract.
NAMES = {
    "accounts_follow": "account_follow",
    "accounts_get": "account",
    "accounts_statuses": "account_statuses",
    "accounts_verify_credentials": "account_verify_credentials",
    "apps_create": "app_create",
    "apps_verify_credentials": "app_verify_credentials",
    "instance_get": "instance",
    "instance_v1_get": "instance_v1",
    "media_create": "media_upload",
    "media_get": "media",
    "notifications_list": "notifications",
    "oauth_revoke": "oauth_revoke",
    "oauth_server_metadata": "oauth_authorization_server_info",
    "oauth_token": "oauth_token",
    "statuses_context": "status_context",
    "statuses_create": "status_post",
    "statuses_delete": "status_delete",
    "statuses_favourite": "status_favourite",
    "statuses_get": "status",
    "statuses_reblog": "status_reblog",
    "timelines_home": "timeline_home",
    "timelines_public": "timeline_public",
}
# Arguments that are not called as the server calls the parameter, less any ``[]``.
ARGUMENTS = {
    ("statuses_create", "Idempotency-Key"): "idempotency_key",
    ("media_create", "file"): "media_file",
    ("oauth_token", "scope"): "scopes",
}
# Values that the methods check.
SPECIAL: dict[tuple[str, str], tuple[Any, str]] = {
    ("media_create", "focus"): ((-0.5, 1.0), "-0.5,1.0"),
    ("apps_create", "scopes"): (["read", "write"], "read write"),
    ("oauth_token", "scope"): (["read", "write"], "read write"),
}
# What a call needs besides, and does not send as a parameter.
BESIDES = {
    "media_create": {"mime_type": "image/gif", "thumbnail_mime_type": "image/gif"},
}
NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)


@frozen(kw_only=True)
class Operation:
    """A row of the contract."""

    id: str
    method: str
    path: str
    auth: str
    scopes: list[str]
    scopes_accepted: list[str]
    since: str
    deprecated: str | None
    removed: str | None
    doc: str
    response: dict[str, Any]
    params: list[dict[str, Any]]

    @property
    def name(self) -> str:
        return NAMES[self.id]

    @property
    def entry(self) -> Entry:
        return next(entry for entry in catalog if entry.name == self.name)

    @property
    def read(self) -> list[dict[str, Any]]:
        """The parameters that servers read."""
        return [p for p in self.params if not (p.get("ignored") or p.get("internal"))]

    @property
    def body(self) -> str:
        """How the body is encoded: no single way works on every server."""
        places = {param["in"] for param in self.params}
        if "multipart" in places:
            return "multipart/form-data"
        if self.path.startswith(("/oauth/", "/api/v1/apps")):
            return "application/x-www-form-urlencoded"
        return "application/json"

    def call(self, flag: bool = True) -> tuple[Request[Any], Mapping[Any, Any]]:
        """Ask with every parameter; ``flag`` is the value of those that have two.

        Returns:
            The request, and what a server must find in it: values by place and name.
        """
        arguments: dict[str, Any] = {**BESIDES.get(self.id, {})}
        poll: dict[str, Any] = {}
        found: dict[Any, Any] = {}
        for param in self.read:
            name, place = param["name"], param["in"]
            given, expected = _value(param, flag)
            given, expected = SPECIAL.get((self.id, name), (given, expected))
            if name.startswith("poll["):
                poll[name[5:].partition("]")[0]] = given
            else:
                own = ARGUMENTS.get((self.id, name), name.removesuffix("[]"))
                arguments[own] = given
            is_json = place == "form" and self.body == "application/json"
            found[place, name] = expected if is_json else _text(expected)
        if poll:
            arguments["poll"] = NewPoll(**poll)
        name = "status_schedule" if "scheduled_at" in arguments else self.name
        build: Callable[..., Request[Any]] = getattr(API(), name)
        return build(**arguments), found


def _value(param: Mapping[str, Any], flag: bool) -> tuple[Any, Any]:
    """Make up a value; with it comes what a server finds in JSON."""
    words = f"a {param['name']} & more"
    match param["type"]:
        case "string" | "string|array of string":
            word = param.get("enum", [words])[-1]
            return word, word
        case "array of string":
            return [words, "é"], [words, "é"]
        case "integer":
            return 1234, 1234
        case "boolean":
            return flag, flag
        case "datetime":
            return NOON, "2030-01-01T12:00:00+00:00"
        case "file":
            return b"GIF89a", b"GIF89a"
        case other:
            raise AssertionError(f"no value of type {other}")


def _text(value: Any) -> Any:
    """What a server finds in a query or form: nothing but text."""
    match value:
        case bool():
            return ["true" if value else "false"]
        case list():
            return value
        case bytes():
            return [value]
        case _:
            return [str(value)]


OPERATIONS = [
    Operation(**row)
    for row in json.loads(
        (Path(__file__).parent / "contract" / "endpoints.json").read_text("utf-8")
    )
]
