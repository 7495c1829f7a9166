"""Values that hold several parameters of a method, such as a poll.

Few programs need each of them, so they load when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...values import ModuleGetAttr, lazy_names

if TYPE_CHECKING:
    from .admin import InstanceDimension, InstanceMeasure, TagDimension, TagMeasure
    from .filters import KeywordEdit
    from .media import MediaEdit
    from .polls import NewPoll
    from .profile import ProfileField
    from .push import PushAlerts

__all__ = [
    "InstanceDimension",
    "InstanceMeasure",
    "KeywordEdit",
    "MediaEdit",
    "NewPoll",
    "ProfileField",
    "PushAlerts",
    "TagDimension",
    "TagMeasure",
]

__getattr__: ModuleGetAttr = lazy_names(
    __name__,
    {
        "InstanceDimension": "admin",
        "InstanceMeasure": "admin",
        "KeywordEdit": "filters",
        "MediaEdit": "media",
        "NewPoll": "polls",
        "ProfileField": "profile",
        "PushAlerts": "push",
        "TagDimension": "admin",
        "TagMeasure": "admin",
    },
)
