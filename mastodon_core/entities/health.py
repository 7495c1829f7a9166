"""Whether a server is well."""

from __future__ import annotations

from attrs import frozen

from .base import Entity


@frozen(kw_only=True)
class Health(Entity):
    """What servers before Mastodon 3.4 said of their health; later ones say ``OK``."""

    status: str
