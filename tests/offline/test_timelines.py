"""The statuses in each timeline."""

from __future__ import annotations

from typing import Any

import pytest
from raw_http import Person, links, outcome, send

from mastodon_core.testing import OfflineInstance
from mastodon_core.testing._instance.state import List

TAG = "/api/v1/timelines/tag"


def people(*names: str, version: str = "4.7.0") -> list[Person]:
    instance = OfflineInstance(version=version)
    return [Person(instance, name) for name in names]


def follow(one: Person, other: Person) -> None:
    one.post(f"/api/v1/accounts/{other.id}/follow")


def make_list(owner: Person, *members: Person, **how: Any) -> List:
    state = owner.instance._state
    users = {user.id: user for user in state.users}
    found = List(
        state.next_number(),
        users[owner.id],
        "friends",
        accounts=[users[member.id] for member in members],
        **how,
    )
    state.lists.append(found)
    return found


def test_hashtag_timeline_has_public_statuses_and_replies() -> None:
    ada, bob = people("ada", "bob")
    first = ada.toot("#Cats")
    reply = bob.toot("more #cats", in_reply_to_id=first)
    ada.toot("#cats", visibility="unlisted")
    ada.toot("#dogs")
    ada.do("reblog", reply)
    assert ada.ids(f"{TAG}/CATS") == [reply, first]
    assert ada.ids(f"{TAG}/none") == []
    assert ada.ids(f"{TAG}/cats?remote=true") == []
    assert outcome(send(ada.instance, "GET", f"{TAG}/cats"))[0] == 200


def test_hashtag_timeline_is_widened_and_narrowed_by_more_hashtags() -> None:
    (ada,) = people("ada")
    cats, dogs, both = ada.toot("#cats"), ada.toot("#dogs"), ada.toot("#cats #dogs")
    assert ada.ids(f"{TAG}/cats?any[]=dogs") == [both, dogs, cats]
    assert ada.ids(f"{TAG}/cats?all[]=%23Dogs") == [both]
    assert ada.ids(f"{TAG}/cats?none[]=dogs") == [cats]
    # Only four hashtags of each kind count.
    more = "&".join(f"any[]={number}" for number in range(4))
    assert ada.ids(f"{TAG}/cats?{more}&any[]=dogs") == [both, cats]


def test_links_of_a_hashtag_timeline_keep_some_parameters() -> None:
    (ada,) = people("ada")
    for _ in range(2):
        ada.toot("#a #b", media_ids=[])
    page = ada.send("GET", f"{TAG}/a?limit=1&local=true&all[]=b")
    assert links(page)["next"].startswith(f"{TAG}/a?local=true&limit=1&max_id=")
    assert ada.ids(f"{TAG}/a?only_media=true") == []


@pytest.mark.parametrize(
    ("policy", "shown"),
    [
        ("none", "own owner"),
        ("list", "own owner eve"),
        ("followed", "own owner eve dan"),
    ],
)
def test_list_timeline_shows_replies_by_its_policy(policy: str, shown: str) -> None:
    ada, bob, eve, dan, zoe = people("ada", "bob", "eve", "dan", "zoe")
    for other in (bob, eve, dan):
        follow(ada, other)
    answered = {
        "own": bob.toot("x"),
        "owner": ada.toot("x"),
        "eve": eve.toot("x"),
        "dan": dan.toot("x"),
        "zoe": zoe.toot("x"),
    }
    replies = {who: bob.toot("re", in_reply_to_id=id) for who, id in answered.items()}
    wanted = make_list(ada, bob, eve, replies_policy=policy)
    found = ada.ids(f"/api/v1/timelines/list/{wanted.id}")
    assert [who for who, id in replies.items() if id in found] == shown.split()
    assert answered["own"] in found
    assert answered["dan"] not in found


def test_list_timeline_includes_its_owner_if_listed() -> None:
    ada, bob = people("ada", "bob")
    wanted = make_list(ada, ada, bob)
    own = ada.toot("x")
    ada.toot("x", visibility="direct")
    # Listed accounts that are not followed are not shown.
    bob.toot("x")
    path = f"/api/v1/timelines/list/{wanted.id}"
    assert ada.ids(path) == [own]
    assert bob.refused("GET", path) == (404, "Record not found")
    assert ada.refused("GET", "/api/v1/timelines/list/0")[0] == 404


def test_exclusive_list_keeps_its_accounts_out_of_home() -> None:
    ada, bob, eve = people("ada", "bob", "eve")
    follow(ada, bob)
    follow(ada, eve)
    bobs, eves = bob.toot("x"), eve.toot("x")
    make_list(bob, eve, exclusive=True)
    assert ada.ids("/api/v1/timelines/home") == [eves, bobs]
    make_list(ada, bob, exclusive=True)
    assert ada.ids("/api/v1/timelines/home") == [eves]


def test_link_timeline_has_public_statuses_with_that_first_link() -> None:
    ada, bob = people("ada", "bob")
    for person in (ada, bob):
        person.send("PATCH", "/api/v1/accounts/update_credentials", discoverable=True)
    url = "https://example.com/a?b=1"
    first = ada.toot(f"look: {url}")
    second = bob.toot(url)
    bob.toot(url, visibility="private")
    path = "/api/v1/timelines/link"
    asked = f"{path}?url=https%3A%2F%2Fexample.com%2Fa%3Fb%3D1"
    assert ada.ids(asked) == [second, first]
    next = links(ada.send("GET", f"{asked}&limit=1"))["next"]
    assert next.startswith(f"{asked}&limit=1&max_id=")
    assert ada.ids(next) == [first]
    assert ada.refused("GET", f"{path}?url=x") == (404, "Record not found")
    assert ada.refused("GET", path)[0] == 404


def test_link_timeline_leaves_out_blocked_and_undiscoverable_accounts() -> None:
    ada, bob, eve = people("ada", "bob", "eve")
    bob.send("PATCH", "/api/v1/accounts/update_credentials", discoverable=True)
    url = "https://example.com/"
    path = f"/api/v1/timelines/link?url={url}"
    shared = bob.toot(url)
    eve.toot(url)
    assert ada.ids(path) == [shared]
    ada.post(f"/api/v1/accounts/{bob.id}/block")
    assert ada.ids(path) == []


def test_link_timeline_exists_while_the_link_trends() -> None:
    (ada,) = people("ada")
    path = "/api/v1/timelines/link?url=https://example.com/"
    ada.toot("https://example.com/", spoiler_text="x")
    assert ada.refused("GET", path) == (404, "Record not found")
    ada.toot("https://example.com/")
    assert ada.ids(path) == []
    ada.instance.pass_time(2 * 86_400)
    assert ada.refused("GET", path) == (404, "Record not found")


def test_direct_timeline_exists_before_3_0_only() -> None:
    ada, bob = people("ada", "bob", version="2.9.3")
    direct = ada.toot("@bob", visibility="direct")
    ada.toot("@bob")
    ada.toot("note to self", visibility="direct")
    path = "/api/v1/timelines/direct"
    assert bob.ids(path) == [direct]
    (later,) = people("ada", version="3.0.0")
    assert later.refused("GET", path) == (404, "Not Found")
