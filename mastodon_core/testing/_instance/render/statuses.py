"""Statuses, polls, edits, translations and scheduled statuses."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from .._status_checks import may_quote
from ..state import Edit, Poll, Scheduled, Status, may_see
from ._base import Json, moment
from .accounts import Accounts
from .cards import Cards
from .filters import Filters
from .media import MediaAttachments


@frozen
class Statuses(Accounts, Cards, Filters, MediaAttachments):
    def status(self, status: Status, *, source: bool = False) -> Json:
        """Render a status.

        Args:
            source: Render the plain text instead of HTML, as the server does when a
                status is deleted.
        """
        all_of_them = self.state.statuses
        shown = status.proper
        options = shown.poll.options if shown.poll else []
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
            "favourites_count": len(shown.favourites),
            "edited_at": moment(shown.edited_at) if shown.edited_at else None,
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
            "emojis": self.emojis(shown.spoiler_text, shown.text, *options),
            "card": self.card(shown),
            "poll": self.poll(shown, shown.poll) if shown.poll else None,
        }
        if source:
            found["text"] = shown.text
        else:
            found["content"] = self.html(shown.text)
        if self.version >= (4, 5):
            found |= self._quotes(shown)
        if self.version >= (4, 6):
            found["tagged_collections"] = []
        if self.viewer is not None:
            viewer = self.viewer
            found |= {
                "favourited": any(m.user is viewer for m in shown.favourites),
                "reblogged": any(
                    s.reblog is shown and s.user is viewer for s in all_of_them
                ),
                "muted": shown.conversation in viewer.muted_conversations,
                "bookmarked": any(m.user is viewer for m in shown.bookmarks),
            }
            if self.version >= (4, 0):
                self._filter(found, status)
            pinnable = status.reblog is None and status.visibility != "direct"
            if status.user is viewer and pinnable:
                found["pinned"] = status.pinned
        return found

    def _filter(self, found: Json, status: Status) -> None:
        """Add the matching filters to a status, and to the status it boosts."""
        found["filtered"] = self.filtered(status)
        if found["reblog"] is not None:
            found["reblog"]["filtered"] = found["filtered"]

    def _posted_by(self, status: Status) -> Json | None:
        if status.app is None:
            return None
        return {"name": status.app.name, "website": status.app.website}

    def _quotes(self, status: Status) -> Json:
        quote: Json | None = None
        if status.quote is not None:
            may = may_see(self.viewer, status.quote)
            gone = status.quote not in self.state.statuses
            state = "deleted" if gone else status.quote_state
            if state == "accepted" and not may:
                state = "unauthorized"
            shown = self.status(status.quote) if state == "accepted" else None
            quote = {"state": state, "quoted_status": shown}
        quoting = [s for s in self.state.statuses if s.quote is status]
        return {
            "quote": quote,
            "quotes_count": sum(s.quote_state == "accepted" for s in quoting),
            "quote_approval": {
                "automatic": []
                if status.quote_policy == "nobody"
                else [status.quote_policy],
                "manual": [],
                "current_user": "automatic"
                if may_quote(self.viewer, status)
                else "denied",
            },
        }

    def edit(self, status: Status, edit: Edit) -> Json:
        """Render one version from the edit history of a status."""
        files = [
            self.media(media) | {"description": description}
            for media, description in zip(edit.media, edit.descriptions, strict=True)
        ]
        found: Json = {
            "content": self.html(edit.text),
            "spoiler_text": edit.spoiler_text,
            "sensitive": edit.sensitive,
            "created_at": moment(edit.created_at),
            "account": self.account(status.user),
            "media_attachments": files,
            "emojis": self.emojis(edit.spoiler_text, edit.text, *edit.options),
        }
        if edit.options:
            titles = [{"title": title} for title in edit.options]
            found["poll"] = {"options": titles}
        return found

    def poll(self, status: Status, poll: Poll) -> Json:
        """Render the poll of a status."""
        expired = poll.expires_at <= self.state.now
        chosen = [choice for choices in poll.votes.values() for choice in choices]
        hidden = poll.hide_totals and not expired
        found: Json = {
            "id": poll.id,
            "expires_at": moment(poll.expires_at),
            "expired": expired,
            "multiple": poll.multiple,
            "votes_count": len(chosen),
            "voters_count": len(poll.votes),
            "options": [
                {"title": title, "votes_count": None if hidden else chosen.count(place)}
                for place, title in enumerate(poll.options)
            ],
            "emojis": self.emojis(*poll.options),
        }
        if self.viewer is not None:
            own = poll.votes.get(self.viewer.id, [])
            voted = bool(own) or self.viewer is status.user
            found |= {"voted": voted, "own_votes": own}
        return found

    def translation(
        self, status: Status, language: str, words: Mapping[str, str]
    ) -> Json:
        """Render a translation; texts without a translation stay as they are."""

        def said(text: str) -> str:
            return words.get(text, text)

        found: Json = {
            "detected_source_language": status.language,
            "provider": "Offline",
            "content": self.html(said(status.text)),
        }
        if self.version < (4, 2):
            return found
        poll = status.poll
        options = [{"title": said(title)} for title in poll.options] if poll else []
        return found | {
            "language": language,
            "spoiler_text": said(status.spoiler_text),
            "poll": {"id": poll.id, "options": options} if poll else None,
            "media_attachments": [
                {"id": media.id, "description": said(media.description or "")}
                for media in status.media
            ],
        }

    def scheduled(self, scheduled: Scheduled) -> Json:
        return {
            "id": scheduled.id,
            "scheduled_at": moment(scheduled.at),
            "params": scheduled.params,
            "media_attachments": [self.media(media) for media in scheduled.media],
        }
