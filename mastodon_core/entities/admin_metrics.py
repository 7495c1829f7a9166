"""Numbers about a server, for its moderators."""

from __future__ import annotations

from datetime import date, datetime

from attrs import frozen

from ._types import Numeric, OpenEnum
from .base import Entity


class AdminMeasureKey(OpenEnum):
    """What can be counted day by day."""

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
    """What can be ranked."""

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
    """How long the periods of a cohort are."""

    DAY = "day"
    MONTH = "month"


@frozen(kw_only=True)
class AdminMeasureData(Entity):
    """What was counted on one day.

    https://docs.joinmastodon.org/entities/Admin_Measure/
    """

    date: date
    """In UTC."""
    value: Numeric | None = None
    """None if the server kept no count for that day."""


@frozen(kw_only=True)
class AdminMeasure(Entity):
    """What was counted over some days.

    https://docs.joinmastodon.org/entities/Admin_Measure/
    """

    key: AdminMeasureKey
    unit: str | None = None
    """``bytes`` for files; None for what is counted one by one."""
    total: Numeric | None = None
    """Over these days; those of a server, whose key begins with ``instance_``, are
    over all time."""
    human_value: str | None = None
    """The total with its unit, such as ``19.3 MB``."""
    previous_total: Numeric | None = None
    """Over as many days before these; None if the total is over all time."""
    data: tuple[AdminMeasureData, ...]


@frozen(kw_only=True)
class AdminDimensionData(Entity):
    """One place of a ranking.

    https://docs.joinmastodon.org/entities/Admin_Dimension/
    """

    key: str | None = None
    """None where nobody said, as of a language."""
    human_key: str | None = None
    """The key for a person to read, in the language of the request."""
    value: str
    """A number, or a version of software."""
    unit: str | None = None
    human_value: str | None = None
    """The value with its unit."""


@frozen(kw_only=True)
class AdminDimension(Entity):
    """What is used most, the most used first.

    https://docs.joinmastodon.org/entities/Admin_Dimension/
    """

    key: AdminDimensionKey
    data: tuple[AdminDimensionData, ...]


@frozen(kw_only=True)
class AdminCohortData(Entity):
    """How many of a cohort were still there later.

    https://docs.joinmastodon.org/entities/Admin_Cohort/#CohortData
    """

    date: datetime
    """When the period begins."""
    rate: float
    """The part of the cohort, 0 to 1."""
    value: Numeric
    """How many."""


@frozen(kw_only=True)
class AdminCohort(Entity):
    """Those who signed up in the same period, and how many of them stayed.

    https://docs.joinmastodon.org/entities/Admin_Cohort/
    """

    period: datetime
    """When the period begins in which they signed up."""
    frequency: AdminCohortFrequency
    data: tuple[AdminCohortData, ...]
    """That period and those after it."""
