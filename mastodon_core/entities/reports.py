"""Reports to moderators."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from ._types import Id
from .accounts import Account
from .base import Entity
from .words import ReportCategory


@frozen(kw_only=True)
class Report(Entity):
    """A report about an account to the moderators.

    https://docs.joinmastodon.org/entities/Report/
    """

    id: Id
    action_taken: bool | None = None
    action_taken_at: datetime | None = None
    category: ReportCategory | None = None
    comment: str | None = None
    forwarded: bool | None = None
    created_at: datetime | None = None
    status_ids: tuple[Id, ...] | None = None
    rule_ids: tuple[Id, ...] | None = None
    collection_ids: tuple[Id, ...] | None = None
    target_account: Account | None = None
