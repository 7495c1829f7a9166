"""https://docs.joinmastodon.org/methods/admin/canonical_email_blocks/"""

from __future__ import annotations

from ... import entities
from ...calls import Empty, Many, One, Page, Paged, Request
from ...clients import endpoint


class AdminCanonicalEmailBlockMethods:
    """Against those who come back with another spelling of the same address."""

    @endpoint(since="4.0.0")
    def admin_canonical_email_blocks(
        self, *, limit: int | None = None
    ) -> Request[Page[entities.AdminCanonicalEmailBlock]]:
        """View the addresses that may not sign up, as hashes, the latest first.

        Suspending an account blocks its address too.

        Args:
            limit: How many, 1 to 200; the server's default is 100.

        Raises:
            Forbidden: your role may not manage blocks.

        Scope ``admin:read:canonical_email_blocks``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/admin/canonical_email_blocks/#get
        """
        return Request(
            "GET",
            "/api/v1/admin/canonical_email_blocks",
            query={"limit": limit},
            answer=Paged(entities.AdminCanonicalEmailBlock),
            scopes=("admin:read:canonical_email_blocks",),
        )

    @endpoint(since="4.0.0")
    def admin_canonical_email_block(
        self, id: str | entities.AdminCanonicalEmailBlock
    ) -> Request[entities.AdminCanonicalEmailBlock]:
        """View one blocked address, as a hash.

        Raises:
            Forbidden: your role may not manage blocks.
            NotFound: there is no such block.

        Scope ``admin:read:canonical_email_blocks``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/admin/canonical_email_blocks/#get-one
        """
        return Request(
            "GET",
            "/api/v1/admin/canonical_email_blocks/{id}",
            path_params={"id": id},
            answer=One(entities.AdminCanonicalEmailBlock),
            scopes=("admin:read:canonical_email_blocks",),
        )

    @endpoint(since="4.0.0")
    def admin_test_canonical_email_block(
        self, email: str
    ) -> Request[tuple[entities.AdminCanonicalEmailBlock, ...]]:
        """Find the blocks that keep an address from signing up; nothing changes.

        Args:
            email: The address, in any spelling.

        Returns:
            The blocks; empty if it may sign up.

        Raises:
            Forbidden: your role may not manage blocks.
            ServerError: it is no address.

        Scope ``admin:read:canonical_email_blocks``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/admin/canonical_email_blocks/#test
        """
        return Request(
            "POST",
            "/api/v1/admin/canonical_email_blocks/test",
            json={"email": email},
            answer=Many(entities.AdminCanonicalEmailBlock),
            scopes=("admin:read:canonical_email_blocks",),
        )

    @endpoint(since="4.0.0")
    def admin_create_canonical_email_block(
        self, email: str | None = None, *, canonical_email_hash: str | None = None
    ) -> Request[entities.AdminCanonicalEmailBlock]:
        """Keep an address from signing up, in whatever spelling.

        Whoever has an account already keeps it.

        Args:
            email: The address; the server keeps its hash alone.
            canonical_email_hash: Its hash instead, as other servers share them:
                `AdminCanonicalEmailBlock` says of what.

        Raises:
            Forbidden: your role may not manage blocks.
            UnprocessableEntity: it is blocked already, or nothing is given.

        Scope ``admin:write:canonical_email_blocks``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/admin/canonical_email_blocks/#create
        """
        return Request(
            "POST",
            "/api/v1/admin/canonical_email_blocks",
            json={"email": email, "canonical_email_hash": canonical_email_hash},
            answer=One(entities.AdminCanonicalEmailBlock),
            scopes=("admin:write:canonical_email_blocks",),
        )

    @endpoint(since="4.0.0")
    def admin_delete_canonical_email_block(
        self, id: str | entities.AdminCanonicalEmailBlock
    ) -> Request[None]:
        """Let an address sign up again.

        Raises:
            Forbidden: your role may not manage blocks.
            NotFound: there is no such block.

        Scope ``admin:write:canonical_email_blocks``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/admin/canonical_email_blocks/#delete
        """
        return Request(
            "DELETE",
            "/api/v1/admin/canonical_email_blocks/{id}",
            path_params={"id": id},
            answer=Empty(),
            scopes=("admin:write:canonical_email_blocks",),
        )
