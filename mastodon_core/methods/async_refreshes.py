"""Poll background jobs that add to a response, such as fetching remote replies.

https://docs.joinmastodon.org/methods/async_refreshes/
"""

from __future__ import annotations

from .. import calls, entities
from ..calls import AsyncRefreshTimeout, Flow, One, Request, Sleep
from ..clients import endpoint, flow


class AsyncRefreshMethods:
    @endpoint(since="4.4.0")
    def get_async_refresh_status(
        self, id: str | entities.AsyncRefresh
    ) -> Request[entities.WrappedAsyncRefresh]:
        """Get the status of an async refresh, running or finished.

        Args:
            id: The id that came with the response: ``send_raw(...).async_refresh.id``.

        Raises:
            NotFound: the refresh does not exist, or finished more than an hour ago.

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
        refresh: str
        | calls.AsyncRefreshHint
        | entities.AsyncRefresh
        | calls.Raw[object],
        *,
        timeout: float = 60.0,
    ) -> Flow[entities.AsyncRefresh | None]:
        """Wait until the server has finished an async refresh::

            first = mastodon.send_raw(mastodon.api.status_context(id))
            refresh = mastodon.await_async_refresh(first)
            if refresh is not None and refresh.result_count != 0:
                context = mastodon.status_context(id)

        Args:
            refresh: The result of `send_raw`, its ``async_refresh``, or the id of a
                refresh.
            timeout: Seconds to wait in total.

        Returns:
            The finished refresh, or None if the response did not announce one. A
            finished refresh does not always bring new results.

        Raises:
            AsyncRefreshTimeout: the server has not finished in time.
            NotFound: the refresh does not exist, or finished more than an hour ago.

        Scope ``read``. https://docs.joinmastodon.org/methods/async_refreshes/#show
        """
        hint = _as_hint(refresh)
        if hint is None:
            return None
        waited = 0.0
        while waited < timeout:
            # At least 1 second: with retry=0, `waited` would never reach the timeout.
            pause = min(float(max(hint.retry, 1)), timeout - waited)
            yield from Sleep(pause, "until the refresh is finished")
            waited += pause
            wrapped = yield from self.get_async_refresh_status(hint.id)
            if wrapped.async_refresh.status == "finished":
                return wrapped.async_refresh
        raise AsyncRefreshTimeout(
            f"async refresh {hint.id} not finished after {waited:g} s"
        )


def _as_hint(
    refresh: str | calls.AsyncRefreshHint | entities.AsyncRefresh | calls.Raw[object],
) -> calls.AsyncRefreshHint | None:
    if isinstance(refresh, calls.Raw):
        return refresh.async_refresh
    if isinstance(refresh, calls.AsyncRefreshHint):
        return refresh
    return calls.AsyncRefreshHint(refresh if isinstance(refresh, str) else refresh.id)
