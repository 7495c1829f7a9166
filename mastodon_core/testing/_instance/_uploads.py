"""Uploads of media, with Mastodon's limits and processing time."""

from __future__ import annotations

from datetime import timedelta
from math import isfinite

from ._params import File, Params, hash_of, text, texts
from ._responses import invalid, unprocessable
from .state import Media, State, Status, User

IMAGES = (
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/heic",
    "image/heif",
    "image/webp",
    "image/avif",
)
VIDEOS = ("video/webm", "video/mp4", "video/quicktime", "video/ogg")
SOUNDS = (
    "audio/wave",
    "audio/wav",
    "audio/x-wav",
    "audio/x-pn-wave",
    "audio/vnd.wave",
    "audio/ogg",
    "audio/vorbis",
    "audio/mpeg",
    "audio/mp3",
    "audio/webm",
    "audio/flac",
    "audio/aac",
    "audio/m4a",
    "audio/x-m4a",
    "audio/mp4",
    "audio/3gpp",
    "video/x-ms-asf",
)
MAX_MEDIA = 4
_NOT_TOGETHER = {"video", "audio"}
IMAGE_LIMIT = 16 * 1024 * 1024
VIDEO_LIMIT = 99 * 1024 * 1024

# Images are ready at once; the processing of video and audio takes this long.
_PROCESSING = timedelta(seconds=2)


def upload(state: State, user: User, params: Params, *, wait: bool) -> Media:
    """Store an uploaded file.

    Args:
        wait: Finish processing before the response, as version 1 of the API does.

    Raises:
        ErrorResponse: the file is missing, too large, or of an unsupported type.
    """
    file = params.get("file")
    if not isinstance(file, File):
        raise invalid("File can't be blank")
    kind = _kind(file.type)
    if kind is None:
        raise invalid("File content type is invalid, File is invalid")
    limit = IMAGE_LIMIT if kind == "image" else VIDEO_LIMIT
    if len(file.data) > limit:
        too_large = f"must be less than {limit // 1024 // 1024} MB"
        raise invalid(f"File file size {too_large}, File {too_large}")
    at_once = wait or kind == "image"
    media = Media(
        state.next_id(),
        user,
        kind,
        file.type,
        len(file.data),
        text(params, "description"),
        _focus(text(params, "focus")),
        state.now if at_once else state.now + _PROCESSING,
        _dimensions(file.data),
    )
    state.media.append(media)
    return media


def attachable(
    state: State, user: User, params: Params, edited: Status | None = None
) -> list[Media]:
    """Find the media attachments for a status, in the order of ``media_ids``.

    Args:
        edited: The status being edited, whose own attachments are allowed too.

    Raises:
        ErrorResponse: they can't be attached to one status.
    """
    ids = texts(params, "media_ids") or []
    if not ids:
        return []
    if len(ids) > MAX_MEDIA or hash_of(params, "poll"):
        raise unprocessable("Cannot attach more than 4 files")
    own = [state.own_media(user, id) for id in dict.fromkeys(ids)]
    media = [item for item in own if item and item.status in {None, edited}]
    missing = [id for id in ids if id not in {item.id for item in media}]
    # An edit ignores missing attachments.
    if missing and edited is None:
        raise unprocessable(
            f"Media {', '.join(missing)} not found or already attached to another post"
        )
    if len(media) > 1 and any(item.type in _NOT_TOGETHER for item in media):
        raise unprocessable(
            "Cannot attach a video to a post that already contains images"
        )
    if any(item.ready_at > state.now for item in media):
        raise unprocessable(
            "Cannot attach files that have not finished processing."
            " Try again in a moment!"
        )
    return media


def description_limit(version: tuple[int, ...]) -> int:
    """The highest number of characters in alt text."""
    return 10_000 if version >= (4, 6) else 1500


def check_description(given: Params, version: tuple[int, ...]) -> None:
    """Refuse alt text that is too long for this version of Mastodon."""
    longest = description_limit(version)
    if len(text(given, "description") or "") > longest:
        raise invalid(f"Description is too long (maximum is {longest} characters)")


def update_media(media: Media, given: Params) -> None:
    """Change alt text and focal point; a thumbnail is accepted and ignored."""
    if (description := text(given, "description")) is not None:
        media.description = description
    if (focus := text(given, "focus")) is not None:
        media.focus = _focus(focus)


def _kind(mime_type: str) -> str | None:
    if mime_type == "image/gif":
        return "gifv"
    kinds = (("image", IMAGES), ("video", VIDEOS), ("audio", SOUNDS))
    return next((kind for kind, types in kinds if mime_type in types), None)


def _focus(given: str | None) -> tuple[float, float] | None:
    try:
        x, y = (float(part) for part in (given or "").split(","))
    except ValueError:
        return None
    if not (isfinite(x) and isfinite(y)):
        return None
    return max(-1.0, min(1.0, x)), max(-1.0, min(1.0, y))


def _dimensions(data: bytes) -> tuple[int, int] | None:
    """Read width and height of a PNG or GIF from its first bytes."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = data[16:20], data[20:24]
        found = int.from_bytes(width, "big"), int.from_bytes(height, "big")
    elif data[:6] in {b"GIF87a", b"GIF89a"} and len(data) >= 10:
        found = (
            int.from_bytes(data[6:8], "little"),
            int.from_bytes(data[8:10], "little"),
        )
    else:
        return None
    return found if all(found) else None
