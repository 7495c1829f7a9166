"""Parse the head of a response, and chunked bodies, strictly.

Both take bytes and do no I/O. They accept what RFC 9112 allows, and bare line feeds in
the head. Every pattern here is linear.
"""

from __future__ import annotations

import re
from http.client import HTTPException

from attrs import frozen

_FIELD = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\x00\x0b\x0c\r\n]*\r?\n"
_HEAD = re.compile(
    rb"HTTP/1\.([01]) ([1-9][0-9]{2})(?: ([^\x00\r\n]*))?\r?\n((?:" + _FIELD + rb")*)"
    rb"\r?\n"
)
_FOLD = re.compile(rb"\r?\n[ \t]")
_DIGITS = re.compile(r"[0-9]{1,15}")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\x00\r\n]*)?\r\n")
_TRAILER = re.compile(_FIELD)

# Bytes. A size is short; an extension of a chunk may be longer.
_MAX_LINE = 4096
# Bytes.
_MAX_TRAILERS = 128 * 1024


class RemoteProtocolError(HTTPException):
    """The response is not HTTP/1.1. `network_error` knows the name of this class."""


@frozen
class Head:
    """The status line and the header fields of a response."""

    version: int
    """10 or 11."""
    status: int
    reason: str
    fields: list[tuple[str, str]]
    length: int | None
    """The ``Content-Length``."""
    chunked: bool
    keeps: bool
    """Whether the connection can be used again."""
    problem: str
    """What `check_head` of the core finds wrong with it; empty if nothing is."""


def parse_head(data: bytes) -> Head:
    """Parse a head, with the empty line that ends it.

    Raises:
        RemoteProtocolError: it is not valid.
    """
    match = _HEAD.fullmatch(data)
    if match is None:
        match = _HEAD.fullmatch(_unfolded(data))
    if match is None:
        raise RemoteProtocolError("the head of the response is not valid")
    version = 11 if match[1] == b"1" else 10
    status = int(match[2])
    fields = list[tuple[str, str]]()
    lengths, codings, connection = list[str](), list[str](), ""
    for line in match[4].decode("latin-1").split("\n")[:-1]:
        name, _, value = line.partition(":")
        value = value.strip(" \t\r")
        fields.append((name, value))
        key = name.lower()
        if key == "content-length":
            lengths.append(value)
        elif key == "transfer-encoding":
            codings.append(value)
        elif key == "connection":
            connection = f"{connection},{value}"
    length, problem = _length(lengths)
    if status == 101:
        problem = "the server switches protocols"
    if codings and [coding.lower() for coding in codings] != ["chunked"]:
        raise RemoteProtocolError("the transfer-encoding is not chunked")
    options = {option.strip().lower() for option in connection.split(",")}
    return Head(
        version,
        status,
        (match[3] or b"").decode("latin-1"),
        fields,
        length,
        bool(codings),
        version == 11
        and status < 500
        and "close" not in options
        and not (codings and lengths)
        and not problem,
        problem,
    )


def _unfolded(data: bytes) -> bytes:
    """Join values that continue on the next line, but leave the status line alone."""
    status, end, fields = data.partition(b"\n")
    if fields[:1] in {b" ", b"\t"}:
        return data
    return status + end + _FOLD.sub(b" ", fields)


def _length(values: list[str]) -> tuple[int | None, str]:
    """Return the length of a body, and what is wrong with it."""
    if not values:
        return None, ""
    found = {value.strip() for value in ",".join(values).split(",")}
    if len(found) > 1 or not _DIGITS.fullmatch(length := found.pop()):
        return None, "the content-length is not one number"
    return int(length), ""


class ChunkedDecoder:
    """Decodes a chunked body, however its bytes are split."""

    def __init__(self) -> None:
        self._tail = b""
        """The start of a line whose end has not arrived."""
        self._left = 0
        """How many bytes are missing from the current chunk."""
        self._closes_chunk = False
        self._in_trailers = False
        self._trailers = 0
        self.is_done = False
        self.problem: HTTPException | None = None
        """Why the bytes after the content so far are not valid."""
        self.rest = b""
        """The bytes after the end of the body."""

    def decode(self, data: bytes) -> bytes:
        """Return the content in the next bytes, as far as they are valid."""
        pieces = list[bytes]()
        try:
            self._decode(self._tail + data, pieces)
        except RemoteProtocolError as error:
            # Its frames have the content.
            self.problem = error.with_traceback(None)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _decode(self, data: bytes, pieces: list[bytes]) -> None:
        at, self._tail = 0, b""
        while not self.is_done and at < len(data):
            if self._left:
                piece = data[at : at + self._left]
                pieces.append(piece)
                at += len(piece)
                self._left -= len(piece)
                self._closes_chunk = not self._left
                continue
            end = data.find(b"\n", at, at + _MAX_LINE) + 1
            if not end:
                self._check_start(data, at)
                self._tail = data[at:]
                break
            self._take_line(data, at, end)
            at = end
        if self.is_done:
            self.rest = data[at:]

    def _check_start(self, data: bytes, at: int) -> None:
        if len(data) - at >= _MAX_LINE or (
            self._closes_chunk and data[at : at + 2] not in {b"", b"\r"}
        ):
            raise RemoteProtocolError("a chunk is not valid")

    def _take_line(self, data: bytes, start: int, end: int) -> None:
        if self._closes_chunk:
            if data[start:end] != b"\r\n":
                raise RemoteProtocolError("a chunk is longer than its size")
            self._closes_chunk = False
        elif self._in_trailers:
            self._trailers += end - start
            if data[start:end] == b"\r\n":
                self.is_done = True
            elif (
                not _TRAILER.fullmatch(data, start, end)
                or self._trailers > _MAX_TRAILERS
            ):
                raise RemoteProtocolError("the trailers are not valid")
        else:
            match = _CHUNK.fullmatch(data, start, end)
            if match is None:
                raise RemoteProtocolError("the size of a chunk is not valid")
            self._left = int(match[1], 16)
            self._in_trailers = not self._left
