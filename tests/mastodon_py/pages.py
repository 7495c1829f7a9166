"""Pagination."""

from __future__ import annotations

from typing import Any

from ._rows import row
from ._users import Users, ids


def _post(u: Users) -> list[Any]:
    """Let bob post some statuses; returns them, newest first."""
    return [u.bob.toot(str(number)) for number in range(5)][::-1]


@row
def fetch_next(u: Users) -> None:
    sent = _post(u)
    page = u.ada.account_statuses(u.bob.me(), limit=2)
    second = u.ada.fetch_next(page)
    assert ids(second) == ids(sent[2:4])
    assert ids(u.ada.fetch_next(second)) == ids(sent[4:])


@row
def fetch_previous(u: Users) -> None:
    sent = _post(u)
    page = u.ada.account_statuses(u.bob.me(), limit=2, max_id=sent[1])
    assert ids(page) == ids(sent[2:4])
    assert ids(u.ada.fetch_previous(page)) == ids(sent[:2])


@row
def fetch_remaining(u: Users) -> None:
    sent = _post(u)
    page = u.ada.account_statuses(u.bob.me(), limit=2)
    assert ids(u.ada.fetch_remaining(page)) == ids(sent)


@row
def get_pagination_info(u: Users) -> None:
    sent = _post(u)
    page = u.ada.account_statuses(u.bob.me(), limit=2)
    info = u.ada.get_pagination_info(page, "next")
    assert str(info["max_id"]) == sent[1].id
    assert ids(u.ada.fetch_next(info)) == ids(sent[2:4])


@row
def pagination_iterator(u: Users) -> None:
    sent = _post(u)
    page = u.ada.account_statuses(u.bob.me(), limit=2)
    assert ids(u.ada.pagination_iterator(page)) == ids(sent)


@row
def pagination_page_iterator(u: Users) -> None:
    sent = _post(u)
    page = u.ada.account_statuses(u.bob.me(), limit=2)
    pages = [ids(page) for page in u.ada.pagination_page_iterator(page)]
    assert pages[:3] == [ids(sent[:2]), ids(sent[2:4]), ids(sent[4:])]
