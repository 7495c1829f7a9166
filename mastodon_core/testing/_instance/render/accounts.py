"""Accounts and relationships."""

from __future__ import annotations

from attrs import frozen

from .._profiles import TABS
from .._suggestions import FRIENDS, Suggestion
from ..state import Profile, User
from ._base import Json, moment
from .tags import Tags


@frozen
class Accounts(Tags):
    def account(self, user: User) -> Json:
        own = [status for status in self.state.statuses if status.user is user]
        profile = user.profile
        day = user.created_at.replace(hour=0, minute=0, second=0, microsecond=0)
        found: Json = {
            "id": user.id,
            "username": user.username,
            "acct": user.username,
            "display_name": profile.display_name,
            "locked": profile.locked,
            "bot": profile.bot,
            "discoverable": profile.discoverable,
            "indexable": profile.indexable,
            "group": False,
            "created_at": moment(day),
            "note": self.html(profile.note),
            "url": self.profile_url(user),
            "uri": f"{self.base_url}/users/{user.username}",
            **self._pictures(user),
            "followers_count": sum(user.id in u.following for u in self.state.users),
            "following_count": len(user.following),
            "statuses_count": len(own),
            "last_status_at": own[-1].created_at.date().isoformat() if own else None,
            "hide_collections": profile.hide_collections,
            "noindex": False,
            "emojis": self.emojis(
                profile.display_name,
                profile.note,
                *(w for f in profile.fields for w in f),
            ),
            "roles": [],
            "fields": self._fields(profile),
        }
        if self.version >= (4, 6):
            for name in ("avatar_description", "header_description", *TABS):
                found[name] = getattr(profile, name)
            denied: Json = {"automatic": [], "manual": [], "current_user": "denied"}
            found["feature_approval"] = denied
        return found

    def profile(self, user: User) -> Json:
        """Render a profile, both as it was entered and as HTML."""
        profile = user.profile
        pictures = self._pictures(user)
        for kind in ("avatar", "header"):
            if getattr(profile, kind) is None:
                pictures |= {kind: None, f"{kind}_static": None}
        names = (
            *("display_name", "note", "avatar_description", "header_description"),
            *("locked", "bot", "hide_collections", "discoverable", "indexable"),
            *TABS,
        )
        return {
            "id": user.id,
            **{name: getattr(profile, name) for name in names},
            "fields": self._fields(profile, source=True),
            "formatted_note": self.html(profile.note),
            "formatted_fields": self._fields(profile),
            **pictures,
            "attribution_domains": list(profile.attribution_domains),
            "featured_tags": [
                self.featured_tag(user, one) for one in user.featured_tags
            ],
        }

    def _pictures(self, user: User) -> Json:
        """The URLs of avatar and header, with static versions of animated ones."""
        found: Json = {}
        number = user.id.zfill(18)
        folders = "/".join(number[at : at + 3] for at in range(0, 18, 3))
        for kind in ("avatar", "header"):
            name: str | None = getattr(user.profile, kind)
            own = f"{self.base_url}/system/accounts/{kind}s/{folders}"
            url = f"{self.base_url}/{kind}s/original/missing.png"
            still = url
            if name is not None:
                url = still = f"{own}/original/{name}"
                if name.endswith(".gif"):
                    still = f"{own}/static/{name.removesuffix('gif')}png"
            found |= {kind: url, f"{kind}_static": still}
        return found

    def _fields(self, profile: Profile, *, source: bool = False) -> list[Json]:
        """Render the fields of a profile; no link is verified."""
        return [
            {
                "name": name,
                "value": value if source else self.inline_html(value),
                "verified_at": None,
            }
            for name, value in profile.fields
        ]

    def own_account(self, user: User) -> Json:
        followers = [u for u in self.state.users if user.id in u.requested]
        profile, defaults = user.profile, user.profile.defaults
        return self.account(user) | {
            "source": {
                "privacy": profile.privacy,
                "sensitive": defaults.sensitive,
                "language": defaults.language,
                "note": profile.note,
                "fields": self._fields(profile, source=True),
                "follow_requests_count": len(followers),
                "hide_collections": profile.hide_collections,
                "discoverable": profile.discoverable,
                "indexable": profile.indexable,
                "attribution_domains": list(profile.attribution_domains),
                "quote_policy": defaults.quote_policy,
            },
            "role": self._role(),
        }

    def _role(self) -> Json:
        """The default role."""
        found: Json = {
            "id": "-99",
            "name": "",
            "permissions": "65536",
            "color": "",
            "highlighted": False,
        }
        return found | ({"collection_limit": 10} if self.version >= (4, 6) else {})

    def muted_account(self, user: User) -> Json:
        assert self.viewer is not None
        ends = self.viewer.muting[user.id].until
        return self.account(user) | {"mute_expires_at": moment(ends) if ends else None}

    def suggestion(self, suggestion: Suggestion) -> Json:
        source = "past_interactions" if suggestion.source == FRIENDS else "global"
        found: Json = {"source": source}
        if self.version >= (4, 3):
            found["sources"] = [suggestion.source]
        return found | {"account": self.account(suggestion.user)}

    def relationship(self, other: User) -> Json:
        viewer = self.viewer
        assert viewer is not None
        follow = viewer.following.get(other.id) or viewer.requested.get(other.id)
        mute = viewer.muting.get(other.id)
        ends = mute.until if mute else None
        return {
            "id": other.id,
            "following": other.id in viewer.following,
            "showing_reblogs": bool(follow and follow.reblogs),
            "notifying": bool(follow and follow.notify),
            "languages": follow.languages if follow else None,
            "followed_by": viewer.id in other.following,
            "blocking": other.id in viewer.blocking,
            "blocked_by": viewer.id in other.blocking,
            "muting": mute is not None,
            "muting_notifications": bool(mute and mute.notifications),
            "muting_expires_at": moment(ends) if ends else None,
            "requested": other.id in viewer.requested,
            "requested_by": viewer.id in other.requested,
            "domain_blocking": False,
            "endorsed": other.id in viewer.endorsed,
            "note": viewer.notes.get(other.id, ""),
        }
