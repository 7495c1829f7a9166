"""What everything that is rendered needs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeAlias

from attrs import frozen

from .._text import html_of
from ..state import State, User

Json: TypeAlias = "dict[str, Any]"


def moment(value: datetime) -> str:
    return f"{value:%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03}Z"


@frozen
class Rendering:
    """Renders for one viewer."""

    state: State
    base_url: str
    viewer: User | None
    version: tuple[int, ...]

    def profile_url(self, user: User) -> str:
        return f"{self.base_url}/@{user.username}"

    def inline_html(self, text: str) -> str:
        """A line, without a paragraph around it."""
        return self.html(text).removeprefix("<p>").removesuffix("</p>")

    def html(self, text: str) -> str:
        def profile(username: str, domain: str | None) -> str | None:
            own = self.base_url.partition("://")[2]
            user = self.state.user(username) if domain in {None, own} else None
            return self.profile_url(user) if user else None

        return html_of(text, self.base_url, profile)
