"""Block e-mail addresses by their hash.

https://docs.joinmastodon.org/methods/admin/canonical_email_blocks/
"""

from __future__ import annotations

from ... import entities
from ...calls import Empty, Many, One, Page, Paged, Request
from ...clients import endpoint


class AdminCanonicalEmailBlockMethods:
    """Block e-mail addresses from signing up, in every spelling of the same address."""

    @endpoint(since="4.0.0")
    def admin_canonical_email_blocks(
        self, *, limit: int | None = None
    ) -> Request[Page[entities.AdminCanonicalEmailBlock]]:
        """List the canonical e-mail blocks (hashes of addresses), newest first.

        Suspending an account blocks its address too.

        Args:
            limit: Blocks per page, 1 to 200; the server's default is 100.

        Raises:
            Forbidden: your role lacks the Manage Blocks permission.

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
        """Get one canonical e-mail block, which is the hash of an address.

        Raises:
            Forbidden: your role lacks the Manage Blocks permission.
            NotFound: the block does not exist.

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
    ) -> Request[Page[entities.AdminCanonicalEmailBlock]]:
        """Find the blocks that stop an e-mail address from signing up; changes nothing.

        Args:
            email: The address, in any spelling.

        Returns:
            The blocks; empty if the address may sign up.

        Raises:
            Forbidden: your role lacks the Manage Blocks permission.
            ServerError: ``email`` is not an e-mail address.

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

    @endpoint(
        since="4.0.0",
        one_of=("email", "canonical_email_hash"),
        exclusive=(("email", "canonical_email_hash"),),
    )
    def admin_create_canonical_email_block(
        self, email: str | None = None, *, canonical_email_hash: str | None = None
    ) -> Request[entities.AdminCanonicalEmailBlock]:
        """Block an e-mail address from signing up, in every spelling.

        Existing accounts are not affected.

        Args:
            email: The address; the server stores only its hash.
            canonical_email_hash: The hash instead of the address, as other servers
                share it; for its format see `AdminCanonicalEmailBlock`.

        Raises:
            Forbidden: your role lacks the Manage Blocks permission.
            TypeError: both arguments are missing.
            UnprocessableEntity: the address is blocked already.
            ValueError: both arguments are given: the server would ignore the hash.

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
        """Delete a canonical e-mail block, so that the address can sign up again.

        Raises:
            Forbidden: your role lacks the Manage Blocks permission.
            NotFound: the block does not exist.

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
