"""Block domains from federating, fully or in part.

https://docs.joinmastodon.org/methods/admin/domain_blocks/
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from ... import entities
from ...calls import Empty, One, Page, Paged, Request, clearable
from ...clients import endpoint
from ...values import UNSET, Unset

AdminDomainBlockSeverity: TypeAlias = (
    Literal["silence", "suspend", "noop"] | entities.AdminDomainBlockSeverity
)
"""How strictly to block a domain: ``silence`` limits its accounts, so that only their
followers see them; ``suspend`` rejects everything from it; ``noop`` does only what the
other arguments say."""


class AdminDomainBlockMethods:
    @endpoint(since="4.0.0")
    def admin_domain_blocks(
        self, *, limit: int | None = None
    ) -> Request[Page[entities.AdminDomainBlock]]:
        """List the domain blocks of the server, newest first.

        Args:
            limit: Blocks per page, 1 to 500; the server's default is 100. Before
                Mastodon 4.3 the maximum is 200.

        Raises:
            Forbidden: your role lacks the Manage Federation permission.

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
        """Get one domain block.

        Raises:
            Forbidden: your role lacks the Manage Federation permission.
            NotFound: the block does not exist.

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
        """Block a domain and all its subdomains.

        The server responds before it has applied the block to data that it already has.

        Args:
            domain: The domain of the server, such as ``mastodon.example``.
            severity: ``silence``, the default, hides its accounts from everyone except
                their followers. ``suspend`` deletes all data from the domain and ends
                all follows, which cannot be undone. ``noop`` does only what the other
                arguments say.
            reject_media: Whether to delete media files from the domain and reject new
                ones; False by default.
            reject_reports: Whether to reject reports from the domain; False by default.
            private_comment: The reason, for other moderators.
            public_comment: The reason, for everyone who may see the list of blocks.
            obfuscate: Whether that list hides some letters of the domain; False by
                default.

        Raises:
            Forbidden: your role lacks the Manage Federation permission.
            UnprocessableEntity: ``domain`` is not a domain name, or it or a parent
                domain is blocked already. In the second case the body of
                ``error.response`` is an `AdminExistingDomainBlockError` with the
                existing block.

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
        """Update a domain block; anything that you leave out stays unchanged.

        Args:
            severity: ``silence``, ``suspend`` or ``noop``, as in
                `admin_create_domain_block`. The server undoes the effects of the old
                severity where it can; deleted statuses and follows are lost.
            reject_media: Whether to delete media files from the domain and reject new
                ones.
            reject_reports: Whether to reject reports from the domain.
            private_comment: The reason, for other moderators; None removes it.
            public_comment: The reason, for everyone who may see the list of blocks;
                None removes it.
            obfuscate: Whether that list hides some letters of the domain.

        Raises:
            Forbidden: your role lacks the Manage Federation permission.
            NotFound: the block does not exist.
            UnprocessableEntity: the severity is invalid.

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
        """Delete a domain block.

        Accounts of the domain become visible again, but data that the block deleted is
        lost. Follows in either direction are not restored; users have to follow again.

        Raises:
            Forbidden: your role lacks the Manage Federation permission.
            NotFound: the block does not exist.

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
