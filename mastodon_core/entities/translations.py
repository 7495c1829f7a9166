"""Statuses in another language."""

from __future__ import annotations

from attrs import frozen

from ._types import Id
from .base import Entity


@frozen(kw_only=True)
class TranslationPollOption(Entity):
    """An answer of a poll in another language.

    https://docs.joinmastodon.org/entities/Translation/#Option
    """

    title: str


@frozen(kw_only=True)
class TranslationPoll(Entity):
    """A poll in another language.

    https://docs.joinmastodon.org/entities/Translation/#Poll
    """

    id: Id
    options: tuple[TranslationPollOption, ...]


@frozen(kw_only=True)
class TranslationAttachment(Entity):
    """The description of a file in another language.

    https://docs.joinmastodon.org/entities/Translation/#Attachment
    """

    id: Id
    """The file's."""
    description: str


@frozen(kw_only=True)
class Translation(Entity):
    """What a machine makes of a status in another language.

    What came with Mastodon 4.2 is None before.

    https://docs.joinmastodon.org/entities/Translation/
    """

    content: str
    """HTML, as in a status."""
    spoiler_text: str | None = None
    """Since Mastodon 4.2."""
    language: str | None = None
    """The language that it is in now, as ISO 639; since Mastodon 4.2."""
    poll: TranslationPoll | None = None
    """None if the status has none; since Mastodon 4.2."""
    media_attachments: tuple[TranslationAttachment, ...] | None = None
    """The descriptions of its files; since Mastodon 4.2."""
    detected_source_language: str | None = None
    """What the machine took it for, as ISO 639."""
    provider: str | None = None
    """Whose machine it is."""
