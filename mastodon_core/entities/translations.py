"""Translations of statuses."""

from __future__ import annotations

from attrs import frozen

from ._types import Id
from .base import Entity


@frozen(kw_only=True)
class TranslationPollOption(Entity):
    """A translated option of a poll.

    https://docs.joinmastodon.org/entities/Translation/#Option
    """

    title: str


@frozen(kw_only=True)
class TranslationPoll(Entity):
    """A translated poll.

    https://docs.joinmastodon.org/entities/Translation/#Poll
    """

    id: Id
    options: tuple[TranslationPollOption, ...]


@frozen(kw_only=True)
class TranslationAttachment(Entity):
    """The translated alt text of a media attachment.

    https://docs.joinmastodon.org/entities/Translation/#Attachment
    """

    id: Id
    """The id of the media attachment."""
    description: str


@frozen(kw_only=True)
class Translation(Entity):
    """A machine translation of a status.

    Fields that Mastodon 4.2 added are None on older servers.

    https://docs.joinmastodon.org/entities/Translation/
    """

    content: str
    """HTML, as in a status."""
    spoiler_text: str | None = None
    """Since Mastodon 4.2."""
    language: str | None = None
    """The target language, an ISO 639 code; since Mastodon 4.2."""
    poll: TranslationPoll | None = None
    """None if the status has no poll; since Mastodon 4.2."""
    media_attachments: tuple[TranslationAttachment, ...] | None = None
    """The alt text of each media attachment; since Mastodon 4.2."""
    detected_source_language: str | None = None
    """The detected language of the original, an ISO 639 code."""
    provider: str | None = None
    """The translation service."""
