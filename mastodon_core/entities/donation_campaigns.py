"""Appeals for donations."""

from __future__ import annotations

from attrs import frozen

from ._types import Id
from .base import Entity


@frozen(kw_only=True)
class DonationCampaign(Entity):
    """An appeal for donations, from a service that the server is connected to.

    Its texts and amounts are that service's own, and no part of the API: they are in
    the JSON of the response.
    """

    id: Id | None = None
    locale: str | None = None
    """The language of its texts."""
