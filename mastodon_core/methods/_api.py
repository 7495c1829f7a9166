"""All methods of the API in one class."""

from ._helpers import HelperMethods
from ._media_edit import MediaEditMethods
from .accounts import AccountMethods
from .admin import (
    AdminMethods,
)
from .announcements import AnnouncementMethods
from .annual_reports import AnnualReportMethods
from .apps import AppMethods
from .async_refreshes import AsyncRefreshMethods
from .blocks import BlockMethods
from .bookmarks import BookmarkMethods
from .collections import CollectionMethods
from .collections_alpha import CollectionAlphaMethods
from .conversations import ConversationMethods
from .custom_emojis import CustomEmojiMethods
from .directory import DirectoryMethods
from .discovery import DiscoveryMethods
from .domain_blocks import DomainBlockMethods
from .donation_campaigns import DonationCampaignMethods
from .emails import EmailMethods
from .endorsements import EndorsementMethods
from .favourites import FavouriteMethods
from .featured_tags import FeaturedTagMethods
from .filters import FilterMethods
from .follow_requests import FollowRequestMethods
from .followed_tags import FollowedTagMethods
from .grouped_notifications import GroupedNotificationMethods
from .health import HealthMethods
from .instance import InstanceMethods
from .lists import ListMethods
from .markers import MarkerMethods
from .media import MediaMethods
from .mutes import MuteMethods
from .notifications import NotificationMethods
from .notifications_alpha import NotificationAlphaMethods
from .oauth import OAuthMethods
from .oembed import OEmbedMethods
from .polls import PollMethods
from .preferences import PreferenceMethods
from .profile import ProfileMethods
from .proofs import ProofMethods
from .push import PushMethods
from .reports import ReportMethods
from .scheduled_statuses import ScheduledStatusMethods
from .search import SearchMethods
from .statuses import StatusMethods
from .streaming import StreamingMethods
from .suggestions import SuggestionMethods
from .tags import TagMethods
from .timelines import TimelineMethods
from .trends import TrendMethods


class API(
    AccountMethods,
    AdminMethods,
    AnnouncementMethods,
    AnnualReportMethods,
    AppMethods,
    AsyncRefreshMethods,
    BlockMethods,
    BookmarkMethods,
    CollectionAlphaMethods,
    CollectionMethods,
    ConversationMethods,
    CustomEmojiMethods,
    DirectoryMethods,
    DiscoveryMethods,
    DomainBlockMethods,
    DonationCampaignMethods,
    EmailMethods,
    EndorsementMethods,
    FavouriteMethods,
    FeaturedTagMethods,
    FilterMethods,
    FollowRequestMethods,
    FollowedTagMethods,
    GroupedNotificationMethods,
    HealthMethods,
    HelperMethods,
    InstanceMethods,
    ListMethods,
    MarkerMethods,
    MediaEditMethods,
    MediaMethods,
    MuteMethods,
    NotificationAlphaMethods,
    NotificationMethods,
    OAuthMethods,
    OEmbedMethods,
    PollMethods,
    PreferenceMethods,
    ProfileMethods,
    ProofMethods,
    PushMethods,
    ReportMethods,
    ScheduledStatusMethods,
    SearchMethods,
    StatusMethods,
    StreamingMethods,
    SuggestionMethods,
    TagMethods,
    TimelineMethods,
    TrendMethods,
):
    """Build API calls without sending them.

    An endpoint's method returns a `Request`, a flow's method a `Flow`.
    """
