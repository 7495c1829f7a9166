"""What the offline instance remembers, by subject."""

from ._state import State
from .apps import App, Grant
from .lists import List
from .notifications import Notification
from .people import User
from .statuses import Edit, Mark, Media, Poll, Scheduled, Status, may_see

__all__ = [
    "App",
    "Edit",
    "Grant",
    "List",
    "Mark",
    "Media",
    "Notification",
    "Poll",
    "Scheduled",
    "State",
    "Status",
    "User",
    "may_see",
]
