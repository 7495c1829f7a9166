"""What happened to an account in a year.

Mastodon 4.3 to 4.5 made reports of schema version 1; since 4.6 they are of version 2,
and hold less.
"""

from __future__ import annotations

from attrs import frozen

from ._types import Id, OpenEnum
from .accounts import Account
from .base import Entity
from .statuses import Status


class AnnualReportArchetype(OpenEnum):
    """What kind of user one was, not quite in earnest."""

    LURKER = "lurker"
    BOOSTER = "booster"
    POLLSTER = "pollster"
    REPLIER = "replier"
    ORACLE = "oracle"


class AnnualReportStateValue(OpenEnum):
    """Whether there is a report, or can be one."""

    AVAILABLE = "available"
    GENERATING = "generating"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"


@frozen(kw_only=True)
class AnnualReportTopStatuses(Entity):
    """The ids of the statuses that others took up most."""

    by_reblogs: Id | None = None
    by_favourites: Id | None = None
    by_replies: Id | None = None


@frozen(kw_only=True)
class AnnualReportTimeSeriesEntry(Entity):
    """What was new in one month; in schema version 2, in the year, as month 12."""

    month: int
    """1 to 12."""
    statuses: int
    following: int | None = None
    followers: int


@frozen(kw_only=True)
class AnnualReportNameCount(Entity):
    """How often a hashtag or program was used."""

    name: str | None = None
    count: int


@frozen(kw_only=True)
class AnnualReportAccountCount(Entity):
    """How often one had to do with an account."""

    account_id: Id
    count: int


@frozen(kw_only=True)
class AnnualReportTypeDistribution(Entity):
    """How many statuses there were of each kind."""

    total: int
    reblogs: int
    replies: int
    standalone: int
    """Neither boosts nor replies."""


@frozen(kw_only=True)
class AnnualReportPercentiles(Entity):
    """Where one stands among the accounts of the server, from 0 to 100."""

    followers: float | None = None
    """None since Mastodon 4.4."""
    statuses: float


@frozen(kw_only=True)
class AnnualReportData(Entity):
    """The figures of a report.

    https://docs.joinmastodon.org/entities/AnnualReport/
    """

    archetype: AnnualReportArchetype
    top_statuses: AnnualReportTopStatuses
    time_series: tuple[AnnualReportTimeSeriesEntry, ...]
    top_hashtags: tuple[AnnualReportNameCount, ...]
    type_distribution: AnnualReportTypeDistribution | None = None
    """None in schema version 2, as is all that follows."""
    most_used_apps: tuple[AnnualReportNameCount, ...] | None = None
    commonly_interacted_with_accounts: tuple[AnnualReportAccountCount, ...] | None = (
        None
    )
    most_reblogged_accounts: tuple[AnnualReportAccountCount, ...] | None = None
    percentiles: AnnualReportPercentiles | None = None


@frozen(kw_only=True)
class AnnualReport(Entity):
    """The report of one year.

    https://docs.joinmastodon.org/entities/AnnualReport/
    """

    year: int
    data: AnnualReportData
    schema_version: int
    """What is in ``data``: 1 until Mastodon 4.5, then 2."""
    share_url: str | None = None
    """A page that others may see; None if there is none."""
    account_id: Id | None = None
    """Whose report it is; since Mastodon 4.6."""


@frozen(kw_only=True)
class WrappedAnnualReports(Entity):
    """Reports, and the accounts and statuses that they name.

    https://docs.joinmastodon.org/entities/AnnualReport/#WrappedAnnualReports
    """

    annual_reports: tuple[AnnualReport, ...]
    accounts: tuple[Account, ...]
    statuses: tuple[Status, ...]


@frozen(kw_only=True)
class AnnualReportState(Entity):
    """Whether there is a report of a year, or can be one.

    https://docs.joinmastodon.org/methods/annual_reports/#get-state
    """

    state: AnnualReportStateValue
