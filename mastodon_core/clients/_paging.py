"""Checks and decisions of paging that both kinds of client share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import evolve

from ..calls import Page, PagedObject, Request
from ..values import expect, expect_count

if TYPE_CHECKING:
    from ..calls import Raw

T = TypeVar("T")


def page_unless_repeated(page: Any, last: Any) -> Any:
    """Return None for the end: servers without ``offset`` repeat their first page."""
    held, known = (evolve(each, next=None, previous=None) for each in (page, last))
    return None if held == known else page


def check_start(page: Any) -> None:
    expect("start", page, (Page, PagedObject), "a Page, or a Request of one")


def items_of(page: Any) -> Any:
    expect("start", page, (Page,), "a Page, or a Request of one")
    return page


def check_page(page: Any) -> None:
    expect("page", page, (Page, PagedObject), "a Page or a PagedObject")


def check_first(page: Any) -> None:
    expect("first", page, (Page,), "a Page")


def check_limit(limit: int | None) -> None:
    if limit is not None:
        expect_count("limit", limit)


def raw_request(request: Request[T]) -> Request[Raw[T]]:
    expect("request", request, (Request,), "a Request")
    return request.with_response()
