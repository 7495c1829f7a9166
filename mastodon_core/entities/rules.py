"""Rules of a server."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from ._types import Id
from .base import Entity


@frozen(kw_only=True)
class RuleTranslation(Entity):
    """A rule in another language."""

    text: str
    hint: str


@frozen(kw_only=True)
class Rule(Entity):
    """A rule of a server.

    https://docs.joinmastodon.org/entities/Rule/
    """

    id: Id
    text: str
    hint: str | None = None
    translations: Mapping[str, RuleTranslation] | None = None
