"""Generate and read your annual reports, also called Wrapstodon.

https://docs.joinmastodon.org/methods/annual_reports/
"""

from __future__ import annotations

from .. import entities
from ..calls import Empty, One, Request
from ..clients import endpoint


class AnnualReportMethods:
    @endpoint(since="4.3.0")
    def annual_reports(self) -> Request[entities.WrappedAnnualReports]:
        """List your annual reports that are not marked as read.

        Raises:
            Unauthorized: the token is missing or no longer valid.

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
        """Get your annual report for one year.

        Args:
            year: Such as 2025.

        Raises:
            NotFound: you have no report for that year.

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
        """Check whether your annual report exists or can be generated.

        While the server generates the report, pass the `send_raw` result of this
        request to `await_async_refresh` to wait for it.

        Args:
            year: Such as 2025.

        Raises:
            Unauthorized: the token is missing or no longer valid.

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
        """Mark your annual report for one year as read.

        Args:
            year: Such as 2025.

        Raises:
            NotFound: you have no report for that year.

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
        """Start generating your annual report, which takes a while.

        Does nothing if the report exists already or can't be generated; check with
        `annual_report_state`. To wait for the report, pass the `send_raw` result of
        this request to `await_async_refresh`.

        Args:
            year: Such as 2025.

        Raises:
            Unauthorized: the token is missing or no longer valid.

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
