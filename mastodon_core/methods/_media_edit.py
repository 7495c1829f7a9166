"""Changes to the media of a status that is already posted."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

from attrs import field, frozen

from .. import entities
from ..calls import HasId, Param, id_of


def focus_text(focus: tuple[float, float] | None) -> str | None:
    """Encode a focal point as ``x,y``."""
    if focus is None:
        return None
    expected = "focus must be two numbers from -1.0 to 1.0"
    try:
        is_within = len(focus) == 2 and all(-1.0 <= part <= 1.0 for part in focus)
    except TypeError:
        raise TypeError(f"{expected}, not {focus!r}") from None
    if not is_within:
        raise ValueError(f"{expected}, not {focus}")
    return ",".join(map(str, focus))


def _media_id(id: str | HasId) -> str:
    text = id_of("id", id)
    if not text:
        raise ValueError(f"id must be the id of a media attachment, not {text!r}")
    return text


@frozen
class MediaEdit:
    """Changes to one media attachment of a status, for ``status_update``.

    https://docs.joinmastodon.org/methods/statuses/#edit
    """

    id: str = field(converter=_media_id)
    """The id of the attachment, or the `entities.MediaAttachment` itself."""
    description: str | None = None
    """The alt text; an empty str removes it."""
    focus: tuple[float, float] | None = None
    """The focal point, which cropped previews keep in view: from left (-1.0) to right
    (1.0), from bottom (-1.0) to top (1.0)."""
    thumbnail: bytes | None = field(default=None, repr=False)
    """The bytes of an image to show for a video or audio file."""
    thumbnail_mime_type: str | None = None
    """The MIME type of the thumbnail, such as ``image/png``."""

    def __attrs_post_init__(self) -> None:
        focus_text(self.focus)
        thumbnail: object = self.thumbnail
        if thumbnail is not None and not isinstance(thumbnail, bytes):
            raise TypeError(
                f"thumbnail must be bytes of an image, not {type(thumbnail).__name__}"
            )
        if (self.thumbnail is None) != (self.thumbnail_mime_type is None):
            raise ValueError(
                "thumbnail and thumbnail_mime_type must be passed together"
            )

    def as_param(self) -> Mapping[str, Param]:
        """Encode as one item of ``media_attributes``, in JSON.

        The thumbnail is sent as a ``data:`` URL. A multipart form could only hold one
        edit: Rails would add the fields of the next ones to the last item.
        """
        thumbnail = None
        if self.thumbnail is not None:
            data = b64encode(self.thumbnail).decode()
            thumbnail = f"data:{self.thumbnail_mime_type};base64,{data}"
        return {
            "id": self.id,
            "description": self.description,
            "focus": focus_text(self.focus),
            "thumbnail": thumbnail,
        }


class MediaEditMethods:
    def generate_media_edit_attributes(
        self,
        id: str | entities.MediaAttachment,
        description: str | None = None,
        focus: tuple[float, float] | None = None,
        thumbnail: bytes | None = None,
        thumbnail_mime_type: str | None = None,
    ) -> MediaEdit:
        """Make a `MediaEdit`: changes to a media attachment, for ``status_update``.

        Nothing is sent. Values that are None stay unchanged. Since Mastodon 4.1, which
        changes only files that are also in the ``media_ids`` of the same call.

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
        return MediaEdit(id, description, focus, thumbnail, thumbnail_mime_type)
