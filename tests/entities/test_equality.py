"""Entities are equal if they have the same class and the same fields."""

from __future__ import annotations

import copy
from typing import Any

import attrs
import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from mastodon_offline import strategies
from sessions import STATUS

from mastodon_core import entities
from mastodon_core.decoding import Reader

CLASSES = [
    found for name in entities.__all__ if attrs.has(found := getattr(entities, name))
]


def status(cls: type[entities.Status] = entities.Status) -> entities.Status:
    return Reader().structure(STATUS, cls)


def hash_of(value: object) -> int | None:
    try:
        return hash(value)
    except TypeError:
        return None


@frozen(kw_only=True)
class OwnStatus(entities.Status):
    local_only: bool | None = None


class PlainStatus(entities.Status):
    __slots__ = ()


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_each_field_counts_for_equality_and_hash(cls: Any) -> None:
    @settings(max_examples=5)
    @given(strategies.entity(cls))
    def holds(entity: Any) -> None:
        values = {f.name: getattr(entity, f.name) for f in attrs.fields(cls) if f.init}
        again = cls(**values)
        assert again == entity
        assert (again != entity) is False
        # A mapping has no hash.
        is_hashable = hash_of(tuple(values.values())) is not None
        assert hash_of(again) == hash_of(entity)
        assert (hash_of(entity) is not None) == is_hashable
        assert copy.copy(entity) == copy.deepcopy(entity) == entity
        for name in values:
            other = evolve(entity, **{name: object()})
            assert other != entity
            assert hash_of(other) != hash_of(entity) or not is_hashable

    holds()


def test_entities_of_two_classes_differ() -> None:
    ours, own, plain = status(), status(OwnStatus), status(PlainStatus)
    assert len({ours, own, plain, status(), status(OwnStatus)}) == 3
    for one, other in ((ours, own), (ours, plain), (own, plain), (plain, own)):
        assert one != other
        assert other != one
    assert plain == status(PlainStatus)
    assert evolve(own, local_only=True) != own
    assert evolve(plain, content="x") != plain
    assert ours != "7"
    assert (ours == "7") is False


def test_own_comparison_of_a_subclass_is_kept() -> None:
    @frozen(kw_only=True, eq=False)
    class ById(entities.Status):
        def __eq__(self, other: object) -> bool:
            return isinstance(other, entities.Status) and other.id == self.id

        def __hash__(self) -> int:
            return hash(self.id)

    own = status(ById)
    assert own == evolve(own, content="other")
    assert own == status()
    assert hash(own) == hash("7")
