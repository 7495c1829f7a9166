"""https://docs.joinmastodon.org/methods/annual_reports/"""

from __future__ import annotations

from .. import entities
from ..calls import Empty, One, Request
from ..clients import endpoint


class AnnualReportMethods:
    @endpoint(since="4.3.0")
    def annual_reports(self) -> Request[entities.WrappedAnnualReports]:
        """View your annual reports that are not marked as read.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

        Scope ``read:accounts``. Since Mastodon 4.3.
        https://docs.joinmastodon.org/methods/annual_reports/#index
        """
        return Request(
            "GET",
            "/api/v1/annual_reports",
            answer=One(entities.WrappedAnnualReports),
            scopes=("read:accounts",),
        )

    @endpoint(since="4.4.0")
    def annual_report(self, year: int) -> Request[entities.WrappedAnnualReports]:
        """View your report of one year.

        Args:
            year: Such as 2025.

        Raises:
            NotFound: there is no report of that year.

        Scope ``read:accounts``. Since Mastodon 4.4.
        https://docs.joinmastodon.org/methods/annual_reports/#get
        """
        return Request(
            "GET",
            "/api/v1/annual_reports/{year}",
            path_params={"year": str(year)},
            answer=One(entities.WrappedAnnualReports),
            scopes=("read:accounts",),
        )

    @endpoint(since="4.6.0")
    def annual_report_state(self, year: int) -> Request[entities.AnnualReportState]:
        """Ask whether there is a report of a year, or can be one.

        While it is made, `await_async_refresh` waits for it, given what `send_raw`
        answers to this.

        Args:
            year: Such as 2025.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

        Scope ``read:accounts``. Since Mastodon 4.6.
        https://docs.joinmastodon.org/methods/annual_reports/#get-state
        """
        return Request(
            "GET",
            "/api/v1/annual_reports/{year}/state",
            path_params={"year": str(year)},
            answer=One(entities.AnnualReportState),
            scopes=("read:accounts",),
        )

    @endpoint(since="4.3.0")
    def annual_report_read(self, year: int) -> Request[None]:
        """Mark your report of a year as read.

        Args:
            year: Such as 2025.

        Raises:
            NotFound: there is no report of that year.

        Scope ``write:accounts``. Since Mastodon 4.3.
        https://docs.joinmastodon.org/methods/annual_reports/#read
        """
        return Request(
            "POST",
            "/api/v1/annual_reports/{year}/read",
            path_params={"year": str(year)},
            answer=Empty(),
            scopes=("write:accounts",),
        )

    @endpoint(since="4.6.0")
    def annual_report_generate(self, year: int) -> Request[None]:
        """Have your report of a year made, which takes a while.

        Nothing happens if there is one already, or if none can be made:
        `annual_report_state` tells. `await_async_refresh` waits for it, given what
        `send_raw` answers to this.

        Args:
            year: Such as 2025.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

        Scope ``write:accounts``. Since Mastodon 4.6.
        https://docs.joinmastodon.org/methods/annual_reports/#generate
        """
        return Request(
            "POST",
            "/api/v1/annual_reports/{year}/generate",
            path_params={"year": str(year)},
            answer=Empty(),
            scopes=("write:accounts",),
        )
