"""Donation campaigns, which Mastodon's documentation does not cover."""

from __future__ import annotations

from .. import entities
from ..calls import Perhaps, Request
from ..clients import endpoint


class DonationCampaignMethods:
    @endpoint(since="4.6.0")
    def donation_campaign(self) -> Request[entities.DonationCampaign | None]:
        """Get the donation campaign that the server currently shows.

        Its contents are not part of the API; `send_raw` gives you the unparsed
        response.

        Returns:
            The campaign, or None if the server has none at the moment.

        Raises:
            Unauthorized: the token is missing or no longer valid.

        User token with any scope. Not documented. Since Mastodon 4.6.
        """
        return Request(
            "GET",
            "/api/v1/donation_campaigns",
            answer=Perhaps(entities.DonationCampaign),
        )
