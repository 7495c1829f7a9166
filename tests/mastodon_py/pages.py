"""From page to page, and what else needs no call of its own."""

from __future__ import annotations

from typing import Any

from ._rows import row
from ._village import Village, ids


def _sent(v: Village) -> list[Any]:
    """What bob posted, newest first."""
    return [v.bob.toot(str(number)) for number in range(5)][::-1]


@row
def fetch_next(v: Village) -> None:
    sent = _sent(v)
    page = v.ada.account_statuses(v.bob.me(), limit=2)
    second = v.ada.fetch_next(page)
    assert ids(second) == ids(sent[2:4])
    assert ids(v.ada.fetch_next(second)) == ids(sent[4:])


@row
def fetch_previous(v: Village) -> None:
    sent = _sent(v)
    page = v.ada.account_statuses(v.bob.me(), limit=2, max_id=sent[1])
    assert ids(page) == ids(sent[2:4])
    assert ids(v.ada.fetch_previous(page)) == ids(sent[:2])


@row
def fetch_remaining(v: Village) -> None:
    sent = _sent(v)
    page = v.ada.account_statuses(v.bob.me(), limit=2)
    assert ids(v.ada.fetch_remaining(page)) == ids(sent)


@row
def get_pagination_info(v: Village) -> None:
    sent = _sent(v)
    page = v.ada.account_statuses(v.bob.me(), limit=2)
    info = v.ada.get_pagination_info(page, "next")
    assert str(info["max_id"]) == sent[1].id
    assert ids(v.ada.fetch_next(info)) == ids(sent[2:4])


@row
def pagination_iterator(v: Village) -> None:
    sent = _sent(v)
    page = v.ada.account_statuses(v.bob.me(), limit=2)
    assert ids(v.ada.pagination_iterator(page)) == ids(sent)


@row
def pagination_page_iterator(v: Village) -> None:
    sent = _sent(v)
    page = v.ada.account_statuses(v.bob.me(), limit=2)
    pages = [ids(page) for page in v.ada.pagination_page_iterator(page)]
    assert pages[:3] == [ids(sent[:2]), ids(sent[2:4]), ids(sent[4:])]
