"""State as the JSON that Mastodon sends."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeAlias

from attrs import frozen

from ._state import (
    App,
    Media,
    Notification,
    Poll,
    Scheduled,
    State,
    Status,
    User,
    may_see,
)
from ._text import html_of

Json: TypeAlias = "dict[str, Any]"


def moment(value: datetime) -> str:
    return f"{value:%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03}Z"


@frozen
class Renderer:
    """Renders for one viewer."""

    state: State
    base_url: str
    viewer: User | None
    version: tuple[int, ...]

    def profile_url(self, user: User) -> str:
        return f"{self.base_url}/@{user.username}"

    def account(self, user: User) -> Json:
        own = [status for status in self.state.statuses if status.user is user]
        picture = f"{self.base_url}/avatars/original/missing.png"
        header = f"{self.base_url}/headers/original/missing.png"
        day = user.created_at.replace(hour=0, minute=0, second=0, microsecond=0)
        return {
            "id": user.id,
            "username": user.username,
            "acct": user.username,
            "display_name": user.display_name,
            "locked": user.locked,
            "bot": user.bot,
            "discoverable": None,
            "indexable": False,
            "group": False,
            "created_at": moment(day),
            "note": self._html(user.note),
            "url": self.profile_url(user),
            "uri": f"{self.base_url}/users/{user.username}",
            "avatar": picture,
            "avatar_static": picture,
            "header": header,
            "header_static": header,
            "followers_count": sum(user.id in u.following for u in self.state.users),
            "following_count": len(user.following),
            "statuses_count": len(own),
            "last_status_at": own[-1].created_at.date().isoformat() if own else None,
            "hide_collections": None,
            "noindex": False,
            "emojis": [],
            "roles": [],
            "fields": [],
        }

    def own_account(self, user: User) -> Json:
        followers = [u for u in self.state.users if user.id in u.requested]
        return self.account(user) | {
            "source": {
                "privacy": "public",
                "sensitive": False,
                "language": None,
                "note": user.note,
                "fields": [],
                "follow_requests_count": len(followers),
                "hide_collections": None,
                "discoverable": None,
                "indexable": False,
                "attribution_domains": [],
                "quote_policy": "public",
            },
            "role": {
                "id": "-99",
                "name": "",
                "permissions": "65536",
                "color": "",
                "highlighted": False,
            },
        }

    def application(self, app: App) -> Json:
        return {
            "id": app.id,
            "name": app.name,
            "website": app.website,
            "scopes": list(app.scopes),
            "redirect_uri": "\n".join(app.redirect_uris),
            "redirect_uris": app.redirect_uris,
            "vapid_key": "",
        }

    def relationship(self, other: User) -> Json:
        viewer = self.viewer
        assert viewer is not None
        how = viewer.following.get(other.id)
        return {
            "id": other.id,
            "following": how is not None,
            "showing_reblogs": bool(how and how["reblogs"]),
            "notifying": bool(how and how["notify"]),
            "languages": how["languages"] if how else None,
            "followed_by": viewer.id in other.following,
            "blocking": False,
            "blocked_by": False,
            "muting": False,
            "muting_notifications": False,
            "muting_expires_at": None,
            "requested": other.id in viewer.requested,
            "requested_by": viewer.id in other.requested,
            "domain_blocking": False,
            "endorsed": False,
            "note": "",
        }

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
            found["content"] = self._html(shown.text)
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

    def media(self, media: Media) -> Json:
        ready = media.ready_at <= self.state.now
        place = f"{self.base_url}/system/media_attachments/files/{media.id}"
        url = f"{place}/original.{media.mime_type.rpartition('/')[2]}"
        meta: Json = {}
        if media.dimensions is not None:
            width, height = media.dimensions
            size = {"width": width, "height": height, "size": f"{width}x{height}"}
            meta["original"] = {**size, "aspect": width / height}
            meta["small"] = meta["original"]
        if media.focus is not None:
            meta["focus"] = {"x": media.focus[0], "y": media.focus[1]}
        return {
            "id": media.id,
            "type": media.type,
            "url": url if ready else None,
            "preview_url": f"{place}/small.png" if ready else None,
            "remote_url": None,
            "preview_remote_url": None,
            "text_url": None,
            "meta": meta or None,
            "description": media.description,
            "blurhash": "U00000fQfQfQfQfQfQfQfQfQfQfQfQfQfQfQ" if ready else None,
        }

    def scheduled(self, scheduled: Scheduled) -> Json:
        return {
            "id": scheduled.id,
            "scheduled_at": moment(scheduled.at),
            "params": scheduled.params,
            "media_attachments": [self.media(media) for media in scheduled.media],
        }

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

    def _html(self, text: str) -> str:
        def profile(username: str, domain: str | None) -> str | None:
            own = self.base_url.partition("://")[2]
            user = self.state.user(username) if domain in {None, own} else None
            return self.profile_url(user) if user else None

        return html_of(text, self.base_url, profile)
