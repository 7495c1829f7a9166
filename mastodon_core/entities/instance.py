"""Information about a server, since Mastodon 4.0."""

from __future__ import annotations

from datetime import date, datetime

from attrs import frozen

from ._types import Numeric, OpenEnum, TextTimestamp
from .accounts import Account
from .base import Entity
from .rules import Rule


class DomainBlockSeverity(OpenEnum):
    """How strictly a domain is blocked."""

    SILENCE = "silence"
    SUSPEND = "suspend"


class FeedAccess(OpenEnum):
    """Access to a timeline."""

    PUBLIC = "public"
    AUTHENTICATED = "authenticated"
    DISABLED = "disabled"


@frozen(kw_only=True)
class InstanceIcon(Entity):
    """The icon of a server in one size.

    https://docs.joinmastodon.org/entities/Instance/#InstanceIcon
    """

    src: str
    size: str


@frozen(kw_only=True)
class InstanceUsageUsers(Entity):
    """User counts of a server.

    https://docs.joinmastodon.org/entities/Instance/
    """

    active_month: int | None = None


@frozen(kw_only=True)
class InstanceUsage(Entity):
    """Usage statistics of a server.

    https://docs.joinmastodon.org/entities/Instance/
    """

    users: InstanceUsageUsers


@frozen(kw_only=True)
class InstanceThumbnailVersions(Entity):
    """The image of a server for screens of different pixel densities.

    https://docs.joinmastodon.org/entities/Instance/
    """

    at_1x: str | None = None
    at_2x: str | None = None


@frozen(kw_only=True)
class InstanceThumbnail(Entity):
    """The image of a server.

    https://docs.joinmastodon.org/entities/Instance/
    """

    url: str
    description: str | None = None
    blurhash: str | None = None
    versions: InstanceThumbnailVersions | None = None


@frozen(kw_only=True)
class InstanceConfigurationFeedAccess(Entity):
    """Access to one kind of timeline.

    https://docs.joinmastodon.org/entities/Instance/
    """

    local: FeedAccess
    remote: FeedAccess


@frozen(kw_only=True)
class InstanceConfigurationTimelinesAccess(Entity):
    """Access to the public timelines.

    https://docs.joinmastodon.org/entities/Instance/
    """

    live_feeds: InstanceConfigurationFeedAccess
    hashtag_feeds: InstanceConfigurationFeedAccess
    trending_link_feeds: InstanceConfigurationFeedAccess


@frozen(kw_only=True)
class InstanceConfigurationUrls(Entity):
    """URLs of a server other than its API.

    https://docs.joinmastodon.org/entities/Instance/
    """

    streaming: str | None = None
    status: str | None = None
    about: str | None = None
    privacy_policy: str | None = None
    terms_of_service: str | None = None


@frozen(kw_only=True)
class InstanceConfigurationVapid(Entity):
    """The VAPID key for Web Push.

    https://docs.joinmastodon.org/entities/Instance/
    """

    public_key: str | None = None


@frozen(kw_only=True)
class InstanceConfigurationAccounts(Entity):
    """Limits for profiles.

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
class InstanceConfigurationStatuses(Entity):
    """Limits for statuses.

    https://docs.joinmastodon.org/entities/Instance/
    """

    max_characters: int | None = None
    max_media_attachments: int | None = None
    characters_reserved_per_url: int | None = None
    """The number of characters that each URL counts as."""


@frozen(kw_only=True)
class InstanceConfigurationMediaAttachments(Entity):
    """Limits for uploads; sizes in bytes, matrices in pixels.

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
class InstanceConfigurationPolls(Entity):
    """Limits for polls; times in seconds.

    https://docs.joinmastodon.org/entities/Instance/
    """

    max_options: int | None = None
    max_characters_per_option: int | None = None
    min_expiration: int | None = None
    max_expiration: int | None = None


@frozen(kw_only=True)
class InstanceConfigurationTranslation(Entity):
    """Whether statuses can be translated.

    https://docs.joinmastodon.org/entities/Instance/
    """

    enabled: bool | None = None


@frozen(kw_only=True)
class InstanceConfiguration(Entity):
    """The limits and URLs of a server.

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
class InstanceRegistrations(Entity):
    """Whether users can sign up, and under which conditions.

    https://docs.joinmastodon.org/entities/Instance/
    """

    enabled: bool
    approval_required: bool | None = None
    reason_required: bool | None = None
    message: str | None = None
    """HTML to show while sign-ups are closed."""
    min_age: int | None = None
    """In years."""
    url: str | None = None


@frozen(kw_only=True)
class InstanceApiVersions(Entity):
    """The versions of the APIs that a server supports.

    https://docs.joinmastodon.org/entities/Instance/
    """

    mastodon: int | None = None
    """A number that increases with each change of the API."""


@frozen(kw_only=True)
class InstanceContact(Entity):
    """Contact details for questions about a server.

    https://docs.joinmastodon.org/entities/Instance/
    """

    email: str | None = None
    account: Account | None = None


@frozen(kw_only=True)
class Instance(Entity):
    """A server: its name, rules, limits and features.

    https://docs.joinmastodon.org/entities/Instance/
    """

    domain: str
    title: str
    version: str
    """The version of the server's software, in its own format: not meant for
    comparing."""
    source_url: str | None = None
    description: str | None = None
    wrapstodon: int | None = None
    usage: InstanceUsage | None = None
    thumbnail: InstanceThumbnail | None = None
    icon: tuple[InstanceIcon, ...] | None = None
    languages: tuple[str, ...] | None = None
    """ISO 639 codes."""
    configuration: InstanceConfiguration | None = None
    registrations: InstanceRegistrations | None = None
    api_versions: InstanceApiVersions | None = None
    contact: InstanceContact | None = None
    rules: tuple[Rule, ...] | None = None


@frozen(kw_only=True)
class InstanceActivity(Entity):
    """The activity on a server in one week.

    https://docs.joinmastodon.org/methods/instance/#activity
    """

    week: TextTimestamp
    """The start of the week."""
    statuses: Numeric
    logins: Numeric
    registrations: Numeric


@frozen(kw_only=True)
class DomainBlock(Entity):
    """A domain that a server blocks for all its users.

    https://docs.joinmastodon.org/entities/DomainBlock/
    """

    domain: str
    """Some letters may be replaced by asterisks."""
    digest: str
    """The SHA-256 digest of the full domain in hexadecimal."""
    severity: DomainBlockSeverity
    comment: str | None = None
    """The reason; None if the server does not give one."""


@frozen(kw_only=True)
class ExtendedDescription(Entity):
    """The long description of a server.

    https://docs.joinmastodon.org/entities/ExtendedDescription/
    """

    updated_at: datetime | None = None
    """None if the server has no long description."""
    content: str
    """HTML."""


@frozen(kw_only=True)
class PrivacyPolicy(Entity):
    """The privacy policy of a server.

    https://docs.joinmastodon.org/entities/PrivacyPolicy/
    """

    updated_at: datetime
    content: str
    """HTML."""


@frozen(kw_only=True)
class TermsOfService(Entity):
    """The terms of service of a server.

    https://docs.joinmastodon.org/entities/TermsOfService/
    """

    effective_date: date | None = None
    """When the terms take effect, or took effect."""
    effective: bool
    """Whether the terms are in effect now."""
    content: str
    """HTML."""
    succeeded_by: date | None = None
    """When newer terms take effect; None if there aren't any."""


@frozen(kw_only=True)
class Language(Entity):
    """A language that statuses may be written in."""

    code: str
    """An ISO 639 code."""
    name: str
    """In the language of the response."""


@frozen(kw_only=True)
class Invite(Entity):
    """An invite code, and the server that it is for."""

    invite_code: str
    instance_api_url: str
    """The URL of the server's `instance` endpoint."""
