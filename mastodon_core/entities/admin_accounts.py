"""Accounts as moderators see them."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from ._types import Id
from .accounts import Account, Role
from .base import Entity


@frozen(kw_only=True)
class AdminIp(Entity):
    """An IP address that an account logged in from.

    https://docs.joinmastodon.org/entities/Admin_Ip/
    """

    ip: str
    used_at: datetime
    """When it was last used."""


@frozen(kw_only=True)
class AdminAccount(Entity):
    """An account with the fields that only moderators see.

    People with an account on another server log in there, so for their accounts the
    fields about logging in are None.

    https://docs.joinmastodon.org/entities/Admin_Account/
    """

    id: Id
    """The same id as in its `Account`."""
    username: str
    domain: str | None = None
    """None for accounts of this server."""
    created_at: datetime
    """When it signed up, or when this server first discovered it."""
    email: str | None = None
    ip: str | AdminIp | None = None
    """The IP address of the last login; Mastodon 3.5 sends an `AdminIp`."""
    ips: tuple[AdminIp, ...] | None = None
    """All IP addresses that the server remembers, newest first."""
    locale: str | None = None
    """The language of the user interface."""
    invite_request: str | None = None
    """The reason for joining, as given at sign-up."""
    role: Role | str | None = None
    """Mastodon 3.5 sends a word: ``user``, ``moderator`` or ``admin``."""
    confirmed: bool | None = None
    """Whether the email address is confirmed."""
    approved: bool | None = None
    """False while the sign-up waits for a moderator's approval."""
    disabled: bool | None = None
    """Whether logging in is disabled."""
    sensitized: bool | None = None
    """Whether all its media are marked as sensitive."""
    silenced: bool
    """Whether the account is limited, so that only its followers see it."""
    suspended: bool
    """Whether the account is suspended, so that no user sees it."""
    account: Account
    """The account as other users see it."""
    created_by_application_id: Id | None = None
    """The application used for signing up; None for the website."""
    invited_by_account_id: Id | None = None
