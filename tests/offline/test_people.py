"""Visibility, follows, boosts and notifications between users."""

from __future__ import annotations

import pytest
from raw_http import outcome, send

from mastodon_core import Forbidden, NotFound, Unauthorized
from mastodon_core.testing import FakeMastodon, OfflineInstance

People = tuple[FakeMastodon, FakeMastodon, FakeMastodon, FakeMastodon]


@pytest.fixture
def people() -> People:
    """Ada, her follower bob, eve, and a client without a token."""
    instance = OfflineInstance()
    ada, bob, eve = (
        FakeMastodon(server=instance, user=name) for name in ("ada", "bob", "eve")
    )
    bob.account_follow(ada.me())
    return ada, bob, eve, FakeMastodon(server=instance)


@pytest.mark.parametrize(
    ("visibility", "text", "seen"),
    [
        ("public", "x", "ada bob eve nobody"),
        ("unlisted", "x", "ada bob eve nobody"),
        ("private", "x", "ada bob"),
        ("private", "@eve", "ada bob eve"),
        ("direct", "x", "ada"),
        ("direct", "@eve", "ada eve"),
    ],
)
def test_visibility_decides_who_sees_a_status(
    people: People, visibility: str, text: str, seen: str
) -> None:
    status = people[0].status_post(text, visibility=visibility)  # type: ignore[arg-type]  # the values come from a table
    sees = list[str]()
    for name, person in zip(("ada", "bob", "eve", "nobody"), people, strict=True):
        try:
            sees.append(name if person.status(status) else "")
        except NotFound:
            continue
    assert sees == seen.split()
    public = [found.id for found in people[3].timeline_public()]
    assert (status.id in public) == (visibility == "public")
    home = [found.id for found in people[1].timeline_home()]
    assert (status.id in home) == (visibility != "direct")
    me = people[0].me().id
    own = [found.id for found in people[3].account_statuses(me)]
    assert (status.id in own) == ("nobody" in seen)


def test_status_context_has_ancestors_and_descendants(people: People) -> None:
    ada, bob, eve, _ = people
    first = ada.toot("1")
    middle = bob.status_post("2", first)
    last = eve.status_post("3", middle)
    hidden = ada.status_post("4", middle, visibility="private")
    context = bob.status_context(middle)
    assert [status.id for status in context.ancestors] == [first.id]
    assert [status.id for status in context.descendants] == [last.id, hidden.id]
    assert [s.id for s in eve.status_context(middle).descendants] == [last.id]
    assert ada.status(first).replies_count == 1
    ada.status_delete(first)
    assert bob.status(middle).in_reply_to_id is None
    assert bob.status_context(middle).ancestors == ()


def test_account_statuses_can_be_filtered(people: People) -> None:
    ada, bob, _, nobody = people
    me = ada.me().id
    plain = ada.toot("x")
    tagged = ada.toot("#Cats")
    picture = ada.status_post("y", media_ids=[ada.media_post(b"GIF89a", "image/gif")])
    boost = ada.status_reblog(bob.toot("b"))
    reply = ada.status_post("r", boost)
    own_reply = ada.status_post("rr", plain)
    direct = ada.status_post("d", visibility="direct")
    everything = [direct, own_reply, reply, boost, picture, tagged, plain]

    def ids(**filters: object) -> list[str]:
        return [s.id for s in ada.account_statuses(me, **filters)]  # type: ignore[arg-type]  # the values come from the rows below

    def less(*without: object) -> list[str]:
        return [status.id for status in everything if status not in without]

    assert ids() == less()
    assert ids(only_media=True) == [picture.id]
    assert ids(exclude_replies=True) == less(reply)
    assert ids(exclude_reblogs=True) == less(boost)
    assert ids(exclude_direct=True) == less(direct)
    assert ids(tagged="cats") == [tagged.id]
    assert ids(pinned=True) == []
    assert [s.id for s in nobody.timeline_public(only_media=True)] == [picture.id]
    assert list(nobody.timeline_public(remote=True)) == []
    with pytest.raises(NotFound):
        nobody.account_statuses("1")


def test_home_timeline_obeys_the_options_of_each_follow(people: People) -> None:
    ada, bob, eve, _ = people
    eves = eve.toot("e")
    boost = ada.status_reblog(eves)
    french = ada.status_post("f", language="fr")
    to_eve = ada.status_post("@eve", eves)
    to_bob = ada.status_post("@bob", bob.toot("b"))
    home = [status.id for status in bob.timeline_home()]
    assert {boost.id, french.id, to_bob.id} <= set(home)
    assert to_eve.id not in home
    how = bob.account_follow(ada.me(), reblogs=False, languages=["en"])
    assert (how.following, how.showing_reblogs, how.languages) == (True, False, ("en",))
    home = [status.id for status in bob.timeline_home()]
    assert not {boost.id, french.id} & set(home)


def test_boost_is_made_once_and_deleted_with_the_boosted_status(people: People) -> None:
    ada, bob, eve, _ = people
    status = ada.toot("x")
    boost = bob.status_reblog(status)
    assert boost.reblog is not None
    assert (boost.reblog.id, boost.reblog.reblogs_count) == (status.id, 1)
    assert bob.status_reblog(boost).id == boost.id
    assert bob.status_favourite(boost).id == boost.id
    assert bob.status_favourite(status).favourites_count == 1
    deleted = ada.status_delete(status)
    assert deleted is not None
    assert deleted.text == "x"
    with pytest.raises(NotFound):
        bob.status(boost)
    assert [about.type for about in ada.notifications()] == ["follow"]
    token = ada.server.token_for("ada")
    path = f"/api/v1/statuses/{ada.toot('x').id}/reblog"
    odd = send(ada.server, "POST", path, {"visibility": "odd"}, token=token)
    assert odd.status == 422
    private = ada.status_post("x", visibility="private")
    with pytest.raises(Forbidden, match="This action is not allowed"):
        bob.status_reblog(private)
    assert ada.status_reblog(private).visibility == "private"
    with pytest.raises(NotFound):
        eve.status_delete(bob.toot("mine"))


def test_users_are_notified_of_mentions_boosts_favourites_and_follows(
    people: People,
) -> None:
    ada, bob, eve, _ = people
    bob.account_follow(ada.me(), notify=True)
    status = ada.toot("@eve hi")
    bob.status_reblog(status)
    eve.status_favourite(status)
    bob.status_favourite(status)
    ada.status_favourite(status)
    types = [(about.type, about.account.acct) for about in ada.notifications()]
    assert types == [
        ("favourite", "bob"),
        ("favourite", "eve"),
        ("reblog", "bob"),
        ("follow", "bob"),
    ]
    assert [about.type for about in bob.notifications()] == ["status"]
    assert [about.type for about in eve.notifications()] == ["mention"]
    assert len(ada.notifications(types=["follow", "reblog"])) == 2
    assert len(ada.notifications(exclude_types=["favourite"])) == 2
    assert len(ada.notifications(account_id=eve.me().id)) == 1
    page = ada.notifications(types=["favourite"], limit=1)
    assert [about.account.acct for about in ada.items(page)] == ["bob", "eve"]


def test_follow_of_a_locked_account_is_a_request(people: People) -> None:
    _, bob, _, _ = people
    id = bob.server.add_user("shy", locked=True)
    shy = FakeMastodon(server=bob.server, user="shy")
    for _ in range(2):
        how = bob.account_follow(id)
        assert (how.following, how.requested) == (False, True)
    assert [about.type for about in shy.notifications()] == ["follow_request"]
    assert shy.me().source.follow_requests_count == 1


def test_counts_of_an_account_are_kept_up_to_date(people: People) -> None:
    ada, bob, _, nobody = people
    ada.toot("x")
    shown = nobody.account(ada.me())
    assert (shown.followers_count, shown.statuses_count) == (1, 1)
    assert bob.me().following_count == 1


def test_token_is_limited_to_its_scopes(people: People) -> None:
    instance = people[0].server
    narrow = instance.token_for("ada", scopes=["read:statuses"])
    broad = instance.token_for("ada", scopes=["read"])
    home = "/api/v1/timelines/home"
    assert send(instance, "GET", home, token=narrow).status == 200
    assert send(instance, "GET", home, token=broad).status == 200
    outside = 403, "This action is outside the authorized scopes"
    assert (
        outcome(send(instance, "GET", "/api/v1/notifications", token=narrow)) == outside
    )
    assert (
        outcome(send(instance, "POST", "/api/v1/statuses", {}, token=broad)) == outside
    )
    unknown = 401, "The access token is invalid"
    assert outcome(send(instance, "GET", home)) == unknown
    public = "/api/v1/timelines/public"
    assert outcome(send(instance, "GET", public, token="x")) == unknown
    # An endpoint without a scope ignores a wrong token.
    assert send(instance, "GET", "/api/v1/instance", token="x").status == 200
    with pytest.raises(Unauthorized):
        people[3].me()


def test_strictest_rate_limit_is_sent_and_enforced() -> None:
    instance = OfflineInstance()
    token = instance.token_for("ada")
    ids = [
        outcome(
            send(instance, "POST", "/api/v1/statuses", {"status": "x"}, token=token)
        )
        for _ in range(31)
    ]
    for count, (_, status) in enumerate(ids, 1):
        path = f"/api/v1/statuses/{status['id']}"
        response = send(instance, "DELETE", path, token=token)
        assert response.headers["x-ratelimit-limit"] == "30"
        assert response.headers["x-ratelimit-remaining"] == str(max(0, 30 - count))
    assert outcome(response) == (429, "Too many requests")
    assert response.headers["x-ratelimit-reset"] == "2024-01-01T00:30:00.000000Z"
    assert response.headers["date"] == "Mon, 01 Jan 2024 00:00:00 GMT"
    assert response.headers["x-request-id"]
    instance.pass_time(1800)
    assert send(instance, "DELETE", path, token=token).status == 200


def test_the_tokens_of_an_account_share_1500_requests_in_five_minutes() -> None:
    instance = OfflineInstance()

    def read(token: str) -> int:
        return send(instance, "GET", "/api/v1/markers", token=token).status

    # Each token has 300 of its own.
    for _ in range(5):
        token = instance.token_for("ada")
        assert {read(token) for _ in range(300)} == {200}
        assert read(instance.token_for("bob")) == 200
    assert read(instance.token_for("ada")) == 429
    instance.pass_time(300)
    assert [read(token) for _ in range(301)] == [200] * 300 + [429]
