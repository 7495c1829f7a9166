"""Files to send, with their types."""

from __future__ import annotations

from .._http import File, FileSource


def source_of(
    name: str, file: File, mime_type: str | None, file_name: str | None = None
) -> FileSource:
    """Take a file; ``name`` is the parameter's, for the error.

    Raises:
        ValueError: its type is not given, and its name does not tell it.
    """
    try:
        source = FileSource(file, mime_type, file_name)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{name}: {error}") from None
    if source.guessed_type is None:
        raise ValueError(
            f"the type of {name} can't be told by the name {source.name!r}:"
            f" pass a MIME type, such as image/png"
        )
    return source


def source_if_given(
    name: str, file: File | None, mime_type: str | None
) -> FileSource | None:
    """Take a file that need not be there."""
    return None if file is None else source_of(name, file, mime_type)
