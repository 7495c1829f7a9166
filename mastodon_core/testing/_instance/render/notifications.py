"""What people are told."""

from __future__ import annotations

from attrs import frozen

from ..state import Notification
from ._base import Json, moment
from .statuses import Statuses


@frozen
class Notifications(Statuses):
    def notification(self, about: Notification) -> Json:
        found: Json = {
            "id": about.id,
            "type": about.type,
            "created_at": moment(about.created_at),
            "group_key": f"ungrouped-{about.id}",
            "account": self.account(about.by),
        }
        if about.status is not None:
            found["status"] = self.status(about.status)
        return found
