"""Names of Mastodon.py are methods here, or the migration page says why not."""

from __future__ import annotations

import inspect
import json
import re
from itertools import dropwhile, takewhile
from pathlib import Path
from typing import Any

import pytest
from allow_list import AllowList, names

import mastodon_core
from mastodon_core import API, BlockingMastodon, One, catalog, entities
from mastodon_core.testing import FakeMastodon

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "migration.md").read_text(encoding="utf-8")
KNOWN: list[dict[str, Any]] = json.loads(
    (ROOT / "tests" / "contract" / "names.json").read_text(encoding="utf-8")
)


def table(title: str, after: str = "") -> list[list[str]]:
    """The cells of the first table below a heading, or after some words there."""
    part = PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]
    lines = part.partition(after)[2].splitlines() if after else part.splitlines()
    from_table = dropwhile(lambda line: not line.startswith("|"), lines)
    rows = [*takewhile(lambda line: line.startswith("|"), from_table)][2:]
    return [row.strip("|").split("|") for row in rows]


def coded(text: str) -> list[str]:
    return re.findall(r"`(\w+)`", text)


GONE = AllowList(
    "GONE",
    {why: names(*coded(theirs)) for theirs, _, why in table("Removed methods")},
)


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known["name"])
def test_name_of_mastodon_py_is_a_method_or_listed_as_gone(
    known: dict[str, Any],
) -> None:
    is_method = hasattr(BlockingMastodon, known["name"])
    assert [is_method, known["name"] in GONE].count(True) == 1


RENAMED = table("Arguments", "**Some arguments have new names**")
OF_ITS_OWN = [cells[0] for cells in table("Arguments", "**Each method has one type")]
GONE_PARAMETERS = [cells[0] for cells in table("Removed parameters")]


def is_documented(call: str, parameter: str) -> bool:
    renamed = any(
        call in coded(calls) and parameter in coded(theirs)
        for calls, theirs, _ in RENAMED
    )
    of_its_own = any(f"{parameter}=" in theirs for theirs in OF_ITS_OWN)
    return (
        renamed
        or of_its_own
        or any(
            parameter in coded(told) or ("one flag" in told and call in coded(told))
            for told in GONE_PARAMETERS
        )
    )


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known["name"])
def test_parameter_of_mastodon_py_is_taken_or_its_change_documented(
    known: dict[str, Any],
) -> None:
    name = known["name"]
    if name in GONE:
        return
    ours = inspect.signature(getattr(FakeMastodon(), name)).parameters
    lost = [p for p in known["params"] if p not in ours and not is_documented(name, p)]
    assert lost == []


def test_renamed_parameter_exists_under_its_new_name() -> None:
    assert RENAMED
    for calls, theirs, here in RENAMED:
        for call in coded(calls):
            ours = inspect.signature(getattr(FakeMastodon(), call)).parameters
            assert ours.keys() >= {*coded(here)}, call
            gone = {*coded(theirs)} - {*coded(here)}
            assert gone, call


def test_calls_that_need_or_send_more_are_as_documented() -> None:
    rows = table("Arguments", "**Some calls need more, or send more:**")
    assert [coded(call)[0] for call, _ in rows] == [
        "filter_update",
        "collection_create",
        "notifications_merged",
        "admin_accounts_v1",
        "status_reply",
    ]
    api: Any = API()

    def required(name: str) -> set[str]:
        parameters = inspect.signature(getattr(api, name)).parameters.values()
        return {p.name for p in parameters if p.default is p.empty}

    assert required("filter_update") == {"id", "phrase", "context"}
    assert required("update_filter_v2") == {"id"}
    assert required("collection_create") == {"name", "sensitive", "discoverable"}
    merged = api.notifications_merged().answer
    assert merged == One(entities.NotificationRequestsMerged)
    assert api.admin_accounts_v1().query["local"] is True
    for arguments in ({"remote": True}, {"by_domain": "mastodon.example"}):
        assert api.admin_accounts_v1(**arguments).query["local"] is None
    mastodon: Any = FakeMastodon(user="ada")
    reply = mastodon.status_reply(mastodon.toot("hi").id, "again")
    assert "@ada" not in reply.content


def test_page_names_every_attribute_of_a_client_that_has_another_place() -> None:
    page = {
        name
        for cells in table("Arguments and attributes of a client")
        for name in coded(cells[0])
    }
    listed = {"api_base_url", "client_id", "client_secret", "access_token"}
    assert page >= listed | {"ratelimit_limit", "ratelimit_remaining", "session"}


def test_only_names_of_mastodon_py_are_listed_as_gone() -> None:
    assert {known["name"] for known in KNOWN} >= GONE.keys()
    assert all(instead.strip() for _, instead, _ in table("Removed methods"))


def test_migration_page_lists_both_versions_of_a_call() -> None:
    told = set[tuple[str, str]]()
    for newer, older in table("API versions"):
        told |= {*zip(coded(newer), coded(older), strict=True)}
    of = {(entry.method, entry.path): entry.name for entry in catalog}
    there = {
        (newer, older)
        for (method, path), older in of.items()
        if (newer := of.get((method, path.replace("/v1/", "/v2/")), older)) != older
        # Grouped notifications are not a newer version of single ones.
        and "grouped" not in newer
    }
    assert told == there
    # The alpha versions are known by their names.
    for name in of.values():
        assert name.removesuffix("_alpha") in of.values()


def test_migration_page_maps_each_error_to_an_existing_class() -> None:
    rows = table("Errors")
    assert len(rows) == 17
    for _, ours in rows:
        names = [name for name in coded(ours) if name != "status"]
        builtin = {"TypeError", "ValueError", "OSError", "FileNotFoundError"}
        assert all(n in builtin or hasattr(mastodon_core, n) for n in names), ours
