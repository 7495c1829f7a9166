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
