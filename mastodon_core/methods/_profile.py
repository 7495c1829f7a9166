"""Encoding of profile fields and attribution domains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, cast

from ..calls import Param, texts_of
from . import arguments


class FieldLike(Protocol):
    """A `ProfileField`, or a field of a profile that came from a server."""

    @property
    def name(self) -> str: ...
    @property
    def value(self) -> str: ...


def fields_of(
    fields: Iterable[FieldLike | tuple[str, str]] | None,
) -> Sequence[Param] | None:
    """Encode the fields of a profile.

    Raises:
        TypeError: an item is neither a field nor a pair of str.
    """
    if fields is None:
        return None
    kind = type(fields).__name__
    if isinstance(fields, str | Mapping):
        raise TypeError(
            f"fields must be a sequence of ProfileField or pairs of str, not {kind}"
        )
    items = [_field_like(item) for item in fields]
    # A form cannot hold an empty list; one empty field makes the server remove all.
    return [
        {"name": item.name, "value": item.value}
        for item in items or [arguments.ProfileField("", "")]
    ]


def _field_like(item: object) -> FieldLike:
    kind = type(item).__name__
    if isinstance(item, tuple | list):
        pair = cast("Sequence[str]", item)
        if len(pair) == 2:
            return arguments.ProfileField(*pair)
    elif hasattr(item, "name") and hasattr(item, "value"):
        return cast("FieldLike", item)
    raise TypeError(f"fields must hold ProfileField or pairs of str, not {kind}")


def domains_of(domains: Iterable[str] | None) -> tuple[str, ...] | None:
    """Encode the websites that may credit an account as an author."""
    texts = texts_of("attribution_domains", domains)
    # A form cannot hold an empty list; servers drop the empty str.
    return ("",) if texts == () else texts
