"""Donation campaigns."""

from __future__ import annotations

from attrs import frozen

from ._types import Id
from .base import Entity


@frozen(kw_only=True)
class DonationCampaign(Entity):
    """A donation campaign, from a service that the server is connected to.

    That service defines the texts and amounts. They are not part of the API: read them
    from the JSON of the response.
    """

    id: Id | None = None
    locale: str | None = None
    """The language of the texts."""
