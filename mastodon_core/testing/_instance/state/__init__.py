"""What the offline instance remembers, by subject."""

from ._policy import Policy
from ._state import State
from ._telling import GROUPED
from .apps import App, Grant
from .conversations import Conversation
from .emojis import Emoji
from .filters import Filter, FilteredStatus, Found, Keyword
from .lists import List
from .markers import Marker
from .notifications import Notification
from .people import User
from .policies import Request
from .profiles import Defaults, Profile
from .relations import Block, DomainBlock, Endorsement, Follow, Mute
from .statuses import Edit, Mark, Media, Poll, Scheduled, Status, may_see
from .tags import FeaturedTag, Tag, TagFollow

__all__ = [
    "GROUPED",
    "App",
    "Block",
    "Conversation",
    "Defaults",
    "DomainBlock",
    "Edit",
    "Emoji",
    "Endorsement",
    "FeaturedTag",
    "Filter",
    "FilteredStatus",
    "Follow",
    "Found",
    "Grant",
    "Keyword",
    "List",
    "Mark",
    "Marker",
    "Media",
    "Mute",
    "Notification",
    "Policy",
    "Poll",
    "Profile",
    "Request",
    "Scheduled",
    "State",
    "Status",
    "Tag",
    "TagFollow",
    "User",
    "may_see",
]
