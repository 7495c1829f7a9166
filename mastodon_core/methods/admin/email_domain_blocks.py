"""Block e-mail domains from signing up.

https://docs.joinmastodon.org/methods/admin/email_domain_blocks/
"""

from __future__ import annotations

from ... import entities
from ...calls import Empty, One, Page, Paged, Request
from ...clients import endpoint


class AdminEmailDomainBlockMethods:
    """Block sign-ups with addresses of certain e-mail providers, such as disposable
    ones."""

    @endpoint(since="4.0.0")
    def admin_email_domain_blocks(
        self, *, limit: int | None = None
    ) -> Request[Page[entities.AdminEmailDomainBlock]]:
        """List the e-mail domains that are blocked from signing up, newest first.

        Args:
            limit: Blocks per page, 1 to 200; the server's default is 100.

        Raises:
            Forbidden: your role lacks the Manage Blocks permission.

        Scope ``admin:read:email_domain_blocks``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/admin/email_domain_blocks/#get
        """
        return Request(
            "GET",
            "/api/v1/admin/email_domain_blocks",
            query={"limit": limit},
            answer=Paged(entities.AdminEmailDomainBlock),
            scopes=("admin:read:email_domain_blocks",),
        )

    @endpoint(since="4.0.0")
    def admin_email_domain_block(
        self, id: str | entities.AdminEmailDomainBlock
    ) -> Request[entities.AdminEmailDomainBlock]:
        """Get a blocked e-mail domain, with the number of recent sign-up attempts.

        Raises:
            Forbidden: your role lacks the Manage Blocks permission.
            NotFound: the block does not exist.

        Scope ``admin:read:email_domain_blocks``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/admin/email_domain_blocks/#get-one
        """
        return Request(
            "GET",
            "/api/v1/admin/email_domain_blocks/{id}",
            path_params={"id": id},
            answer=One(entities.AdminEmailDomainBlock),
            scopes=("admin:read:email_domain_blocks",),
        )

    @endpoint(since="4.0.0")
    def admin_create_email_domain_block(
        self, domain: str, *, allow_with_approval: bool | None = None
    ) -> Request[entities.AdminEmailDomainBlock]:
        """Block an e-mail domain from signing up.

        Existing accounts are not affected.

        Args:
            domain: The part of addresses after the ``@``, or the provider's mail
                server.
            allow_with_approval: Whether to still accept sign-ups for a moderator to
                approve or reject; False by default; since Mastodon 4.3.

        Raises:
            Forbidden: your role lacks the Manage Blocks permission.
            UnprocessableEntity: ``domain`` is blocked already, or is not a domain name.

        Scope ``admin:write:email_domain_blocks``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/admin/email_domain_blocks/#create
        """
        return Request(
            "POST",
            "/api/v1/admin/email_domain_blocks",
            json={"domain": domain, "allow_with_approval": allow_with_approval},
            answer=One(entities.AdminEmailDomainBlock),
            scopes=("admin:write:email_domain_blocks",),
        )

    @endpoint(since="4.0.0")
    def admin_delete_email_domain_block(
        self, id: str | entities.AdminEmailDomainBlock
    ) -> Request[None]:
        """Delete an e-mail domain block, so that its addresses can sign up again.

        Raises:
            Forbidden: your role lacks the Manage Blocks permission.
            NotFound: the block does not exist.

        Scope ``admin:write:email_domain_blocks``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/admin/email_domain_blocks/#delete
        """
        return Request(
            "DELETE",
            "/api/v1/admin/email_domain_blocks/{id}",
            path_params={"id": id},
            answer=Empty(),
            scopes=("admin:write:email_domain_blocks",),
        )
