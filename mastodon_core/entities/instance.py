"""Servers, since Mastodon 4.0."""

from __future__ import annotations

from attrs import frozen

from .._types import OpenEnum
from .accounts import Account
from .rules import Rule


class FeedAccess(OpenEnum):
    """Who may read a timeline."""

    PUBLIC = "public"
    AUTHENTICATED = "authenticated"
    DISABLED = "disabled"


@frozen(kw_only=True)
class InstanceIcon:
    """The icon of a server in one size.

    https://docs.joinmastodon.org/entities/Instance/#InstanceIcon
    """

    src: str
    size: str


@frozen(kw_only=True)
class InstanceUsageUsers:
    """How many use a server.

    https://docs.joinmastodon.org/entities/Instance/
    """

    active_month: int | None = None


@frozen(kw_only=True)
class InstanceUsage:
    """How much a server is used.

    https://docs.joinmastodon.org/entities/Instance/
    """

    users: InstanceUsageUsers


@frozen(kw_only=True)
class InstanceThumbnailVersions:
    """The picture of a server for screens of other densities.

    https://docs.joinmastodon.org/entities/Instance/
    """

    at_1x: str | None = None
    at_2x: str | None = None


@frozen(kw_only=True)
class InstanceThumbnail:
    """The picture of a server.

    https://docs.joinmastodon.org/entities/Instance/
    """

    url: str
    description: str | None = None
    blurhash: str | None = None
    versions: InstanceThumbnailVersions | None = None


@frozen(kw_only=True)
class InstanceConfigurationFeedAccess:
    """Who may read one kind of timeline.

    https://docs.joinmastodon.org/entities/Instance/
    """

    local: FeedAccess
    remote: FeedAccess


@frozen(kw_only=True)
class InstanceConfigurationTimelinesAccess:
    """Who may read the public timelines.

    https://docs.joinmastodon.org/entities/Instance/
    """

    live_feeds: InstanceConfigurationFeedAccess
    hashtag_feeds: InstanceConfigurationFeedAccess
    trending_link_feeds: InstanceConfigurationFeedAccess


@frozen(kw_only=True)
class InstanceConfigurationUrls:
    """Addresses of a server beside its API.

    https://docs.joinmastodon.org/entities/Instance/
    """

    streaming: str | None = None
    status: str | None = None
    about: str | None = None
    privacy_policy: str | None = None
    terms_of_service: str | None = None


@frozen(kw_only=True)
class InstanceConfigurationVapid:
    """The key for web push.

    https://docs.joinmastodon.org/entities/Instance/
    """

    public_key: str | None = None


@frozen(kw_only=True)
class InstanceConfigurationAccounts:
    """Limits of profiles.

    https://docs.joinmastodon.org/entities/Instance/
    """

    max_display_name_length: int | None = None
    max_note_length: int | None = None
    max_avatar_description_length: int | None = None
    max_header_description_length: int | None = None
    max_featured_tags: int | None = None
    max_pinned_statuses: int | None = None
    max_profile_fields: int | None = None
    profile_field_name_limit: int | None = None
    profile_field_value_limit: int | None = None


@frozen(kw_only=True)
class InstanceConfigurationStatuses:
    """Limits of statuses.

    https://docs.joinmastodon.org/entities/Instance/
    """

    max_characters: int | None = None
    max_media_attachments: int | None = None
    characters_reserved_per_url: int | None = None
    """What each link counts."""


@frozen(kw_only=True)
class InstanceConfigurationMediaAttachments:
    """Limits of uploads; sizes in bytes, matrices in pixels.

    https://docs.joinmastodon.org/entities/Instance/
    """

    supported_mime_types: tuple[str, ...] | None = None
    description_limit: int | None = None
    image_size_limit: int | None = None
    image_matrix_limit: int | None = None
    video_size_limit: int | None = None
    video_frame_rate_limit: int | None = None
    video_matrix_limit: int | None = None


@frozen(kw_only=True)
class InstanceConfigurationPolls:
    """Limits of polls; times in seconds.

    https://docs.joinmastodon.org/entities/Instance/
    """

    max_options: int | None = None
    max_characters_per_option: int | None = None
    min_expiration: int | None = None
    max_expiration: int | None = None


@frozen(kw_only=True)
class InstanceConfigurationTranslation:
    """Whether statuses can be translated.

    https://docs.joinmastodon.org/entities/Instance/
    """

    enabled: bool | None = None


@frozen(kw_only=True)
class InstanceConfiguration:
    """The limits and addresses of a server.

    https://docs.joinmastodon.org/entities/Instance/
    """

    urls: InstanceConfigurationUrls | None = None
    vapid: InstanceConfigurationVapid | None = None
    accounts: InstanceConfigurationAccounts | None = None
    statuses: InstanceConfigurationStatuses | None = None
    media_attachments: InstanceConfigurationMediaAttachments | None = None
    polls: InstanceConfigurationPolls | None = None
    translation: InstanceConfigurationTranslation | None = None
    timelines_access: InstanceConfigurationTimelinesAccess | None = None
    limited_federation: bool | None = None


@frozen(kw_only=True)
class InstanceRegistrations:
    """Whether and how one can sign up.

    https://docs.joinmastodon.org/entities/Instance/
    """

    enabled: bool
    approval_required: bool | None = None
    reason_required: bool | None = None
    message: str | None = None
    """HTML to show while nobody can sign up."""
    min_age: int | None = None
    """Years."""
    url: str | None = None


@frozen(kw_only=True)
class InstanceApiVersions:
    """The versions of the APIs that a server speaks.

    https://docs.joinmastodon.org/entities/Instance/
    """

    mastodon: int | None = None
    """Counts up with each change of the API."""


@frozen(kw_only=True)
class InstanceContact:
    """Whom to ask about a server.

    https://docs.joinmastodon.org/entities/Instance/
    """

    email: str | None = None
    account: Account | None = None


@frozen(kw_only=True)
class Instance:
    """A server: its name, rules, limits and abilities.

    https://docs.joinmastodon.org/entities/Instance/
    """

    domain: str
    title: str
    version: str
    """Of whatever software it is; not made for comparing."""
    source_url: str | None = None
    description: str | None = None
    wrapstodon: int | None = None
    usage: InstanceUsage | None = None
    thumbnail: InstanceThumbnail | None = None
    icon: tuple[InstanceIcon, ...] | None = None
    languages: tuple[str, ...] | None = None
    """As ISO 639."""
    configuration: InstanceConfiguration | None = None
    registrations: InstanceRegistrations | None = None
    api_versions: InstanceApiVersions | None = None
    contact: InstanceContact | None = None
    rules: tuple[Rule, ...] | None = None
