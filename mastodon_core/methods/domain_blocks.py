"""Block and unblock whole domains.

https://docs.joinmastodon.org/methods/domain_blocks/
"""

from __future__ import annotations

from .. import entities
from ..calls import Empty, One, Page, Paged, Request
from ..clients import endpoint


class DomainBlockMethods:
    @endpoint(since="1.4.0")
    def domain_blocks(self, *, limit: int | None = None) -> Request[Page[str]]:
        """List the domains that you block.

        Args:
            limit: Domains per page, 1 to 200; the server's default is 100.

        Returns:
            The domains, such as ``spam.example``.

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
        """Block a domain: hide everything from it and remove your followers there.

        Unblocking the domain does not bring these followers back;
        `domain_block_preview` counts them.

        Args:
            domain: The domain, such as ``spam.example``.

        Raises:
            UnprocessableEntity: the domain is invalid.

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
        """Unblock a domain; does nothing if you don't block it.

        Args:
            domain: The domain, such as ``spam.example``.

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
        """Count the follows and followers that blocking a domain would remove.

        This does not block the domain.

        Args:
            domain: The domain, such as ``spam.example``.

        Scope ``write:blocks``. Not documented. Since Mastodon 4.3.
        """
        return Request(
            "GET",
            "/api/v1/domain_blocks/preview",
            query={"domain": domain},
            answer=One(entities.DomainBlockPreview),
            scopes=("write:blocks",),
        )
