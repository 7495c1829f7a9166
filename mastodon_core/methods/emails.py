"""Confirm the e-mail address of a new account.

https://docs.joinmastodon.org/methods/emails/
"""

from __future__ import annotations

from ..calls import Empty, One, Request
from ..clients import endpoint


class EmailMethods:
    @endpoint(since="3.4.0")
    def email_resend_confirmation(self, *, email: str | None = None) -> Request[None]:
        """Send the confirmation e-mail of a new account again.

        Only the app that created the account can do so, with that account's token.

        Args:
            email: A new address for the account, in place of the first one.

        Raises:
            Forbidden: the address is already confirmed, or another app created the
                account.

        Scope ``write:accounts``. Since Mastodon 3.4.
        https://docs.joinmastodon.org/methods/emails/#confirmation
        """
        return Request(
            "POST",
            "/api/v1/emails/confirmations",
            json={"email": email},
            answer=Empty(),
            scopes=("write:accounts",),
        )

    @endpoint(since="4.2.0")
    def email_check_confirmation(self) -> Request[bool]:
        """Check whether the token's user has confirmed their e-mail address.

        Scope ``read:accounts``. Not documented. Since Mastodon 4.2.
        """
        return Request(
            "GET",
            "/api/v1/emails/check_confirmation",
            answer=One(bool),
            scopes=("read:accounts",),
        )
