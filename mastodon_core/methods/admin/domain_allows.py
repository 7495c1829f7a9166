"""Allow domains to federate with a server in limited federation mode.

https://docs.joinmastodon.org/methods/admin/domain_allows/
"""

from __future__ import annotations

from ... import entities
from ...calls import Empty, One, Page, Paged, Request
from ...clients import endpoint


class AdminDomainAllowMethods:
    """Manage the domains that a server in limited federation mode federates with."""

    @endpoint(since="4.0.0")
    def admin_domain_allows(
        self, *, limit: int | None = None
    ) -> Request[Page[entities.AdminDomainAllow]]:
        """List the domains that may federate with this server, newest first.

        Args:
            limit: Domains per page, 1 to 500; the server's default is 100. Before
                Mastodon 4.3 the maximum is 200.

        Raises:
            Forbidden: your role lacks the Manage Federation permission.

        Scope ``admin:read:domain_allows``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/admin/domain_allows/#get
        """
        return Request(
            "GET",
            "/api/v1/admin/domain_allows",
            query={"limit": limit},
            answer=Paged(entities.AdminDomainAllow),
            scopes=("admin:read:domain_allows",),
        )

    @endpoint(since="4.0.0")
    def admin_domain_allow(
        self, id: str | entities.AdminDomainAllow
    ) -> Request[entities.AdminDomainAllow]:
        """Get one allowed domain.

        Raises:
            Forbidden: your role lacks the Manage Federation permission.
            NotFound: the entry does not exist.

        Scope ``admin:read:domain_allows``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/admin/domain_allows/#get-one
        """
        return Request(
            "GET",
            "/api/v1/admin/domain_allows/{id}",
            path_params={"id": id},
            answer=One(entities.AdminDomainAllow),
            scopes=("admin:read:domain_allows",),
        )

    @endpoint(since="4.0.0")
    def admin_create_domain_allow(
        self, domain: str
    ) -> Request[entities.AdminDomainAllow]:
        """Allow a domain to federate with this server; does nothing if it already may.

        Args:
            domain: The domain of the server, such as ``mastodon.example``.

        Raises:
            Forbidden: your role lacks the Manage Federation permission.
            UnprocessableEntity: ``domain`` is not a domain name.

        Scope ``admin:write:domain_allows``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/admin/domain_allows/#create
        """
        return Request(
            "POST",
            "/api/v1/admin/domain_allows",
            json={"domain": domain},
            answer=One(entities.AdminDomainAllow),
            scopes=("admin:write:domain_allows",),
        )

    @endpoint(since="4.0.0")
    def admin_delete_domain_allow(
        self, id: str | entities.AdminDomainAllow
    ) -> Request[None]:
        """Delete an allowed domain, so that it may no longer federate.

        In limited federation mode, this server deletes all accounts that it knows from
        that domain, and with them all follows. Allowing the domain again does not
        restore them.

        Raises:
            Forbidden: your role lacks the Manage Federation permission.
            NotFound: the entry does not exist.

        Scope ``admin:write:domain_allows``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/admin/domain_allows/#delete
        """
        return Request(
            "DELETE",
            "/api/v1/admin/domain_allows/{id}",
            path_params={"id": id},
            answer=Empty(),
            scopes=("admin:write:domain_allows",),
        )
