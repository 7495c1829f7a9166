"""JSON as it came, and what of it fits nowhere."""

from __future__ import annotations

import json
from typing import Any

from attrs import field, frozen

from ._errors import DecodeError


@frozen
class Rejected:
    """An item of an array that did not fit, and so was left out."""

    index: int
    """Where in its array it was."""
    path: str
    """Where in the answer it was, such as ``$[3].media_attachments[0]``."""
    reason: str
    """Each place that did not fit and what was expected there; never its content."""
    raw: Any = field(repr=False)
    """The item as it came."""


def parse_json(body: bytes) -> Any:
    """Read JSON as it came.

    Raises:
        DecodeError: it is something else, or too deep.
    """
    try:
        return json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise DecodeError(f"not JSON: {type(error).__name__}") from None


def _no_constant(name: str) -> Any:
    raise ValueError("JSON has no NaN and no Infinity")
