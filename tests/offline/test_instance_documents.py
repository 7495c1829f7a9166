"""The instance documents of the offline instance."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from raw_http import outcome, send

from mastodon_core.testing import FakeMastodon, OfflineInstance

RECORDED = Path(__file__).parents[1] / "recorded" / "exchanges.jsonl.gz"
# Addresses and keys, which differ between servers.
DIFFERENT = {"urls": {}, "vapid": {}}


def recorded(path: str, version: str) -> Any:
    """The document that a real server of this version sent."""
    with gzip.open(RECORDED, "rt", encoding="utf-8") as lines:
        for exchange in map(json.loads, lines):
            if exchange["path"].rstrip("/") == path:
                document = json.loads(exchange["body"])
                if document["version"] == version:
                    return document
    raise AssertionError(f"no {path} of {version} was recorded")


def fields(value: Any, path: str = "") -> Iterator[str]:
    """The paths of all fields of a document, nested ones included."""
    yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from fields(inner, f"{path}.{name}")


@pytest.mark.parametrize("path", ["/api/v1/instance", "/api/v2/instance"])
def test_instance_document_has_the_fields_of_a_real_server(path: str) -> None:
    real = recorded(path, "4.7.3")
    ours = outcome(send(OfflineInstance(version="4.7.3"), "GET", path))[1]
    assert set(fields(ours)) == set(fields(real))
    assert ours["configuration"] | DIFFERENT == real["configuration"] | DIFFERENT


@pytest.mark.parametrize(
    ("version", "access", "limited", "longest"),
    [
        ("4.3.0", False, None, None),
        ("4.4.0", False, False, None),
        ("4.5.0", True, False, None),
        ("4.6.0", True, False, 500),
    ],
)
def test_instance_document_of_a_release_lacks_newer_fields(
    version: str, access: bool, limited: bool | None, longest: int | None
) -> None:
    found = (
        FakeMastodon(server=OfflineInstance(version=version)).instance().configuration
    )
    assert (found.timelines_access is not None) is access
    assert found.limited_federation is limited
    assert found.accounts is not None
    assert found.accounts.max_note_length == longest
