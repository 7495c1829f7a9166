"""Writes a program that calls every endpoint, for type checkers.

The arguments and results come from the contract, never from our own annotations, so
that both checkers compare the two: with every argument, on the builder and both kinds
of client, and with a misspelt argument, which must be an error.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from operations import OPERATIONS, Operation

from mastodon_core import API

FILE = Path(__file__).parent / "typing" / "every_call.py"
HEAD = '''"""Every call with every argument; written by `tests/write_typed_calls.py`."""

{imports}

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
DAY = date(2030, 1, 2)
'''
IMPORTS = {
    "collections.abc": ["Mapping"],
    "datetime": ["UTC", "date", "datetime"],
    "typing": ["assert_type"],
    "mastodon_core": [
        "API",
        "AsyncMastodon",
        "BlockingMastodon",
        "Page",
        "PagedObject",
        "Request",
        "entities",
    ],
    "mastodon_core.streaming": ["AsyncEventStream", "EventStream", "StreamCall"],
}
# Results whose type differs from the contract, and why.
OTHER_RESULTS = {
    # status_schedule returns the ScheduledStatus.
    "statuses_create": "entities.Status",
    # Some servers send something else after a deletion.
    "profile_avatar_delete": "entities.CredentialAccount | None",
    "profile_header_delete": "entities.CredentialAccount | None",
    "statuses_delete": "entities.Status | None",
    # Servers send an empty object where a link is missing.
    "statuses_card": "entities.PreviewCard | None",
}
PLAIN = {"empty": "None", "string": "str", "boolean": "bool", "object": "object"}
# Not part of any word of the API, so no argument has this name.
MISSPELT = "zzz"


def result_type(operation: Operation) -> str:
    if operation.id in OTHER_RESULTS:
        return OTHER_RESULTS[operation.id]
    response = operation.response
    entity, places = response["entity"], response.get("pagination_params", ())
    is_paged = response["paginated"] or "offset" in places
    if entity.startswith("array of "):
        return f"Page[{type_of(entity.removeprefix('array of '))}]"
    if entity.startswith("hash of "):
        return f"Mapping[str, {type_of(entity.removeprefix('hash of '))}]"
    if entity == "object":
        return "Mapping[str, object]"
    if 204 in response["statuses"]:
        return f"{type_of(entity)} | None"
    return f"PagedObject[{type_of(entity)}]" if is_paged else type_of(entity)


def type_of(name: str) -> str:
    if name.startswith("array of "):
        return f"tuple[{type_of(name.removeprefix('array of '))}, ...]"
    first, *rest = name.split("::")
    parts = [rest[0], first, *rest[1:]] if first == "V1" else [first, *rest]
    return PLAIN.get(name) or "entities." + "".join(parts)


def value(operation: Operation, param: Mapping[str, Any]) -> str:
    name = param["name"]
    if name in operation.ours.given:
        given = operation.ours.given[name][0]
        return repr(tuple(given) if isinstance(given, list) else given)
    words = [repr(word) for word in param.get("enum", ["x", "y"])]
    match param["type"]:
        case "array of string":
            return f"[{', '.join(words)}]"
        case "integer":
            return "7"
        case "array of integer":
            return "[0, 1]"
        case "boolean":
            return "True"
        case "datetime":
            return "NOON"
        case "date":
            return "DAY"
        case "file":
            return "b'GIF89a'"
        case _:
            return words[-1]


def arguments(operation: Operation) -> str:
    taken = inspect.signature(getattr(API(), operation.name)).parameters
    plain: dict[str, str] = {}
    values: dict[str, list[str]] = {}
    asked = [(name, repr(given)) for name, given in operation.ours.besides.items()]
    asked += [
        (operation.argument(param["name"]), value(operation, param))
        for param in operation.read
    ]
    for argument, text in asked:
        outer, _, inner = argument.partition(".")
        if inner:
            values.setdefault(outer, []).append(f"{inner}={text}")
        else:
            plain[outer] = text
    for outer, parts in values.items():
        own = outer.removesuffix("[]")
        name = operation.list_of(own)
        keyed = parts if name is None else [repr(own), *parts]
        made = f"mastodon_core.{operation.value_classes[own]}({', '.join(keyed)})"
        if name is not None:
            plain[name] = f"{plain[name].removesuffix(']')}, {made}]"
        else:
            plain[own] = made if own == outer else f"[{made}]"
    given = {name: text for name, text in plain.items() if name in taken}
    # Our method may require what is optional in the contract.
    for name, parameter in taken.items():
        is_variable = parameter.kind in {
            parameter.VAR_KEYWORD,
            parameter.VAR_POSITIONAL,
        }
        if parameter.default is parameter.empty and not is_variable:
            given.setdefault(name, "'x'")
    return ", ".join(f"{name}={text}" for name, text in given.items())


def lines() -> Iterator[str]:
    for readings, client, made, stream in (
        ("built", "api: API", "Request[{}]", "StreamCall"),
        ("blocking", "mastodon: BlockingMastodon", "{}", "EventStream"),
        ("awaited", "mastodon: AsyncMastodon", "{}", "AsyncEventStream"),
    ):
        own = client.partition(":")[0]
        for row in OPERATIONS:
            result = stream if row.is_stream else made.format(result_type(row))
            is_awaited = readings == "awaited" and not row.is_stream
            wait, is_async = ("await ", "async ") if is_awaited else ("", "")
            call = f"{wait}{own}.{row.name}({arguments(row)})"
            yield f"{is_async}def {readings}_{row.name}({client}) -> None:"
            yield f"    assert_type({call}, {result})"
            args = ", ".join(filter(None, [arguments(row), f"{MISSPELT}=1"]))
            yield (
                f"    {wait}{own}.{row.name}({args})"
                "  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]"
            )
            yield ""


def main() -> None:
    body = "\n".join(lines())
    used = {*re.findall(r"\w+", HEAD + body)}
    imports = [
        f"from {module} import {', '.join(n for n in names if n in used)}"
        for module, names in IMPORTS.items()
        if used.intersection(names)
    ]
    head = HEAD.format(imports="\n".join([*imports, "import mastodon_core"]))
    FILE.write_text(f"{head}\n{body}", "utf-8")
    print(f"{FILE.name}: {len(OPERATIONS)} calls")


if __name__ == "__main__":
    main()
