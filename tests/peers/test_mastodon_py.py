"""Mastodon.py, which nobody here wrote, runs against the served offline instance."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import mastodon
import pytest
from allowed import AllowList, names
from mastodon_py import ROWS, Row, village

from mastodon_core import BlockingMastodon
from mastodon_core.testing._instance.handlers import HANDLERS

# One that takes passwords, and the newest.
VERSIONS = ("4.3.0", "4.7.0")

METHODS = {
    name
    for name in dir(mastodon.Mastodon)
    if not name.startswith("_") and callable(getattr(mastodon.Mastodon, name))
}


def like(pattern: str) -> Mapping[str, None]:
    """The methods of Mastodon.py whose whole names are like this."""
    return names(*(name for name in METHODS if re.fullmatch(pattern, name)))


NOT_RUN = AllowList(
    "NOT_RUN",
    {
        "the offline instance knows no moderation": like(r"admin_\w+|reports?"),
        "it does not stream": like(r"stream_\w+"),
        "nor push": like(r"push_\w+"),
        "nor keep collections": like(r"(\w+_)?collections?(_\w+)?"),
        "nor announce or review": like(r"announcement\w+|annual_report\w*"),
        "nor fetch anything by the way": like(r"\w+_async_refresh\w*"),
        "nor tell more of itself than what clients need": like(
            r"instance_(activity|domain_blocks|extended_description|health|languages"
            r"|nodeinfo|peers|rules|terms_of_service)"
        ),
        "nor have a page at its bare address": names("get_approx_server_time"),
        "Mastodon.py itself wants TLS for it": names("oauth_userinfo"),
        "it asks no server": names("get_supported_version", "set_language"),
        "it asks no server, and needs a library that is not here": names(
            "decode_blurhash", "get_status_length"
        ),
    },
)

# Calls of ours, of the kinds that are run, that Mastodon.py has not by that name.
NO_EQUIVALENT = AllowList(
    "NO_EQUIVALENT",
    {
        "`suggestions_v2` gives the accounts with why": names("account_suggestions"),
        "`notifications(id=...)` gives one": names("notification"),
        "`notifications(mentions_only=True)` has them": names("timeline_mentions"),
        "`conversations` came in its place": names("timeline_direct"),
        "`create_account` makes one and logs in": names("account_create"),
        "`status_post(scheduled_at=...)` makes it wait": names("status_schedule"),
        "`media_post` does not wait": names("media_upload", "media_upload_v1"),
        "it asks the endpoint that came after": names(
            "follows_create",
            "notifications_dismiss_old",
            "notifications_policy_v1",
            "status_card_old",
            "trending_tags_old",
            "update_notifications_policy_v1",
        ),
        "it is a step of another call": names(
            "app_create", "oauth_revoke", "oauth_token"
        ),
        "Mastodon.py 2.3.3 does not know it": names(
            "account_endorsements",
            "clear_grouped_notifications",
            "conversations_delete",
            "conversations_unread",
            "domain_block_preview",
            "email_check_confirmation",
            "filter_keyword_v2",
            "media_delete",
            "update_filter_keyword_v2",
        ),
    },
)


@pytest.mark.filterwarnings(
    # It leaves files open that it opened.
    "ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.parametrize(
    ("version", "row"),
    [
        pytest.param(version, row, id=f"{version}-{row}")
        for version in VERSIONS
        for row in ROWS
        if row.is_for(version)
    ],
)
def test_mastodon_py_runs_a_call(version: str, row: Row, tmp_path: Path) -> None:
    with village(version, tmp_path) as people:
        row.run(people)
    assert row.name in people.calls


def test_every_method_of_mastodon_py_is_run_or_it_is_told_why_not() -> None:
    run = {row.name for row in ROWS}
    assert run | set(NOT_RUN) == METHODS
    assert run.isdisjoint(NOT_RUN)


def test_every_call_that_the_instance_knows_is_run_or_has_no_equivalent() -> None:
    """So that no reason above outlives what it says."""
    run = {row.name for row in ROWS}
    assert set(HANDLERS) - run <= set(NO_EQUIVALENT)


def test_every_row_is_run_by_some_version_and_stands_once() -> None:
    shown = [str(row) for row in ROWS]
    assert sorted(set(shown)) == sorted(shown)
    assert all(any(map(row.is_for, VERSIONS)) for row in ROWS)


def test_what_has_no_equivalent_is_ours_alone() -> None:
    assert set(NO_EQUIVALENT).isdisjoint(METHODS)
    assert all(hasattr(BlockingMastodon, name) for name in NO_EQUIVALENT)
