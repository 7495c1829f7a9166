"""Check the health of a server.

https://docs.joinmastodon.org/methods/health/
"""

from __future__ import annotations

from ..calls import ApiError, Flow, Request, Text
from ..clients import endpoint, flow


class HealthMethods:
    @endpoint(since="3.0.0")
    def health(self) -> Request[str]:
        """Get the health status that the server reports.

        Returns:
            The text that the server sends, ``OK`` on Mastodon; `instance_health` makes
            a bool of it.

        Raises:
            ApiError: the server is not healthy, or has no health endpoint.

        Sent without a token. Since Mastodon 3.0.
        https://docs.joinmastodon.org/methods/health/#get
        """
        return Request(
            "GET",
            "/health",
            headers={"accept": "*/*"},
            answer=Text(),
            anonymous=True,
        )

    @flow
    def instance_health(self) -> Flow[bool]:
        """Check whether the server says that it is healthy.

        Returns:
            Whether it does. False does not mean that it is unhealthy: most servers
            other than Mastodon have no health endpoint.

        Raises:
            NetworkError: the server cannot be reached.

        Sent without a token. https://docs.joinmastodon.org/methods/health/#get
        """
        try:
            word = yield from self.health()
        except ApiError:
            return False
        # Mastodon before 3.4 sends "success"; other servers may send a web page.
        return word.strip().lower() in {"ok", "success"}
