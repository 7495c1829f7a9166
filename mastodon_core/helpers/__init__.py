"""Pure extras."""

from ._errors import PushError

__all__ = [
    "PushError",
]
