"""Files to send, with their types."""

from __future__ import annotations

from ..http import File, FileSource


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
        # What is uploaded alone has the plain name of that parameter.
        parameter = f"{name}_mime_type".removeprefix("media_file_")
        raise ValueError(
            f"the type of {name} can't be told by a name: pass {parameter}, such as"
            f" image/png"
        )
    return source


def source_if_given(
    name: str, file: File | None, mime_type: str | None
) -> FileSource | None:
    """Take a file that need not be there."""
    return None if file is None else source_of(name, file, mime_type)
