"""Changing a profile, and the effects."""

from __future__ import annotations

import json
from typing import Any

import pytest
from raw_http import Person

from mastodon_core import UnprocessableEntity
from mastodon_core.testing import FakeMastodon, OfflineInstance

CHANGE = "/api/v1/accounts/update_credentials"
PNG = b"\x89PNG\r\n\x1a\n"


def changed(person: Person, **body: Any) -> Any:
    """Change a profile; returns it."""
    response = person.send("PATCH", CHANGE, **body)
    assert response.status == 200, response.body
    return json.loads(response.body)


@pytest.fixture
def ada() -> Person:
    return Person(OfflineInstance(), "ada")


def test_a_profile_shows_what_was_set(ada: Person) -> None:
    found = changed(
        ada,
        display_name=" Ada ",
        note="I like\n#cats",
        bot=True,
        discoverable=True,
        indexable=True,
        hide_collections=True,
        fields_attributes=[
            {"name": "home", "value": "https://example.com/~ada"},
            {"name": "x" * 300, "value": ""},
            {"name": "", "value": ""},
        ],
        attribution_domains=["Example.com", "example.com", ""],
        avatar_description="me",
    )
    assert found["display_name"] == "Ada"
    assert found["note"].startswith("<p>I like<br /><a href=")
    assert (found["bot"], found["discoverable"], found["indexable"]) == (True,) * 3
    link, long = found["fields"]
    assert link["name"] == "home"
    assert link["value"].startswith('<a href="https://example.com/~ada"')
    assert len(long["name"]) == 255
    assert found["avatar_description"] == "me"
    source = found["source"]
    assert source["note"] == "I like\n#cats"
    assert source["fields"][0]["value"] == "https://example.com/~ada"
    assert source["attribution_domains"] == ["example.com"]
    assert ada.get(f"/api/v1/accounts/{ada.id}")["fields"] == found["fields"]


def test_profile_update_keeps_what_is_not_given(ada: Person) -> None:
    before = changed(
        ada,
        display_name="Ada",
        fields_attributes={"0": {"name": "a", "value": "b"}},
        attribution_domains=["example.com"],
        source={"language": "de", "sensitive": True},
    )
    assert changed(ada) == before
    assert changed(ada, fields_attributes="what", source="what") == before
    emptied = changed(
        ada,
        display_name="",
        fields_attributes=[{"name": "", "value": ""}],
        attribution_domains=[""],
        source={"language": ""},
    )
    assert emptied["display_name"] == ""
    assert emptied["fields"] == []
    assert emptied["source"]["attribution_domains"] == []
    assert emptied["source"]["language"] is None
    assert emptied["source"]["sensitive"] is True


@pytest.mark.parametrize("kind", ["avatar", "header"])
def test_avatar_and_header_are_kept_until_deleted(kind: str) -> None:
    mastodon = FakeMastodon(server=OfflineInstance(), user="ada")
    missing = getattr(mastodon.me(), kind)
    assert missing.endswith(f"/{kind}s/original/missing.png")
    given: dict[str, Any] = {kind: PNG, f"{kind}_mime_type": "image/png"}
    account = mastodon.account_update_credentials(**given)
    url = getattr(account, kind)
    assert f"/system/accounts/{kind}s/" in url
    assert url.endswith(".png")
    assert getattr(account, f"{kind}_static") == url
    moving: dict[str, Any] = {kind: b"GIF89a", f"{kind}_mime_type": "image/gif"}
    account = mastodon.account_update_credentials(**moving)
    assert getattr(account, kind).endswith(".gif")
    still = getattr(account, f"{kind}_static")
    assert "/static/" in still
    assert still.endswith(".png")
    account = getattr(mastodon, f"account_delete_{kind}")()
    assert getattr(account, kind) == missing


@pytest.mark.parametrize(
    ("version", "data", "kind", "problems"),
    [
        ("4.7.0", b"x", "text/plain", ["content type is invalid", "is invalid"]),
        (
            "4.7.0",
            bytes(8 * 1024 * 1024 + 1),
            "image/png",
            ["file size must be less than 8 MB", "must be less than 8 MB"],
        ),
        (
            "4.5.0",
            bytes(2 * 1024 * 1024 + 1),
            "image/png",
            ["file size must be less than 2 MB", "must be less than 2 MB"],
        ),
    ],
)
def test_avatar_of_a_wrong_type_or_size_is_refused(
    version: str, data: bytes, kind: str, problems: list[str]
) -> None:
    mastodon = FakeMastodon(server=OfflineInstance(version=version), user="ada")
    with pytest.raises(UnprocessableEntity) as refused:
        mastodon.account_update_credentials(avatar=data, avatar_mime_type=kind)
    errors = ", ".join(f"Avatar {problem}" for problem in problems)
    assert refused.value.error == f"Validation failed: {errors}"
    assert mastodon.me().avatar.endswith("missing.png")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (
            {"display_name": "x" * 41},
            "Display name is too long (maximum is 40 characters)",
        ),
        ({"note": "x" * 501}, "Note is too long (maximum is 500 characters)"),
        (
            {"avatar_description": "x" * 151},
            "Avatar description is too long (maximum is 150 characters)",
        ),
        (
            {"fields_attributes": [{"name": "x", "value": "y"}] * 5},
            "Fields is too long (maximum is 4 characters)",
        ),
        ({"fields_attributes": [{"name": " ", "value": "y"}]}, "Fields is invalid"),
        (
            {"attribution_domains": [f"{n}.example" for n in range(11)]},
            "Attribution domains is too long (maximum is 10 characters)",
        ),
        (
            {"source": {"privacy": "direct"}},
            "Default privacy is not included in the list",
        ),
        (
            {"source": {"quote_policy": "x"}},
            "Default quote policy is not included in the list",
        ),
    ],
)
def test_invalid_profile_update_changes_nothing(
    ada: Person, body: dict[str, Any], problem: str
) -> None:
    before = ada.get("/api/v1/accounts/verify_credentials")
    given: dict[str, Any] = {"bot": True, **body}
    assert ada.refused("PATCH", CHANGE, **given) == (
        422,
        f"Validation failed: {problem}",
    )
    assert ada.get("/api/v1/accounts/verify_credentials") == before


def test_profile_errors_are_listed_by_parameter(ada: Person) -> None:
    response = ada.send("PATCH", CHANGE, display_name="x" * 41, note="x" * 501)
    details = json.loads(response.body)["details"]
    assert {name: [one["error"] for one in told] for name, told in details.items()} == {
        "display_name": ["ERR_TOO_LONG"],
        "note": ["ERR_TOO_LONG"],
    }


def test_older_servers_have_shorter_names_and_no_avatar_description() -> None:
    old = Person(OfflineInstance(version="4.5.0"), "ada")
    assert old.refused("PATCH", CHANGE, display_name="x" * 31)[0] == 422
    assert "avatar_description" not in changed(old, avatar_description="x")


def test_status_is_posted_with_the_defaults_of_its_account(ada: Person) -> None:
    source = {
        "privacy": "unlisted",
        "sensitive": True,
        "language": "fr",
        "quote_policy": "followers",
    }
    assert changed(ada, source=source)["source"].items() >= source.items()
    preferences = ada.get("/api/v1/preferences")
    assert preferences["posting:default:visibility"] == "unlisted"
    assert preferences["posting:default:sensitive"] is True
    assert preferences["posting:default:language"] == "fr"
    assert preferences["posting:default:quote_policy"] == "followers"
    posted = ada.status(ada.toot("x"))
    assert (posted["visibility"], posted["sensitive"], posted["language"]) == (
        "unlisted",
        True,
        "fr",
    )
    assert posted["quote_approval"]["automatic"] == ["followers"]
    given = {"visibility": "public", "sensitive": False, "language": "de"}
    other = ada.status(ada.toot("x", quote_approval_policy="nobody", **given))
    assert other.items() >= given.items()
    assert other["quote_approval"]["automatic"] == []
    boost = ada.do("reblog", other["id"])
    assert boost["visibility"] == "unlisted"


def test_locked_account_posts_privately_by_default(ada: Person) -> None:
    assert changed(ada, locked=True)["source"]["privacy"] == "private"
    assert ada.status(ada.toot("x"))["visibility"] == "private"


def test_unlocking_an_account_accepts_its_follow_requests(ada: Person) -> None:
    changed(ada, locked=True)
    bob, eve = Person(ada.instance, "bob"), Person(ada.instance, "eve")
    for asking in (eve, bob):
        asked = asking.post(f"/api/v1/accounts/{ada.id}/follow")
        assert (asked["following"], asked["requested"]) == (False, True)
    assert changed(ada, note="x")["source"]["follow_requests_count"] == 2
    assert changed(ada, locked=False)["followers_count"] == 2
    assert ada.ids("/api/v1/follow_requests") == []
    assert ada.notification_types() == ["follow", "follow"]
    assert ada.ids(f"/api/v1/accounts/{ada.id}/followers") == [bob.id, eve.id]


def test_hidden_follows_are_visible_to_their_owner_only(ada: Person) -> None:
    bob = Person(ada.instance, "bob")
    bob.post(f"/api/v1/accounts/{ada.id}/follow")
    ada.post(f"/api/v1/accounts/{bob.id}/follow")
    assert changed(ada, hide_collections=True)["hide_collections"] is True
    for what in ("followers", "following"):
        path = f"/api/v1/accounts/{ada.id}/{what}"
        assert ada.ids(path) == [bob.id]
        assert bob.ids(path) == []
    assert bob.get(f"/api/v1/accounts/{ada.id}")["followers_count"] == 1


def test_profile_calls_read_and_change_the_profile(ada: Person) -> None:
    path = "/api/v1/profile"
    ada.post("/api/v1/featured_tags", name="cats")
    assert ada.get(path)["avatar"] is None
    assert ada.get(path)["header_static"] is None
    fields = [{"name": "x", "value": "https://example.com"}]
    response = ada.send(
        "PATCH", path, note="I\n\nlike", show_media=False, fields_attributes=fields
    )
    found = json.loads(response.body)
    assert (found["note"], found["formatted_note"]) == (
        "I\n\nlike",
        "<p>I</p><p>like</p>",
    )
    assert found["fields"][0]["value"] == "https://example.com"
    assert found["formatted_fields"][0]["value"].startswith("<a href=")
    assert (found["show_media"], found["show_featured"]) == (False, True)
    assert [tag["name"] for tag in found["featured_tags"]] == ["cats"]
    account = ada.get(f"/api/v1/accounts/{ada.id}")
    assert account["show_media"] is False
    assert account["feature_approval"]["current_user"] == "denied"
    old = Person(OfflineInstance(version="4.5.0"), "ada")
    assert old.refused("GET", path)[0] == 404
    assert "show_media" not in old.get(f"/api/v1/accounts/{old.id}")


def test_profile_has_the_urls_of_its_pictures() -> None:
    mastodon = FakeMastodon(server=OfflineInstance(), user="ada")
    profile = mastodon.profile_update(avatar=PNG, avatar_mime_type="image/png")
    assert profile.avatar == mastodon.me().avatar
    assert profile.header is None
