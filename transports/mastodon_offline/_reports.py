"""Masks secrets in pytest's reports.

The variables that could not be searched for secrets are replaced by a placeholder, and
a section of the report names them. The outcome of the test never changes.

The work has limits: those of `_searching`, and `FRAMES`, `TEXT` and `TEXTS`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from inspect import CO_OPTIMIZED
from itertools import islice
from types import FrameType, TracebackType
from typing import Any

import pytest
from attrs import define

from mastodon_core.testing import Mask

from ._searching import PLAIN_DICT, SKIPPED_PACKAGES, Search, class_name, class_of

FRAMES = 10_000
"""How many frames of all tracebacks are looked into."""
TEXT = 1_000_000
"""How many characters one text may have. The middle of a longer one is left out."""
TEXTS = 10_000_000
"""How many characters a report may have. The rest is hidden."""


def mask_report(
    report: pytest.TestReport,
    error: BaseException | None,
    fixtures: Mapping[str, Any],
    mask: Mask,
) -> None:
    """Mask the secrets in the test's variables, wherever the report shows them.

    Args:
        fixtures: The values of the test's fixtures.
        mask: It learns the secrets, for the later reports of the same test.
    """
    search = Search(mask)
    search.add("fixture", list(fixtures.items()))
    frames = list(islice(_frames(error), FRAMES))
    for frame in frames:
        _add_locals(search, frame)
    search.add("exception", ((class_name(e), e) for e in _exceptions(error)))
    for frame in frames:
        _add_globals(search, frame)
    search.run()
    writer = _Writer(mask, {name: why for (_, name), why in search.unsearched.items()})
    report.longrepr = writer.masked(report.longrepr)
    report.sections = writer.masked(report.sections)
    report.user_properties = writer.masked(report.user_properties)
    if hasattr(report, "wasxfail"):
        report.wasxfail = writer.masked(report.wasxfail)
    notes = [
        f"mastodon: could not look into {kind} {name!r} ({reason})"
        for (kind, name), reason in search.unsearched.items()
        # pytest's own variables, of a rewritten assertion, have names with @.
        if kind != "global" and "@" not in name
    ]
    if error is not None and notes:
        report.sections.append(("mastodon", "\n".join(notes)))


def _add_locals(search: Search, frame: FrameType) -> None:
    if frame.f_code.co_flags & CO_OPTIMIZED:
        search.add("local", frame.f_locals.items())
    else:
        # The namespace of a class or module; that of a class may be any mapping.
        search.add("namespace", [(frame.f_code.co_name, frame.f_locals)])


def _add_globals(search: Search, frame: FrameType) -> None:
    # Tests and programs may keep a client in a module.
    if not _package_of(frame).startswith("mastodon_"):
        search.add("global", list(PLAIN_DICT.items(frame.f_globals)))


def _package_of(frame: FrameType) -> str:
    module = PLAIN_DICT.get(frame.f_globals, "__name__")
    return module.partition(".")[0] if type(module) is str else ""


def _frames(error: BaseException | None) -> Iterator[FrameType]:
    for each in _exceptions(error):
        trace: TracebackType | None = _read("__traceback__", each)
        while trace is not None:
            if _package_of(trace.tb_frame) not in SKIPPED_PACKAGES:
                yield trace.tb_frame
            trace = trace.tb_next


def _exceptions(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception, its causes and contexts, and the members of groups."""
    seen, found = set[int](), [error]
    while found:
        each = found.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        if issubclass(type(each), BaseExceptionGroup):
            found.extend(_read("exceptions", each, BaseExceptionGroup))
        found += [_read("__context__", each), _read("__cause__", each)]


def _read(name: str, error: BaseException, cls: type = BaseException) -> Any:
    # A subclass may define the attribute anew.
    return cls.__dict__[name].__get__(error)


@define
class _Writer:
    """Masks the texts of a report."""

    mask: Mask
    unsearched: Mapping[str, str]
    _left: int = TEXTS

    def masked(self, value: Any) -> Any:
        """Mask the texts in pytest's tree of report objects."""
        cls = class_of(value)
        if cls is str:
            return self._text(value)
        if cls is list:
            return [self.masked(item) for item in value]
        if cls is tuple:
            return tuple(self.masked(item) for item in value)
        if cls in (type(None), bool, int, float):
            return value
        if cls.__module__ != "_pytest._code.code":
            # A report of another plugin, such as that of a doctest.
            return self._text(str(value))
        for name, inner in PLAIN_DICT.items(vars(value)):
            setattr(value, name, self.masked(inner))
        if cls.__name__ == "ReprLocals":
            value.lines = [self._line(line) for line in value.lines]
        if cls.__name__ == "ReprFuncArgs":
            value.args = [(k, self._value(str(k), v)) for k, v in value.args]
        return value

    def _line(self, line: str) -> str:
        name = line.partition("=")[0].strip()
        if name not in self.unsearched:
            return line
        return f"{name:<10} = {self._value(name, None)}"

    def _value(self, name: str, value: Any) -> Any:
        if name not in self.unsearched:
            return value
        return f"<hidden: could not look into it ({self.unsearched[name]})>"

    def _text(self, text: str) -> str:
        cut = len(text) - TEXT
        if cut > 0:
            half = TEXT // 2
            text = f"{text[:half]}... ({cut} characters left out) ...{text[-half:]}"
        self._left -= len(text)
        if self._left < 0:
            return "<hidden: the report is too long>"
        return self.mask.known_in_excerpts(text)
