"""https://docs.joinmastodon.org/methods/admin/domain_blocks/"""

from __future__ import annotations

from typing import Literal, TypeAlias

from ... import entities
from ...calls import Empty, One, Page, Paged, Request, clearable
from ...clients import endpoint
from ...values import UNSET, Unset

AdminDomainBlockSeverity: TypeAlias = (
    Literal["silence", "suspend", "noop"] | entities.AdminDomainBlockSeverity
)
"""How far to keep a server out: only followers see its accounts; nothing comes from
there; no more than the other parameters say."""


class AdminDomainBlockMethods:
    @endpoint(since="4.0.0")
    def admin_domain_blocks(
        self, *, limit: int | None = None
    ) -> Request[Page[entities.AdminDomainBlock]]:
        """View the servers that may not do everything here, the latest block first.

        Args:
            limit: How many, 1 to 500; the server's default is 100. Before Mastodon
                4.3 no more than 200 come.

        Raises:
            Forbidden: your role may not manage federation.

        Scope ``admin:read:domain_blocks``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/admin/domain_blocks/#get
        """
        return Request(
            "GET",
            "/api/v1/admin/domain_blocks",
            query={"limit": limit},
            answer=Paged(entities.AdminDomainBlock),
            scopes=("admin:read:domain_blocks",),
        )

    @endpoint(since="4.0.0")
    def admin_domain_block(
        self, id: str | entities.AdminDomainBlock
    ) -> Request[entities.AdminDomainBlock]:
        """View the block of a server.

        Raises:
            Forbidden: your role may not manage federation.
            NotFound: there is no such block.

        Scope ``admin:read:domain_blocks``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/admin/domain_blocks/#get-one
        """
        return Request(
            "GET",
            "/api/v1/admin/domain_blocks/{id}",
            path_params={"id": id},
            answer=One(entities.AdminDomainBlock),
            scopes=("admin:read:domain_blocks",),
        )

    @endpoint(since="4.0.0")
    def admin_create_domain_block(
        self,
        domain: str,
        *,
        severity: AdminDomainBlockSeverity | None = None,
        reject_media: bool | None = None,
        reject_reports: bool | None = None,
        private_comment: str | None = None,
        public_comment: str | None = None,
        obfuscate: bool | None = None,
    ) -> Request[entities.AdminDomainBlock]:
        """Block a server and all below its domain.

        The answer comes before what is here already is dealt with.

        Args:
            domain: The server, such as ``mastodon.example``.
            severity: ``silence``, the default, hides its accounts from all but their
                followers. ``suspend`` deletes what came from there and ends all
                follows, and nothing brings these back. ``noop`` does no more than
                the other arguments say.
            reject_media: Whether to delete its files and take no more; False by
                default.
            reject_reports: Whether to ignore its reports; False by default.
            private_comment: Why, for the other moderators.
            public_comment: Why, for whoever may see the list of blocks.
            obfuscate: Whether that list leaves out some letters of the domain; False
                by default.

        Raises:
            Forbidden: your role may not manage federation.
            UnprocessableEntity: that is no domain; or it, or one above it, is blocked
                already, and then the body of ``error.response`` is an
                `AdminExistingDomainBlockError` with that block.

        Scope ``admin:write:domain_blocks``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/admin/domain_blocks/#create
        """
        return Request(
            "POST",
            "/api/v1/admin/domain_blocks",
            json={
                "domain": domain,
                "severity": severity,
                "reject_media": reject_media,
                "reject_reports": reject_reports,
                "private_comment": private_comment,
                "public_comment": public_comment,
                "obfuscate": obfuscate,
            },
            answer=One(entities.AdminDomainBlock),
            scopes=("admin:write:domain_blocks",),
        )

    @endpoint(since="4.0.0")
    def admin_update_domain_block(
        self,
        id: str | entities.AdminDomainBlock,
        *,
        severity: AdminDomainBlockSeverity | None = None,
        reject_media: bool | None = None,
        reject_reports: bool | None = None,
        private_comment: str | Unset | None = UNSET,
        public_comment: str | Unset | None = UNSET,
        obfuscate: bool | None = None,
    ) -> Request[entities.AdminDomainBlock]:
        """Change the block of a server; what is not given stays.

        Args:
            severity: ``silence``, ``suspend`` or ``noop``, as in
                `admin_create_domain_block`. What the old one did is undone where it
                can be: deleted statuses and follows are lost.
            reject_media: Whether to delete its files and take no more.
            reject_reports: Whether to ignore its reports.
            private_comment: Why, for the other moderators; None for nothing.
            public_comment: Why, for whoever may see the list of blocks; None for
                nothing.
            obfuscate: Whether that list leaves out some letters of the domain.

        Raises:
            Forbidden: your role may not manage federation.
            NotFound: there is no such block.
            UnprocessableEntity: this severity cannot be.

        Scope ``admin:write:domain_blocks``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/admin/domain_blocks/#update
        """
        return Request(
            "PUT",
            "/api/v1/admin/domain_blocks/{id}",
            path_params={"id": id},
            json={
                "severity": severity,
                "reject_media": reject_media,
                "reject_reports": reject_reports,
                "private_comment": clearable(private_comment),
                "public_comment": clearable(public_comment),
                "obfuscate": obfuscate,
            },
            answer=One(entities.AdminDomainBlock),
            scopes=("admin:write:domain_blocks",),
        )

    @endpoint(since="4.0.0")
    def admin_delete_domain_block(
        self, id: str | entities.AdminDomainBlock
    ) -> Request[None]:
        """Lift the block of a server.

        Its accounts are seen again, but not what the block deleted; its former
        followers and those whom it followed have to begin anew.

        Raises:
            Forbidden: your role may not manage federation.
            NotFound: there is no such block.

        Scope ``admin:write:domain_blocks``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/admin/domain_blocks/#delete
        """
        return Request(
            "DELETE",
            "/api/v1/admin/domain_blocks/{id}",
            path_params={"id": id},
            answer=Empty(),
            scopes=("admin:write:domain_blocks",),
        )
