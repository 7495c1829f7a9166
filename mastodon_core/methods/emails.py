"""https://docs.joinmastodon.org/methods/emails/"""

from __future__ import annotations

from ..calls import Empty, One, Request
from ..clients import endpoint


class EmailMethods:
    @endpoint(since="3.4.0")
    def email_resend_confirmation(self, *, email: str | None = None) -> Request[None]:
        """Have the mail sent again by which a new user confirms the address.

        Only the program that made the account may ask, with the token of that.

        Args:
            email: Another address for the account, in place of the first.

        Raises:
            Forbidden: the address is confirmed, or another program made the account.

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
        """Tell whether the user of the token has confirmed the address.

        Scope ``read:accounts``. Not documented. Since Mastodon 4.2.
        """
        return Request(
            "GET",
            "/api/v1/emails/check_confirmation",
            answer=One(bool),
            scopes=("read:accounts",),
        )
