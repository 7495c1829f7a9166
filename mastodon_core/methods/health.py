"""https://docs.joinmastodon.org/methods/health/"""

from __future__ import annotations

from ..calls import ApiError, Flow, Request, Text
from ..clients import endpoint, flow


class HealthMethods:
    @endpoint(since="3.0.0")
    def health(self) -> Request[str]:
        """Ask a server whether it is well.

        Returns:
            Its own word, which is ``OK`` on Mastodon; `instance_health` understands it.

        Raises:
            ApiError: it is not, or says nothing about it.

        Without token. Since Mastodon 3.0.
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
        """Ask a server whether it is well.

        Returns:
            Whether it says so. False does not mean that it is unwell: most servers that
            are not Mastodon say nothing.

        Raises:
            NetworkError: it is not to be reached.

        Without token. https://docs.joinmastodon.org/methods/health/#get
        """
        try:
            word = yield from self.health()
        except ApiError:
            return False
        # Mastodon said "success" before 3.4; a web page is no answer at all.
        return word.strip().lower() in {"ok", "success"}
