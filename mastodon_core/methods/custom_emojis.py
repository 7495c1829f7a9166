"""List the custom emoji of a server.

https://docs.joinmastodon.org/methods/custom_emojis/
"""

from __future__ import annotations

from .. import entities
from ..calls import Many, Page, Request
from ..clients import endpoint


class CustomEmojiMethods:
    @endpoint(since="2.0.0")
    def custom_emojis(self) -> Request[Page[entities.CustomEmoji]]:
        """List the custom emoji of the server.

        Most servers do not need a token. Since Mastodon 2.0.
        https://docs.joinmastodon.org/methods/custom_emojis/#get
        """
        return Request(
            "GET",
            "/api/v1/custom_emojis",
            answer=Many(entities.CustomEmoji),
        )
