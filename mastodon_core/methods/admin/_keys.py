"""Encode the keys of admin measures and dimensions, and the parameters of such keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import Attribute, asdict, has

from ...calls import Param, texts_of


def key_params(keys: Iterable[Any]) -> Mapping[str, Param]:
    """Encode keys, and the parameters of the keys that take some, for a request body.

    >>> from mastodon_core import TagMeasure
    >>> key_params(["new_users", TagMeasure("tag_uses", "7")])
    {'keys': ('new_users', 'tag_uses'), 'tag_uses': {'id': '7'}}
    """
    if isinstance(keys, str):
        raise TypeError(f"keys must be a sequence, not a str; pass [{keys!r}]")
    taken = tuple(keys)
    values = {key.key: key for key in taken if has(key.__class__)}
    words = [key.key if has(key.__class__) else key for key in taken]
    return {
        "keys": texts_of("keys", words),
        **{key: asdict(value, filter=_is_not_key) for key, value in values.items()},
    }


def _is_not_key(attribute: Attribute[Any], _: object) -> bool:
    return attribute.name != "key"
