"""https://docs.joinmastodon.org/methods/proofs/"""

from __future__ import annotations

from collections.abc import Mapping

from ..calls import Hash, Request
from ..clients import endpoint


class ProofMethods:
    @endpoint(since="2.8.0", removed="3.5.0")
    def proofs(
        self, *, provider: str | None = None, username: str | None = None
    ) -> Request[Mapping[str, object]]:
        """View an account as a provider of identities, such as Keybase, was shown it.

        Args:
            provider: Such as ``keybase``.
            username: Of the account here.

        Returns:
            What the provider understands; no entity of Mastodon's.

        Raises:
            NotFound: nobody has that name, or the provider is none here.

        Without token. Since Mastodon 2.8, removed in 3.5.
        https://docs.joinmastodon.org/methods/proofs/#get
        """
        return Request(
            "GET",
            "/api/proofs",
            query={"provider": provider, "username": username},
            answer=Hash(object),
            anonymous=True,
        )
