"""Reports, as moderators see them."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from ._types import Id
from .admin_accounts import AdminAccount
from .base import Entity
from .rules import Rule
from .statuses import Status
from .words import ReportCategory


@frozen(kw_only=True)
class AdminReport(Entity):
    """A complaint about an account, and what became of it.

    https://docs.joinmastodon.org/entities/Admin_Report/
    """

    id: Id
    action_taken: bool
    """Whether it is resolved, even if that was by doing nothing."""
    action_taken_at: datetime | None = None
    category: ReportCategory
    comment: str
    """What the reporter wrote; may be empty."""
    forwarded: bool | None = None
    """Whether the account's own server was told; None if it is this one."""
    created_at: datetime
    updated_at: datetime
    account: AdminAccount
    """The reporter; of another server, it may be that server itself."""
    target_account: AdminAccount
    assigned_account: AdminAccount | None = None
    """The moderator who takes care of it."""
    action_taken_by_account: AdminAccount | None = None
    """The moderator who resolved it."""
    statuses: tuple[Status, ...]
    """Those that the reporter points out and that are still there."""
    rules: tuple[Rule, ...]
    """Those that the account violates, if the category is ``violation``."""
