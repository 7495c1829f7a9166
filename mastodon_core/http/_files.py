"""Files to upload, with their names and MIME types."""

from __future__ import annotations

import re
from io import SEEK_END, TextIOBase
from os import PathLike, fspath
from os.path import basename, splitext
from typing import Any, BinaryIO, TypeAlias

from attrs import Factory, field, frozen

from ..values import Rechecked, check_text, expect
from ._headers import TOKEN

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


# RFC 9110, 8.3.1, without tabs.
_MIME_TYPE = re.compile(
    rf"{TOKEN}/{TOKEN}"
    rf'(?: *; *{TOKEN}=(?:{TOKEN}|"(?:[ !#-\[\]-~]|\\[ -~])*+"))*+'
)
# Servers disagree on what a backslash before a quotation mark means.
_NOT_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")


def check_mime_type(name: str, mime_type: str) -> None:
    """Check that a text is a MIME type, which may have parameters.

    Args:
        name: The argument, for the error.

    Raises:
        TypeError: it is not a str.
        ValueError: it is something else.
    """
    expect(name, mime_type, (str,), "a str")
    if not _MIME_TYPE.fullmatch(mime_type):
        raise ValueError(
            f"{name} must be a MIME type such as 'image/png', not {mime_type[:60]!r}"
        )


def bytes_left(file: BinaryIO) -> int:
    """Count the bytes from the position of an open file to its end."""
    start = file.tell()
    file.seek(0, SEEK_END)
    end = file.tell()
    file.seek(start)
    return end - start


def _start_position(content: File) -> int:
    """Return the position where the file begins; checks that there is a file."""
    wrong = TypeError(
        "a file must be bytes, a file name, or a file opened in binary mode, not"
        f" {type(content).__name__}"
    )
    if isinstance(content, bytes):
        if not content:
            raise ValueError("the file is empty")
        return 0
    if isinstance(content, str | PathLike):
        path: object = fspath(content)
        if not isinstance(path, str):
            raise wrong
        if "\0" in path:
            raise ValueError("a file name must not contain null characters")
        return 0
    # The position in a file opened in text mode is not one in bytes.
    if isinstance(content, TextIOBase) or not hasattr(content, "read"):
        raise wrong
    return _position_of_open(content)


def _position_of_open(file: BinaryIO) -> int:
    untyped: Any = file  # It may lack any method of a file.
    if getattr(untyped, "closed", False):
        raise ValueError("the open file is closed")
    try:
        start, left = file.tell(), bytes_left(file)
    except (AttributeError, OSError, ValueError):
        raise ValueError(
            "an open file must be seekable, as a retry reads it again;"
            " read it into bytes first"
        ) from None
    if hasattr(untyped, "readable") and not untyped.readable():
        raise ValueError("the open file must be readable; open it in mode 'rb'")
    if left <= 0:
        raise ValueError(
            "the open file is at its end; call seek(0) first"
            if start
            else "the open file is empty"
        )
    return start


@frozen(getstate_setstate=False)
class FileSource(Rechecked):
    """A file to upload: bytes, a file name, or an open file from its position on.

    Raises:
        TypeError: it is anything else, or open in text mode; or the MIME type or file
            name is not a str.
        ValueError: it is empty; the open file is closed, at its end, or not seekable;
            or the MIME type or file name cannot be part of an upload.
    """

    content: File = field(repr=lambda content: f"<{type(content).__name__}>")
    mime_type: str | None = None
    file_name: str | None = None
    start: int = field(
        init=False,
        repr=False,
        default=Factory(lambda self: _start_position(self.content), takes_self=True),
    )

    def __attrs_post_init__(self) -> None:
        if self.mime_type is not None:
            check_mime_type("mime_type", self.mime_type)
        expect("file_name", self.file_name, (str, type(None)), "a str")
        name = self.name
        if not name:
            raise ValueError("the file name must not be empty; pass file_name")
        check_text("the file name", name)
        if _NOT_IN_A_NAME.search(name):
            raise ValueError(
                "the file name must not contain control characters or backslashes;"
                f" pass another file_name, not {name[:60]!r}"
            )

    @property
    def name(self) -> str:
        """The file name to send: ``file_name``, else the file's own, else ``file``."""
        if self.file_name is not None:
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
