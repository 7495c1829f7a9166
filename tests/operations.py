"""The contract's operations: the methods for them, and a call with every parameter."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache, reduce
from operator import or_
from pathlib import Path
from types import GenericAlias
from typing import Any

from attrs import field, frozen

import mastodon_core
from mastodon_core import API, Request, catalog, entities
from mastodon_core.servers import Entry

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)


@frozen(kw_only=True)
class Ours:
    """The parts of an operation that we chose, or that the contract does not say."""

    name: str
    variants: Mapping[str, Sequence[str]] = field(factory=dict[str, Sequence[str]])
    """Its aliases and variants, with their positional parameters."""
    full: str = ""
    """The method that takes every parameter, if the first one does not."""
    positional: Sequence[str] | None = None
    """The positional parameters, if they differ from those of the path."""
    arguments: Mapping[str, str] = field(factory=dict[str, str])
    """By parameter, where the argument has another name: ``poll.options`` is a field of
    a value, and ``fields[].name`` a field of the values in a sequence. A renamed hash
    renames all parameters in it."""
    values: Mapping[str, str] = field(factory=dict[str, str])
    """The classes of the arguments that are values."""
    keyed: Mapping[str, Mapping[str, str]] = field(factory=dict[str, "dict[str, str]"])
    """By argument, for lists whose words may have parameters of their own: by word, the
    class that holds the word as its ``key``, and the parameters."""
    given: Mapping[str, tuple[Any, Any]] = field(factory=dict[str, "tuple[Any, Any]"])
    """By parameter that the method checks: an argument, and what servers receive."""
    besides: Mapping[str, Any] = field(factory=dict[str, Any])
    """Arguments that a call needs, but does not send as parameters."""
    only_true: Sequence[str] = ()
    """Booleans of which False is not sent: servers take any value for True, or it is
    another stream."""
    inline: Sequence[str] = ()
    """Files that are sent inside the JSON, as ``data:`` URLs."""
    entities: Mapping[str, str] = field(factory=dict[str, str])
    """By parameter: the entity that is accepted in place of an id."""
    scopes: Sequence[str] = ()
    """The scopes that servers require, if fewer than the documentation names."""
    unsent: Sequence[str] = ()
    """Parameters that no request has, as the session or a message sends their value."""


@frozen(kw_only=True)
class Operation:
    """A row of the contract."""

    id: str
    ours: Ours = field(converter=lambda given: Ours(**given))
    method: str
    path: str
    auth: str
    scopes: list[str]
    scopes_accepted: list[str]
    since: str
    deprecated: str | None
    removed: str | None
    doc: str | None
    response: dict[str, Any]
    errors: list[int]
    alt_methods: Sequence[str] = ()
    rate_limits: Sequence[str] = ()
    params: list[dict[str, Any]]

    @property
    def name(self) -> str:
        return self.ours.name

    @property
    def is_stream(self) -> bool:
        """Whether its response is a stream of events."""
        return bool(self.response["entity"] == "stream")

    @property
    def entry(self) -> Entry:
        return next(entry for entry in catalog if entry.name == self.name)

    @property
    def read(self) -> list[dict[str, Any]]:
        """The parameters that servers read, each with its place."""
        return [
            {**p, "in": "form"}
            if p["name"] in self.ours.inline
            else {**p, "enum": [w for w in p["enum"] if w not in self.value_classes]}
            if p["name"].removesuffix("[]") in self.ours.keyed
            else {**p, "enum": words_of_field(p["words"])}
            if "words" in p
            else p
            for p in self.params
            if not (p.get("ignored") or p.get("internal"))
            and p["name"] not in self.ours.unsent
            # Every request has this header.
            and p["name"] != "Accept"
            # The parts of a hash are listed as parameters too.
            and not any(q["name"].startswith(p["name"] + "[:") for q in self.params)
        ]

    @property
    def value_classes(self) -> Mapping[str, str]:
        """The classes of all values: of arguments, and of words in a list."""
        found = dict(self.ours.values)
        for words in self.ours.keyed.values():
            found.update(words)
        return found

    def list_of(self, word: str) -> str | None:
        """The list argument that holds the value for `word`, or None."""
        lists = self.ours.keyed.items()
        return next((name for name, words in lists if word in words), None)

    @property
    def body(self) -> str:
        """How the body is encoded: no single way works on every server."""
        places = {param["in"] for param in self.read}
        if "multipart" in places:
            return "multipart/form-data"
        is_sign_up = (self.method, self.path) == ("POST", "/api/v1/accounts")
        if is_sign_up or self.path.startswith(("/oauth/", "/api/v1/apps")):
            return "application/x-www-form-urlencoded"
        return "application/json"

    def argument(self, name: str) -> str:
        """The argument for a parameter, by its path through values."""
        for outer, own in self.ours.arguments.items():
            if name.startswith(f"{outer}["):
                # The parameter is in a hash that is an argument.
                return self.argument(own + name.removeprefix(outer))
        first, *rest = re.split(r"[\[\]]+", normal(name).removesuffix("[]"))
        # ``admin.sign_up`` cannot be the name of an attribute.
        inner = [part.replace(".", "_") for part in rest if part]
        plain = ".".join([first, *inner])
        if "[][" in normal(name):
            plain = plain.replace(".", "[].", 1)
        return self.ours.arguments.get(name, plain)

    @property
    def exclusive(self) -> tuple[tuple[str, ...], ...]:
        """Groups of arguments of which a call may have only one."""
        return self.entry.about.get("exclusive", ())

    @property
    def calls(self) -> int:
        """The number of calls that it takes to give every argument once."""
        return max(map(len, self.exclusive), default=1)

    def call(
        self, flag: bool = True, turn: int = 0, words: str | None = None
    ) -> tuple[Request[Any], Mapping[Any, Any]]:
        """Build a request with every parameter that may be given together.

        Args:
            flag: The value of each boolean.
            turn: Which argument of each exclusive group is given, from 0.
            words: The text of each parameter that takes any; by default made up.

        Returns:
            The request, and the values that servers must find in it, by place and name.
        """
        arguments: dict[str, Any] = {}
        values: dict[str, dict[str, Any]] = {}
        found: dict[Any, Any] = {}

        def give(argument: str, value: Any) -> None:
            outer, _, inner = argument.partition(".")
            if inner:
                values.setdefault(outer, {})[inner] = value
            else:
                arguments[outer] = value

        for argument, value in self.ours.besides.items():
            give(argument, value)
        left_out = {
            argument
            for group in self.exclusive
            for argument in group
            if argument != group[turn % len(group)]
        }
        for param in self.read:
            name, place = param["name"], param["in"]
            if self.argument(name) in left_out:
                continue
            given, expected = self.ours.given.get(name) or _value(param, flag, words)
            if name in self.ours.inline:
                expected = f"data:image/gif;base64,{b64encode(expected).decode()}"
            give(self.argument(name), given)
            if name in self.ours.only_true and not flag:
                continue
            is_json = place == "form" and self.body == "application/json"
            found[place, normal(name)] = expected if is_json else _text(expected)
        for outer, parts in values.items():
            own = outer.removesuffix("[]")
            value_class = getattr(mastodon_core, self.value_classes[own])
            if (name := self.list_of(own)) is not None:
                arguments[name] = [*arguments[name], value_class(own, **parts)]
                found["form", f"{name}[]"] = [*found["form", f"{name}[]"], own]
            else:
                value = value_class(**parts)
                arguments[own] = value if own == outer else [value]
        method = self.ours.full or self.name
        build: Callable[..., Any] = getattr(API(), method)
        call = build(**arguments)
        return call.request if self.is_stream else call, found


def normal(name: str) -> str:
    """Remove the numbers of hashes from the name of a parameter."""
    return re.sub(r"\[(:index|\d+)\]", "[]", name)


@cache
def words_of_field(name: str) -> list[str]:
    """The words that a field of an entity may have, such as ``Notification.type``."""
    entity, _, own = name.partition(".")
    pages = (Path(__file__).parent / "contract" / "entities").iterdir()
    rows = [row for page in pages for row in json.loads(page.read_text("utf-8"))]
    fields = next(row["fields"] for row in rows if row["name"] == entity)
    words: list[str] = next(field["enum"] for field in fields if field["name"] == own)
    return words


def type_of(name: str) -> Any:
    """Return our type for a type of the contract."""
    if name.startswith("array of "):
        return GenericAlias(tuple, (type_of(name.removeprefix("array of ")), ...))
    plain = {"string": str, "boolean": bool}
    if name in plain:
        return plain[name]
    if "|" in name:
        return reduce(or_, map(type_of, name.split("|")))
    parts = name.split("::")
    if parts[0] == "V1":
        parts = [parts[1], "V1", *parts[2:]]
    return getattr(entities, "".join(parts))


def _value(param: Mapping[str, Any], flag: bool, words: str | None) -> tuple[Any, Any]:
    """Make up an argument; returns it, and what servers find in the JSON."""
    words = f"a {param['name']} & more" if words is None else words
    match param["type"]:
        case "string" | "string|array of string":
            word = param.get("enum", [words])[-1]
            return word, word
        case "array of string":
            several = param.get("enum", [words, "é"])[-2:]
            return several, several
        case "integer":
            return 1234, 1234
        case "array of integer":
            return [1, 234], [1, 234]
        case "boolean":
            return flag, flag
        case "datetime":
            return NOON, "2030-01-01T12:00:00.000Z"
        case "date":
            return date(2030, 1, 2), "2030-01-02"
        case "file":
            return b"GIF89a", b"GIF89a"
        case other:
            raise AssertionError(f"no value of type {other}")


def _text(value: Any) -> Any:
    """What servers find in a query or form, where every value is text."""
    match value:
        case bool():
            return ["true" if value else "false"]
        case list():
            return [str(item) for item in value]
        case bytes():
            return [value]
        case _:
            return [str(value)]


OPERATIONS = [
    Operation(**row)
    for page in sorted((Path(__file__).parent / "contract" / "endpoints").iterdir())
    for row in json.loads(page.read_text("utf-8"))
]
