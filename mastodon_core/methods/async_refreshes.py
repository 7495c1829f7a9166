"""https://docs.joinmastodon.org/methods/async_refreshes/"""

from __future__ import annotations

from .. import entities
from ..calls import (
    AsyncRefreshHint,
    AsyncRefreshTimeout,
    Flow,
    One,
    Raw,
    Request,
    Sleep,
)
from ..clients import endpoint, flow


class AsyncRefreshMethods:
    @endpoint(since="4.4.0")
    def get_async_refresh_status(
        self, id: str | entities.AsyncRefresh
    ) -> Request[entities.WrappedAsyncRefresh]:
        """Ask whether the server is done with what it said it still works on.

        Args:
            id: As the answer had it: ``send_raw(...).async_refresh.id``.

        Raises:
            NotFound: there is none, or it was done more than an hour ago.

        Scope ``read``. Since Mastodon 4.4.
        https://docs.joinmastodon.org/methods/async_refreshes/#show
        """
        return Request(
            "GET",
            "/api/v1_alpha/async_refreshes/{id}",
            path_params={"id": id},
            answer=One(entities.WrappedAsyncRefresh),
            scopes=("read",),
        )

    @flow
    def await_async_refresh(
        self,
        refresh: str | AsyncRefreshHint | entities.AsyncRefresh | Raw[object],
        *,
        timeout: float = 60.0,
    ) -> Flow[entities.AsyncRefresh | None]:
        """Wait until the server is done with what it still works on::

            first = mastodon.send_raw(mastodon.api.status_context(id))
            refresh = mastodon.await_async_refresh(first)
            if refresh is not None and refresh.result_count != 0:
                context = mastodon.status_context(id)

        Args:
            refresh: What `send_raw` gave, its ``async_refresh``, or an id.
            timeout: Seconds to wait in all.

        Returns:
            The refresh once it is done; None if the answer named none. There may be
            nothing new for you even so.

        Raises:
            AsyncRefreshTimeout: the server is not done yet.
            NotFound: there is no such refresh, or it was done more than an hour ago.

        Scope ``read``. https://docs.joinmastodon.org/methods/async_refreshes/#show
        """
        hint = _hint(refresh)
        if hint is None:
            return None
        waited = 0.0
        while waited < timeout:
            # A server that names no pause would be asked without end.
            pause = min(float(max(hint.retry, 1)), timeout - waited)
            yield from Sleep(pause)
            waited += pause
            wrapped = yield from self.get_async_refresh_status(hint.id)
            if wrapped.async_refresh.status == "finished":
                return wrapped.async_refresh
        raise AsyncRefreshTimeout(f"refresh {hint.id} not done after {waited:g} s")


def _hint(
    refresh: str | AsyncRefreshHint | entities.AsyncRefresh | Raw[object],
) -> AsyncRefreshHint | None:
    if isinstance(refresh, Raw):
        return refresh.async_refresh
    if isinstance(refresh, AsyncRefreshHint):
        return refresh
    return AsyncRefreshHint(refresh if isinstance(refresh, str) else refresh.id)
