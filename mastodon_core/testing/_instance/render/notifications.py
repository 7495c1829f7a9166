"""Notifications, policies, requests and groups."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import asdict, frozen

from .._grouping import Group
from .._notification_policies import names_of
from ..state import Notification, Policy, Request
from ._base import Json, moment
from .statuses import Statuses

_PARTIAL = ("id", "acct", "locked", "bot", "url", "avatar", "avatar_static")


@frozen
class Notifications(Statuses):
    def notification(self, notification: Notification) -> Json:
        found: Json = {
            "id": notification.id,
            "type": notification.type,
            "created_at": moment(notification.created_at),
        }
        if self.version >= (4, 3):
            found["group_key"] = notification.group_key
        found["account"] = self.account(notification.by)
        if notification.status is not None:
            found["status"] = self.status(notification.status)
        if notification.filtered:
            found["filtered"] = True
        return found

    def policy(self, policy: Policy) -> Json:
        actions = asdict(policy)
        names = names_of(policy, self.version)
        found: Json = {f"for_{name}": actions[name] for name in names}
        return found | {"summary": self._summary()}

    def policy_v1(self, policy: Policy) -> Json:
        """Render a policy in version 1: booleans for everything that isn't accepted."""
        actions = asdict(policy)
        found: Json = {
            f"filter_{name}": actions[name] != "accept"
            for name in names_of(policy, self.version)
            if name != "limited_accounts"
        }
        return found | {"summary": self._summary()}

    def _summary(self) -> Json:
        counts = [r.count for r in self.state.requests if r.to is self.viewer]
        return {
            "pending_requests_count": len(counts),
            "pending_notifications_count": sum(counts),
        }

    def request(self, request: Request) -> Json:
        last = request.last_status
        is_there = last is not None and last in self.state.statuses
        return {
            "id": request.id,
            "created_at": moment(request.created_at),
            "updated_at": moment(request.updated_at),
            # Unlike every other count, this one is a string.
            "notifications_count": str(request.count),
            "account": self.account(request.by),
            "last_status": self.status(last) if last and is_there else None,
        }

    def groups(self, groups: Sequence[Group], *, whole: bool = True) -> Json:
        """Render groups, and the accounts and statuses that they refer to, each once.

        Args:
            whole: Render every account in full. If False, only the latest account of
                each group is rendered in full, and the others as partial accounts.
        """
        named = [group.accounts if whole else group.accounts[:1] for group in groups]
        users = {user.id: user for accounts in named for user in accounts}
        statuses = {
            g.notification.status.id: g.notification.status
            for g in groups
            if g.notification.status
        }
        found: Json = {"accounts": [self.account(user) for user in users.values()]}
        if not whole:
            others = {user.id: user for group in groups for user in group.accounts}
            accounts = [self.account(others[id]) for id in others if id not in users]
            found["partial_accounts"] = [
                {name: account[name] for name in _PARTIAL} for account in accounts
            ]
        found["statuses"] = [self.status(status) for status in statuses.values()]
        found["notification_groups"] = [self._group(group) for group in groups]
        return found

    def _group(self, group: Group) -> Json:
        found: Json = {
            "group_key": group.key,
            "notifications_count": group.count,
            "type": group.notification.type,
            # Unlike every other id, this one is a number.
            "most_recent_notification_id": int(group.newest_id),
        }
        if group.part is not None:
            found |= {
                "page_min_id": group.part.oldest_id,
                "page_max_id": group.newest_id,
                "latest_page_notification_at": moment(group.part.newest_at),
            }
        found["sample_account_ids"] = [user.id for user in group.accounts]
        if group.notification.status is not None:
            found["status_id"] = group.notification.status.id
        return found
