"""What is about the API and needs no server: nothing here is sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, TypeAlias, TypeVar, overload

import mastodon_core

from .. import entities
from ..calls import Flow, RandomBytes, checked
from ..clients import flow
from .filters import FilterContext

# Named in texts, as otherwise they would be loaded with the package.
Filterable = TypeVar("Filterable", "entities.Status", "entities.Notification")
Pixels: TypeAlias = tuple[tuple[tuple[int, int, int], ...], ...]
LinearPixels: TypeAlias = tuple[tuple[tuple[float, float, float], ...], ...]


class HelperMethods:
    @overload
    def decode_blurhash(
        self,
        media: entities.MediaAttachment | entities.PreviewCard | str,
        size: tuple[int, int] = (32, 32),
        *,
        linear: Literal[False] = False,
    ) -> Pixels: ...
    @overload
    def decode_blurhash(
        self,
        media: entities.MediaAttachment | entities.PreviewCard | str,
        size: tuple[int, int] = (32, 32),
        *,
        linear: Literal[True],
    ) -> LinearPixels: ...
    @checked
    def decode_blurhash(
        self,
        media: entities.MediaAttachment | entities.PreviewCard | str,
        size: tuple[int, int] = (32, 32),
        *,
        linear: bool = False,
    ) -> Pixels | LinearPixels:
        """Draw the blurred preview of a picture from its blurhash.

        Args:
            media: The file, the card of a link, or the blurhash itself.
            size: Width and height in pixels, each 1 to 4096. A small picture,
                stretched by what shows it, looks the same and is made sooner.
            linear: Whether to give linear light from 0.0 to 1.0, to reckon with,
                and not sRGB.

        Returns:
            Rows of pixels from the top, each from the left, as red, green and blue:
            whole numbers from 0 to 255 in sRGB, as picture files hold them.

        Raises:
            ValueError: there is no blurhash, or one that is malformed: the message
                says how; or a size out of range.

        https://docs.joinmastodon.org/entities/MediaAttachment/#blurhash
        """
        from ..helpers._blurhash import Waves, to_srgb

        blurhash = media if isinstance(media, str) else media.blurhash
        if blurhash is None:
            raise ValueError("media has no blurhash")
        width, height = size
        light = Waves.of(blurhash).pixels(width, height)
        if linear:
            return light
        return tuple(
            tuple(
                (to_srgb(red), to_srgb(green), to_srgb(blue))
                for red, green, blue in row
            )
            for row in light
        )

    @checked
    def filters_apply(
        self,
        objects: Iterable[Filterable],
        filters: Iterable[entities.Filter | entities.FilterV1],
        context: FilterContext,
        now: datetime | None = None,
    ) -> tuple[Filterable, ...]:
        """Leave out the statuses, or notifications, that filters hide.

        A filter hides what it matches if its action is ``hide``; the filters of before
        Mastodon 4.0 always do. What matches one that warns or blurs stays: ask
        `filters_match` about it, and show it accordingly. Mastodon applies filters
        itself where it fills in ``filtered``; this is for other servers, for filters
        that are not saved, and for what was received before a filter was.

        Args:
            objects: Statuses or notifications, such as a page; a boost is as what it
                boosts.
            filters: Filters of either version.
            context: Where they are seen: ``home``, ``notifications``, ``public``,
                ``thread`` or ``account``. Filters that are for other places do
                nothing.
            now: The time, with a time zone: filters that ended before it do
                nothing. Without it, none counts as ended.

        Returns:
            Those that stay, in their order.

        Raises:
            ImportError: ``lxml`` is not installed.
            ValueError: there is no such context; ``now`` has no time zone.

        https://docs.joinmastodon.org/api/guidelines/#filters
        """
        from ..helpers._filtering import kept

        return kept(objects, filters, context, now)

    @checked
    def filters_match(
        self,
        object: entities.Status | entities.Notification,
        filters: Iterable[entities.Filter | entities.FilterV1],
        context: FilterContext,
        now: datetime | None = None,
    ) -> tuple[mastodon_core.FilterMatch, ...]:
        """Tell which filters a status or notification matches, and by what.

        A word is looked for in the text, the ``spoiler_text``, a poll's answers and
        the descriptions of files, in capitals or not. Where it must be a whole word,
        no letter, digit, mark or ``_`` may go before or after it. Quoted statuses
        stand for themselves, and a notification without a status matches nothing.

        Args:
            object: The status, or the notification about one; a boost is as what it
                boosts.
            filters: Filters of either version.
            context: Where it is seen: ``home``, ``notifications``, ``public``,
                ``thread`` or ``account``.
            now: The time, with a time zone: filters that ended before it do
                nothing. Without it, none counts as ended.

        Returns:
            The filters that it matches, in their order; none is an empty tuple.

        Raises:
            ImportError: ``lxml`` is not installed.
            ValueError: there is no such context; ``now`` has no time zone.

        https://docs.joinmastodon.org/api/guidelines/#filters
        """
        from ..helpers._filtering import matches

        return matches(object, filters, context, now)

    @checked
    def get_status_length(
        self,
        text: str,
        spoiler_text: str | None = None,
        instance: entities.Instance | entities.InstanceV1 | None = None,
    ) -> int:
        """Count the characters of a status as Mastodon does against its limit.

        A link counts 23, or what the instance says, and a mention counts without its
        domain. What a reader sees as one character counts one, such as an emoji of
        many parts. It may differ by a few where a link has an unknown top-level
        domain, or with rare scripts.

        Args:
            text: The text of the status.
            spoiler_text: What is shown in place of it, which counts as well.
            instance: What `instance` or `instance_v1` answered, for its count of a
                link.

        https://docs.joinmastodon.org/entities/Instance/#characters_reserved_per_url
        """
        from ..helpers._status_length import LINK_LENGTH, status_length

        configuration = instance.configuration if instance else None
        limits = configuration.statuses if configuration else None
        each = limits.characters_reserved_per_url if limits else None
        return status_length(
            text, spoiler_text or "", LINK_LENGTH if each is None else each
        )

    @flow
    def push_subscription_generate_keys(self) -> Flow[mastodon_core.PushKeys]:
        """Make the keys of a new push subscription; nothing is sent.

        Keep them: without them, what the subscription gets can't be read. The server
        is told ``p256dh`` and ``auth``.

        Raises:
            ImportError: ``cryptography`` is not installed.

        https://docs.joinmastodon.org/methods/push/#create
        """
        from ..helpers._web_push import RANDOM_BYTES, PushKeys

        return PushKeys.from_random((yield from RandomBytes(RANDOM_BYTES)))

    @checked
    def push_subscription_decrypt_push(
        self,
        data: bytes,
        keys: mastodon_core.PushKeys,
        encryption_header: str | None = None,
        crypto_key_header: str | None = None,
    ) -> entities.WebPushNotification:
        """Open a push message that came for a subscription.

        Args:
            data: The body of the request that came.
            keys: The keys of the subscription.
            encryption_header: Its header ``Encryption``; None if it has none, as
                with a subscription that is ``standard``, since Mastodon 4.4.
            crypto_key_header: Its header ``Crypto-Key``; needed with the other one.

        Raises:
            DecodeError: what was in it is no notification.
            ImportError: ``cryptography`` is not installed.
            PushError: these keys don't open it, or it is damaged.
            ValueError: ``crypto_key_header`` is missing.

        https://docs.joinmastodon.org/methods/push/#create
        """
        from ..decoding._json import Reader
        from ..helpers._web_push import decrypt

        text = decrypt(data, keys, encryption_header, crypto_key_header)
        return Reader().one(text, entities.WebPushNotification)
