"""A change to the media of a status."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

from attrs import field, frozen

from ...calls import HasId, Param, checked_fields, id_of
from ...http import check_mime_type
from ...values import plain_text
from .._files import focus_text


def _media_id(id: str | HasId) -> str:
    text = id_of("id", id)
    if text is None:
        raise TypeError("id must be a str or a MediaAttachment, not NoneType")
    if not text:
        raise ValueError("id must be the id of a media attachment, not ''")
    return text


@frozen(field_transformer=checked_fields)
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
        if thumbnail == b"":
            raise ValueError("thumbnail must be bytes of an image; it is empty")
        if self.thumbnail_mime_type is not None:
            check_mime_type("thumbnail_mime_type", self.thumbnail_mime_type)
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
        kind = self.thumbnail_mime_type
        if self.thumbnail is not None and kind is not None:
            data = b64encode(self.thumbnail).decode()
            thumbnail = f"data:{plain_text(kind)};base64,{data}"
        return {
            "id": self.id,
            "description": self.description,
            "focus": focus_text(self.focus),
            "thumbnail": thumbnail,
        }
