"""The JSON that Mastodon sends, rendered from the state, one module per entity."""

from ._base import Json, Rendering, moment
from ._renderer import Renderer

__all__ = ["Json", "Renderer", "Rendering", "moment"]
