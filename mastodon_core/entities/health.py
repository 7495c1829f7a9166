"""The health of a server."""

from __future__ import annotations

from attrs import frozen

from .base import Entity


@frozen(kw_only=True)
class Health(Entity):
    """The health check of Mastodon before 3.4; newer servers send the text ``OK``."""

    status: str
