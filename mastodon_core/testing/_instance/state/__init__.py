"""What the offline instance remembers, by subject."""

from ._state import State
from .apps import App, Grant
from .lists import List
from .notifications import Notification
from .people import User
from .statuses import Media, Poll, Scheduled, Status, may_see

__all__ = [
    "App",
    "Grant",
    "List",
    "Media",
    "Notification",
    "Poll",
    "Scheduled",
    "State",
    "Status",
    "User",
    "may_see",
]
