"""State as the JSON that Mastodon sends, by subject."""

from ._base import Json, Rendering, moment
from ._renderer import Renderer

__all__ = ["Json", "Renderer", "Rendering", "moment"]
