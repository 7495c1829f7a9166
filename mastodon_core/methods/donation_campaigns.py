"""Donation campaigns, which no page of the documentation tells of."""

from __future__ import annotations

from .. import entities
from ..calls import Perhaps, Request
from ..clients import endpoint


class DonationCampaignMethods:
    @endpoint(since="4.6.0")
    def donation_campaign(self) -> Request[entities.DonationCampaign | None]:
        """Get the appeal for donations that the server shows at present.

        What it says is no part of the API: `send_raw` gives the answer as it came.

        Returns:
            The appeal, or None if there is none.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

        Any token of a user. Not documented. Since Mastodon 4.6.
        """
        return Request(
            "GET",
            "/api/v1/donation_campaigns",
            answer=Perhaps(entities.DonationCampaign),
        )
