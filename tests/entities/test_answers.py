"""What other servers answer: nothing is lost but the part that does not fit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest
from sessions import ACCOUNT, STATUS

from mastodon_core import (
    DecodeError,
    Secret,
    catalog,
    entities,
    make_converter,
    to_json,
)
from mastodon_core.decoding import RENAMED, Reader, Tries
from mastodon_core.testing import make
from mastodon_core.transport import HttpResponse


def without(value: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: part for name, part in value.items() if name not in names}


PIXELFED = without(
    ACCOUNT, "emojis", "avatar_static", "header", "header_static", "bot", "fields"
) | {"display_name": None}
POLL = {
    "id": "1",
    "expires_at": None,
    "expired": False,
    "multiple": False,
    "votes_count": 0,
    "options": [{"title": "a", "votes_count": 0}],
}
V1 = {
    "uri": "x.example",
    "title": "x",
    "description": "",
    "version": "2.7.2 (compatible; x 1)",
    "urls": {"streaming_api": "wss://x.example"},
}
ANNOUNCEMENT: dict[str, Any] = {
    "id": "1",
    "content": "",
    "all_day": False,
    "updated_at": "2026-01-01T10:00:00Z",
    "mentions": [],
    "statuses": [],
    "tags": [],
    "emojis": [],
    "reactions": [],
}
NOTIFICATION = {
    "id": "1",
    "type": "favourite",
    "created_at": "2026-01-01T10:00:00Z",
    "account": ACCOUNT,
}
ANSWERS = Path(__file__).parents[1] / "answers" / "answers.jsonl"
RECORDED = [
    json.loads(line) for line in ANSWERS.read_text("utf-8").splitlines() if line
]
CLASSES = [
    found for name in entities.__all__ if attrs.has(found := getattr(entities, name))
]
OUT_OF_RANGE = "OverflowError|ValueError|OSError"
MORNING = datetime(2026, 1, 1, 10, tzinfo=UTC)


def at(value: Any, place: str) -> Any:
    """The part of a result at a place such as ``[0].quote.state``; ``#`` counts."""
    for step in place.replace("[", ".[").split("."):
        if step == "#":
            value = len(value)
        elif step.startswith("["):
            key = step[1:-1]
            value = value[int(key) if key.isdigit() else key]
        elif step:
            value = getattr(value, step)
    return value


def read(
    method: str, path: str, body: Any, *, strict: bool = False
) -> tuple[Any, list[str]]:
    """The result of a call, and the places where a part did not fit.

    The first response of a type is read by the general path, the second one by the
    fast one.
    """
    entry = catalog.match(method, path)
    assert entry is not None
    response = HttpResponse(status=200, headers={}, body=json.dumps(body).encode())
    tries, results = Tries(), list[tuple[Any, list[str]]]()
    for _ in range(2):
        reader = Reader(strict=strict, tries=tries)
        found = entry.request.answer.parse(response, entry.request, reader)
        results.append((found, [part.path for part in reader.rejected]))
    assert results[0] == results[1]
    return results[1]


# For each line of the file: its server and deviation, and what must be there.
EXPECTED: list[tuple[str, str, dict[str, Any]]] = [
    (
        "Akkoma",
        "Status.quote is a Status",
        {
            "#": 2,
            "[0].quote": None,
            "[1].quote.state": "accepted",
            "[1].quote.quoted_status.account.id": "0000002",
        },
    ),
    (
        "Friendica",
        "Status.quote is a Status",
        {"#": 1, "[0].quote.quoted_status.spoiler_text": "spoiler_text"},
    ),
    (
        "Iceshrimp.NET",
        "Status.quote is a Status",
        {"#": 1, "[0].quote.quoted_status.id": "0000001"},
    ),
    (
        "kmyblue",
        "Status.quote is a Status",
        {"#": 1, "[0].quote.quoted_status.quote": None},
    ),
    (
        "Pleroma/Akkoma/Rebased/pl",
        "Marker.updated_at without offset",
        {"[home].last_read_id": "1", "[home].updated_at": MORNING},
    ),
    (
        "Pleroma/Akkoma/Rebased/pl",
        "ScheduledStatus.media_attachments absent without media",
        {"params.text": "hi", "media_attachments": ()},
    ),
    (
        "Pleroma (before 2.7)",
        "PreviewCard.width/height as text",
        {"card.width": 520, "card.height": 347},
    ),
    (
        "Pixelfed",
        "the same, in a list",
        {"#": 1, "[0].muting_notifications": None, "[0].following": False},
    ),
    (
        "Pixelfed",
        "a boost: reblog.account without emojis ...",
        {
            "#": 1,
            "[0].reblog.account.username": "username",
            "[0].reblog.account.emojis": (),
            "[0].reblog.account.header": None,
            "[0].reblog.account.avatar_static": None,
        },
    ),
    (
        "Pixelfed",
        "Account.display_name null (profiles.name is nullable)",
        {"#": 1, "[0].account.display_name": None, "[0].account.acct": "acct"},
    ),
    (
        "Mitra",
        "CredentialAccount.source.note null without a bio",
        {"source.note": None, "source.privacy": "public", "source.fields": ()},
    ),
    (
        "Mitra",
        "AccountWarning.target_account null",
        {
            "#": 1,
            "[0].moderation_warning.target_account": None,
            "[0].moderation_warning.action": "none",
        },
    ),
    (
        "WordPress EMA",
        "InstanceV1.configuration has media_attachment and nothing else",
        {
            "urls.streaming_api": "wss://x",
            "stats.user_count": 1,
            "configuration": entities.InstanceV1Configuration(),
        },
    ),
    (
        "WordPress EMA",
        "Preferences partial (control)",
        {
            "posting_default_language": "en",
            "posting_default_visibility": "public",
            "reading_expand_media": None,
        },
    ),
    (
        "BookWyrm",
        "InstanceV1 without urls, stats.domain_count",
        {"urls": None, "stats.user_count": 1, "stats.domain_count": None},
    ),
    ("Friendica 2023.05", "InstanceV1.urls null", {"urls": None, "uri": "x.example"}),
    (
        "Epicyon",
        "InstanceV1.contact_account without id, emojis, counts; "
        "configuration without polls",
        {
            "$rejected": ["$.contact_account"],
            "contact_account": None,
            "configuration.statuses.max_media_attachments": 1,
            "configuration.polls": None,
        },
    ),
    (
        "Friendica (recorded)",
        "InstanceV2 supported_mime_types a hash",
        {
            "$rejected": ["$.configuration.media_attachments.supported_mime_types"],
            "domain": "x",
            "configuration.media_attachments.supported_mime_types": None,
        },
    ),
    ("Wildebeest", "follow answers only an id", {"id": "1", "following": None}),
]
NAMED = {(row["server"], row["what"]): row for row in RECORDED}


def test_every_line_of_the_file_is_in_the_table() -> None:
    assert len(NAMED) == len(RECORDED)
    assert NAMED.keys() == {(server, what) for server, what, _ in EXPECTED}


def check(method: str, path: str, body: Any, expected: dict[str, Any]) -> None:
    rejected = expected.get("$rejected", [])
    found, places = read(method, path, body)
    assert places == rejected
    parts = without(expected, "$rejected")
    assert {place: at(found, place) for place in parts} == parts
    if not rejected:
        read(method, path, body, strict=True)


@pytest.mark.parametrize(
    ("server", "what", "expected"),
    EXPECTED,
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_line_of_the_file_is_read_without_loss(
    server: str, what: str, expected: dict[str, Any]
) -> None:
    row = NAMED[server, what]
    check(row["method"], row["path"], row["body"], expected)


FURTHER: dict[str, tuple[str, str, Any, dict[str, Any]]] = {
    "Pixelfed: accounts in mutes": (
        "GET",
        "/api/v1/mutes",
        [PIXELFED],
        {"#": 1, "[0].emojis": (), "[0].header": None, "[0].bot": None},
    ),
    "Pixelfed: accounts in conversations": (
        "GET",
        "/api/v1/conversations",
        [
            {
                "id": "1",
                "unread": False,
                "accounts": [PIXELFED],
                "last_status": STATUS | {"account": PIXELFED},
            }
        ],
        {"[0].accounts[0].acct": "ada", "[0].last_status.account.emojis": ()},
    ),
    "Pixelfed: accounts in threads": (
        "GET",
        "/api/v1/statuses/7/context",
        {"ancestors": [], "descendants": [STATUS | {"account": PIXELFED}]},
        {"descendants[0].account.avatar_static": None},
    ),
    "Pixelfed: accounts in notifications": (
        "GET",
        "/api/v1/notifications",
        [NOTIFICATION | {"account": PIXELFED}],
        {"[0].account.display_name": None, "[0].type": "favourite"},
    ),
    "Pixelfed: accounts in search": (
        "GET",
        "/api/v2/search",
        {"accounts": [PIXELFED], "statuses": [], "hashtags": []},
        {"value.accounts[0].fields": None},
    ),
    "Pixelfed: the account of the token": (
        "GET",
        "/api/v1/accounts/verify_credentials",
        PIXELFED,
        {"display_name": None, "source": None},
    ),
    "Pixelfed: Relationship after a follow": (
        "POST",
        "/api/v1/accounts/1/follow",
        {
            "id": "1",
            "following": True,
            "followed_by": False,
            "blocking": False,
            "muting": None,
            "muting_notifications": None,
            "requested": None,
            "domain_blocking": None,
            "showing_reblogs": None,
            "endorsed": False,
        },
        {"following": True, "muting": None, "muting_notifications": None},
    ),
    "Pixelfed: Poll.expired null": (
        "GET",
        "/api/v1/statuses/7",
        STATUS | {"poll": POLL | {"expired": None, "voters_count": None}},
        {"poll.expired": None, "poll.options[0].title": "a"},
    ),
    "Pixelfed: statistics as text": (
        "GET",
        "/api/v1/instance",
        V1
        | {
            "urls": {"streaming_api": None},
            "email": None,
            "stats": {"user_count": 1, "status_count": "123", "domain_count": ""},
        },
        {"stats.status_count": 123, "stats.domain_count": None, "email": None},
    ),
    "Mitra: an account without static images": (
        "GET",
        "/api/v1/accounts/1",
        without(ACCOUNT, "avatar_static", "header_static") | {"display_name": None},
        {"avatar_static": None, "header": "https://x.example/h.png"},
    ),
    "Mitra: InstanceV1 without urls, accounts without max_featured_tags": (
        "GET",
        "/api/v1/instance",
        without(V1, "urls")
        | {"configuration": {"accounts": {}, "statuses": {"max_characters": 5}}},
        {
            "urls": None,
            "configuration.accounts.max_featured_tags": None,
            "configuration.statuses.max_characters": 5,
        },
    ),
    "Friendica: markers are an array if there are none": (
        "GET",
        "/api/v1/markers",
        [],
        {"#": 0},
    ),
    "Sharkey: Announcement.updated_at and avatar_static null": (
        "GET",
        "/api/v1/announcements",
        [ANNOUNCEMENT | {"updated_at": None}],
        {"#": 1, "[0].updated_at": None},
    ),
    "Firefish: a nested boost by an account without statuses_count": (
        "GET",
        "/api/v1/timelines/home",
        [
            STATUS
            | {
                "account": ACCOUNT | {"avatar_static": None},
                "reblog": STATUS
                | {"id": "8", "account": without(ACCOUNT, "statuses_count")},
            }
        ],
        {
            "#": 1,
            "[0].account.avatar_static": None,
            "[0].reblog.account.statuses_count": None,
        },
    ),
    "Fedibird: a quote within a quote": (
        "POST",
        "/api/v1/statuses",
        STATUS
        | {
            "quote_id": "8",
            "quote": STATUS
            | {"id": "8", "quote": STATUS | {"id": "9", "quote_id": None}},
        },
        {
            "id": "7",
            "quote.state": entities.QuoteState.ACCEPTED,
            "quote.quoted_status.id": "8",
            "quote.quoted_status.quote.quoted_status.id": "9",
        },
    ),
    "Akkoma: a quote in the history": (
        "GET",
        "/api/v1/statuses/7/history",
        [
            {
                "content": "",
                "spoiler_text": "",
                "created_at": "2026-01-01T10:00:00Z",
                "account": ACCOUNT,
                "media_attachments": [],
                "emojis": [],
                "quote": STATUS,
            }
        ],
        {"[0].quote.quoted_status.id": "7", "[0].quote.state": "accepted"},
    ),
    "any: a quoted status that has a state of null": (
        "GET",
        "/api/v1/timelines/home",
        [STATUS | {"quote": STATUS | {"id": "8", "state": None}}],
        {"[0].quote.state": "accepted", "[0].quote.quoted_status.id": "8"},
    ),
    "Mitra: quotes as of Mastodon": (
        "GET",
        "/api/v1/statuses/7",
        STATUS | {"quote": {"state": "accepted", "quoted_status": STATUS}},
        {"quote.state": "accepted", "quote.quoted_status.id": "7"},
    ),
    "Hollo: a short quote with the whole status": (
        "GET",
        "/api/v1/statuses/7",
        STATUS
        | {
            "quote": {
                "state": "accepted",
                "quoted_status_id": "8",
                "quoted_status": STATUS | {"id": "8"},
            },
            "quote_approval": {"automatic": [], "manual": []},
        },
        {
            "quote.quoted_status.id": "8",
            "quote_approval.automatic": (),
            "quote_approval.current_user": None,
        },
    ),
    "Epicyon: NodeInfo services without inbound": (
        "GET",
        "/nodeinfo/2.0",
        {
            "version": "2.0",
            "software": {"name": "epicyon", "version": "1.4.0"},
            "protocols": ["activitypub"],
            "services": {"outbound": ["rss2.0"]},
            "usage": {"users": {}},
            "openRegistrations": False,
        },
        {"services.outbound": ("rss2.0",), "services.inbound": ()},
    ),
    "Wildebeest: a status without counts": (
        "GET",
        "/api/v1/statuses/7",
        without(STATUS, "reblogs_count", "favourites_count")
        | {
            "account": without(
                ACCOUNT,
                "locked",
                "statuses_count",
                "followers_count",
                "following_count",
            )
        },
        {"reblogs_count": None, "account.locked": None, "content": "<p>hi</p>"},
    ),
    "WordPress: ExtendedDescription.updated_at empty": (
        "GET",
        "/api/v1/instance/extended_description",
        {"updated_at": "", "content": "<p>x</p>"},
        {"updated_at": None, "content": "<p>x</p>"},
    ),
    "Nextcloud Social: a status without tags and emojis": (
        "GET",
        "/api/v1/timelines/home",
        [without(STATUS, "tags", "emojis", "mentions", "media_attachments")],
        {
            "#": 1,
            "[0].tags": (),
            "[0].emojis": (),
            "[0].mentions": (),
            "[0].media_attachments": (),
        },
    ),
    "Pleroma: empty texts for dates": (
        "GET",
        "/api/v1/timelines/home",
        [
            STATUS
            | {
                "edited_at": "",
                "account": ACCOUNT | {"last_status_at": "", "created_at": ""},
                "poll": POLL | {"expires_at": ""},
            }
        ],
        {
            "[0].edited_at": None,
            "[0].account.last_status_at": None,
            "[0].account.created_at": None,
            "[0].poll.expires_at": None,
        },
    ),
    "Pleroma: last_status_at without offset": (
        "GET",
        "/api/v1/accounts/1",
        ACCOUNT | {"last_status_at": "2026-01-01T10:00:00"},
        {"last_status_at": date(2026, 1, 1)},
    ),
    "mastodon_mock: last_status_at as a datetime": (
        "GET",
        "/api/v1/accounts/1",
        ACCOUNT | {"last_status_at": "2026-01-01T10:00:00.653972+00:00"},
        {"last_status_at": date(2026, 1, 1)},
    ),
    "Akkoma: a report without action_taken": (
        "GET",
        "/api/v1/notifications",
        [
            NOTIFICATION
            | {
                "type": "pleroma:report",
                "report": {"id": "9", "content": "spam", "state": "open"},
            }
        ],
        {"[0].type": "pleroma:report", "[0].report.action_taken": None},
    ),
    "snac: markers in seconds": (
        "POST",
        "/api/v1/markers",
        {
            "home": {
                "last_read_id": "1",
                "version": 1,
                "updated_at": "1767261600.270813",
            }
        },
        {"[home].updated_at": MORNING.replace(microsecond=270813)},
    ),
    "snac: a push subscription without endpoint and alerts": (
        "GET",
        "/api/v1/push/subscription",
        {"id": "1", "endpoint": None, "alerts": None, "server_key": "x"},
        {"endpoint": None, "alerts": None, "server_key": "x"},
    ),
    "GoToSocial: domain blocks without severity": (
        "GET",
        "/api/v1/admin/domain_blocks",
        [{"id": "1", "domain": "b.example", "created_at": "2026-01-01T10:00:00Z"}],
        {
            "#": 1,
            "[0].domain": "b.example",
            "[0].severity": None,
            "[0].reject_media": None,
            "[0].obfuscate": None,
        },
    ),
    "GoToSocial: a filtered status without its id": (
        "GET",
        "/api/v2/filters",
        [
            {
                "id": "1",
                "title": "x",
                "context": ["home"],
                "expires_at": None,
                "filter_action": "warn",
                "keywords": [],
                "statuses": [{"id": "2", "phrase": "7"}],
            }
        ],
        {"[0].statuses[0].status_id": None, "[0].statuses[0].id": "2"},
    ),
    "Takahē: hashtags of the old search are objects": (
        "GET",
        "/api/v1/search",
        {
            "accounts": [],
            "statuses": [],
            "hashtags": [{"name": "cats", "url": "", "history": {}}, "dogs"],
        },
        {"value.hashtags": ("cats", "dogs")},
    ),
    "Takahē: an account without source, images and statistics": (
        "GET",
        "/api/v1/accounts/verify_credentials",
        ACCOUNT | {"source": None, "header": None, "header_static": None, "role": None},
        {"source": None, "role": None, "header": None},
    ),
    "mastodon_mock: annual reports without the lists": (
        "GET",
        "/api/v1/annual_reports",
        {"annual_reports": []},
        {"annual_reports": (), "accounts": (), "statuses": ()},
    ),
    "mastodon_mock: the old policy in the shape of the new one": (
        "GET",
        "/api/v1/notifications/policy",
        {
            "for_not_following": "accept",
            "summary": {
                "pending_requests_count": 2,
                "pending_notifications_count": 3,
            },
        },
        {"filter_not_following": None, "summary.pending_requests_count": 2},
    ),
    "mastodon_mock: terms of service without a date": (
        "GET",
        "/api/v1/instance/terms_of_service",
        {"effective_date": None, "effective": True, "content": "x"},
        {"effective_date": None, "content": "x"},
    ),
    "mastodon_mock: a user without issuer": (
        "GET",
        "/oauth/userinfo",
        {
            "sub": "https://x.example/@ada",
            "name": "Ada",
            "preferred_username": "ada",
            "profile": "",
        },
        {"iss": None, "picture": None, "preferred_username": "ada"},
    ),
    "mastodon_mock: a link that was approved": (
        "POST",
        "/api/v1/admin/trends/links/1/approve",
        {"url": "", "title": "", "description": "", "type": "link"},
        {"history": (), "type": "link"},
    ),
    "Mastodon before 3.3: FeaturedTag without url": (
        "GET",
        "/api/v1/featured_tags",
        [{"id": "1", "name": "cats", "statuses_count": 3, "last_status_at": None}],
        {"[0].name": "cats", "[0].url": None, "[0].statuses_count": 3},
    ),
    "Mastodon before 3.2: Announcement without statuses": (
        "GET",
        "/api/v1/announcements",
        [without(ANNOUNCEMENT, "statuses")],
        {"[0].statuses": (), "[0].updated_at": MORNING},
    ),
    "a token with its time in RFC 3339 and its lifetime as text": (
        "POST",
        "/oauth/token",
        {
            "access_token": "t",
            "created_at": "2026-01-01T10:00:00Z",
            "expires_in": "7200",
        },
        {"created_at": MORNING, "expires_in": 7200},
    ),
    "Hollo: a token with its time in milliseconds": (
        "POST",
        "/oauth/token",
        {"access_token": "t", "created_at": 1767261600000, "expires_in": None},
        {"created_at": MORNING, "expires_in": None},
    ),
    "a token with empty texts": (
        "POST",
        "/oauth/token",
        {"access_token": "t", "created_at": "", "expires_in": "", "scope": None},
        {"created_at": None, "expires_in": None, "scope": None},
    ),
}


CARD = {"url": "https://x.example", "title": "x", "type": "link"}
LATE = "57171-08-04T06:31:30.000Z"
FILE = {"id": "1", "type": "image", "url": "https://x.example/1.png"}
# Parts that do not fit, with their places below "$rejected".
ODD: dict[str, tuple[str, str, Any, dict[str, Any]]] = {
    "mastodon.social: a card of the year 57171": (
        "GET",
        "/api/v1/timelines/home",
        [STATUS, STATUS | {"card": CARD | {"published_at": LATE}}],
        {
            "$rejected": ["$[1].card.published_at"],
            "#": 2,
            "[1].card.title": "x",
            "[1].card.published_at": None,
        },
    ),
    "a poll of the year 11900": (
        "GET",
        "/api/v1/statuses/7",
        STATUS | {"poll": POLL | {"expires_at": "11900-01-01T00:00:00Z"}},
        {
            "$rejected": ["$.poll.expires_at"],
            "poll.expires_at": None,
            "poll.options[0].title": "a",
        },
    ),
    "a boost of a status of the year 11968": (
        "GET",
        "/api/v1/timelines/home",
        [STATUS | {"reblog": STATUS | {"created_at": "11968-01-01T00:00:00Z"}}],
        {"$rejected": ["$[0].reblog"], "#": 1, "[0].reblog": None},
    ),
    "a status of the year 11968": (
        "GET",
        "/api/v1/timelines/home",
        [STATUS | {"created_at": "11968-01-01T00:00:00Z"}, STATUS | {"id": "8"}],
        {"$rejected": ["$[0]"], "#": 1, "[0].id": "8"},
    ),
    "Mastodon: details of a file in an array": (
        "GET",
        "/api/v1/statuses/7",
        STATUS | {"media_attachments": [FILE | {"meta": []}]},
        {
            "$rejected": ["$.media_attachments[0].meta"],
            "media_attachments[0].url": "https://x.example/1.png",
            "media_attachments[0].meta": None,
        },
    ),
    "a quoted status without an account": (
        "GET",
        "/api/v1/timelines/home",
        [STATUS | {"quote": without(STATUS, "account")}],
        {"$rejected": ["$[0].quote"], "#": 1, "[0].quote": None, "[0].id": "7"},
    ),
    "a quote within a quote without an account": (
        "POST",
        "/api/v1/statuses",
        STATUS | {"quote": STATUS | {"id": "8", "quote": without(STATUS, "account")}},
        {
            "$rejected": ["$.quote.quote"],
            "quote.quoted_status.id": "8",
            "quote.quoted_status.quote": None,
        },
    ),
    "a card in a quoted status": (
        "GET",
        "/api/v1/statuses/7",
        STATUS | {"quote": STATUS | {"card": CARD | {"published_at": LATE}}},
        {
            "$rejected": ["$.quote.card.published_at"],
            "quote.quoted_status.card.title": "x",
        },
    ),
    "a quote with only an id": (
        "GET",
        "/api/v1/statuses/7",
        STATUS | {"quote": {"id": "8"}},
        {"$rejected": ["$.quote"], "quote": None},
    ),
    "an empty quote": (
        "GET",
        "/api/v1/statuses/7",
        STATUS | {"quote": {}},
        {"$rejected": ["$.quote"], "quote": None},
    ),
    "Friendica: no contact in an array": (
        "GET",
        "/api/v1/instance",
        V1 | {"contact_account": [], "stats": {"status_count": "many"}},
        {
            "$rejected": ["$.stats.status_count", "$.contact_account"],
            "contact_account": None,
            "stats": entities.InstanceV1Stats(),
            "uri": "x.example",
        },
    ),
    "Takahē: an empty contact in the new document": (
        "GET",
        "/api/v2/instance",
        {
            "domain": "x.example",
            "title": "x",
            "version": "takahe/0.11.0",
            "contact": {"email": "", "account": {}},
        },
        {
            "$rejected": ["$.contact.account"],
            "contact": entities.InstanceContact(email=""),
        },
    ),
    "Takahē: moved false, and the history of a hashtag an object": (
        "GET",
        "/api/v2/search",
        {
            "accounts": [ACCOUNT | {"moved": False}],
            "statuses": [],
            "hashtags": [{"name": "cats", "url": "", "history": {}}],
        },
        {
            "$rejected": ["$.accounts[0].moved", "$.hashtags[0].history"],
            "value.accounts[0].moved": None,
            "value.hashtags[0].name": "cats",
        },
    ),
    "a marker with a time in words": (
        "POST",
        "/api/v1/markers",
        {"home": {"last_read_id": "9", "version": 2, "updated_at": "yesterday"}},
        {
            "$rejected": ["$.*.updated_at"],
            "[home].last_read_id": "9",
            "[home].updated_at": None,
        },
    ),
    "a token with a time and a lifetime in words": (
        "POST",
        "/oauth/token",
        {"access_token": "t", "created_at": "now", "expires_in": "long"},
        {
            "$rejected": ["$.created_at", "$.expires_in"],
            "access_token": Secret("t"),
            "created_at": None,
            "expires_in": None,
        },
    ),
    "an application with its redirect URIs in one text": (
        "POST",
        "/api/v1/apps",
        {"client_id": "i", "client_secret": "s", "redirect_uris": "urn:x"},
        {"$rejected": ["$.redirect_uris"], "client_id": "i", "redirect_uris": None},
    ),
    "PHP: empty arrays as objects": (
        "GET",
        "/api/v1/statuses/7",
        STATUS | {"tags": {}, "emojis": {}},
        {"$rejected": ["$.tags", "$.emojis"], "tags": (), "emojis": ()},
    ),
    "null in place of arrays": (
        "GET",
        "/api/v1/statuses/7",
        STATUS
        | {
            "tags": None,
            "emojis": None,
            "mentions": None,
            "media_attachments": None,
            "account": ACCOUNT | {"emojis": None, "fields": None},
        },
        {
            "tags": (),
            "emojis": (),
            "mentions": (),
            "media_attachments": (),
            "account.emojis": (),
        },
    ),
    "WordPress: an error in place of a status": (
        "GET",
        "/api/v1/timelines/home",
        [{"error": "Required variable is missing: uri"}, STATUS],
        {"$rejected": ["$[0]"], "#": 1, "[0].id": "7"},
    ),
    "Sharkey: null in place of a notification": (
        "GET",
        "/api/v1/notifications",
        [None, NOTIFICATION],
        {"$rejected": ["$[0]"], "#": 1, "[0].type": "favourite"},
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_only_the_part_that_does_not_fit_is_lost_and_it_is_reported(name: str) -> None:
    check(*ODD[name])


@pytest.mark.parametrize("name", FURTHER)
def test_answer_of_another_server_is_read_without_loss(name: str) -> None:
    check(*FURTHER[name])


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_entity_with_nothing_but_its_required_fields_is_read(cls: type[Any]) -> None:
    made = make(cls)
    required = {
        RENAMED.get(field.name, field.name)
        for field in attrs.fields(cls)
        if field.default is attrs.NOTHING
    }
    body = {key: part for key, part in to_json(made).items() if key in required}
    assert Reader(strict=True).structure(body, cls) == made


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_null_in_a_field_that_is_not_required_is_its_absence(cls: type[Any]) -> None:
    made = make(cls)
    body = to_json(made)
    for field in attrs.fields(cls):
        if field.default is not attrs.NOTHING:
            body[RENAMED.get(field.name, field.name)] = None
    assert Reader(strict=True).parse(json.dumps(body).encode(), cls) == made


@pytest.mark.parametrize(
    ("cls", "body", "fault"),
    [
        (
            entities.Marker,
            {"updated_at": "2026-13-01T10:00:00"},
            OUT_OF_RANGE,
        ),
        (entities.Marker, {"updated_at": "1e9"}, "not RFC 3339"),
        (
            entities.Marker,
            {"updated_at": "999999999999"},
            OUT_OF_RANGE,
        ),
        (entities.Marker, {"updated_at": 1767261600}, "str expected, not int"),
        (entities.Token, {"created_at": "2026-01-01"}, "not a number in a string"),
        (entities.Token, {"created_at": 10**18}, OUT_OF_RANGE),
        (entities.Token, {"expires_in": "2 h"}, "not a number in a string"),
        (entities.Token, {"expires_in": 7200.0}, "int expected, not float"),
        (entities.PreviewCard, {"width": "520px"}, "not a number in a string"),
        (entities.InstanceActivity, {"week": "2026-01-01T10:00:00Z"}, "not a number"),
        (entities.SearchV1, {"hashtags": [{"name": 5}]}, "str expected, not int"),
        (entities.SearchV1, {"hashtags": [{}]}, "str expected, not NoneType"),
        (entities.Status, {"quote": []}, "Quote or ShallowQuote expected, not list"),
        (entities.Status, {"quote": {"id": "8"}}, r"\$\.quote\.uri: missing"),
        (entities.Status, {"quote": {}}, r"\$\.quote\.state: missing"),
        (entities.StatusEdit, {"quote": {"id": "8"}}, r"\$\.quote\.uri: missing"),
        (entities.StatusEdit, {"quote": 8}, "dict expected, not int"),
    ],
)
def test_second_forms_stay_strict(
    cls: type[Any], body: dict[str, Any], fault: str
) -> None:
    with pytest.raises(DecodeError, match=fault):
        Reader(strict=True).structure(to_json(make(cls)) | body, cls)


def test_converter_reads_a_status_in_place_of_its_quote() -> None:
    any_quote: Any = entities.AnyQuote
    found = make_converter().structure(STATUS, any_quote)
    assert isinstance(found, entities.Quote)
    assert found.quoted_status is not None
    assert found.quoted_status.id == "7"


@pytest.mark.parametrize(
    "quote",
    [
        {"state": "accepted", "quoted_status": STATUS},
        {"state": "accepted", "quoted_status_id": "7"},
    ],
)
def test_quotes_of_mastodon_stay_on_the_fast_path(quote: dict[str, Any]) -> None:
    pytest.importorskip("msgspec")
    body = json.dumps(STATUS | {"quote": quote}).encode()
    converter = make_converter()
    # None the first time.
    converter.fast_reader(entities.Status, body)
    fast: Any = converter.fast_reader(entities.Status, body)
    assert fast.read(body) == Reader(strict=True).parse(body, entities.Status)


def test_quote_of_a_whole_status_is_written_as_a_quote() -> None:
    found, _ = read("GET", "/api/v1/statuses/7", STATUS | {"quote": STATUS})
    written = to_json(found)
    assert written["quote"]["state"] == "accepted"
    assert written["quote"]["quoted_status"]["id"] == "7"
    again, _ = read("GET", "/api/v1/statuses/7", written, strict=True)
    assert again == found
