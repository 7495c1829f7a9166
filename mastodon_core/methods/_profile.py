"""What of a profile takes more than a word to say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, cast

from attrs import field, frozen

from ..calls import Param, texts_of
from ..values import expect

if TYPE_CHECKING:
    from attrs import Attribute


def _is_text(_: object, attribute: Attribute[str], value: object) -> None:
    expect(attribute.name, value, (str,), "a str")


@frozen
class ProfileField:
    """A line of the table on a profile, for `account_update_credentials`.

    https://docs.joinmastodon.org/methods/accounts/#update_credentials
    """

    name: str = field(validator=_is_text)
    """What stands on the left: on most servers up to 255 characters."""
    value: str = field(validator=_is_text)
    """What stands on the right, as plain text: on most servers up to 255 characters. A
    link to a page that links back with ``rel="me"`` is marked as verified."""


class Line(Protocol):
    """What is like a `ProfileField`: a line of a profile that was read."""

    @property
    def name(self) -> str: ...
    @property
    def value(self) -> str: ...


def fields_of(
    fields: Iterable[Line | tuple[str, str]] | None,
) -> Sequence[Param] | None:
    """Spell the table of a profile.

    Raises:
        TypeError: it is something else than lines, or pairs of str.
    """
    if fields is None:
        return None
    kind = type(fields).__name__
    if isinstance(fields, str | Mapping):
        raise TypeError(
            f"fields must be a sequence of ProfileField or of pairs, not one {kind}"
        )
    lines = [_line(line) for line in fields]
    # Servers go by what is there: a lone empty line is how the table gets empty.
    return [
        {"name": line.name, "value": line.value}
        for line in lines or [ProfileField("", "")]
    ]


def _line(line: object) -> Line:
    kind = type(line).__name__
    if isinstance(line, tuple | list):
        pair = cast("Sequence[str]", line)
        if len(pair) == 2:
            return ProfileField(*pair)
    elif hasattr(line, "name") and hasattr(line, "value"):
        return cast("Line", line)
    raise TypeError(f"fields must hold ProfileField or pairs of str, not {kind}")


def domains_of(domains: Iterable[str] | None) -> tuple[str, ...] | None:
    """Spell the websites that may name one as an author."""
    taken = texts_of("attribution_domains", domains)
    # In a form nothing stands for an empty list; servers leave out the empty word.
    return ("",) if taken == () else taken
