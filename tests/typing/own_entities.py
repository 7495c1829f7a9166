"""Own entity classes, what results lost, and JSON beside items, for type checkers."""

from __future__ import annotations

from typing import Any, assert_type

import attrs
from mastodon_requests import Mastodon
from mastodon_trio import Mastodon as TrioMastodon

from mastodon_core import API, Page, Rejected, catalog, entities, make_converter
from mastodon_core import rejected_of as lost
from mastodon_core.testing import AsyncFakeMastodon, FakeMastodon, make


class Policy(entities.Entity):
    always: tuple[str, ...] = ()


class MyStatus(entities.Status):
    local_only: bool | None = None
    policy: Policy | None = None
    is_cat: bool = attrs.field(default=False, metadata={"key": "vendor:isCat"})

    def is_local(self) -> bool:
        return self.local_only is True


@attrs.frozen(kw_only=True)
class Decorated(entities.Status):
    local_only: bool | None = None
    is_cat: bool = attrs.field(default=False, metadata={"key": "vendor:isCat"})


mastodon = Mastodon(entities=[MyStatus])
TrioMastodon(entities=(Decorated,))
FakeMastodon(entities=[MyStatus, Policy])
AsyncFakeMastodon(entities=iter([MyStatus]))
converter = make_converter(entities=[MyStatus])

status = mastodon.status("7")
assert_type(status, entities.Status)
if isinstance(status, MyStatus):
    assert_type(status.local_only, bool | None)
    assert_type(status.policy, Policy | None)
    assert_type(status.is_cat, bool)
    assert_type(status.is_local(), bool)
    assert_type(status.content, str | None)
    status.local_only = True  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]  # frozen
elif isinstance(status, Decorated):
    assert_type(status.local_only, bool | None)

assert_type(Policy(always=("me",)), Policy)
Policy(("me",))  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # keyword-only
Policy(allways=("me",))  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # misspelt
assert_type(make(MyStatus, local_only=True), MyStatus)
assert_type(attrs.evolve(make(MyStatus), local_only=True), MyStatus)

assert_type(lost(status), tuple[Rejected, ...])

raw = mastodon.send_raw(API().timeline_home())
assert_type(raw.value, Page[entities.Status])
assert_type(raw.pairs(), list[tuple[entities.Status, Any]])
context = mastodon.send_raw(API().status_context("7"))
assert_type(context.pairs("descendants"), list[tuple[Any, Any]])

for entry in catalog:
    entry.parse(raw.response, converter=converter, strict=True)
