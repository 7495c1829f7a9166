"""What the offline instance remembers, by subject."""

from ._state import State
from .apps import App, Grant
from .conversations import Conversation
from .lists import List
from .markers import Marker
from .notifications import Notification
from .people import User
from .relations import Block, Follow, Mute
from .statuses import Edit, Mark, Media, Poll, Scheduled, Status, may_see

__all__ = [
    "App",
    "Block",
    "Conversation",
    "Edit",
    "Follow",
    "Grant",
    "List",
    "Mark",
    "Marker",
    "Media",
    "Mute",
    "Notification",
    "Poll",
    "Scheduled",
    "State",
    "Status",
    "User",
    "may_see",
]
