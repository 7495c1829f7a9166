"""Refuse arguments of a wrong type, with an error that names the parameter."""

from __future__ import annotations


def expect(name: str, value: object, types: tuple[type, ...], expected: str) -> None:
    """Refuse an argument that is of none of these types; a bool is no int.

    Raises:
        TypeError: it is; what it is stays unsaid, as it may be a secret.
    """
    is_odd = isinstance(value, bool) and bool not in types
    if is_odd or not isinstance(value, types):
        raise TypeError(f"{name} must be {expected}, not {type(value).__name__}")


def expect_count(name: str, value: object) -> None:
    """Refuse what is no whole number from 0 on."""
    expect(name, value, (int,), "an int")
    if isinstance(value, int) and value < 0:
        raise ValueError(f"{name} must be 0 or more, not {value}")
