"""https://docs.joinmastodon.org/methods/domain_blocks/"""

from __future__ import annotations

from .. import entities
from ..calls import Empty, One, Page, Paged, Request
from ..clients import endpoint


class DomainBlockMethods:
    @endpoint(since="1.4.0")
    def domain_blocks(self, *, limit: int | None = None) -> Request[Page[str]]:
        """View the servers that you block.

        Args:
            limit: How many, 1 to 200; the server's default is 100.

        Returns:
            Their domains, such as ``spam.example``.

        Scope ``read:blocks``. Since Mastodon 1.4.
        https://docs.joinmastodon.org/methods/domain_blocks/#get
        """
        return Request(
            "GET",
            "/api/v1/domain_blocks",
            query={"limit": limit},
            answer=Paged(str),
            scopes=("read:blocks",),
        )

    @endpoint(since="1.4.0")
    def domain_block(self, domain: str) -> Request[None]:
        """Block a server: see nothing from there, and lose your followers from there.

        Unblocking it does not bring them back; `domain_block_preview` counts them.

        Args:
            domain: Such as ``spam.example``.

        Raises:
            UnprocessableEntity: that is no domain.

        Scope ``write:blocks``. Since Mastodon 1.4.
        https://docs.joinmastodon.org/methods/domain_blocks/#block
        """
        return Request(
            "POST",
            "/api/v1/domain_blocks",
            json={"domain": domain},
            answer=Empty(),
            scopes=("write:blocks",),
        )

    @endpoint(since="1.4.0")
    def domain_unblock(self, domain: str) -> Request[None]:
        """Block a server no longer; if you did not, nothing changes.

        Args:
            domain: Such as ``spam.example``.

        Scope ``write:blocks``. Since Mastodon 1.4.
        https://docs.joinmastodon.org/methods/domain_blocks/#unblock
        """
        return Request(
            "DELETE",
            "/api/v1/domain_blocks",
            json={"domain": domain},
            answer=Empty(),
            scopes=("write:blocks",),
        )

    @endpoint(since="4.3.0")
    def domain_block_preview(self, domain: str) -> Request[entities.DomainBlockPreview]:
        """Count what you would lose by blocking a server; nothing changes.

        Args:
            domain: Such as ``spam.example``.

        Scope ``write:blocks``. Not documented. Since Mastodon 4.3.
        """
        return Request(
            "GET",
            "/api/v1/domain_blocks/preview",
            query={"domain": domain},
            answer=One(entities.DomainBlockPreview),
            scopes=("write:blocks",),
        )
