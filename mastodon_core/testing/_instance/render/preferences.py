"""Preferences."""

from __future__ import annotations

from attrs import frozen

from ..state import User
from ._base import Json, Rendering


@frozen
class Preferences(Rendering):
    def preferences(self, user: User) -> Json:
        """Render preferences; the ones for reading always have their defaults."""
        profile = user.profile
        found: Json = {
            "posting:default:visibility": profile.privacy,
            "posting:default:sensitive": profile.defaults.sensitive,
            "posting:default:language": profile.defaults.language or "en",
        }
        if self.version >= (4, 5):
            found["posting:default:quote_policy"] = profile.defaults.quote_policy
        found |= {"reading:expand:media": "default", "reading:expand:spoilers": False}
        if self.version >= (4, 1):
            found["reading:autoplay:gifs"] = False
        return found
