"""Errors for code that uses an entity as if it were a dict."""

from __future__ import annotations

from ..values import nearest


def key_error(entity: object, key: object) -> TypeError:
    """Make the error for a key, which names the attribute."""
    owner = type(entity).__name__
    variable = "".join(f"_{c.lower()}" if c.isupper() else c for c in owner).strip("_")
    names = [field.name for field in getattr(type(entity), "__attrs_attrs__", ())]
    given = key[:64] if isinstance(key, str) else ""
    # A key may have characters that names cannot have.
    wanted = "".join(c if c.isalnum() else "_" for c in given)
    name = wanted if wanted in names else nearest(wanted, names)
    return TypeError(
        f"{owner} has attributes, not keys: use {variable}.{name or 'NAME'},"
        f" or to_json({variable}) for a dict"
    )


def attribute_error(entity: object, name: str) -> AttributeError:
    """Make the error for a missing attribute; methods of a dict get an explanation."""
    text = f"{type(entity).__name__!r} object has no attribute {name!r}"
    if name in {"get", "items", "keys", "pop", "setdefault", "update", "values"}:
        text += ": its fields are attributes; to_json() makes a dict of them"
    return AttributeError(text, name=name, obj=entity)
