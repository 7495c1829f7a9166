"""Pure extras: blurhash, HTML to text, status length, filters, web push."""

from ._errors import PushError

__all__ = [
    "PushError",
]
