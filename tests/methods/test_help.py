"""`help()` of a method shows its parameters, result and docstring."""

import inspect
import pydoc
from typing import Any

import pytest

from mastodon_core import (
    API,
    BlockingMastodon,
    Flow,
    Request,
    catalog,
    endpoint,
    entities,
    flow,
)
from mastodon_core.testing import AsyncFakeMastodon, FakeMastodon
from mastodon_core.transport import Sleep

NAMES = [name for entry in catalog for name in (entry.name, *entry.variants)]
STREAM = "streaming.StreamCall"
CLIENTS: list[Any] = [FakeMastodon(), AsyncFakeMastodon()]


def shown(method: Any) -> str:
    text = pydoc.render_doc(method, renderer=pydoc.plaintext)
    return " ".join(text.split())


@pytest.mark.parametrize("name", [*NAMES, "media_post"])
@pytest.mark.parametrize("client", CLIENTS, ids=["blocking", "async"])
def test_help_shows_the_result_and_the_docstring(client: Any, name: str) -> None:
    built, method = getattr(API(), name), getattr(client, name)
    signature, own = inspect.signature(built), inspect.signature(method)
    if signature.return_annotation == STREAM:
        kinds = {"FakeMastodon": "EventStream", "AsyncFakeMastodon": "AsyncEventStream"}
        assert own.return_annotation == f"streaming.{kinds[type(client).__name__]}"
    else:
        kind, _, answer = signature.return_annotation.partition("[")
        assert kind in {"Request", "Flow"}
        assert own.return_annotation == answer.removesuffix("]")
    assert own.parameters == signature.parameters
    assert method.__doc__ == built.__doc__
    text = shown(method)
    assert name in text
    for line in (inspect.getdoc(built) or "").splitlines():
        assert " ".join(line.split()) in text


def test_help_of_status_post_reads_well() -> None:
    text = shown(FakeMastodon().status_post)
    assert "status: str, in_reply_to_id: str | entities.Status | None = None," in text
    assert "visibility: Visibility | None = None" in text
    assert "-> entities.Status Post a status." in text
    assert "media_ids: Up to 4 files on most servers" in text
    assert "Scope ``write:statuses``" in text


def test_custom_methods_may_be_annotated_with_types() -> None:
    class Own(FakeMastodon):
        @endpoint
        def wave(self, id: str) -> Request[entities.Status]:
            return API().status(id)

        @flow
        def nap(self) -> Flow[int]:
            yield from Sleep(1)
            return 1

        @endpoint
        def bare(self, id: str):  # noqa: ANN202
            return API().status(id)

    own = Own()
    assert isinstance(own, BlockingMastodon)
    assert inspect.signature(own.wave).return_annotation is entities.Status
    assert inspect.signature(own.nap).return_annotation is int
    assert inspect.signature(own.bare).return_annotation is inspect.Signature.empty
    assert own.nap() == 1
