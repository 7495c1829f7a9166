"""https://docs.joinmastodon.org/methods/admin/ip_blocks/"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal, TypeAlias

from ... import entities
from ...calls import Empty, One, Page, Paged, Request, clearable, seconds_of
from ...clients import endpoint
from ...values import UNSET, Unset

AdminIpBlockSeverity: TypeAlias = (
    Literal["sign_up_requires_approval", "sign_up_block", "no_access"]
    | entities.AdminIpBlockSeverity
)
"""What to keep addresses from: signing up without a moderator's word; signing up;
everything."""


class AdminIpBlockMethods:
    @endpoint(since="4.0.0")
    def admin_ip_blocks(
        self, *, limit: int | None = None
    ) -> Request[Page[entities.AdminIpBlock]]:
        """View the addresses that may not sign up or not even visit, latest first.

        Args:
            limit: How many, 1 to 200; the server's default is 100.

        Raises:
            Forbidden: your role may not manage blocks.

        Scope ``admin:read:ip_blocks``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/admin/ip_blocks/#get
        """
        return Request(
            "GET",
            "/api/v1/admin/ip_blocks",
            query={"limit": limit},
            answer=Paged(entities.AdminIpBlock),
            scopes=("admin:read:ip_blocks",),
        )

    @endpoint(since="4.0.0")
    def admin_ip_block(
        self, id: str | entities.AdminIpBlock
    ) -> Request[entities.AdminIpBlock]:
        """View one block of addresses.

        Raises:
            Forbidden: your role may not manage blocks.
            NotFound: there is no such block, or it has expired.

        Scope ``admin:read:ip_blocks``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/admin/ip_blocks/#get-one
        """
        return Request(
            "GET",
            "/api/v1/admin/ip_blocks/{id}",
            path_params={"id": id},
            answer=One(entities.AdminIpBlock),
            scopes=("admin:read:ip_blocks",),
        )

    @endpoint(since="4.0.0")
    def admin_create_ip_block(
        self,
        ip: str,
        severity: AdminIpBlockSeverity,
        *,
        comment: str | None = None,
        expires_in: int | timedelta | None = None,
    ) -> Request[entities.AdminIpBlock]:
        """Keep addresses from signing up, or from everything.

        ``no_access`` locks out whoever comes from there, yourself and other servers
        included.

        Args:
            ip: One address, or a range: ``192.0.2.0/24``, ``2001:db8::/32``.
            severity: ``sign_up_requires_approval`` has moderators look at who signs
                up, ``sign_up_block`` lets nobody sign up, ``no_access`` answers
                nothing at all.
            comment: Why, for the other moderators.
            expires_in: For how long: seconds, or a timedelta; for good by default.

        Raises:
            Forbidden: your role may not manage blocks.
            UnprocessableEntity: it is blocked already, or no address.

        Scope ``admin:write:ip_blocks``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/admin/ip_blocks/#create
        """
        return Request(
            "POST",
            "/api/v1/admin/ip_blocks",
            json={
                "ip": ip,
                "severity": severity,
                "comment": comment,
                "expires_in": seconds_of("expires_in", expires_in),
            },
            answer=One(entities.AdminIpBlock),
            scopes=("admin:write:ip_blocks",),
        )

    @endpoint(since="4.0.0")
    def admin_update_ip_block(
        self,
        id: str | entities.AdminIpBlock,
        *,
        ip: str | None = None,
        severity: AdminIpBlockSeverity | None = None,
        comment: str | None = None,
        expires_in: int | timedelta | Unset | None = UNSET,
    ) -> Request[entities.AdminIpBlock]:
        """Change a block of addresses; what is not given stays.

        Servers do not say if they refuse a change, as for an address that another
        block has: then the answer shows it, and `admin_ip_block` does not.

        Args:
            ip: Another address or range.
            severity: ``sign_up_requires_approval``, ``sign_up_block`` or
                ``no_access``.
            comment: Why, for the other moderators; empty for nothing.
            expires_in: For how long from now: seconds, or a timedelta; None for good.

        Raises:
            Forbidden: your role may not manage blocks.
            NotFound: there is no such block.

        Scope ``admin:write:ip_blocks``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/admin/ip_blocks/#update
        """
        return Request(
            "PUT",
            "/api/v1/admin/ip_blocks/{id}",
            path_params={"id": id},
            json={
                "ip": ip,
                "severity": severity,
                "comment": comment,
                "expires_in": clearable(
                    UNSET
                    if expires_in is UNSET
                    else seconds_of("expires_in", expires_in)
                ),
            },
            answer=One(entities.AdminIpBlock),
            scopes=("admin:write:ip_blocks",),
        )

    @endpoint(since="4.0.0")
    def admin_delete_ip_block(self, id: str | entities.AdminIpBlock) -> Request[None]:
        """Lift a block of addresses.

        Raises:
            Forbidden: your role may not manage blocks.
            NotFound: there is no such block.

        Scope ``admin:write:ip_blocks``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/admin/ip_blocks/#delete
        """
        return Request(
            "DELETE",
            "/api/v1/admin/ip_blocks/{id}",
            path_params={"id": id},
            answer=Empty(),
            scopes=("admin:write:ip_blocks",),
        )
