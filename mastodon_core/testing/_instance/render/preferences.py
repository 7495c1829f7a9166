"""What somebody set."""

from __future__ import annotations

from attrs import frozen

from ..state import User
from ._base import Json, Rendering


@frozen
class Preferences(Rendering):
    def preferences(self, user: User) -> Json:
        """What a new account has: there is no page to change it on."""
        found: Json = {
            "posting:default:visibility": "private" if user.locked else "public",
            "posting:default:sensitive": False,
            "posting:default:language": "en",
        }
        if self.version >= (4, 5):
            found["posting:default:quote_policy"] = "public"
        found |= {"reading:expand:media": "default", "reading:expand:spoilers": False}
        if self.version >= (4, 1):
            found["reading:autoplay:gifs"] = False
        return found
