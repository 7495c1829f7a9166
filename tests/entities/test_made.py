"""Entities that are read are the same as those that their class makes."""

from __future__ import annotations

import copy
import gc
import json
import pickle
import weakref
from typing import Any

import attrs
import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError
from hypothesis import given, settings
from hypothesis import strategies as st
from mastodon_offline import strategies
from sessions import STATUS
from two_paths import CLASSES, CONVERTER, exact, fast_reader

from mastodon_core import entities, make_converter, to_json
from mastodon_core.decoding import Reader
from mastodon_core.decoding._losses import Losses


def read_on_each_path(body: bytes, cls: Any) -> list[Any]:
    general = CONVERTER.general.of_type(cls)(json.loads(body), None, Losses())
    return [general, fast_reader(CONVERTER, cls, body).read(body)]


@pytest.mark.parametrize("cls", CLASSES)
@settings(max_examples=2)
@given(data=st.data())
def test_entity_is_the_same_however_it_is_made(cls: Any, data: st.DataObject) -> None:
    body = json.dumps(to_json(data.draw(strategies.entity(cls)))).encode()
    for found in read_on_each_path(body, cls):
        fields = {f.alias: getattr(found, f.name) for f in attrs.fields(cls)}
        made = cls(**fields)
        assert type(found) is type(made) is cls
        assert found == made
        assert made == found
        assert repr(found) == repr(made)
        assert hash_of(found) == hash_of(made)
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            assert pickled(found, protocol) == pickled(made, protocol)
        for copied in (copy.copy(found), copy.deepcopy(found), evolve(found)):
            assert type(copied) is cls
            assert exact(copied) == exact(made)
        assert attrs.asdict(found) == attrs.asdict(made)
        assert weakref.ref(found)() is found
        assert not hasattr(found, "__dict__")
        for name in (attrs.fields(cls)[0].name, "no_such_field"):
            with pytest.raises(FrozenInstanceError):
                setattr(found, name, 1)
            with pytest.raises(FrozenInstanceError):
                delattr(found, name)
        assert exact(found) == exact(made)
        # It refers to its class and its fields, and to no other class.
        assert not [each for each in gc.get_referents(found) if is_twin(each)]


def pickled(value: Any, protocol: int) -> Any:
    try:
        return exact(pickle.loads(pickle.dumps(value, protocol)))
    except TypeError as error:
        # A Secret is not pickled.
        return str(error)


def hash_of(value: Any) -> Any:
    try:
        return hash(value)
    except TypeError as error:
        # Mappings of JSON have no hash.
        return str(error)


def is_twin(value: Any) -> bool:
    return isinstance(value, type) and value not in {*CLASSES, *ENUMS}


ENUMS = {
    found
    for name in entities.__all__
    if not attrs.has(found := getattr(entities, name))
}


def test_entity_stays_when_its_converter_is_gone() -> None:
    body = json.dumps(STATUS).encode()
    converter = make_converter()
    found = [Reader(converter=converter).parse(body, entities.Status) for _ in range(3)]
    gone = weakref.ref(converter)
    del converter
    gc.collect()
    assert gone() is None
    assert [type(each) for each in found] == [entities.Status] * 3
    assert found[0] == found[2]
