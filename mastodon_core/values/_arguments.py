"""Check arguments, with errors that name the parameter."""

from __future__ import annotations

from collections.abc import Collection, Iterable

# A longer text is not a misspelt word, and may be a secret: errors leave it out.
_LONGEST_WORD = 32


class Word(str):
    """A word that the documentation does not list, such as one that a fork added.

    Methods refuse other words than the documented ones. An open enum, such as
    `entities.Visibility`, lets other words through; this class does so for arguments
    that have no such enum.

    >>> from mastodon_core import API, Word
    >>> API().search("ada", type=Word("profiles")).query["type"]
    'profiles'
    """

    __slots__ = ()


def expect(
    name: str,
    value: object,
    types: tuple[type, ...],
    expected: str,
    verb: str = "be",
) -> None:
    """Check that an argument has one of these types; a bool does not count as an int.

    Args:
        expected: A description of these types, for the error message.
        verb: ``hold`` if the value is an item of the argument.

    Raises:
        TypeError: it has another type. The message leaves the value out, as it may be
            a secret.
    """
    is_unwanted_bool = isinstance(value, bool) and bool not in types
    if is_unwanted_bool or not isinstance(value, types):
        raise TypeError(f"{name} must {verb} {expected}, not {type(value).__name__}")


def expect_count(name: str, value: object) -> None:
    """Check that an argument is an int of 0 or more."""
    expect(name, value, (int,), "an int")
    if isinstance(value, int) and value < 0:
        raise ValueError(f"{name} must be 0 or more, not {value}")


def expect_word(name: str, value: str, words: Collection[str]) -> None:
    """Check that an argument is one of these words.

    Raises:
        ValueError: it is another str.
    """
    if value not in words:
        expect(name, value, (str,), alternatives(words))
        raise refuse_word(f"{name} must be", value, words)


def refuse_word(
    subject: str,
    value: str,
    words: Iterable[str],
    *,
    others: Iterable[str] = (),
    escape: str | None = None,
) -> ValueError:
    """Make the error for a word that is not in a documented list.

    Args:
        subject: The parameter and the verb, such as ``visibility must be``.
        words: The documented words.
        others: Descriptions of other values that the parameter takes.
        escape: The class that lets other words through.
    """
    shown, example = str.__repr__(value), str.__repr__(value)
    if len(value) > _LONGEST_WORD:
        shown, example = f"a str of {len(value)} characters", "..."
    text = f"{subject} {alternatives(words, others)}, not {shown}"
    if near := nearest(value, words):
        text += f"; did you mean {near!r}?"
    if escape:
        text += f" (a word that only a fork knows is passed as {escape}({example}))"
    return ValueError(text)


def alternatives(words: Iterable[str], others: Iterable[str] = ()) -> str:
    """List words, quoted, and other things that a parameter takes."""
    *most, last = [*map(repr, map(str, words)), *others]
    return f"{', '.join(most)} or {last}" if most else last


def nearest(value: str, names: Iterable[str]) -> str | None:
    """Find the name that is most like a misspelt one; None if none is."""
    from difflib import get_close_matches

    # The time that difflib takes grows with the square of the length.
    start = value[: 2 * _LONGEST_WORD].lower().replace("-", "_").replace(" ", "_")
    found = get_close_matches(start, list(names), 1)
    return found[0] if found else None
