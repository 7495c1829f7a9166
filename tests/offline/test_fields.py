"""Responses of the offline instance have the fields of recorded ones."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from raw_http import Person

from mastodon_core import catalog
from mastodon_core.testing import OfflineInstance

RECORDED = Path(__file__).parents[1] / "recorded" / "exchanges.jsonl.gz"
PLACE = tuple[str, str]
# Only your own statuses have this field, and all recorded ones are that.
OWN = {"pinned"}


def objects(value: Any, path: str = "") -> Iterator[tuple[str, set[str]]]:
    """The path and the fields of each object in a document."""
    if isinstance(value, dict):
        yield path, set(value) - OWN
        for name, inner in value.items():
            yield from objects(inner, f"{path}.{name}")
    if isinstance(value, list):
        for inner in value:
            yield from objects(inner, f"{path}[]")


class Fields:
    """The fields that objects have always, and ever, by call and place."""

    def __init__(self) -> None:
        self.always: dict[PLACE, set[str]] = {}
        self.ever: dict[PLACE, set[str]] = {}

    def add(self, method: str, path: str, document: Any) -> None:
        entry = catalog.match(method, path.partition("?")[0])
        assert entry is not None, path
        for place, names in objects(document):
            key = entry.name, place
            self.always[key] = self.always.get(key, names) & names
            self.ever[key] = self.ever.get(key, set()) | names


def recorded_fields() -> Fields:
    """The fields in the recorded responses of a 4.7 server."""
    found = Fields()
    with gzip.open(RECORDED, "rt", encoding="utf-8") as lines:
        for exchange in map(json.loads, lines):
            newest = exchange["source"].startswith("2.3.3/")
            own = exchange["origin"] == "http://localhost:3000"
            if newest and own and exchange["status"] == 200 and exchange["body"]:
                document = json.loads(exchange["body"])
                found.add(exchange["method"], exchange["path"], document)
    return found


class Users:
    """Two users, and the fields in all responses to them."""

    def __init__(self) -> None:
        self.instance = OfflineInstance()
        self.ada, self.bob = (Person(self.instance, name) for name in ("ada", "bob"))
        self.seen = Fields()

    def do(self, who: Person, method: str, path: str, **body: Any) -> Any:
        response = who.send(method, f"/api/{path}", **body)
        document = json.loads(response.body)
        assert response.status == 200, (path, document)
        self.seen.add(method, f"/api/{path}", document)
        return document


READ = """
v1/timelines/home v1/timelines/public v1/timelines/tag/cats v1/notifications
v1/bookmarks v1/favourites v1/conversations v1/preferences v1/lists v1/mutes v1/blocks
v1/markers?timeline[]=home v1/trends/tags v1/trends/statuses v1/trends/links
v1/custom_emojis v1/follow_requests v1/featured_tags v1/followed_tags v1/profile
v1/accounts/verify_credentials v1/apps/verify_credentials v1/directory v1/endorsements
v1/domain_blocks v1/notifications/unread_count v1/notifications/requests
v1/scheduled_statuses v2/notifications v2/search?q=bob v2/suggestions
v2/notifications/policy
"""


def offline_fields() -> Fields:
    """Let two users do a bit of everything, and fetch all of it."""
    users = Users()
    do, ada, bob = users.do, users.ada, users.bob
    users.instance.add_custom_emoji("cat")
    text = "@bob :cat: #cats https://example.com/a"
    id = do(ada, "POST", "v1/statuses", status=text)["id"]
    poll = {"options": ["a", "b"], "expires_in": 300}
    asked = do(ada, "POST", "v1/statuses", status="?", poll=poll)
    do(bob, "POST", "v1/statuses", status="!", quoted_status_id=id)
    do(ada, "POST", "v1/statuses", status="@bob psst", visibility="direct")
    ada.post("/api/v1/statuses", status="x", scheduled_at="2024-02-01T00:00:00Z")
    for verb in ("favourite", "reblog", "bookmark", "mute"):
        for undone in ("", "un", ""):
            do(bob, "POST", f"v1/statuses/{id}/{undone}{verb}")
    do(ada, "POST", f"v1/statuses/{id}/pin")
    do(ada, "PUT", f"v1/statuses/{id}", status="@bob :cat: #cats")
    for what in ("", "/context", "/history", "/source", "/reblogged_by", "/quotes"):
        do(ada, "GET", f"v1/statuses/{id}{what}")
    do(ada, "GET", f"v1/statuses/{id}/favourited_by")
    do(bob, "POST", f"v1/polls/{asked['poll']['id']}/votes", choices=[0])
    do(ada, "GET", f"v1/polls/{asked['poll']['id']}")
    do(ada, "POST", "v1/markers", home={"last_read_id": id})
    do(ada, "POST", "v1/tags/cats/follow")
    do(ada, "POST", "v1/featured_tags", name="cats")
    do(ada, "POST", "v1/lists", title="x")
    do(ada, "POST", f"v1/accounts/{bob.id}/follow")
    do(ada, "POST", f"v1/accounts/{bob.id}/endorse")
    do(ada, "GET", f"v1/accounts/{bob.id}")
    do(ada, "GET", f"v1/accounts/relationships?id[]={bob.id}")
    do(ada, "GET", f"v1/accounts/familiar_followers?id[]={bob.id}")
    do(ada, "POST", "v1/apps", client_name="x", redirect_uris="urn:x")
    fields = [{"name": "a", "value": "b"}]
    do(ada, "PATCH", "v1/accounts/update_credentials", fields_attributes=fields)
    for who in (ada, bob):
        for path in READ.split():
            do(who, "GET", path)
    do(ada, "DELETE", f"v1/statuses/{asked['id']}")
    return users.seen


def test_responses_have_the_fields_of_a_real_server() -> None:
    theirs, ours = recorded_fields(), offline_fields()
    places = theirs.ever.keys() & ours.ever.keys()
    assert len(places) > 150
    missing = {key: theirs.always[key] - ours.ever[key] for key in places}
    made_up = {key: ours.ever[key] - theirs.ever[key] for key in places}
    assert {key: names for key, names in missing.items() if names} == {}
    assert {key: names for key, names in made_up.items() if names} == {}
