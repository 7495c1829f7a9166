"""Changes to the media of a status that is already posted."""

from __future__ import annotations

from .. import entities
from ..calls import checked
from . import arguments


class MediaEditMethods:
    @checked
    def generate_media_edit_attributes(
        self,
        id: str | entities.MediaAttachment,
        description: str | None = None,
        focus: tuple[float, float] | None = None,
        thumbnail: bytes | None = None,
        thumbnail_mime_type: str | None = None,
    ) -> arguments.MediaEdit:
        """Make a `MediaEdit`: changes to a media attachment, for ``status_update``.

        Nothing is sent. Values that are None stay unchanged. Since Mastodon 4.1.

        Args:
            id: The attachment, or its id.
            description: The alt text; an empty str removes it.
            focus: The focal point, which cropped previews keep in view: from left
                (-1.0) to right (1.0), from bottom (-1.0) to top (1.0).
            thumbnail: The bytes of an image to show for a video or audio file.
            thumbnail_mime_type: The MIME type of the thumbnail, such as ``image/png``;
                required with ``thumbnail``.

        Raises:
            TypeError: ``id`` is a number, or ``thumbnail`` is not bytes.
            ValueError: ``id`` is empty, ``focus`` is out of range, or only one of
                ``thumbnail`` and ``thumbnail_mime_type`` is given.

        https://docs.joinmastodon.org/methods/statuses/#edit
        """
        return arguments.MediaEdit(
            id, description, focus, thumbnail, thumbnail_mime_type
        )
