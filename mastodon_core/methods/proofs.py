"""Get identity proofs, which servers had before Mastodon 3.5.

https://docs.joinmastodon.org/methods/proofs/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from ..calls import Hash, Request
from ..clients import endpoint
from ..values import Word


class ProofMethods:
    @endpoint(since="2.8.0", removed="3.5.0")
    def proofs(
        self,
        *,
        provider: Literal["keybase"] | Word | None = None,
        username: str | None = None,
    ) -> Request[Mapping[str, object]]:
        """Get identity proofs of an account, in the format of an identity provider.

        Args:
            provider: The identity provider; Mastodon knew only ``keybase``.
            username: The account's user name on this server.

        Returns:
            Data in the format of the provider, not an entity of Mastodon.

        Raises:
            NotFound: the account does not exist, or the server does not know the
                provider.

        Sent without a token. Since Mastodon 2.8, removed in 3.5.
        https://docs.joinmastodon.org/methods/proofs/#get
        """
        return Request(
            "GET",
            "/api/proofs",
            query={"provider": provider, "username": username},
            answer=Hash(object),
            anonymous=True,
        )
