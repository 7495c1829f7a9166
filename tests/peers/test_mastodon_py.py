"""Mastodon.py, by other authors, runs against the served offline instance."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import mastodon
import pytest
from allow_list import AllowList, names
from mastodon_py import ROWS, Row, served_users

from mastodon_core import BlockingMastodon
from mastodon_core.testing._instance.handlers import HANDLERS

# One that allows log in by password, and the newest.
VERSIONS = ("4.3.0", "4.7.0")

METHODS = {
    name
    for name in dir(mastodon.Mastodon)
    if not name.startswith("_") and callable(getattr(mastodon.Mastodon, name))
}


def matching(pattern: str) -> Mapping[str, None]:
    """The methods of Mastodon.py whose whole name matches `pattern`."""
    return names(*(name for name in METHODS if re.fullmatch(pattern, name)))


NOT_RUN = AllowList(
    "NOT_RUN",
    {
        "the offline instance has no moderation": matching(r"admin_\w+|reports?"),
        "a stream that it closes leaves a thread that waits for a heartbeat": (
            matching(r"stream_(?!healthy)\w+")
        ),
        "the offline instance sends no push messages": matching(r"push_\w+"),
        "the offline instance has no collections": matching(
            r"(\w+_)?collections?(_\w+)?"
        ),
        "the offline instance has no announcements or annual reports": matching(
            r"announcement\w+|annual_report\w*"
        ),
        "the offline instance fetches nothing in the background": matching(
            r"\w+_async_refresh\w*"
        ),
        "the offline instance has no such pages about itself": matching(
            r"instance_(activity|domain_blocks|extended_description|health|languages"
            r"|nodeinfo|peers|rules|terms_of_service)"
        ),
        "the offline instance serves no page at /": names("get_approx_server_time"),
        "Mastodon.py requires TLS for it": names("oauth_userinfo"),
        "it sends no request": names("get_supported_version", "set_language"),
        "it sends no request, and needs a library that is not installed": names(
            "decode_blurhash", "get_status_length"
        ),
    },
)

# Our calls, of the kinds that are run, that Mastodon.py lacks under that name.
NO_EQUIVALENT = AllowList(
    "NO_EQUIVALENT",
    {
        "`suggestions_v2` returns the accounts with the reason": names(
            "account_suggestions"
        ),
        "`notifications(id=...)` returns one": names("notification"),
        "`notifications(mentions_only=True)` returns them": names("timeline_mentions"),
        "`conversations` replaced it": names("timeline_direct"),
        "`stream_healthy` tells whether it is OK": names("streaming_health"),
        "`create_account` signs up and logs in": names("account_create"),
        "`status_post(scheduled_at=...)` schedules it": names("status_schedule"),
        "`media_post` of Mastodon.py does not wait": names(
            "media_upload", "media_upload_v1"
        ),
        "Mastodon.py calls the endpoint that replaced it": names(
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
        "Mastodon.py 2.3.3 does not have it": names(
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
    # Mastodon.py does not close the files that it opens.
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
def test_call_of_mastodon_py_works(version: str, row: Row, tmp_path: Path) -> None:
    with served_users(version, tmp_path) as users:
        row.run(users)
    assert row.name in users.calls


def test_every_method_of_mastodon_py_is_run_or_listed_with_a_reason() -> None:
    run = {row.name for row in ROWS}
    assert run | set(NOT_RUN) == METHODS
    assert run.isdisjoint(NOT_RUN)


def test_every_call_of_the_offline_instance_is_run_or_has_no_equivalent() -> None:
    """So a reason above fails here once it no longer holds."""
    run = {row.name for row in ROWS}
    assert set(HANDLERS) - run <= set(NO_EQUIVALENT)


def test_every_row_is_unique_and_run_on_some_version() -> None:
    shown = [str(row) for row in ROWS]
    assert sorted(set(shown)) == sorted(shown)
    assert all(any(map(row.is_for, VERSIONS)) for row in ROWS)


def test_calls_without_an_equivalent_are_missing_in_mastodon_py() -> None:
    assert set(NO_EQUIVALENT).isdisjoint(METHODS)
    assert all(hasattr(BlockingMastodon, name) for name in NO_EQUIVALENT)
