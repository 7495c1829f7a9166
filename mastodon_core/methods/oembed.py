"""https://docs.joinmastodon.org/methods/oembed/"""

from __future__ import annotations

from .. import entities
from ..calls import One, Request
from ..clients import endpoint


class OEmbedMethods:
    @endpoint(since="1.0.0")
    def oembed(
        self, url: str, *, maxwidth: int | None = None, maxheight: int | None = None
    ) -> Request[entities.OEmbed]:
        """Get what another page needs to show a status of this server.

        Args:
            url: The status as a web page.
            maxwidth: How wide it may be, in pixels; the server's default is 400.
            maxheight: How high it may be, in pixels; as high as it takes by default.

        Raises:
            NotFound: there is no such status here, or not everybody may see it.

        Without token. Since Mastodon 1.0.
        https://docs.joinmastodon.org/methods/oembed/#get
        """
        return Request(
            "GET",
            "/api/oembed",
            query={"url": url, "maxwidth": maxwidth, "maxheight": maxheight},
            answer=One(entities.OEmbed),
            anonymous=True,
        )
