"""Files to upload, with their MIME types and focal points."""

from __future__ import annotations

from ..http import File, FileSource


def source_of(
    name: str, file: File, mime_type: str | None, file_name: str | None = None
) -> FileSource:
    """Make a `FileSource`; ``name`` is the parameter that errors mention.

    Raises:
        ValueError: the MIME type is missing and cannot be guessed.
    """
    try:
        source = FileSource(file, mime_type, file_name)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{name}: {error}") from None
    if source.guessed_type is None:
        # The MIME type of media_file is in the parameter mime_type, without prefix.
        parameter = f"{name}_mime_type".removeprefix("media_file_")
        raise ValueError(
            f"cannot guess the MIME type of {name} from a file name: pass"
            f" {parameter}, such as image/png"
        )
    return source


def source_if_given(
    name: str, file: File | None, mime_type: str | None
) -> FileSource | None:
    """Make a `FileSource`, or return None if there is no file."""
    return None if file is None else source_of(name, file, mime_type)


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
