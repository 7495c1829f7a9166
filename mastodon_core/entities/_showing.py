"""How entities are shown: in one line, or with all their fields.

The line of an entity with an id or an author shows these, its type, name, day and
first words. The line of any other entity shows its fields while there is room; so
does that of an entity with an id but no name, author or words. At the end it counts
media and the fields that are left out:

    <Status 109 @ada 2026-11-28 'Hello, world!' +2 media +7 fields>
    <PollOption title='Yes' votes_count=3>

Values come from a server. None of them may break the line, make it long or slow, or
put a control character into it.
"""

from __future__ import annotations

import re
import reprlib
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

from attrs import NOTHING

from .base import Entity

LONGEST = 160
"""The most characters in a line."""
ROOM = 100
"""A line takes further fields up to this many characters."""
VALUE = 40
"""The most characters of one value, not counting quotes and an ellipsis."""

# What identifies an entity, in order. In each row the first path to a value counts.
_ID = ("id",)
_NAME = ("name", "title", "shortcode", "domain", "keyword", "phrase", "ip")
_ACCT = ("acct", "account.acct", "target_account.acct")
_WORDS = (
    "content",
    "text",
    "comment",
    "description",
    "display_name",
    "status.content",
    "last_status.content",
    "params.text",
)
_IDENTITY = (
    _ID,
    ("type",),
    _NAME,
    _ACCT,
    ("created_at", "scheduled_at", "published_at", "updated_at"),
    _WORDS,
)
# With one of these, a line needs no further fields.
_ENOUGH = (_NAME, _ACCT, _WORDS)

_HTML = {"content", "value"}

# The end of a line, " +1000000 media +17 fields>", fits into this.
_END = 32
_BARE = re.compile(r"[\w.:@/+-]{1,40}")
_BREAK = re.compile(r"<(?:br|/p|/li)\b[^<>]*>", re.IGNORECASE)
# A tag, which may be cut off. A match ends before the next "<", so this is linear.
_TAG = re.compile(r"<(?:[a-z/!][^<>]*(?:>|\Z)|\Z)", re.IGNORECASE)
_SCALARS = (str, bool, int, float)
_CONTAINERS: tuple[type[Any], ...] = (tuple, list, dict, set, frozenset)


def set_fields(entity: Entity) -> Iterator[tuple[str, Any]]:
    """Yield the name and value of each field that differs from its default.

    Fields with ``field(repr=False)``, or with a function for their repr, are left out.
    """
    for field in getattr(type(entity), "__attrs_attrs__", ()):
        # A field has no value if ``__init__`` failed before it was set.
        value = getattr(entity, field.name, NOTHING)
        shown = field.repr is True and value is not NOTHING
        if shown and not _is_default(value, field.default):
            yield field.name, value


def _is_default(value: Any, default: Any) -> bool:
    # Other types may raise when they are compared.
    comparable = isinstance(default, _SCALARS) and type(value) is type(default)
    return value is default or (comparable and value == default)


def print_fields(entity: Entity, printer: Any, cycle: bool) -> None:
    """Print an entity and its fields on a pretty printer with IPython's methods."""
    start = f"{type(entity).__name__}("
    if cycle:
        printer.text(f"{start}...)")
        return
    with printer.group(len(start), start, ")"):
        for index, (name, value) in enumerate(set_fields(entity)):
            if index:
                printer.text(",")
                printer.breakable()
            printer.text(f"{name}=")
            printer.pretty(value)


def one_line(entity: Entity) -> str:
    """Return the repr of an entity: one line that identifies it."""
    rest = dict(set_fields(entity))
    media = rest.pop("media_attachments", None)
    parts = [f"<{_kind(entity)}"]
    if not _add_identity(parts, rest):
        _add_fields(parts, rest)
    if isinstance(media, _CONTAINERS) and media:
        parts.append(f"+{len(media)} media")
    if left := sum(not _is_empty(value) for value in rest.values()):
        parts.append(f"+{left} field{'s' if left > 1 else ''}")
    return " ".join(parts) + ">"


def _add_identity(parts: list[str], rest: dict[str, Any]) -> bool:
    """Move what identifies an entity from ``rest`` to ``parts``.

    Return whether that is enough to recognise it.
    """
    is_enough = False
    if _find(rest, _ID) or _find(rest, ("account.acct",)):
        for paths in _IDENTITY:
            name, shown = _find(rest, paths) or ("", "")
            if name and _add(parts, shown, LONGEST - _END):
                del rest[name]
                is_enough |= paths in _ENOUGH
    return is_enough


def _find(rest: dict[str, Any], paths: tuple[str, ...]) -> tuple[str, str] | None:
    """Return the field that the first path with a value begins at, and that value."""
    for path in paths:
        name, _, inner = path.partition(".")
        value = rest.get(name)
        if inner:
            value = getattr(value, inner, None)
        if not _is_empty(value):
            return name, _show(inner or name, value)
    return None


def _add_fields(parts: list[str], rest: dict[str, Any]) -> None:
    """Move fields from ``rest`` to ``parts`` while there is room, empty ones last."""
    for name in sorted(rest, key=lambda name: _is_empty(rest[name])):
        if _add(parts, f"{name}={_show(name, rest[name])}", ROOM):
            del rest[name]


def _add(parts: list[str], part: str, most: int) -> bool:
    fits = len(" ".join([*parts, part])) <= most
    if fits:
        parts.append(part)
    return fits


def _is_empty(value: Any) -> bool:
    # Other types may raise when they are converted to bool.
    return value is None or (isinstance(value, _SCALARS + _CONTAINERS) and not value)


def _kind(entity: Entity) -> str:
    return _printable(type(entity).__name__)


def _show(name: str, value: Any) -> str:
    """Return the value of a field in some 40 printable characters."""
    if isinstance(value, str):
        return _show_text(name, value)
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, Entity):
        return _show_reference(value)
    if isinstance(value, _CONTAINERS):
        return _show_container(value)
    return _show_other(value)


def _show_text(name: str, text: str) -> str:
    if name in {"id", "type", "acct"}:
        at = "@" if name == "acct" else ""
        return at + (str(text) if _BARE.fullmatch(text) else _quote(text))
    return _quote(_without_tags(text) if name in _HTML else text)


def _quote(text: str) -> str:
    """Return the first words of a text in quotes, escaped where it must be."""
    start = " ".join(text[: 10 * VALUE].split())
    if len(text) <= 10 * VALUE and len(quoted := repr(start)) <= VALUE + 2:
        return quoted
    cut = start[:VALUE]
    while len(quoted := repr(f"{cut}...")) > VALUE + 5:
        cut = cut[:-1]
    return quoted


def _without_tags(html: str) -> str:
    """Return the beginning of a piece of HTML as text."""
    start = _TAG.sub("", _BREAK.sub(" ", html[: 100 * VALUE]))
    return unescape(start[: 20 * VALUE])


def _show_reference(entity: Entity) -> str:
    """Return the kind of an entity with its id, name or account."""
    rest = dict(set_fields(entity))
    own = next(filter(None, (_find(rest, p) for p in (_ID, _ACCT[:1], _NAME))), None)
    return f"<{_kind(entity)} {own[1]}>" if own else f"<{_kind(entity)}>"


def _show_container(value: Any) -> str:
    """Return a few scalars themselves; of anything else, how many items there are."""
    size = len(value)
    if size <= 6 and not isinstance(value, dict):
        scalars = [_show("", item) for item in value if isinstance(item, _SCALARS)]
        shown = f"({', '.join(scalars)}{',' if size == 1 else ''})"
        if len(scalars) == size and len(shown) <= VALUE:
            return shown
    return f"({size} item{'s' if size != 1 else ''})"


def _show_other(value: Any) -> str:
    try:
        shown = reprlib.repr(value)
    except Exception:
        # A class with a broken repr, or an integer with too many digits.
        shown = f"<{type(value).__name__}>"
    return _printable(shown)


def _printable(text: str) -> str:
    """Return the start of a text, with ``?`` in place of control characters."""
    start = "".join(c if c.isprintable() else "?" for c in text[: VALUE + 1])
    return start if len(start) <= VALUE else f"{start[:VALUE]}..."
