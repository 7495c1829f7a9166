"""Checks of paging that both kinds of client share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ..calls import Direction, Flow, Page, PagedObject, Request, clearer_error
from ..values import expect, expect_count

if TYPE_CHECKING:
    from ..calls import Raw

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


def explained(function: F) -> F:
    """Wrap a method so that errors about unknown arguments name the right ones."""

    @wraps(function)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return function(self, *args, **kwargs)
        except TypeError:
            clearer = clearer_error(function, args, kwargs)
            if clearer is None:
                raise
            raise clearer from None

    @wraps(function)
    async def call_async(self: Any, *args: Any, **kwargs: Any) -> Any:
        return await call(self, *args, **kwargs)

    return cast(F, call_async if iscoroutinefunction(function) else call)


def first_page(page: Any) -> Any:
    """Check the page that paging starts with, and leave out items that it repeats."""
    expect("start", page, (Page, PagedObject), "a Page, or a Request of one")
    from ..calls import begin_paging

    return begin_paging(page)


def fetch_neighbour(page: Any, direction: Direction) -> Flow[Any]:
    # Most programs do not go from page to page.
    from ..calls import neighbour

    return neighbour(page, direction)


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
