"""A field of a profile."""

from __future__ import annotations

from attrs import frozen

from ...calls import checked_fields


@frozen(field_transformer=checked_fields)
class ProfileField:
    """A field of a profile, for `account_update_credentials`.

    https://docs.joinmastodon.org/methods/accounts/#update_credentials
    """

    name: str
    """The label: on most servers up to 255 characters."""
    value: str
    """The content as plain text: on most servers up to 255 characters. A link to a page
    that links back with ``rel="me"`` is marked as verified."""
