"""The helpers that send nothing, for mypy and pyright."""

from typing import assert_type

from mastodon_core import API, AsyncMastodon, BlockingMastodon, MediaEdit
from mastodon_core.entities import MediaAttachment


def helped(
    api: API, blocking: BlockingMastodon, trio: AsyncMastodon, file: MediaAttachment
) -> None:
    assert_type(api.generate_media_edit_attributes("7"), MediaEdit)
    assert_type(blocking.generate_media_edit_attributes(file), MediaEdit)
    assert_type(trio.generate_media_edit_attributes(file, "a cat"), MediaEdit)
    MediaEdit(file, focus=(0, 0.5))
    MediaEdit(7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
