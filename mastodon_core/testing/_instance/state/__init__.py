"""The state of the offline instance, one module per subject."""

from ._notification_policy import Policy
from ._notification_store import GROUPED
from ._state import State
from .apps import App, Grant
from .conversations import Conversation
from .emojis import Emoji
from .filters import Filter, FilteredStatus, FilterMatch, Keyword
from .lists import List
from .markers import Marker
from .notification_requests import Request
from .notifications import Notification
from .profiles import Defaults, Profile
from .relations import Block, DomainBlock, Endorsement, Follow, Mute
from .statuses import Edit, Mark, Media, Poll, Scheduled, Status, may_see
from .tags import FeaturedTag, Tag, TagFollow
from .users import User

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
    "FilterMatch",
    "FilteredStatus",
    "Follow",
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
