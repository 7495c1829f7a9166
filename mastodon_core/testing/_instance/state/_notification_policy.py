"""A user's policy for notifications from others."""

from __future__ import annotations

from attrs import frozen


@frozen
class Policy:
    """What happens to notifications from each kind of account.

    ``accept`` shows them, ``filter`` keeps them as a request, ``drop`` discards them.
    """

    not_following: str = "accept"
    not_followers: str = "accept"
    new_accounts: str = "accept"
    private_mentions: str = "filter"
    limited_accounts: str = "filter"
    """Never applies: without moderators, no account is limited."""
    bots: str = "accept"

    @staticmethod
    def accepting_all() -> Policy:
        """Return a policy that accepts everything."""
        return Policy(private_mentions="accept")
