"""All of it in one."""

from __future__ import annotations

from attrs import frozen

from .apps import Apps
from .notifications import Notifications


@frozen
class Renderer(Notifications, Apps):
    """Renders everything for one viewer."""
