"""Changes to the files of a status that is posted already."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

from attrs import field, frozen

from .. import entities
from ..calls import HasId, Param, id_of


def focus_text(focus: tuple[float, float] | None) -> str | None:
    """Spell a focal point as servers read it."""
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


def _id(id: str | HasId) -> str:
    taken = id_of("id", id)
    if not taken:
        raise ValueError("id must name a file of the status")
    return taken


@frozen
class MediaEdit:
    """What to change about a file of a status, for ``status_update``.

    https://docs.joinmastodon.org/methods/statuses/#edit
    """

    id: str = field(converter=_id)
    """The file's, or the `entities.MediaAttachment` itself."""
    description: str | None = None
    """For those who do not see it; an empty one takes the old one away."""
    focus: tuple[float, float] | None = None
    """The point that a cropped preview keeps: from left (-1.0) to right (1.0), from
    bottom (-1.0) to top (1.0)."""
    thumbnail: bytes | None = field(default=None, repr=False)
    """A picture to show for a video or sound."""
    thumbnail_mime_type: str | None = None
    """The picture's type, such as ``image/png``."""

    def __attrs_post_init__(self) -> None:
        focus_text(self.focus)
        thumbnail: object = self.thumbnail
        if thumbnail is not None and not isinstance(thumbnail, bytes):
            raise TypeError(
                f"thumbnail must be the picture's bytes, not {type(thumbnail).__name__}"
            )
        if (self.thumbnail is None) != (self.thumbnail_mime_type is None):
            raise ValueError("thumbnail and thumbnail_mime_type go together")

    def as_param(self) -> Mapping[str, Param]:
        """Spell it as one of ``media_attributes``, in JSON.

        The picture goes as a ``data:`` URL. In a form with files it could not go with
        more than one file: Rails takes what follows for a part of the last of them.
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
        """Say what to change about a file of a status, for ``status_update``.

        Nothing is sent. What is None stays as it is. Since Mastodon 4.1, which
        changes only files that are also among the ``media_ids`` of the same call.

        Args:
            id: The file, or its id.
            description: For those who do not see it; an empty one takes the old one
                away.
            focus: The point that a cropped preview keeps: from left (-1.0) to right
                (1.0), from bottom (-1.0) to top (1.0).
            thumbnail: A picture to show for a video or sound: its bytes.
            thumbnail_mime_type: The picture's type, such as ``image/png``; needed
                with ``thumbnail``.

        Raises:
            TypeError: ``id`` is a number, ``thumbnail`` is not bytes.
            ValueError: ``id`` is empty, ``focus`` is out of range, or one of
                ``thumbnail`` and its type is missing.

        https://docs.joinmastodon.org/methods/statuses/#edit
        """
        return MediaEdit(id, description, focus, thumbnail, thumbnail_mime_type)
