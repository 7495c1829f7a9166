"""Metrics of a server for its moderators: measures, dimensions and cohorts."""

from __future__ import annotations

from datetime import date, datetime

from attrs import frozen

from ._types import Numeric, OpenEnum
from .base import Entity


class AdminMeasureKey(OpenEnum):
    """Keys of the measures, which are counted per day."""

    ACTIVE_USERS = "active_users"
    NEW_USERS = "new_users"
    INTERACTIONS = "interactions"
    OPENED_REPORTS = "opened_reports"
    RESOLVED_REPORTS = "resolved_reports"
    TAG_ACCOUNTS = "tag_accounts"
    TAG_USES = "tag_uses"
    TAG_SERVERS = "tag_servers"
    INSTANCE_ACCOUNTS = "instance_accounts"
    INSTANCE_MEDIA_ATTACHMENTS = "instance_media_attachments"
    INSTANCE_REPORTS = "instance_reports"
    INSTANCE_STATUSES = "instance_statuses"
    INSTANCE_FOLLOWS = "instance_follows"
    INSTANCE_FOLLOWERS = "instance_followers"


class AdminDimensionKey(OpenEnum):
    """Keys of the dimensions, which are ranked."""

    LANGUAGES = "languages"
    SOURCES = "sources"
    SERVERS = "servers"
    SPACE_USAGE = "space_usage"
    SOFTWARE_VERSIONS = "software_versions"
    TAG_SERVERS = "tag_servers"
    TAG_LANGUAGES = "tag_languages"
    INSTANCE_ACCOUNTS = "instance_accounts"
    INSTANCE_LANGUAGES = "instance_languages"


class AdminCohortFrequency(OpenEnum):
    """The length of the periods of a cohort."""

    DAY = "day"
    MONTH = "month"


@frozen(kw_only=True)
class AdminMeasureData(Entity):
    """The count on one day.

    https://docs.joinmastodon.org/entities/Admin_Measure/
    """

    date: date
    """In UTC."""
    value: Numeric | None = None
    """None if the server has no count for that day."""


@frozen(kw_only=True)
class AdminMeasure(Entity):
    """A measure: counts per day, and their total.

    https://docs.joinmastodon.org/entities/Admin_Measure/
    """

    key: AdminMeasureKey
    unit: str | None = None
    """``bytes`` for file sizes; None for plain counts."""
    total: Numeric | None = None
    """The total of these days; of all time if the key begins with ``instance_``."""
    human_value: str | None = None
    """The total with its unit, such as ``19.3 MB``."""
    previous_total: Numeric | None = None
    """The total of as many days before these; None if ``total`` is of all time."""
    data: tuple[AdminMeasureData, ...]


@frozen(kw_only=True)
class AdminDimensionData(Entity):
    """One entry of a ranking.

    https://docs.joinmastodon.org/entities/Admin_Dimension/
    """

    key: str | None = None
    """None if it is unknown, such as the language of an account that has not set
    one."""
    human_key: str | None = None
    """The key as readable text, in the language of the request."""
    value: str
    """A number, or the version of some software."""
    unit: str | None = None
    human_value: str | None = None
    """The value with its unit."""


@frozen(kw_only=True)
class AdminDimension(Entity):
    """A ranking by use, with the most used first.

    https://docs.joinmastodon.org/entities/Admin_Dimension/
    """

    key: AdminDimensionKey
    data: tuple[AdminDimensionData, ...]


@frozen(kw_only=True)
class AdminCohortData(Entity):
    """The accounts of a cohort that were still active in one period.

    https://docs.joinmastodon.org/entities/Admin_Cohort/#CohortData
    """

    date: datetime
    """The start of the period."""
    rate: float
    """The share of the cohort, from 0 to 1."""
    value: Numeric
    """The number of accounts."""


@frozen(kw_only=True)
class AdminCohort(Entity):
    """The accounts that signed up in one period, and how many stayed active.

    https://docs.joinmastodon.org/entities/Admin_Cohort/
    """

    period: datetime
    """The start of the period in which they signed up."""
    frequency: AdminCohortFrequency
    data: tuple[AdminCohortData, ...]
    """That period and the ones after it."""
