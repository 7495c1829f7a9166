"""Cassettes in files."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TypeAlias

from mastodon_core.testing import Cassette, Player, Recorder

Mode: TypeAlias = Literal["replay", "once", "record"]
"""``replay`` only plays, ``once`` records a missing file, ``record`` always records."""


def load_cassette(path: str | os.PathLike[str]) -> Cassette:
    """Read a cassette from a file.

    Raises:
        FileNotFoundError: the file does not exist.
        ValueError: the file is not a cassette; the message names file and place.
    """
    text = Path(path).read_text(encoding="utf-8")
    try:
        return Cassette.from_text(text)
    except ValueError as error:
        raise ValueError(f"{os.fspath(path)}: {error}") from None


def save_cassette(path: str | os.PathLike[str], cassette: Cassette) -> None:
    """Write a cassette to a file atomically, and create missing folders."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            file.write(cassette.text())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def cassette_file(
    path: str | os.PathLike[str],
    mode: Mode = "replay",
    *,
    recorder: Recorder | None = None,
) -> Generator[Recorder | Player, None, None]:
    """Record to a file, or play from it.

    The recorder or player has ``around(client_class)``. A recording is written at the
    end of the block, unless an error ends it.

    >>> from mastodon_core.testing import FakeMastodon
    >>> import tempfile
    >>> file = f"{tempfile.mkdtemp()}/me.json"
    >>> with cassette_file(file, "once") as cassette:
    ...     cassette.around(FakeMastodon)(user="ada").me().acct
    'ada'
    >>> with cassette_file(file) as cassette:
    ...     cassette.around(FakeMastodon)().me().acct
    'ada'

    Raises:
        FileNotFoundError: the file to play does not exist.
        ValueError: the file is not a cassette.
    """
    if mode == "replay" or (mode == "once" and os.path.exists(path)):
        yield load_cassette(path).player()
    else:
        recorder = recorder or Recorder()
        yield recorder
        save_cassette(path, recorder.cassette)
