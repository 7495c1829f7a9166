"""Statuses, with polls and what waits."""

from __future__ import annotations

from attrs import frozen

from ..state import Poll, Scheduled, Status, may_see
from ._base import Json, moment
from .accounts import Accounts
from .media import MediaAttachments


@frozen
class Statuses(Accounts, MediaAttachments):
    def status(self, status: Status, *, source: bool = False) -> Json:
        """A status; with its source in place of its HTML once it is deleted."""
        all_of_them = self.state.statuses
        shown = status.reblog or status
        path = f"{status.user.username}/statuses/{status.id}"
        reply_to = status.in_reply_to
        found: Json = {
            "id": status.id,
            "created_at": moment(status.created_at),
            "in_reply_to_id": reply_to.id if reply_to else None,
            "in_reply_to_account_id": reply_to.user.id if reply_to else None,
            "sensitive": shown.sensitive,
            "spoiler_text": shown.spoiler_text,
            "visibility": status.visibility,
            "language": shown.language,
            "uri": f"{self.base_url}/users/{path}",
            "url": f"{self.profile_url(status.user)}/{status.id}",
            "replies_count": sum(s.in_reply_to is shown for s in all_of_them),
            "reblogs_count": sum(s.reblog is shown for s in all_of_them),
            "favourites_count": len(shown.favourited_by),
            "edited_at": None,
            "reblog": self.status(status.reblog) if status.reblog else None,
            "application": self._posted_by(status),
            "account": self.account(status.user),
            "media_attachments": [self.media(media) for media in shown.media],
            "mentions": [
                {
                    "id": user.id,
                    "username": user.username,
                    "url": self.profile_url(user),
                    "acct": user.username,
                }
                for user in shown.mentions
            ],
            "tags": [
                {"name": tag, "url": f"{self.base_url}/tags/{tag}"}
                for tag in shown.tags
            ],
            "emojis": [],
            "card": None,
            "poll": self.poll(shown.poll) if shown.poll else None,
        }
        if source:
            found["text"] = shown.text
        else:
            found["content"] = self.html(shown.text)
        if self.version >= (4, 5):
            found |= self._quotes(shown)
        if self.viewer is not None:
            viewer = self.viewer
            found |= {
                "favourited": viewer in shown.favourited_by,
                "reblogged": any(
                    s.reblog is shown and s.user is viewer for s in all_of_them
                ),
                "muted": False,
                "bookmarked": False,
                "filtered": [],
            }
            if shown.user is viewer and status.reblog is None:
                found["pinned"] = False
        return found

    def _posted_by(self, status: Status) -> Json | None:
        if status.app is None:
            return None
        return {"name": status.app.name, "website": status.app.website}

    def _quotes(self, status: Status) -> Json:
        quote: Json | None = None
        if status.quote is not None:
            may = may_see(self.viewer, status.quote)
            gone = status.quote not in self.state.statuses
            state = "deleted" if gone else "accepted" if may else "unauthorized"
            shown = self.status(status.quote) if state == "accepted" else None
            quote = {"state": state, "quoted_status": shown}
        everybody = status.quote_policy == "public"
        return {
            "quote": quote,
            "quotes_count": sum(s.quote is status for s in self.state.statuses),
            "quote_approval": {
                "automatic": []
                if status.quote_policy == "nobody"
                else [status.quote_policy],
                "manual": [],
                "current_user": "automatic"
                if everybody or self.viewer is status.user
                else "denied",
            },
        }

    def poll(self, poll: Poll) -> Json:
        return {
            "id": poll.id,
            "expires_at": moment(poll.expires_at),
            "expired": poll.expires_at <= self.state.now,
            "multiple": poll.multiple,
            "votes_count": 0,
            "voters_count": 0,
            "options": [
                {"title": title, "votes_count": None if poll.hide_totals else 0}
                for title in poll.options
            ],
            "emojis": [],
            **({"voted": False, "own_votes": []} if self.viewer else {}),
        }

    def scheduled(self, scheduled: Scheduled) -> Json:
        return {
            "id": scheduled.id,
            "scheduled_at": moment(scheduled.at),
            "params": scheduled.params,
            "media_attachments": [self.media(media) for media in scheduled.media],
        }
