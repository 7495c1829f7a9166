"""Rules of a server."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from ._types import Id


@frozen(kw_only=True)
class RuleTranslation:
    """A rule in another language."""

    text: str
    hint: str


@frozen(kw_only=True)
class Rule:
    """A rule of a server.

    https://docs.joinmastodon.org/entities/Rule/
    """

    id: Id
    text: str
    hint: str | None = None
    translations: Mapping[str, RuleTranslation] | None = None
