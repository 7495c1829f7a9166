"""Multipart forms, and their bytes in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from io import BytesIO
from os import PathLike, fspath
from typing import BinaryIO, Self

from attrs import field, frozen

from ..values import call_hook, plain_text
from ._files import FileSource, bytes_left

_CHUNK = 64 * 1024


@frozen
class Upload:
    """Progress of an upload, for `Hooks.on_upload`."""

    name: str
    """The name of the first file."""
    sent: int
    """Bytes sent so far, including the multipart framing."""
    total: int


@frozen
class Multipart:
    """A multipart form with files."""

    parts: tuple[tuple[str, bytes | FileSource], ...] = field(
        repr=lambda parts: repr(tuple(name for name, _ in parts))
    )
    boundary: str

    def pieces(self) -> Iterator[bytes | FileSource]:
        """Iterate over the body in order: bytes as they are sent, and files."""
        for name, value in self.parts:
            head = f'--{self.boundary}\r\nContent-Disposition: form-data; name="'
            head += _escape(name) + '"'
            if isinstance(value, FileSource):
                head += f'; filename="{_escape(value.name)}"'
                head += f"\r\nContent-Type: {plain_text(value.content_type)}"
            yield f"{head}\r\n\r\n".encode()
            yield value
            yield b"\r\n"
        yield f"--{self.boundary}--\r\n".encode()

    @property
    def name(self) -> str:
        """The name of the first file."""
        return next((v.name for _, v in self.parts if isinstance(v, FileSource)), "")


def _escape(name: str) -> str:
    """Escape a name as browsers do (WHATWG, multipart/form-data)."""
    return name.translate({10: "%0A", 13: "%0D", 34: "%22"})


class BodyReader:
    """The bytes of a multipart form, in pieces, for one attempt to send it.

    Its ``len`` is known before iterating. A transport passes its own ``open_file``, may
    iterate in a thread, and calls `sent` after each piece that it sent.

    Raises:
        OSError: a file cannot be opened.
        ValueError: a file is empty, or became shorter while it was sent.
    """

    def __init__(
        self,
        body: Multipart,
        open_file: Callable[[str], BinaryIO],
        on_upload: Callable[[Upload], object] | None = None,
    ) -> None:
        self._name = body.name
        self._on_upload = on_upload
        self._sent = 0
        self._opened = ExitStack()
        with ExitStack() as failing:
            failing.callback(self._opened.close)
            pieces = list(body.pieces())
            self._files = [self._file(piece, open_file) for piece in pieces]
            self._lengths = [bytes_left(file) for file in self._files]
            for piece, length in zip(pieces, self._lengths, strict=True):
                # Servers refuse an empty file with words that do not name it.
                if isinstance(piece, FileSource) and length <= 0:
                    raise ValueError(f"the file {piece.name!r} is empty")
            failing.pop_all()

    def _file(
        self, piece: bytes | FileSource, open_file: Callable[[str], BinaryIO]
    ) -> BinaryIO:
        content = piece.content if isinstance(piece, FileSource) else piece
        if isinstance(content, bytes):
            return BytesIO(content)
        if isinstance(content, str | PathLike):
            return self._opened.enter_context(open_file(fspath(content)))
        assert isinstance(piece, FileSource)
        # An earlier attempt may have read it to the end.
        content.seek(piece.start)
        return content

    def __len__(self) -> int:
        return sum(self._lengths)

    def __iter__(self) -> Iterator[bytes]:
        for file, length in zip(self._files, self._lengths, strict=True):
            left = length
            while chunk := file.read(min(_CHUNK, left)) if left else b"":
                left -= len(chunk)
                yield chunk
            if left:
                raise ValueError(
                    f"the file {self._name!r} became {left} bytes shorter"
                    " while it was sent"
                )

    def sent(self, size: int) -> None:
        """Report that ``size`` more bytes were sent.

        Raises:
            HookFailed: the hook raised an exception. It ends the call: let it through.
        """
        self._sent += size
        call_hook(self._on_upload, Upload(self._name, self._sent, len(self)))

    def close(self) -> None:
        """Close the files that it opened, but not the caller's."""
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
