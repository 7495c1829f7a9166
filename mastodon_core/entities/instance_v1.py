"""Information about a server, as before Mastodon 4.0."""

from __future__ import annotations

from attrs import frozen

from ._types import IntOrText
from .accounts import Account
from .base import Entity
from .instance import InstanceConfigurationPolls, InstanceConfigurationStatuses
from .rules import Rule


@frozen(kw_only=True)
class InstanceV1Urls(Entity):
    """URLs of a server other than its API.

    https://docs.joinmastodon.org/entities/V1_Instance/
    """

    streaming_api: str | None = None


@frozen(kw_only=True)
class InstanceV1Stats(Entity):
    """Statistics of a server.

    https://docs.joinmastodon.org/entities/V1_Instance/
    """

    user_count: IntOrText | None = None
    status_count: IntOrText | None = None
    domain_count: IntOrText | None = None


@frozen(kw_only=True)
class InstanceV1ConfigurationAccounts(Entity):
    """Limits for profiles.

    https://docs.joinmastodon.org/entities/V1_Instance/
    """

    max_featured_tags: int | None = None


@frozen(kw_only=True)
class InstanceV1ConfigurationStatuses(InstanceConfigurationStatuses):
    """Limits for statuses.

    https://docs.joinmastodon.org/entities/V1_Instance/
    """


@frozen(kw_only=True)
class InstanceV1ConfigurationMediaAttachments(Entity):
    """Limits for uploads; sizes in bytes, matrices in pixels.

    https://docs.joinmastodon.org/entities/V1_Instance/
    """

    supported_mime_types: tuple[str, ...] | None = None
    image_size_limit: int | None = None
    image_matrix_limit: int | None = None
    video_size_limit: int | None = None
    video_frame_rate_limit: int | None = None
    video_matrix_limit: int | None = None


@frozen(kw_only=True)
class InstanceV1ConfigurationPolls(InstanceConfigurationPolls):
    """Limits for polls; times in seconds.

    https://docs.joinmastodon.org/entities/V1_Instance/
    """


@frozen(kw_only=True)
class InstanceV1Configuration(Entity):
    """The limits of a server.

    https://docs.joinmastodon.org/entities/V1_Instance/
    """

    accounts: InstanceV1ConfigurationAccounts | None = None
    statuses: InstanceV1ConfigurationStatuses | None = None
    media_attachments: InstanceV1ConfigurationMediaAttachments | None = None
    polls: InstanceV1ConfigurationPolls | None = None


@frozen(kw_only=True)
class InstanceV1(Entity):
    """A server, as described before Mastodon 4.0.

    https://docs.joinmastodon.org/entities/V1_Instance/
    """

    uri: str
    """The domain."""
    title: str | None = None
    short_description: str | None = None
    description: str | None = None
    """HTML."""
    email: str | None = None
    version: str | None = None
    urls: InstanceV1Urls | None = None
    stats: InstanceV1Stats | None = None
    thumbnail: str | None = None
    languages: tuple[str, ...] | None = None
    registrations: bool | None = None
    approval_required: bool | None = None
    invites_enabled: bool | None = None
    configuration: InstanceV1Configuration | None = None
    contact_account: Account | None = None
    rules: tuple[Rule, ...] | None = None
