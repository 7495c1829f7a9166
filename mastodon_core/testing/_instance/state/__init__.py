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
from .publications import (
    PUBLIC,
    Bus,
    Item,
    Publication,
    direct_of,
    hashtag_channel,
    home_of,
    list_channel,
    notifications_of,
    token_channel,
)
from .relations import Block, DomainBlock, Endorsement, Follow, Mute
from .statuses import Edit, Mark, Media, Poll, Scheduled, Status, may_see
from .tags import FeaturedTag, Tag, TagFollow
from .users import User

__all__ = [
    "GROUPED",
    "PUBLIC",
    "App",
    "Block",
    "Bus",
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
    "Item",
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
    "Publication",
    "Request",
    "Scheduled",
    "State",
    "Status",
    "Tag",
    "TagFollow",
    "User",
    "direct_of",
    "hashtag_channel",
    "home_of",
    "list_channel",
    "may_see",
    "notifications_of",
    "token_channel",
]
