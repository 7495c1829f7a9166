"""Encode the keys of admin measures and dimensions, and the parameters of such keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args, get_type_hints

from attrs import Attribute, asdict, has

from ...calls import Param, texts_of


def key_params(keys: Iterable[Any], *classes: type) -> Mapping[str, Param]:
    """Encode keys, and the parameters of the keys that take some, for a request body.

    >>> from mastodon_core import TagMeasure
    >>> key_params(["new_users", TagMeasure("tag_uses", "7")], TagMeasure)
    {'keys': ('new_users', 'tag_uses'), 'tag_uses': {'id': '7'}}

    Args:
        classes: The classes of the keys that take parameters.

    Raises:
        ValueError: a key lacks its parameters, which makes servers leave it out; or two
            keys are the same, with different parameters.
    """
    taken = tuple(keys)
    values = {key.key: key for key in taken if has(key.__class__)}
    words = texts_of("keys", [k.key if has(k.__class__) else k for k in taken]) or ()
    # A key is one of the documented words, or of the enum for other ones.
    lists = {cls: get_args(get_type_hints(cls)["key"])[0] for cls in classes}
    needed = {word: cls for cls in classes for word in get_args(lists[cls])}
    for word in words:
        if word in needed and word not in values:
            raise ValueError(
                f"keys must hold {str(word)!r} with its parameters: pass a"
                f" {needed[word].__name__}"
            )
        if word in values and words.count(word) > 1:
            raise ValueError(
                f"keys must hold {str(word)!r} only once, as a request has one set of"
                " parameters for it"
            )
    return {
        "keys": words,
        **{key: asdict(value, filter=_is_not_key) for key, value in values.items()},
    }


def _is_not_key(attribute: Attribute[Any], _: object) -> bool:
    return attribute.name != "key"
