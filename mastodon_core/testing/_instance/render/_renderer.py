"""The class that renders every entity."""

from __future__ import annotations

from attrs import frozen

from .apps import Apps
from .conversations import Conversations
from .emojis import Emojis
from .lists import Lists
from .markers import Markers
from .notifications import Notifications
from .preferences import Preferences
from .trends import Trends


@frozen
class Renderer(
    Apps, Conversations, Emojis, Lists, Markers, Notifications, Preferences, Trends
):
    """Renders every entity for one viewer."""
