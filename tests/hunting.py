"""Searches for secrets in everything that a value or an error shows."""

from __future__ import annotations

import copy
import io
import json
import logging
import pickle
import traceback
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote, quote_plus

import attrs
from attrs import define, field
from rich.console import Console
from rich.traceback import Traceback

from mastodon_core import Credentials, MastodonError
from mastodon_core.entities import Token
from mastodon_core.transport import HttpRequest, WriteFile

_TESTS = str(Path(__file__).parent)


@cache
def spellings(secret: str) -> frozenset[str]:
    """The ways in which a text may spell a secret."""
    found = {secret, quote(secret), quote(secret, safe=""), quote_plus(secret)}
    found |= {json.dumps(secret)[1:-1], repr(secret)[1:-1]}
    for skipped in range(3):
        # As a part of a longer text in base64, at each of the three alignments.
        whole = b64encode(b"-" * skipped + secret.encode()).decode()
        found.add(whole[4 if skipped else 0 : len(whole) // 4 * 4 - 4])
    return frozenset(found)


def chain(error: BaseException) -> Iterator[BaseException]:
    """The error, its causes and contexts, also suppressed ones, and those in groups."""
    seen, left = set[int](), list[BaseException | None]([error])
    while left:
        each = left.pop()
        if each is not None and id(each) not in seen:
            seen.add(id(each))
            yield each
            inner = each.exceptions if isinstance(each, BaseExceptionGroup) else ()
            left += [each.__cause__, each.__context__, *inner]


@define
class Hunt:
    """Checks that values, errors and log records contain no secret."""

    hidden: set[str] = field(repr=False)
    uses_rich: bool = True
    """Whether to search rich's tracebacks too, which takes long."""

    def text(self, text: str) -> None:
        for secret in self.hidden:
            for spelling in spellings(secret):
                if spelling in text:
                    place = text.index(spelling)
                    raise AssertionError(
                        f"a secret after: ...{text[max(0, place - 200) : place]}"
                    )

    def value(self, value: Any) -> None:
        """Check every way to turn a value into text, a copy or bytes."""
        self.text(repr(value))
        self.text(f"{value} {value!s} {[value]} {value!r:>9}")
        if isinstance(value, Credentials | Token | HttpRequest | WriteFile):
            self.text(repr((attrs.asdict(value), attrs.astuple(value))))
            with suppress(TypeError):
                self.text(repr((copy.copy(value), copy.deepcopy(value))))
        if isinstance(value, HttpRequest):
            self.text(f"{value.headers} {value.headers!r}")
            with suppress(TypeError):
                self.text(json.dumps(value.headers))
        self.pickled(value)

    def pickled(self, value: Any) -> None:
        for protocol in (0, pickle.HIGHEST_PROTOCOL):
            try:
                data = pickle.dumps(value, protocol)
            except (TypeError, AttributeError, pickle.PicklingError) as refusal:
                self.text(f"{refusal!r} {refusal}")
            else:
                self.text(data.decode("latin-1"))

    def error(self, error: BaseException) -> None:
        """Check an error and all that led to it, with the variables of each frame.

        The frames of the test that made the call are left out: they know the secrets.
        """
        for each in chain(error):
            each.__traceback__ = without_callers(each.__traceback__)
        for each in chain(error):
            shown = traceback.TracebackException.from_exception(
                each, capture_locals=True, compact=False
            )
            self.text("".join(shown.format()))
            self.text(repr((each, str(each), each.args, vars(each))))
            self.pickled(each)
        if self.uses_rich:
            self.text(in_rich(error))
        if isinstance(error, MastodonError):
            self.value(error)
            self.text(repr(copy.deepcopy(error)))

    @contextmanager
    def logs(self) -> Iterator[None]:
        """Check all records that are logged in this block."""
        hunt = self

        class Handler(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                hunt.text(self.format(record) + repr(vars(record)))

        root, handler = logging.getLogger(), Handler()
        level = root.level
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        try:
            yield
        finally:
            root.removeHandler(handler)
            root.setLevel(level)


def without_callers(trace: TracebackType | None) -> TracebackType | None:
    """A traceback without its first frames that belong to tests."""
    while trace is not None and trace.tb_frame.f_code.co_filename.startswith(_TESTS):
        trace = trace.tb_next
    return trace


def in_rich(error: BaseException) -> str:
    """The traceback of an error as rich shows it."""
    page = io.StringIO()
    Console(file=page, width=100_000).print(
        Traceback.from_exception(
            type(error),
            error,
            error.__traceback__,
            show_locals=True,
            locals_max_length=1000,
            locals_max_string=100_000,
            max_frames=1000,
        )
    )
    return page.getvalue()
