"""Users with filters, and the statuses that these match."""

from __future__ import annotations

from typing import Any

from raw_http import Person

from mastodon_core.testing import OfflineInstance

V1, V2 = "/api/v1/filters", "/api/v2/filters"
NOT_FOUND = 404, "Record not found"
INVALID = "Validation failed: "
CONTEXT = "Context None or invalid context supplied"
Pair = tuple[Person, Person]


def ada_and_bob(version: str = "4.7.0") -> Pair:
    """Return ada and bob; ada follows bob."""
    instance = OfflineInstance(version=version)
    ada, bob = Person(instance, "ada"), Person(instance, "bob")
    ada.post(f"/api/v1/accounts/{bob.id}/follow")
    return ada, bob


def make_filter(
    person: Person, *words: str, whole_word: bool = True, **more: Any
) -> Any:
    """Create a filter with some keywords, by default for the home timeline."""
    lines = [{"keyword": word, "whole_word": whole_word} for word in words]
    given = {"title": "t", "context": ["home"], "keywords_attributes": lines}
    return person.post(V2, **(given | more))


def filter_matches(person: Person, id: str) -> list[tuple[Any, Any]]:
    """The keywords and statuses by which filters of the user match a status."""
    found = person.status(id)["filtered"]
    return [(one["keyword_matches"], one["status_matches"]) for one in found]


def home_timeline(person: Person) -> list[str]:
    return person.ids("/api/v1/timelines/home")
