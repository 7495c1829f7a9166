"""All of it in one."""

from __future__ import annotations

from attrs import frozen

from .apps import Apps
from .lists import Lists
from .notifications import Notifications


@frozen
class Renderer(Notifications, Lists, Apps):
    """Renders everything for one viewer."""
