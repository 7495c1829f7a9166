"""What a server still works on."""

from __future__ import annotations

from attrs import frozen

from ._types import OpenEnum
from .base import Entity


class AsyncRefreshStatus(OpenEnum):
    """Whether it is done."""

    RUNNING = "running"
    FINISHED = "finished"


@frozen(kw_only=True)
class AsyncRefresh(Entity):
    """Work in the background that may add to an answer.

    https://docs.joinmastodon.org/entities/AsyncRefresh/
    """

    id: str
    status: AsyncRefreshStatus
    result_count: int | None = None
    """How many new results there are so far; None if the server does not count."""


@frozen(kw_only=True)
class WrappedAsyncRefresh(Entity):
    """An `AsyncRefresh` under a key of its own.

    https://docs.joinmastodon.org/methods/async_refreshes/#show
    """

    async_refresh: AsyncRefresh
