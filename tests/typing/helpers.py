"""The helpers that send nothing, for mypy and pyright."""

from typing import assert_type

from mastodon_core import (
    API,
    AsyncMastodon,
    BlockingMastodon,
    FilterMatch,
    Flow,
    MediaEdit,
    Page,
    PushKeys,
    entities,
    text_of,
)
from mastodon_core.entities import MediaAttachment


def helped(
    api: API, blocking: BlockingMastodon, trio: AsyncMastodon, file: MediaAttachment
) -> None:
    assert_type(api.generate_media_edit_attributes("7"), MediaEdit)
    assert_type(blocking.generate_media_edit_attributes(file), MediaEdit)
    assert_type(trio.generate_media_edit_attributes(file, "a cat"), MediaEdit)
    MediaEdit(file, focus=(0, 0.5))
    MediaEdit(7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def pure(
    api: API,
    mastodon: BlockingMastodon,
    page: Page[entities.Status],
    told: Page[entities.Notification],
    rules: Page[entities.Filter],
    old: Page[entities.FilterV1],
) -> None:
    assert_type(api.filters_apply(page, rules, "home"), tuple[entities.Status, ...])
    assert_type(
        mastodon.filters_apply(told, old, "notifications"),
        tuple[entities.Notification, ...],
    )
    assert_type(api.filters_match(page[0], rules, "home"), tuple[FilterMatch, ...])
    assert_type(mastodon.get_status_length("hi"), int)
    assert_type(text_of("<p>hi</p>"), str)
    assert_type(
        api.decode_blurhash("000000"), tuple[tuple[tuple[int, int, int], ...], ...]
    )
    assert_type(
        api.decode_blurhash("000000", linear=True),
        tuple[tuple[tuple[float, float, float], ...], ...],
    )
    api.filters_apply(page, rules, "everywhere")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    api.decode_blurhash(7)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]


async def push(api: API, mastodon: BlockingMastodon, trio: AsyncMastodon) -> None:
    assert_type(api.push_subscription_generate_keys(), Flow[PushKeys])
    assert_type(mastodon.push_subscription_generate_keys(), PushKeys)
    keys = await trio.push_subscription_generate_keys()
    assert_type(keys, PushKeys)
    assert_type(
        trio.push_subscription_decrypt_push(b"", keys), entities.WebPushNotification
    )
