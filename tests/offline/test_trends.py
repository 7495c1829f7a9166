"""Trends and custom emoji."""

from __future__ import annotations

from typing import Any

import pytest
from raw_http import Person, links, outcome, send

from mastodon_core.testing import OfflineInstance

TRENDS = "/api/v1/trends"
Three = tuple[Person, Person, Person]


@pytest.fixture
def three() -> Three:
    """Ada and bob, who are discoverable, and eve, who is not."""
    instance = OfflineInstance()
    people = tuple(Person(instance, name) for name in ("ada", "bob", "eve"))
    for person in people[:2]:
        person.send("PATCH", "/api/v1/accounts/update_credentials", discoverable=True)
    ada, bob, eve = people
    return ada, bob, eve


def trends(person: Person, what: str) -> Any:
    """The trends that are shown without a token."""
    status, found = outcome(send(person.instance, "GET", f"{TRENDS}/{what}"))
    assert status == 200
    return found


def test_hashtags_used_by_many_accounts_trend(three: Three) -> None:
    ada, bob, _ = three
    for text in ("#two #one", "#one", "#one"):
        ada.toot(text)
    bob.toot("#Two")
    bob.toot("#hidden", visibility="unlisted")
    assert [tag["name"] for tag in trends(ada, "tags")] == ["two", "one"]
    assert ada.get(f"{TRENDS}/tags")[0]["following"] is False
    assert trends(ada, "tags")[0]["history"][0]["accounts"] == "2"
    ada.instance.pass_time(2 * 86_400)
    assert trends(ada, "tags") == []


def test_trends_are_paged_by_offset(three: Three) -> None:
    ada = three[0]
    for number in range(5):
        ada.toot(f"#tag{number}")
    path = f"{TRENDS}/tags?limit=2"
    names = list[str]()
    steps = list[set[str]]()
    while path:
        response = ada.send("GET", path)
        names += [tag["name"] for tag in outcome(response)[1]]
        steps.append(set(links(response)))
        path = links(response).get("next", "")
    assert names == [f"tag{number}" for number in range(5)]
    assert steps == [{"next"}, {"next"}, {"prev"}]
    previous = links(ada.send("GET", f"{TRENDS}/tags?limit=2&offset=4"))["prev"]
    assert [tag["name"] for tag in ada.get(previous)] == ["tag2", "tag3"]


def test_favourited_and_boosted_statuses_trend(three: Three) -> None:
    ada, bob, eve = three
    old = ada.toot("old")
    for person in three:
        person.do("favourite", old)
    ada.instance.pass_time(2 * 3600)
    liked, boosted = ada.toot("liked"), bob.toot("boosted")
    bob.do("favourite", liked)
    for person in (ada, eve):
        person.do("reblog", boosted)
    ignored = [
        ada.toot("of no interest"),
        ada.toot("covered", sensitive=True),
        ada.toot("warned", spoiler_text="x"),
        ada.toot("quiet", visibility="unlisted"),
        ada.toot("reply", in_reply_to_id=liked),
        eve.toot("does not want to be found"),
    ]
    for id in ignored[1:]:
        bob.do("favourite", id)
    assert [status["id"] for status in trends(ada, "statuses")] == [boosted, old, liked]
    eve.post(f"/api/v1/accounts/{bob.id}/block")
    assert eve.ids(f"{TRENDS}/statuses") == [old, liked]
    assert eve.ids(f"{TRENDS}/statuses?limit=1&offset=1") == [liked]
    ada.instance.pass_time(4 * 3600)
    assert [status["id"] for status in trends(ada, "statuses")] == [boosted, old]


def test_links_shared_by_many_accounts_trend(three: Three) -> None:
    ada, bob, eve = three
    once = "https://example.com/once"
    twice = "https://example.com/twice"
    ada.toot(once)
    shared = ada.toot(f"look: {twice}")
    bob.do("reblog", shared)
    eve.toot("https://example.com/quiet", visibility="unlisted")
    eve.toot("https://example.com/warned", spoiler_text="x")
    found = trends(ada, "links")
    assert [link["url"] for link in found] == [twice, once]
    today = found[0]["history"][0]
    assert (today["accounts"], today["uses"]) == ("2", "2")
    assert found[0]["provider_name"] == "example.com"
    ada.instance.pass_time(2 * 86_400)
    assert trends(ada, "links") == []


def test_trending_hashtags_have_an_older_endpoint() -> None:
    old = Person(OfflineInstance(version="3.0.0"), "ada")
    old.toot("#cats")
    assert [tag["name"] for tag in old.get(TRENDS)] == ["cats"]


def test_custom_emoji_are_listed_with_the_texts_that_use_them() -> None:
    instance = OfflineInstance()
    instance.add_custom_emoji("parrot", category="birds")
    instance.add_custom_emoji("cat")
    ada = Person(instance, "ada")
    listed = ada.get("/api/v1/custom_emojis")
    assert [(one["shortcode"], one.get("category")) for one in listed] == [
        ("cat", None),
        ("parrot", "birds"),
    ]
    assert listed[0]["url"] != listed[0]["static_url"]

    def codes(found: Any) -> list[str]:
        return [one["shortcode"] for one in found["emojis"]]

    text = ":cat: a:parrot: :no: :cat::parrot: (:cat:)"
    poll = {"options": [":parrot:", "b"], "expires_in": 300}
    status = ada.status(ada.toot(text, poll=poll))
    assert codes(status) == ["cat", "parrot"]
    assert codes(status["poll"]) == ["parrot"]
    assert "category" not in status["emojis"][0]
    ada.put(f"/api/v1/statuses/{status['id']}", status="x", spoiler_text=":parrot:")
    versions = ada.get(f"/api/v1/statuses/{status['id']}/history")
    assert [codes(version) for version in versions] == [["cat", "parrot"], ["parrot"]]
    fields = [{"name": "x", "value": ":cat:"}]
    response = ada.send(
        "PATCH",
        "/api/v1/accounts/update_credentials",
        display_name="Ada :parrot:",
        fields_attributes=fields,
    )
    assert codes(outcome(response)[1]) == ["parrot", "cat"]


@pytest.mark.parametrize("name", ["", "x", "a-b", "ä" * 3, ":cat:"])
def test_add_custom_emoji_refuses_malformed_shortcodes(name: str) -> None:
    with pytest.raises(ValueError, match="shortcode must be 2 or more letters"):
        OfflineInstance().add_custom_emoji(name)


def test_add_custom_emoji_refuses_a_taken_shortcode() -> None:
    instance = OfflineInstance()
    instance.add_custom_emoji("cat")
    with pytest.raises(ValueError, match="'cat' is taken"):
        instance.add_custom_emoji("cat")
