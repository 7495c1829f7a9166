"""Cassettes in files."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from mastodon_core.testing import Cassette, Player, Recorder

Mode: TypeAlias = Literal["replay", "once", "record"]
"""``replay`` only plays, ``once`` records a missing file, ``record`` always records."""


def load_cassette(path: str | os.PathLike[str]) -> Cassette:
    """Read a cassette from a file.

    Raises:
        FileNotFoundError: the file does not exist; the message says how to record it.
        ValueError: the file is not a cassette; the message names file and place.
    """
    try:
        return Cassette.from_text(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FileNotFoundError(
            f"there is no cassette {os.fspath(path)}: record it with"
            " cassette_file(path, 'once'), or in pytest with --mastodon-cassettes=once"
        ) from None
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{os.fspath(path)}: not a cassette: not UTF-8 at byte {error.start}"
        ) from None
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

    The recorder or player has ``around(client_class)``. With the mode ``replay`` it
    only plays; with ``once`` it records if the file is missing, and with ``record``
    always. A recording is written at the
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
        FileNotFoundError: the file to play does not exist; the message says how to
            record it.
        ValueError: the file is not a cassette, or the mode is unknown.
    """
    if mode not in get_args(Mode):
        raise ValueError(f"mode must be 'replay', 'once' or 'record', not {mode!r}")
    if mode == "replay" or (mode == "once" and os.path.exists(path)):
        yield load_cassette(path).player()
    else:
        recorder = recorder or Recorder()
        yield recorder
        save_cassette(path, recorder.cassette)
