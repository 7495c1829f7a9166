"""Get a user's preferences.

https://docs.joinmastodon.org/methods/preferences/
"""

from __future__ import annotations

from .. import entities
from ..calls import One, Request
from ..clients import endpoint


class PreferenceMethods:
    @endpoint(since="2.8.0")
    def preferences(self) -> Request[entities.Preferences]:
        """Get your preferences for posting and reading, as set on the server.

        Scope ``read:accounts``. Since Mastodon 2.8.
        https://docs.joinmastodon.org/methods/preferences/#get
        """
        return Request(
            "GET",
            "/api/v1/preferences",
            answer=One(entities.Preferences),
            scopes=("read:accounts",),
        )
