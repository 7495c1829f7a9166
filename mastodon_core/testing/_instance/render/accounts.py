"""Accounts, and what one is to another."""

from __future__ import annotations

from attrs import frozen

from ..state import User
from ._base import Json, Rendering, moment


@frozen
class Accounts(Rendering):
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
            "note": self.html(user.note),
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

    def muted_account(self, user: User) -> Json:
        assert self.viewer is not None
        ends = self.viewer.muting[user.id].until
        return self.account(user) | {"mute_expires_at": moment(ends) if ends else None}

    def relationship(self, other: User) -> Json:
        viewer = self.viewer
        assert viewer is not None
        how = viewer.following.get(other.id) or viewer.requested.get(other.id)
        mute = viewer.muting.get(other.id)
        ends = mute.until if mute else None
        return {
            "id": other.id,
            "following": other.id in viewer.following,
            "showing_reblogs": bool(how and how.reblogs),
            "notifying": bool(how and how.notify),
            "languages": how.languages if how else None,
            "followed_by": viewer.id in other.following,
            "blocking": other.id in viewer.blocking,
            "blocked_by": viewer.id in other.blocking,
            "muting": mute is not None,
            "muting_notifications": bool(mute and mute.notifications),
            "muting_expires_at": moment(ends) if ends else None,
            "requested": other.id in viewer.requested,
            "requested_by": viewer.id in other.requested,
            "domain_blocking": False,
            "endorsed": False,
            "note": viewer.notes.get(other.id, ""),
        }
