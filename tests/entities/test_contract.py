"""Every field of every entity of the contract exists, with its type."""

from __future__ import annotations

import json
import runpy
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import attrs
import pytest
from allow_list import AllowList, names

from mastodon_core import Secret, entities
from mastodon_core.decoding import RENAMED
from mastodon_core.entities._types import (
    Id,
    Numeric,
    OpenEnum,
    TextTimestamp,
    Timestamp,
)

ROWS: list[dict[str, Any]] = [
    {"since": "0.0.0", "extends": None, **row}
    for page in sorted((Path(__file__).parents[1] / "contract" / "entities").iterdir())
    for row in json.loads(page.read_text("utf-8"))
]
for row in ROWS:
    absent = {"nullable": False, "optional": False, "format": None, "enum": None}
    row["fields"] = [{**absent, **field} for field in row["fields"]]
OLDEST = (3, 5, 0)
# Fields whose type differs from the contract.
OTHER_TYPES = AllowList(
    "OTHER_TYPES",
    {
        "Mastodon 3.5 sends an object": names("Admin::Account.ip"),
        "Mastodon 3.5 sends a word": names("Admin::Account.role"),
        "it is a date, even if sent as midnight of that day": names(
            "Admin::MeasureData.date", "TermsOfService.effective_date"
        ),
        "before Mastodon 4.3 they have the short form": names("Announcement.statuses"),
        "an id is a str here": names(
            "DonationCampaign.id", "ScheduledStatus::Params.in_reply_to_id"
        ),
        "servers send the shallow form here too": names("Status.quote"),
        "it inherits the union of Status": names(
            "ShallowStatus.quote", "Admin::Trends::Status.quote"
        ),
        "its own quote may have either form": names("Quote.quoted_status"),
        "GoToSocial sends a string": names("ScheduledStatus::Params.application_id"),
    },
)


def name_of(row: dict[str, Any] | str) -> str:
    name = row if isinstance(row, str) else row["name"]
    parts = name.split("::")
    if parts[0] == "V1":
        parts = [parts[1], "V1", *parts[2:]]
    return "".join(parts)


def class_of(row: dict[str, Any]) -> type:
    found: type = getattr(entities, name_of(row))
    return attrs.resolve_types(found)


def fields_of(row: dict[str, Any]) -> list[dict[str, Any]]:
    inherited: list[dict[str, Any]] = []
    if row["extends"]:
        base = next(other for other in ROWS if other["name"] == row["extends"])
        own = {field["name"] for field in row["fields"]}
        inherited = [f for f in fields_of(base) if f["name"] not in own]
    return inherited + row["fields"]


def plain(type_: Any) -> Any:
    """A type without its None."""
    if get_origin(type_) in {Union, UnionType}:
        kinds = [kind for kind in get_args(type_) if kind is not NoneType]
        return kinds[0] if len(kinds) == 1 else frozenset(kinds)
    return type_


def fits(type_: Any, expected: str, field: dict[str, Any]) -> bool:
    if expected.startswith("array of "):
        if get_origin(type_) is not tuple:
            return False
        return fits(get_args(type_)[0], expected.removeprefix("array of "), field)
    if expected.startswith("hash of "):
        if get_origin(type_) is not Mapping:
            return False
        return fits(get_args(type_)[1], expected.removeprefix("hash of "), field)
    if field["format"] == "id" and "integer" in expected:
        return bool(type_ == Id)
    if "|" in expected:
        parts = expected.split("|")
        return isinstance(type_, frozenset) and all(
            any(fits(kind, part, field) for kind in type_) for part in parts
        )
    if expected[0].isupper():
        return bool(type_ is getattr(entities, name_of(expected)))
    if field["enum"]:
        return isinstance(type_, type) and issubclass(type_, OpenEnum)
    if field["format"] == "timestamp":
        return bool(type_ == (TextTimestamp if expected == "string" else Timestamp))
    if field["format"] == "numeric":
        return bool(type_ == Numeric)
    if expected == "string":
        return type_ in (str, Id, Secret)
    kinds = {
        "integer": int,
        "number": float,
        "boolean": bool,
        "datetime": datetime,
        "date": date,
    }
    return type_ is kinds[expected]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_every_field_has_the_type_of_the_contract(row: dict[str, Any]) -> None:
    own = {
        RENAMED.get(field.name, field.name): field
        for field in attrs.fields(class_of(row))
    }
    expected = fields_of(row)
    assert set(own) == {field["name"] for field in expected}
    for field in expected:
        type_ = plain(own[field["name"]].type)
        is_other = f"{row['name']}.{field['name']}" in OTHER_TYPES
        assert fits(type_, field["type"], field) != is_other, (field["name"], type_)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_fields_that_may_be_missing_are_optional(row: dict[str, Any]) -> None:
    own = {RENAMED.get(f.name, f.name): f for f in attrs.fields(class_of(row))}
    for field in fields_of(row):
        since = tuple(map(int, field["since"].split(".")))
        entity_since = tuple(map(int, row["since"].split(".")))
        newer = since > max(OLDEST, entity_since)
        if field["nullable"] or field["optional"] or newer:
            mine = own[field["name"]]
            assert mine.default is None, f"{field['name']} must be optional"
            assert NoneType in get_args(mine.type)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_enums_have_every_value_of_the_contract(row: dict[str, Any]) -> None:
    own = {RENAMED.get(f.name, f.name): f for f in attrs.fields(class_of(row))}
    for field in fields_of(row):
        if not field["enum"]:
            continue
        type_ = plain(own[field["name"]].type)
        kind: Any = get_args(type_)[0] if get_origin(type_) is tuple else type_
        assert set(field["enum"]) <= {str(member) for member in kind}


def test_every_entity_is_exported_and_loaded_on_first_use() -> None:
    for row in ROWS:
        assert name_of(row) in entities.__all__
    for name in entities.__all__:
        assert getattr(entities, name) is not None
    assert set(dir(entities)) == set(entities.__all__)
    untyped: Any = entities
    with pytest.raises(AttributeError, match="there is no entity 'Toot'"):
        _ = untyped.Toot


def test_names_of_entities_are_as_the_script_writes_them() -> None:
    script = runpy.run_path(str(Path(__file__).parents[2] / "scripts/name_entities.py"))
    text = (script["FOLDER"] / "__init__.py").read_text("utf-8")
    assert script["named"](text) == text


def test_contract_has_every_entity_and_field_of_api_4_7() -> None:
    """API 4.7 has 184 entities, with 914 fields that are not inherited."""
    assert len(ROWS) == 184
    # One more is of RFC 9207, for servers that have it.
    assert sum(len(row["fields"]) for row in ROWS) == 914 + 1
    known = {
        f"{row['name']}.{field['name']}" for row in ROWS for field in fields_of(row)
    }
    assert known >= OTHER_TYPES.keys()
