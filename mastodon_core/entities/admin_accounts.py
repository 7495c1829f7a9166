"""Accounts, as moderators see them."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from ._types import Id
from .accounts import Account, Role
from .base import Entity


@frozen(kw_only=True)
class AdminIp(Entity):
    """An address from which somebody logged in.

    https://docs.joinmastodon.org/entities/Admin_Ip/
    """

    ip: str
    used_at: datetime
    """When it was used last."""


@frozen(kw_only=True)
class AdminAccount(Entity):
    """An account with what only moderators see of it.

    Whoever has an account on another server logs in there: all that has to do with
    that is None here.

    https://docs.joinmastodon.org/entities/Admin_Account/
    """

    id: Id
    """The same as that of its `Account`."""
    username: str
    domain: str | None = None
    """None for accounts of this server."""
    created_at: datetime
    """When it signed up, or when this server first heard of it."""
    email: str | None = None
    ip: str | AdminIp | None = None
    """The address of the last log-in; Mastodon 3.5 sends it as an `AdminIp`."""
    ips: tuple[AdminIp, ...] | None = None
    """All addresses that the server remembers, newest first."""
    locale: str | None = None
    """The language of its user interface."""
    invite_request: str | None = None
    """Why it wants to join, in its own words."""
    role: Role | str | None = None
    """Mastodon 3.5 sends a word: ``user``, ``moderator`` or ``admin``."""
    confirmed: bool | None = None
    """Whether the e-mail address is its own."""
    approved: bool | None = None
    """False while it waits for a moderator."""
    disabled: bool | None = None
    """Whether it is kept from logging in."""
    sensitized: bool | None = None
    """Whether all its media are covered."""
    silenced: bool
    """Whether only its followers see it."""
    suspended: bool
    """Whether nobody sees it."""
    account: Account
    """What everybody sees."""
    created_by_application_id: Id | None = None
    """The program through which it signed up; None if that was the website."""
    invited_by_account_id: Id | None = None
