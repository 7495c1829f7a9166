"""Filters of somebody, and what they see by them."""

from __future__ import annotations

from typing import Any

from asking import Person

from mastodon_core.testing import OfflineInstance

V1, V2 = "/api/v1/filters", "/api/v2/filters"
NOT_FOUND = 404, "Record not found"
INVALID = "Validation failed: "
CONTEXT = "Context None or invalid context supplied"
Pair = tuple[Person, Person]


def people(version: str = "4.7.0") -> Pair:
    """Ada, who follows bob."""
    instance = OfflineInstance(version=version)
    ada, bob = Person(instance, "ada"), Person(instance, "bob")
    ada.post(f"/api/v1/accounts/{bob.id}/follow")
    return ada, bob


def make(person: Person, *words: str, whole_word: bool = True, **more: Any) -> Any:
    """Make a filter of some words, for home if nothing else is said."""
    lines = [{"keyword": word, "whole_word": whole_word} for word in words]
    given = {"title": "t", "context": ["home"], "keywords_attributes": lines}
    return person.post(V2, **(given | more))


def matched(person: Person, id: str) -> list[tuple[Any, Any]]:
    """By what somebody sees a status match."""
    found = person.status(id)["filtered"]
    return [(one["keyword_matches"], one["status_matches"]) for one in found]


def home(person: Person) -> list[str]:
    return person.ids("/api/v1/timelines/home")
