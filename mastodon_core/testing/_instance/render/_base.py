"""The base class of all renderers."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, TypeAlias

from attrs import frozen

from .._text import html_of
from ..state import Emoji, State, User

Json: TypeAlias = "dict[str, Any]"

_SHORTCODE = re.compile(r"(?<![^\W_]|:):([A-Za-z0-9_]{2,}):(?![^\W_]|:)")


def moment(value: datetime) -> str:
    return f"{value:%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03}Z"


@frozen
class Rendering:
    """Renders state as JSON for one viewer."""

    state: State
    base_url: str
    viewer: User | None
    version: tuple[int, ...]

    def profile_url(self, user: User) -> str:
        return f"{self.base_url}/@{user.username}"

    def emoji(self, emoji: Emoji) -> Json:
        number = emoji.id.zfill(9)
        folders = "/".join(number[at : at + 3] for at in range(0, 9, 3))
        images = f"{self.base_url}/system/custom_emojis/images/{folders}"
        return {
            "shortcode": emoji.shortcode,
            "url": f"{images}/original/{emoji.shortcode}.png",
            "static_url": f"{images}/static/{emoji.shortcode}.png",
            "visible_in_picker": True,
        }

    def emojis(self, *texts: str) -> list[Json]:
        """Render the custom emoji that occur in texts, each once."""
        names = (name for text in texts for name in _SHORTCODE.findall(text))
        known = self.state.emojis
        return [
            self.emoji(known[name]) for name in dict.fromkeys(names) if name in known
        ]

    def inline_html(self, text: str) -> str:
        """Render one line as HTML, without a paragraph around it."""
        return self.html(text).removeprefix("<p>").removesuffix("</p>")

    def html(self, text: str) -> str:
        def profile(username: str, domain: str | None) -> str | None:
            own = self.base_url.partition("://")[2]
            user = self.state.user(username) if domain in {None, own} else None
            return self.profile_url(user) if user else None

        return html_of(text, self.base_url, profile)
