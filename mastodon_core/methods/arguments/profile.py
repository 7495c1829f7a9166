"""A field of a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from ...values import expect

if TYPE_CHECKING:
    from attrs import Attribute


def _check_str(_: object, attribute: Attribute[str], value: object) -> None:
    expect(attribute.name, value, (str,), "a str")


@frozen
class ProfileField:
    """A field of a profile, for `account_update_credentials`.

    https://docs.joinmastodon.org/methods/accounts/#update_credentials
    """

    name: str = field(validator=_check_str)
    """The label: on most servers up to 255 characters."""
    value: str = field(validator=_check_str)
    """The content as plain text: on most servers up to 255 characters. A link to a page
    that links back with ``rel="me"`` is marked as verified."""
