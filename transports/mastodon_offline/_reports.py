"""Masks secrets in pytest's report of a failure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

import pytest

from mastodon_core import AsyncClient, BlockingClient, Credentials, Secret
from mastodon_core.testing import Mask
from mastodon_core.transport import HttpRequest


def mask_report(
    report: pytest.TestReport, error: BaseException, fixtures: Mapping[str, Any]
) -> None:
    """Mask the secrets in the test's variables, wherever the report shows them."""
    mask = Mask()
    for value in [*fixtures.values(), *_variables(error)]:
        _learn(mask, value)
    report.longrepr = _masked(report.longrepr, mask)
    report.sections = [(name, mask.known(text)) for name, text in report.sections]


def _variables(error: BaseException | None) -> Iterator[Any]:
    """Yield the local variables of all frames in the traceback."""
    seen = set[int]()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        trace = error.__traceback__
        while trace is not None:
            yield from trace.tb_frame.f_locals.values()
            trace = trace.tb_next
        error = error.__cause__ or error.__context__


def _learn(mask: Mask, value: Any) -> None:
    match value:
        case Secret():
            mask.learn(value.reveal())
        case Credentials():
            held = (value.client_secret, value.access_token, value.refresh_token)
            for secret in held:
                _learn(mask, secret)
        case BlockingClient() | AsyncClient():
            # A client whose constructor failed has no session.
            session = getattr(value, "session", None)
            _learn(mask, getattr(session, "credentials", None))
        case HttpRequest():
            mask.request(value)
        case _:
            pass


def _masked(value: Any, mask: Mask) -> Any:
    """Mask the texts in pytest's tree of report objects."""
    untyped: Any = value  # isinstance narrows to a partly unknown type
    if isinstance(value, str):
        return mask.known(value)
    if isinstance(value, list):
        return [_masked(item, mask) for item in untyped]
    if isinstance(value, tuple):
        return tuple(_masked(item, mask) for item in untyped)
    if untyped.__class__.__module__ == "_pytest._code.code":
        for name, inner in cast("dict[str, Any]", vars(untyped)).items():
            setattr(untyped, name, _masked(inner, mask))
    return untyped
