"""All of it in one."""

from __future__ import annotations

from attrs import frozen

from .apps import Apps
from .conversations import Conversations
from .lists import Lists
from .markers import Markers
from .notifications import Notifications
from .preferences import Preferences
from .tags import Tags


@frozen
class Renderer(Conversations, Notifications, Lists, Apps, Markers, Preferences, Tags):
    """Renders everything for one viewer."""
