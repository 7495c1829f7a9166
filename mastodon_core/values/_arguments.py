"""Check the types of arguments, with errors that name the parameter."""

from __future__ import annotations


def expect(name: str, value: object, types: tuple[type, ...], expected: str) -> None:
    """Check that an argument has one of these types; a bool does not count as an int.

    Args:
        expected: A description of these types, for the error message.

    Raises:
        TypeError: it has another type. The message leaves the value out, as it may be
            a secret.
    """
    is_unwanted_bool = isinstance(value, bool) and bool not in types
    if is_unwanted_bool or not isinstance(value, types):
        raise TypeError(f"{name} must be {expected}, not {type(value).__name__}")


def expect_count(name: str, value: object) -> None:
    """Check that an argument is an int of 0 or more."""
    expect(name, value, (int,), "an int")
    if isinstance(value, int) and value < 0:
        raise ValueError(f"{name} must be 0 or more, not {value}")
