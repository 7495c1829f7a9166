"""Sentinels for parameters where None has another meaning: not given, and null."""

from __future__ import annotations

from enum import Enum
from typing import Final


class Unset(Enum):
    """The type of `UNSET`."""

    UNSET = "UNSET"


class Null(Enum):
    """The type of `NULL`."""

    NULL = "NULL"


UNSET: Final = Unset.UNSET
"""The default of a parameter for which None means "clear this field"."""
NULL: Final = Null.NULL
"""Sent as JSON null, or as an empty form field; None in a `Request` is not sent."""
