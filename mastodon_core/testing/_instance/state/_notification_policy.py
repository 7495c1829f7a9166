"""What somebody says of whose notifications they want."""

from __future__ import annotations

from attrs import frozen


@frozen
class Policy:
    """Whose notifications are shown, held back, or never made."""

    not_following: str = "accept"
    not_followers: str = "accept"
    new_accounts: str = "accept"
    private_mentions: str = "filter"
    limited_accounts: str = "filter"
    """Nobody is: there are no moderators."""
    bots: str = "accept"

    @staticmethod
    def accepting_all() -> Policy:
        """One by which everybody is heard."""
        return Policy(private_mentions="accept")
