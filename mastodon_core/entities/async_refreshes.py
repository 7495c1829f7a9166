"""Background work of a server."""

from __future__ import annotations

from attrs import frozen

from ._types import OpenEnum
from .base import Entity


class AsyncRefreshStatus(OpenEnum):
    """Whether the work is finished."""

    RUNNING = "running"
    FINISHED = "finished"


@frozen(kw_only=True)
class AsyncRefresh(Entity):
    """Background work that may add results to a response.

    https://docs.joinmastodon.org/entities/AsyncRefresh/
    """

    id: str
    status: AsyncRefreshStatus
    result_count: int | None = None
    """The number of new results so far; None if the server does not count them."""


@frozen(kw_only=True)
class WrappedAsyncRefresh(Entity):
    """A JSON object that holds an `AsyncRefresh`.

    https://docs.joinmastodon.org/methods/async_refreshes/#show
    """

    async_refresh: AsyncRefresh
