"""The contract's operations: the methods for them, and a call with every parameter."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import reduce
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
    """What of an operation is our own choice, or can't be told from the contract."""

    name: str
    variants: Mapping[str, Sequence[str]] = field(factory=dict[str, Sequence[str]])
    """Further readings of it, with their positional parameters."""
    full: str = ""
    """The reading that takes every parameter, if the first one does not."""
    positional: Sequence[str] | None = None
    """If they are others than those of the path."""
    arguments: Mapping[str, str] = field(factory=dict[str, str])
    """By parameter, where the argument is called otherwise: ``poll.options`` is a field
    of a value, and ``fields[].name`` one of the values in a sequence. What is called
    otherwise may be a hash with all that is in it."""
    values: Mapping[str, str] = field(factory=dict[str, str])
    """The classes of the arguments that are such values."""
    keyed: Mapping[str, Mapping[str, str]] = field(factory=dict[str, "dict[str, str]"])
    """By argument, where a word of a list may have parameters of its own: the classes
    of the values that stand for such a word, as its ``key``, and for these."""
    given: Mapping[str, tuple[Any, Any]] = field(factory=dict[str, "tuple[Any, Any]"])
    """By parameter: an argument, and what a server finds, where methods check it."""
    besides: Mapping[str, Any] = field(factory=dict[str, Any])
    """What a call needs besides, and does not send as a parameter."""
    inline: Sequence[str] = ()
    """Files that go inside the JSON, as ``data:`` URLs."""
    entities: Mapping[str, str] = field(factory=dict[str, str])
    """Where an id is meant, so that an entity does too, by parameter."""
    scopes: Sequence[str] = ()
    """What the server asks for, if that is less than the documentation names."""


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
        """Whether it is a row of the catalog alone."""
        return bool(self.response["entity"] == "stream")

    @property
    def entry(self) -> Entry:
        return next(entry for entry in catalog if entry.name == self.name)

    @property
    def read(self) -> list[dict[str, Any]]:
        """The parameters that servers read, each at its own place."""
        return [
            {**p, "in": "form"}
            if p["name"] in self.ours.inline
            else {**p, "enum": [w for w in p["enum"] if w not in self.value_classes]}
            if p["name"].removesuffix("[]") in self.ours.keyed
            else p
            for p in self.params
            if not (p.get("ignored") or p.get("internal"))
            # Every request says that it takes JSON.
            and p["name"] != "Accept"
            # Its parts are parameters of their own.
            and not any(q["name"].startswith(p["name"] + "[:") for q in self.params)
        ]

    @property
    def value_classes(self) -> Mapping[str, str]:
        """The classes of what is a value: of arguments, and of words in a list."""
        found = dict(self.ours.values)
        for words in self.ours.keyed.values():
            found.update(words)
        return found

    def list_of(self, word: str) -> str | None:
        """The argument that holds the value for a word, if it is such a word."""
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
                # It is in a hash that is an argument.
                return self.argument(own + name.removeprefix(outer))
        first, *rest = re.split(r"[\[\]]+", normal(name).removesuffix("[]"))
        # No attribute can be called ``admin.sign_up``.
        inner = [part.replace(".", "_") for part in rest if part]
        plain = ".".join([first, *inner])
        if "[][" in normal(name):
            plain = plain.replace(".", "[].", 1)
        return self.ours.arguments.get(name, plain)

    def call(self, flag: bool = True) -> tuple[Request[Any], Mapping[Any, Any]]:
        """Ask with every parameter; ``flag`` is the value of those that have two.

        Returns:
            The request, and what a server must find in it: values by place and name.
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
        for param in self.read:
            name, place = param["name"], param["in"]
            given, expected = self.ours.given.get(name) or _value(param, flag)
            if name in self.ours.inline:
                expected = f"data:image/gif;base64,{b64encode(expected).decode()}"
            give(self.argument(name), given)
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
        build: Callable[..., Request[Any]] = getattr(API(), method)
        return build(**arguments), found


def normal(name: str) -> str:
    """Spell a parameter's name alike, whatever its hashes are numbered with."""
    return re.sub(r"\[(:index|\d+)\]", "[]", name)


def type_of(name: str) -> Any:
    """Our type for one of the contract's."""
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


def _value(param: Mapping[str, Any], flag: bool) -> tuple[Any, Any]:
    """Make up a value; with it comes what a server finds in JSON."""
    words = f"a {param['name']} & more"
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
            return NOON, "2030-01-01T12:00:00+00:00"
        case "date":
            return date(2030, 1, 2), "2030-01-02"
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
