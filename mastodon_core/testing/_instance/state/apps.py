"""Apps, and the grants behind their tokens."""

from __future__ import annotations

from datetime import datetime

from attrs import define, field

from .users import User


@define(eq=False)
class App:
    """A registered app."""

    id: str
    name: str
    website: str | None
    redirect_uris: list[str]
    scopes: tuple[str, ...]
    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)


@define(eq=False)
class Grant:
    """The user, app and scopes behind a token or an authorization code."""

    app: App
    user: User | None
    scopes: tuple[str, ...]
    created_at: datetime
    redirect_uri: str = ""
    challenge: str | None = field(default=None, repr=False)
