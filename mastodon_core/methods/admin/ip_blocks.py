"""Block IP addresses from signing up, or from all access.

https://docs.joinmastodon.org/methods/admin/ip_blocks/
"""

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
"""How strictly to block IP addresses: ``sign_up_requires_approval`` has a moderator
approve sign-ups, ``sign_up_block`` rejects sign-ups, ``no_access`` rejects everything.
"""


class AdminIpBlockMethods:
    @endpoint(since="4.0.0")
    def admin_ip_blocks(
        self, *, limit: int | None = None
    ) -> Request[Page[entities.AdminIpBlock]]:
        """List the IP blocks of the server, newest first.

        Args:
            limit: Blocks per page, 1 to 200; the server's default is 100.

        Raises:
            Forbidden: your role lacks the Manage Blocks permission.

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
        """Get one IP block.

        Raises:
            Forbidden: your role lacks the Manage Blocks permission.
            NotFound: the block does not exist, or has expired.

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
        """Block an IP address or range from signing up, or from all access.

        ``no_access`` locks out everyone who connects from there, including yourself and
        other servers.

        Args:
            ip: One address, or a range: ``192.0.2.0/24``, ``2001:db8::/32``.
            severity: ``sign_up_requires_approval`` has a moderator approve each
                sign-up, ``sign_up_block`` rejects sign-ups, ``no_access`` rejects all
                requests.
            comment: The reason, for other moderators.
            expires_in: How long the block lasts, in seconds or as a timedelta;
                permanent by default.

        Raises:
            Forbidden: your role lacks the Manage Blocks permission.
            UnprocessableEntity: ``ip`` is blocked already, or is not an IP address.

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
        """Update an IP block; anything that you leave out stays unchanged.

        Servers do not report a change that they reject, such as an IP address that
        another block already has. The result then shows the new value, although
        `admin_ip_block` returns the old one.

        Args:
            ip: Another address or range.
            severity: ``sign_up_requires_approval``, ``sign_up_block`` or ``no_access``.
            comment: The reason, for other moderators; an empty string removes it.
            expires_in: How long the block lasts from now, in seconds or as a timedelta;
                None makes it permanent.

        Raises:
            Forbidden: your role lacks the Manage Blocks permission.
            NotFound: the block does not exist.

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
        """Delete an IP block.

        Raises:
            Forbidden: your role lacks the Manage Blocks permission.
            NotFound: the block does not exist.

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
