"""Files to upload, with their names and MIME types."""

from __future__ import annotations

from io import TextIOBase
from os import PathLike, fspath
from os.path import basename, splitext
from typing import BinaryIO, TypeAlias

from attrs import Factory, field, frozen

File: TypeAlias = bytes | str | PathLike[str] | BinaryIO
"""The data as bytes, a file name as str or path, or a file opened in binary mode."""

# The types that Mastodon accepts. The standard library's table reads files.
_TYPES = {
    ".3gp": "video/3gpp",
    ".aac": "audio/aac",
    ".avif": "image/avif",
    ".flac": "audio/flac",
    ".gif": "image/gif",
    ".heic": "image/heic",
    ".heif": "image/heif",
    ".jfif": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".m4a": "audio/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".png": "image/png",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".webp": "image/webp",
    ".wma": "audio/x-ms-wma",
}


def _start_position(content: File) -> int:
    if isinstance(content, bytes | str | PathLike):
        return 0
    # The position in a file opened in text mode is not one in bytes.
    if isinstance(content, TextIOBase) or not hasattr(content, "read"):
        raise TypeError(
            "a file must be bytes, a file name, or a file opened in binary mode,"
            f" not {type(content).__name__}"
        )
    try:
        return content.tell()
    except (AttributeError, OSError, ValueError):
        raise ValueError(
            "an open file must be seekable, as a retry reads it again;"
            " read it into bytes first"
        ) from None


@frozen
class FileSource:
    """A file to upload: bytes, a file name, or an open file from its position on.

    Raises:
        TypeError: it is anything else, or open in text mode.
        ValueError: the open file is not seekable.
    """

    content: File = field(repr=lambda content: f"<{type(content).__name__}>")
    mime_type: str | None = None
    file_name: str | None = None
    start: int = field(
        init=False,
        repr=False,
        default=Factory(lambda self: _start_position(self.content), takes_self=True),
    )

    @property
    def name(self) -> str:
        """The file name to send: ``file_name``, else the file's own, else ``file``."""
        if self.file_name:
            return self.file_name
        content = self.content
        if isinstance(content, str | PathLike):
            return basename(fspath(content))
        # The name of a file that was opened by descriptor is a number.
        name: object = getattr(content, "name", None)
        return basename(name) if isinstance(name, str) and name else "file"

    @property
    def guessed_type(self) -> str | None:
        """``mime_type``, else the type for the file suffix; None if it is unknown."""
        return self.mime_type or _TYPES.get(splitext(self.name)[1].lower())

    @property
    def content_type(self) -> str:
        """The MIME type to send; ``application/octet-stream`` if it is unknown."""
        return self.guessed_type or "application/octet-stream"
