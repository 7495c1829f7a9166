"""https://docs.joinmastodon.org/methods/admin/email_domain_blocks/"""

from __future__ import annotations

from ... import entities
from ...calls import Empty, One, Page, Paged, Request
from ...clients import endpoint


class AdminEmailDomainBlockMethods:
    """Against sign-ups with addresses that anybody gets in no time."""

    @endpoint(since="4.0.0")
    def admin_email_domain_blocks(
        self, *, limit: int | None = None
    ) -> Request[Page[entities.AdminEmailDomainBlock]]:
        """View the e-mail providers whose addresses may not sign up, latest first.

        Args:
            limit: How many, 1 to 200; the server's default is 100.

        Raises:
            Forbidden: your role may not manage blocks.

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
        """View a blocked e-mail provider, and how many tried to sign up from there.

        Raises:
            Forbidden: your role may not manage blocks.
            NotFound: there is no such block.

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
        """Keep the addresses of an e-mail provider from signing up.

        Whoever has an account already keeps it.

        Args:
            domain: What stands behind the ``@``, or the provider's mail server.
            allow_with_approval: Whether they may still ask, and a moderator decides;
                False by default, since Mastodon 4.3.

        Raises:
            Forbidden: your role may not manage blocks.
            UnprocessableEntity: it is blocked already, or no domain.

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
        """Let the addresses of an e-mail provider sign up again.

        Raises:
            Forbidden: your role may not manage blocks.
            NotFound: there is no such block.

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
