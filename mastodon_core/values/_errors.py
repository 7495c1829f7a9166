"""The root of everything this package raises."""

from __future__ import annotations


class MastodonError(Exception):
    """The root of all errors raised here."""
