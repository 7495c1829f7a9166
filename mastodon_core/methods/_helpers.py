"""Helper methods that work locally; none of them sends a request."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, TypeAlias, TypeVar, overload

from .. import entities, helpers
from ..calls import Flow, RandomBytes, checked
from ..clients import flow
from .filters import FilterContext

# Strings, as naming the classes here would load their modules at import time.
Filterable = TypeVar("Filterable", "entities.Status", "entities.Notification")
Pixels: TypeAlias = tuple[tuple[tuple[int, int, int], ...], ...]
"""Rows of pixels, each of which is red, green and blue from 0 to 255."""
LinearPixels: TypeAlias = tuple[tuple[tuple[float, float, float], ...], ...]
"""Rows of pixels, each of which is red, green and blue as linear light."""


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
        """Decode a blurhash into the pixels of a blurred preview.

        Args:
            media: The media attachment, the preview card, or the blurhash itself.
            size: Width and height in pixels, each 1 to 4096. A small image that is
                scaled up for display looks the same and is faster to compute.
            linear: Whether to return linear light from 0.0 to 1.0, for calculations,
                instead of sRGB.

        Returns:
            Rows of pixels from top to bottom, each row from left to right. A pixel is
            red, green and blue: integers from 0 to 255 in sRGB, as in image files.

        Raises:
            ValueError: ``media`` has no blurhash, the blurhash is malformed (the
                message says how), or ``size`` is out of range.

        https://docs.joinmastodon.org/entities/MediaAttachment/#blurhash
        """
        from ..helpers import Blurhash, to_srgb

        blurhash = media if isinstance(media, str) else media.blurhash
        if blurhash is None:
            raise ValueError("media has no blurhash")
        width, height = size
        light = Blurhash.parse(blurhash).pixels(width, height)
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
        """Remove the statuses or notifications that your filters hide.

        A filter hides its matches if its action is ``hide``; filters from before
        Mastodon 4.0 always do. Matches of ``warn`` and ``blur`` filters stay in the
        result: check them with `filters_match` and display them accordingly. Mastodon
        applies filters itself wherever it fills in ``filtered``. Use this method for
        other servers, for filters that are not saved, and for statuses that you
        received before a filter existed.

        Args:
            objects: Statuses or notifications, such as a page. A boost is matched like
                the status that it boosts.
            filters: Filters of either version.
            context: Where the objects are displayed: ``home``, ``notifications``,
                ``public``, ``thread`` or ``account``. Filters for other contexts are
                ignored.
            now: The current time, with a time zone. Filters that have expired by then
                are ignored; by default none counts as expired.

        Returns:
            The remaining objects, in the same order.

        Raises:
            ImportError: ``lxml`` is not installed.
            ValueError: ``context`` is not one of these, or ``now`` has no time zone.

        https://docs.joinmastodon.org/api/guidelines/#filters
        """
        from ..helpers import remove_hidden

        return remove_hidden(objects, filters, context, now)

    @checked
    def filters_match(
        self,
        object: entities.Status | entities.Notification,
        filters: Iterable[entities.Filter | entities.FilterV1],
        context: FilterContext,
        now: datetime | None = None,
    ) -> tuple[helpers.FilterMatch, ...]:
        """Find the filters that a status or notification matches, and the keywords.

        Keywords are searched for in the text, the content warning (``spoiler_text``),
        poll options and alt texts, ignoring case. A whole-word keyword matches only
        where no letter, digit, mark or ``_`` stands directly before or after it. The
        text of a quoted status is not searched, and a notification without a status
        matches nothing.

        Args:
            object: The status, or a notification about one. A boost is matched like the
                status that it boosts.
            filters: Filters of either version.
            context: Where the object is displayed: ``home``, ``notifications``,
                ``public``, ``thread`` or ``account``. Filters for other contexts are
                ignored.
            now: The current time, with a time zone. Filters that have expired by then
                are ignored; by default none counts as expired.

        Returns:
            The matching filters, in the order given; an empty tuple if none matches.

        Raises:
            ImportError: ``lxml`` is not installed.
            ValueError: ``context`` is not one of these, or ``now`` has no time zone.

        https://docs.joinmastodon.org/api/guidelines/#filters
        """
        from ..helpers import find_matches

        return find_matches(object, filters, context, now)

    @checked
    def get_status_length(
        self,
        text: str,
        spoiler_text: str | None = None,
        instance: entities.Instance | entities.InstanceV1 | None = None,
    ) -> int:
        """Count the characters of a status as Mastodon does for its limit.

        A link counts as 23 characters, or as many as the instance says. A mention
        counts without its domain. A grapheme cluster, such as an emoji made of several
        code points, counts as one. The count can be off by a few characters if a link
        has an unknown top-level domain, or for rare scripts.

        Args:
            text: The text of the status.
            spoiler_text: The content warning, which counts too.
            instance: The result of `instance` or `instance_v1`, to use its length of a
                link.

        https://docs.joinmastodon.org/entities/Instance/#characters_reserved_per_url
        """
        from ..helpers import LINK_LENGTH, status_length

        configuration = instance.configuration if instance else None
        limits = configuration.statuses if configuration else None
        each = limits.characters_reserved_per_url if limits else None
        return status_length(
            text, spoiler_text or "", LINK_LENGTH if each is None else each
        )

    @flow
    def push_subscription_generate_keys(self) -> Flow[helpers.PushKeys]:
        """Generate the keys for a new push subscription, without sending anything.

        Store the keys: you need them to decrypt the messages of the subscription. The
        server gets only ``p256dh`` and ``auth``.

        Raises:
            ImportError: ``cryptography`` is not installed.

        https://docs.joinmastodon.org/methods/push/#create
        """
        from ..helpers import RANDOM_BYTES, PushKeys

        return PushKeys.from_random((yield from RandomBytes(RANDOM_BYTES)))

    @checked
    def push_subscription_decrypt_push(
        self,
        data: bytes,
        keys: helpers.PushKeys,
        encryption_header: str | None = None,
        crypto_key_header: str | None = None,
    ) -> entities.WebPushNotification:
        """Decrypt a push message that arrived for a subscription.

        Args:
            data: The body of the push request.
            keys: The keys of the subscription.
            encryption_header: The ``Encryption`` header of the push request, or None if
                it has none, as with a ``standard`` subscription, available since
                Mastodon 4.4.
            crypto_key_header: The ``Crypto-Key`` header of the push request; required
                together with ``encryption_header``.

        Raises:
            DecodeError: the decrypted message is not a notification.
            ImportError: ``cryptography`` is not installed.
            PushError: the keys do not fit the message, or the message is damaged.
            ValueError: ``crypto_key_header`` is missing.

        https://docs.joinmastodon.org/methods/push/#create
        """
        from ..decoding import Reader
        from ..helpers import decrypt

        text = decrypt(data, keys, encryption_header, crypto_key_header)
        return Reader().parse(text, entities.WebPushNotification)
