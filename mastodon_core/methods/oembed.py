"""Get oEmbed previews of statuses.

https://docs.joinmastodon.org/methods/oembed/
"""

from __future__ import annotations

from .. import entities
from ..calls import One, Request
from ..clients import endpoint


class OEmbedMethods:
    @endpoint(since="1.0.0")
    def oembed(
        self, url: str, *, maxwidth: int | None = None, maxheight: int | None = None
    ) -> Request[entities.OEmbed]:
        """Get the oEmbed data to embed a status of this server in a web page.

        Args:
            url: The URL of the status as a web page.
            maxwidth: Maximum width in pixels; the server's default is 400.
            maxheight: Maximum height in pixels; by default unlimited.

        Raises:
            NotFound: the status does not exist here, or is not visible to everyone.

        Sent without a token. Since Mastodon 1.0.
        https://docs.joinmastodon.org/methods/oembed/#get
        """
        return Request(
            "GET",
            "/api/oembed",
            query={"url": url, "maxwidth": maxwidth, "maxheight": maxheight},
            answer=One(entities.OEmbed),
            anonymous=True,
        )
