"""The same seed and calls give the same bytes, in two runs and on every Python."""

from __future__ import annotations

import json
from hashlib import sha256
from string import Template
from typing import Any

import pytest
from raw_http import send

from mastodon_core.testing import OfflineInstance

Call = tuple[str, str, "dict[str, Any] | None", str]
"""Method, path, body, and user: ada, bob or nobody, which means no token."""

POLL = {"options": ["1", "2"], "expires_in": 300}

# ``$1`` is the id in the first response, and so on.
SCRIPTS: dict[str, list[Call]] = {
    "a bit of everything": [
        (
            "POST",
            "/api/v1/apps",
            {"client_name": "a", "redirect_uris": "urn:x"},
            "nobody",
        ),
        ("GET", "/api/v1/accounts/verify_credentials", None, "ada"),
        (
            "POST",
            "/api/v1/statuses",
            {"status": "@bob #hi https://example.com/é <b>\n\nso", "language": "de"},
            "ada",
        ),
        ("POST", "/api/v1/statuses", {"status": "?", "poll": POLL}, "bob"),
        ("POST", "/api/v1/statuses", {"status": ""}, "bob"),
        ("GET", "/api/v1/timelines/home?limit=1", None, "ada"),
        ("GET", "/api/v1/timelines/public", None, "nobody"),
        ("GET", "/api/v1/notifications", None, "bob"),
        ("GET", "/api/v1/instance", None, "nobody"),
        ("GET", "/api/v2/instance", None, "nobody"),
        ("GET", "/api/v1/statuses/1", None, "somebody else"),
    ],
    "statuses": [
        ("POST", "/api/v1/statuses", {"status": "x #tag", "poll": POLL}, "ada"),
        ("POST", "/api/v1/statuses", {"status": "y", "quoted_status_id": "$1"}, "bob"),
        ("POST", "/api/v1/statuses/$1/reblog", None, "bob"),
        ("POST", "/api/v1/statuses/$1/favourite", None, "bob"),
        ("POST", "/api/v1/statuses/$1/bookmark", None, "bob"),
        ("POST", "/api/v1/statuses/$1/pin", None, "ada"),
        ("POST", "/api/v1/statuses/$2/mute", None, "ada"),
        ("PUT", "/api/v1/statuses/$1", {"status": "z #tag @bob"}, "ada"),
        ("GET", "/api/v1/statuses/$1/history", None, "bob"),
        ("GET", "/api/v1/statuses/$1/source", None, "bob"),
        ("GET", "/api/v1/statuses/$1/favourited_by", None, "nobody"),
        ("GET", "/api/v1/statuses/$1/quotes", None, "ada"),
        ("GET", "/api/v1/timelines/tag/tag", None, "bob"),
        ("GET", "/api/v1/bookmarks", None, "bob"),
        ("GET", "/api/v1/notifications", None, "bob"),
        ("GET", "/api/v1/notifications", None, "ada"),
        ("POST", "/api/v1/statuses/$1/quotes/$2/revoke", None, "ada"),
        ("DELETE", "/api/v1/statuses/$1", None, "ada"),
    ],
    "hashtags": [
        ("POST", "/api/v1/tags/Cats/follow", None, "ada"),
        ("POST", "/api/v1/statuses", {"status": "#CATS #dogs #dogs"}, "bob"),
        ("POST", "/api/v1/featured_tags", {"name": "#Cats"}, "bob"),
        ("POST", "/api/v1/tags/dogs/feature", None, "bob"),
        ("GET", "/api/v1/tags/cats", None, "nobody"),
        ("GET", "/api/v1/timelines/home", None, "ada"),
        ("GET", "/api/v1/followed_tags", None, "ada"),
        ("GET", "/api/v1/featured_tags", None, "bob"),
        ("GET", "/api/v1/featured_tags/suggestions", None, "ada"),
        ("DELETE", "/api/v1/featured_tags/$3", None, "bob"),
        ("POST", "/api/v1/tags/cats/unfollow", None, "ada"),
    ],
    "profiles": [
        (
            "PATCH",
            "/api/v1/accounts/update_credentials",
            {"discoverable": True, "note": "x", "source": {"privacy": "unlisted"}},
            "ada",
        ),
        ("GET", "/api/v1/directory", None, "nobody"),
        ("GET", "/api/v2/suggestions", None, "bob"),
        ("POST", "/api/v1/accounts/$1/follow", None, "bob"),
        ("POST", "/api/v1/accounts/$1/endorse", None, "bob"),
        ("GET", "/api/v1/endorsements", None, "bob"),
        ("POST", "/api/v1/domain_blocks", {"domain": "a.example"}, "bob"),
        ("GET", "/api/v1/domain_blocks", None, "bob"),
        ("GET", "/api/v1/accounts/familiar_followers?id[]=$1", None, "bob"),
        ("GET", "/api/v1/preferences", None, "ada"),
        ("DELETE", "/api/v1/suggestions/$1", None, "bob"),
        ("DELETE", "/api/v1/profile/avatar", None, "ada"),
    ],
    "searches and trends": [
        ("POST", "/api/v1/statuses", {"status": "bob #bob https://a.example"}, "ada"),
        ("POST", "/api/v1/statuses/$1/favourite", None, "bob"),
        ("GET", "/api/v2/search?q=bob", None, "ada"),
        ("GET", "/api/v2/search?q=bob", None, "nobody"),
        ("GET", "/api/v2/search?q=from:me&type=statuses", None, "ada"),
        ("GET", "/api/v1/trends/tags", None, "nobody"),
        ("GET", "/api/v1/trends/statuses", None, "bob"),
        ("GET", "/api/v1/trends/links", None, "nobody"),
        ("GET", "/api/v1/custom_emojis", None, "nobody"),
    ],
    "scheduled statuses": [
        (
            "POST",
            "/api/v1/statuses",
            {"status": "x", "scheduled_at": "2024-02-01T00:00:00Z", "poll": POLL},
            "ada",
        ),
        (
            "PUT",
            "/api/v1/scheduled_statuses/$1",
            {"scheduled_at": "2024-02-01T00:00:01+09:00"},
            "ada",
        ),
        ("GET", "/api/v1/scheduled_statuses", None, "ada"),
    ],
    "markers and notifications": [
        ("POST", "/api/v1/statuses", {"status": "x"}, "ada"),
        ("POST", "/api/v1/statuses/$1/favourite", None, "bob"),
        ("POST", "/api/v1/statuses/$1/reblog", None, "bob"),
        ("POST", "/api/v1/markers", {"notifications": {"last_read_id": "2"}}, "ada"),
        ("GET", "/api/v1/markers?timeline[]=notifications", None, "ada"),
        ("GET", "/api/v1/notifications/unread_count", None, "ada"),
        ("GET", "/api/v1/notifications/3", None, "ada"),
        ("POST", "/api/v1/notifications/2/dismiss", None, "ada"),
        ("POST", "/api/v1/notifications/clear", None, "ada"),
        ("GET", "/api/v1/preferences", None, "ada"),
    ],
    "notification policies": [
        (
            "POST",
            "/api/v1/statuses",
            {"status": "@bob psst", "visibility": "direct"},
            "ada",
        ),
        ("GET", "/api/v2/notifications/policy", None, "bob"),
        ("GET", "/api/v1/notifications/requests", None, "bob"),
        ("GET", "/api/v2/notifications?include_filtered=true", None, "bob"),
        (
            "POST",
            "/api/v1/notifications/requests/111677748019200003/accept",
            None,
            "bob",
        ),
        ("GET", "/api/v1/conversations", None, "bob"),
        (
            "PATCH",
            "/api/v2/notifications/policy",
            {"for_private_mentions": "drop"},
            "bob",
        ),
        ("GET", "/api/v1/notifications/policy", None, "bob"),
    ],
    "grouped notifications": [
        ("POST", "/api/v1/statuses", {"status": "x"}, "ada"),
        ("POST", "/api/v1/statuses/$1/favourite", None, "bob"),
        ("POST", "/api/v1/statuses/$1/reblog", None, "bob"),
        ("GET", "/api/v1/notifications", None, "ada"),
        ("GET", "/api/v2/notifications?expand_accounts=partial_avatars", None, "ada"),
        ("GET", "/api/v2/notifications?limit=1&grouped_types[]=reblog", None, "ada"),
        ("GET", "/api/v2/notifications/unread_count", None, "ada"),
        ("GET", "/api/v2/notifications/ungrouped-2", None, "ada"),
        ("GET", "/api/v2/notifications/ungrouped-2/accounts", None, "ada"),
        ("POST", "/api/v2/notifications/ungrouped-2/dismiss", None, "ada"),
        ("POST", "/api/v2/notifications/clear", None, "ada"),
    ],
    "conversations": [
        ("GET", "/api/v1/accounts/verify_credentials", None, "ada"),
        ("POST", "/api/v1/accounts/$1/follow", None, "bob"),
        (
            "POST",
            "/api/v1/statuses",
            {"status": "@bob psst", "visibility": "direct"},
            "ada",
        ),
        ("GET", "/api/v1/conversations", None, "ada"),
        ("GET", "/api/v1/conversations?limit=1", None, "bob"),
        ("POST", "/api/v1/conversations/3/read", None, "bob"),
        ("POST", "/api/v1/conversations/3/unread", None, "bob"),
        ("DELETE", "/api/v1/conversations/3", None, "bob"),
        ("DELETE", "/api/v1/statuses/$3", None, "ada"),
        ("GET", "/api/v1/conversations", None, "ada"),
    ],
    "filters": [
        ("POST", "/api/v1/statuses", {"status": "Cats"}, "ada"),
        (
            "POST",
            "/api/v2/filters",
            {
                "title": "pets",
                "context": ["home"],
                "expires_in": 60,
                "keywords_attributes": [{"keyword": "cats"}, {"keyword": "dogs"}],
            },
            "bob",
        ),
        ("POST", "/api/v2/filters/$2/statuses", {"status_id": "$1"}, "bob"),
        ("GET", "/api/v1/statuses/$1", None, "bob"),
        ("POST", "/api/v2/filters/$2/keywords", {"keyword": "owls"}, "bob"),
        ("DELETE", "/api/v2/filters/keywords/$5", None, "bob"),
        ("DELETE", "/api/v2/filters/statuses/$3", None, "bob"),
        ("PUT", "/api/v2/filters/$2", {"filter_action": "hide"}, "bob"),
        ("POST", "/api/v1/filters", {"phrase": "x", "context": ["public"]}, "bob"),
        ("PUT", "/api/v1/filters/$9", {"irreversible": True}, "bob"),
        ("PUT", "/api/v2/filters/$2", {"context": ["away"]}, "bob"),
        ("GET", "/api/v1/filters", None, "bob"),
        ("GET", "/api/v2/filters", None, "bob"),
        ("GET", "/api/v2/filters/$2", None, "ada"),
    ],
}

# The digests on every Python and machine. After an intended change of the responses,
# take the new digests from the failures of this test.
DIGESTS = {
    "a bit of everything": "16194855e48148485fff9557395dff336d70498b",
    "statuses": "e91b8cd5f16bf30b809f73723f8a963e461fbdc1",
    "hashtags": "c2d509641f0942a67a211af7a9b44ab4455907ab",
    "profiles": "dfedf77ac3f39d8a7a790f41e0ef2f23543f44dd",
    "searches and trends": "85454561244e9771e2f3a07a389772affcfa367f",
    "scheduled statuses": "96d607b234f370e725a95a9307ad41c5f99dad9c",
    "markers and notifications": "7c4f5cbeb21c04d6caa141fb1d2bea129f64c4cb",
    "notification policies": "78c0da0af720f216b7aa54c861388a3b1ffc589a",
    "grouped notifications": "adea65af06deb2a5dc5ecfe6e5c5e1692a593bb5",
    "conversations": "76219b19ae312f88d57fe6dafbd5d3623be1ae6e",
    "filters": "c89f135d1d07d832e212837f0aafcc1680509657",
}


def digest(script: list[Call], seed: int) -> str:
    """Send the requests of a script, and hash all responses."""
    instance = OfflineInstance(seed)
    tokens: dict[str, str | None] = {
        name: instance.token_for(name) for name in ("ada", "bob")
    }
    tokens |= {"nobody": None, "somebody else": "x"}
    found = sha256(f"{tokens} {instance.random_bytes(8).hex()}".encode())
    ids: dict[str, str] = {}
    for number, (method, path, body, who) in enumerate(script, 1):
        path = _Numbered(path).safe_substitute(ids)
        body = json.loads(_Numbered(json.dumps(body)).safe_substitute(ids))
        response = send(instance, method, path, body, token=tokens[who])
        head = (response.status, sorted(response.headers.items()))
        found.update(f"{method} {path} {head}".encode() + response.body)
        document = json.loads(response.body)
        ids[str(number)] = document.get("id", "") if type(document) is dict else ""
        instance.pass_time(0.25)
    return found.hexdigest()[:40]


class _Numbered(Template):
    idpattern = r"\d+"


@pytest.mark.parametrize("name", SCRIPTS)
def test_two_runs_give_the_same_bytes(name: str) -> None:
    assert digest(SCRIPTS[name], 7) == digest(SCRIPTS[name], 7)
    assert digest(SCRIPTS[name], 7) != digest(SCRIPTS[name], 8)


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_python_gives_the_same_bytes(name: str) -> None:
    assert digest(SCRIPTS[name], 7) == DIGESTS[name]
