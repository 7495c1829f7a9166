"""Reports as moderators see them."""

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
    """A report about an account, and how moderators dealt with it.

    https://docs.joinmastodon.org/entities/Admin_Report/
    """

    id: Id
    action_taken: bool
    """Whether the report is resolved, even if moderators did nothing else."""
    action_taken_at: datetime | None = None
    category: ReportCategory | None = None
    comment: str
    """The reporter's comment; may be empty."""
    forwarded: bool | None = None
    """Whether the report was forwarded to the account's server; None if that is this
    server."""
    created_at: datetime
    updated_at: datetime
    account: AdminAccount
    """The reporter. For a report from another server, this may be that server's own
    account."""
    target_account: AdminAccount
    assigned_account: AdminAccount | None = None
    """The moderator assigned to the report."""
    action_taken_by_account: AdminAccount | None = None
    """The moderator who resolved the report."""
    statuses: tuple[Status, ...]
    """The reported statuses that still exist."""
    rules: tuple[Rule, ...] = ()
    """The rules that the account violated, if the category is ``violation``."""
