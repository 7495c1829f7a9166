"""Annual reports: a summary of one year of an account.

Mastodon 4.3 to 4.5 creates reports of schema version 1. Reports since Mastodon 4.6 have
version 2 and contain less.
"""

from __future__ import annotations

from attrs import frozen

from ._types import Id, OpenEnum
from .accounts import Account
from .base import Entity
from .statuses import Status


class AnnualReportArchetype(OpenEnum):
    """A playful label for the way an account was used."""

    LURKER = "lurker"
    BOOSTER = "booster"
    POLLSTER = "pollster"
    REPLIER = "replier"
    ORACLE = "oracle"


class AnnualReportStateValue(OpenEnum):
    """Whether a report exists or can be generated."""

    AVAILABLE = "available"
    GENERATING = "generating"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"


@frozen(kw_only=True)
class AnnualReportTopStatuses(Entity):
    """The ids of the statuses with the most boosts, favourites and replies."""

    by_reblogs: Id | None = None
    by_favourites: Id | None = None
    by_replies: Id | None = None


@frozen(kw_only=True)
class AnnualReportTimeSeriesEntry(Entity):
    """New statuses, follows and followers in one month.

    In schema version 2 there is one entry for the whole year, with month 12.
    """

    month: int
    """1 to 12."""
    statuses: int
    following: int | None = None
    followers: int


@frozen(kw_only=True)
class AnnualReportNameCount(Entity):
    """The number of times a hashtag or an application was used."""

    name: str | None = None
    count: int


@frozen(kw_only=True)
class AnnualReportAccountCount(Entity):
    """The number of interactions with an account."""

    account_id: Id
    count: int


@frozen(kw_only=True)
class AnnualReportTypeDistribution(Entity):
    """The number of statuses of each kind."""

    total: int
    reblogs: int
    replies: int
    standalone: int
    """Neither boosts nor replies."""


@frozen(kw_only=True)
class AnnualReportPercentiles(Entity):
    """The account's percentiles on its server, from 0 to 100."""

    followers: float | None = None
    """None since Mastodon 4.4."""
    statuses: float


@frozen(kw_only=True)
class AnnualReportData(Entity):
    """The contents of an annual report.

    https://docs.joinmastodon.org/entities/AnnualReport/
    """

    archetype: AnnualReportArchetype
    top_statuses: AnnualReportTopStatuses
    time_series: tuple[AnnualReportTimeSeriesEntry, ...]
    top_hashtags: tuple[AnnualReportNameCount, ...]
    type_distribution: AnnualReportTypeDistribution | None = None
    """None in schema version 2, like all fields below."""
    most_used_apps: tuple[AnnualReportNameCount, ...] | None = None
    commonly_interacted_with_accounts: tuple[AnnualReportAccountCount, ...] | None = (
        None
    )
    most_reblogged_accounts: tuple[AnnualReportAccountCount, ...] | None = None
    percentiles: AnnualReportPercentiles | None = None


@frozen(kw_only=True)
class AnnualReport(Entity):
    """The annual report for one year.

    https://docs.joinmastodon.org/entities/AnnualReport/
    """

    year: int
    data: AnnualReportData
    schema_version: int
    """The format of ``data``: 1 until Mastodon 4.5, then 2."""
    share_url: str | None = None
    """The public page of the report; None if it isn't public."""
    account_id: Id | None = None
    """The account that the report is about; since Mastodon 4.6."""


@frozen(kw_only=True)
class WrappedAnnualReports(Entity):
    """Annual reports, with the accounts and statuses they refer to.

    https://docs.joinmastodon.org/entities/AnnualReport/#WrappedAnnualReports
    """

    annual_reports: tuple[AnnualReport, ...]
    accounts: tuple[Account, ...] = ()
    statuses: tuple[Status, ...] = ()


@frozen(kw_only=True)
class AnnualReportState(Entity):
    """Whether the report for one year exists or can be generated.

    https://docs.joinmastodon.org/methods/annual_reports/#get-state
    """

    state: AnnualReportStateValue
