"""https://docs.joinmastodon.org/methods/admin/domain_allows/"""

from __future__ import annotations

from ... import entities
from ...calls import Empty, One, Page, Paged, Request
from ...clients import endpoint


class AdminDomainAllowMethods:
    """For a server that federates with none but those on a list."""

    @endpoint(since="4.0.0")
    def admin_domain_allows(
        self, *, limit: int | None = None
    ) -> Request[Page[entities.AdminDomainAllow]]:
        """View the servers that may federate with this one, the latest first.

        Args:
            limit: How many, 1 to 500; the server's default is 100. Before Mastodon
                4.3 no more than 200 come.

        Raises:
            Forbidden: your role may not manage federation.

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
        """View the entry of a server that may federate.

        Raises:
            Forbidden: your role may not manage federation.
            NotFound: there is no such entry.

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
        """Let a server federate with this one; twice is no mistake.

        Args:
            domain: The server, such as ``mastodon.example``.

        Raises:
            Forbidden: your role may not manage federation.
            UnprocessableEntity: that is no domain.

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
        """Let a server federate no longer.

        If this one federates with none but its list, the accounts that it knows from
        there are deleted, and with them all follows. Allowing the server again does
        not bring them back.

        Raises:
            Forbidden: your role may not manage federation.
            NotFound: there is no such entry.

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
