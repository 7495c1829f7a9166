"""Uploaded files."""

from __future__ import annotations

from attrs import frozen

from ..state import Media
from ._base import Json, Rendering


@frozen
class MediaAttachments(Rendering):
    def media(self, media: Media) -> Json:
        ready = media.ready_at <= self.state.now
        place = f"{self.base_url}/system/media_attachments/files/{media.id}"
        url = f"{place}/original.{media.mime_type.rpartition('/')[2]}"
        meta: Json = {}
        if media.dimensions is not None:
            width, height = media.dimensions
            size = {"width": width, "height": height, "size": f"{width}x{height}"}
            meta["original"] = {**size, "aspect": width / height}
            meta["small"] = meta["original"]
        if media.focus is not None:
            meta["focus"] = {"x": media.focus[0], "y": media.focus[1]}
        return {
            "id": media.id,
            "type": media.type,
            "url": url if ready else None,
            "preview_url": f"{place}/small.png" if ready else None,
            "remote_url": None,
            "preview_remote_url": None,
            "text_url": None,
            "meta": meta or None,
            "description": media.description,
            "blurhash": "U00000fQfQfQfQfQfQfQfQfQfQfQfQfQfQfQ" if ready else None,
        }
