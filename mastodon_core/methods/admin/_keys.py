"""How what to count or rank is asked for: by its key, and by what it is to be of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import Attribute, asdict, has

from ... import entities
from ...calls import Param, id_of, texts_of


def tag_id(id: str | entities.Tag) -> str:
    """Take the id of a hashtag, which its name is not."""
    taken = id_of("id", id)
    if not taken:
        raise ValueError("id must name a hashtag")
    return taken


def spelled(keys: Iterable[Any]) -> Mapping[str, Param]:
    """Spell keys, and values that have one besides what it is of, as servers read them.

    >>> from mastodon_core import TagMeasure
    >>> spelled(["new_users", TagMeasure("tag_uses", "7")])
    {'keys': ('new_users', 'tag_uses'), 'tag_uses': {'id': '7'}}
    """
    if isinstance(keys, str):
        raise TypeError("keys must be a sequence of keys, not one str")
    taken = tuple(keys)
    values = {key.key: key for key in taken if has(key.__class__)}
    words = [key.key if has(key.__class__) else key for key in taken]
    return {
        "keys": texts_of("keys", words),
        **{key: asdict(value, filter=_is_no_key) for key, value in values.items()},
    }


def _is_no_key(attribute: Attribute[Any], _: object) -> bool:
    return attribute.name != "key"
