"""Accounts: to find and to read, and to change one's own."""

from __future__ import annotations

from typing import Any

from mastodon import MastodonAPIError, MastodonNotFoundError
from mastodon.return_types import (
    Account,
    AccountCreationError,
    Preferences,
    Profile,
    Status,
)
from mock_server import PNG

from ._rows import row
from ._village import Village, ids, is_recent, refused


@row
def account(v: Village) -> None:
    found = v.ada.account(v.bob.me().id)
    assert isinstance(found, Account)
    assert (found.acct, found.url) == ("bob", f"{v.url}/@bob")
    refused(lambda: v.ada.account(7), MastodonNotFoundError)


@row
def accounts(v: Village) -> None:
    found = v.ada.accounts([v.bob.me(), v.eve.me().id])
    assert sorted(account.acct for account in found) == ["bob", "eve"]
    assert isinstance(found[0], Account)


@row
def account_verify_credentials(v: Village) -> None:
    found = v.ada.account_verify_credentials()
    assert isinstance(found, Account)
    assert (found.acct, found.source.privacy) == ("ada", "public")
    assert found.role.name == ""


@row
def me(v: Village) -> None:
    assert v.ada.me().username == "ada"


@row
def account_statuses(v: Village) -> None:
    first = v.bob.toot("#cats")
    v.bob.status_reblog(v.ada.toot("x"))
    v.bob.status_reply(v.ada.toot("y"), "z")
    bob = v.bob.me()
    page = v.ada.account_statuses(bob, limit=2)
    assert isinstance(page[0], Status)
    assert len(v.ada.fetch_remaining(page)) == 3
    plain = v.ada.account_statuses(bob, exclude_replies=True, exclude_reblogs=True)
    assert ids(plain) == ids([first])
    assert ids(v.ada.account_statuses(bob, tagged="cats")) == ids([first])
    assert v.ada.account_statuses(bob, only_media=True) == []


@row
def account_search(v: Village) -> None:
    v.befriend()
    (found,) = v.ada.account_search("bo")
    assert isinstance(found, Account)
    assert found.acct == "bob"
    assert v.ada.account_search("ev", following=True) == []
    assert v.ada.account_search("b", limit=1, offset=1) == []


@row
def account_lookup(v: Village) -> None:
    assert v.ada.account_lookup("bob").id == v.bob.me().id
    refused(lambda: v.ada.account_lookup("nobody"), MastodonNotFoundError)


@row
def account_update_credentials(v: Village) -> None:
    after = v.ada.account_update_credentials(
        display_name="Ada Lovelace",
        note="counts",
        locked=True,
        bot=True,
        discoverable=True,
        fields=[("site", "https://ada.example"), ("from", "London")],
        default_privacy="unlisted",
        default_sensitive=True,
        default_language="de",
    )
    assert (after.display_name, after.note) == ("Ada Lovelace", "<p>counts</p>")
    assert (after.locked, after.bot, after.discoverable) == (True, True, True)
    assert [field.name for field in after.fields] == ["site", "from"]
    assert 'href="https://ada.example"' in after.fields[0].value
    assert after.source.note == "counts"
    assert (after.source.privacy, after.source.language) == ("unlisted", "de")
    assert after.source.sensitive is True
    assert v.ada.toot("x").visibility == "unlisted"


@row
def account_update_credentials__with_pictures_from_files(v: Village) -> None:
    before = v.ada.me()
    path = v.folder / "a.png"
    path.write_bytes(PNG)
    after = v.ada.account_update_credentials(avatar=str(path), header=path)
    assert after.avatar != before.avatar
    assert after.header != before.header
    assert after.avatar.startswith(v.url)


@row
def account_update_credentials__with_pictures_as_data(v: Village) -> None:
    before = v.ada.me()
    after = v.ada.account_update_credentials(avatar=PNG, avatar_mime_type="image/png")
    assert after.avatar != before.avatar
    assert after.header == before.header


@row
def account_delete_avatar(v: Village) -> None:
    before = v.ada.me()
    v.ada.account_update_credentials(avatar=PNG, avatar_mime_type="image/png")
    after = v.ada.account_delete_avatar()
    assert isinstance(after, Account)
    assert after.avatar == before.avatar


@row
def account_delete_header(v: Village) -> None:
    before = v.ada.me()
    v.ada.account_update_credentials(header=PNG, header_mime_type="image/png")
    assert v.ada.account_delete_header().header == before.header


def newcomer(v: Village) -> tuple[Any, dict[str, Any]]:
    """A client with an app, and what somebody says of themselves to sign up."""
    app = v.anybody.create_app("sign-ups", api_base_url=v.url)
    person: dict[str, Any] = {"username": "grace", "password": "correct horse"}
    person |= {"agreement": True, "email": "grace@mail.example"}
    return v.client(client_id=app[0], client_secret=app[1]), person


@row
def create_account(v: Village) -> None:
    client, person = newcomer(v)
    assert client.create_account(**person)
    v.instance.confirm_email("grace")
    assert client.me().acct == "grace"
    other, person = newcomer(v)
    token, error = other.create_account(**person, return_detailed_error=True)
    assert token is None
    assert isinstance(error, AccountCreationError)
    assert error.details.username[0].error == "ERR_TAKEN"


@row
def email_resend_confirmation(v: Village) -> None:
    client, person = newcomer(v)
    client.create_account(**person)
    client.email_resend_confirmation()
    v.instance.confirm_email("grace")
    text = "awaiting confirmation"
    refused(client.email_resend_confirmation, MastodonAPIError, text)


@row(since=(4, 6))
def profile(v: Village) -> None:
    found = v.ada.profile()
    assert isinstance(found, Profile)
    assert found.avatar is None


@row(since=(4, 6))
def profile_update(v: Village) -> None:
    after = v.ada.profile_update(
        note="counts", avatar=PNG, avatar_mime_type="image/png"
    )
    assert (after.note, after.formatted_note) == ("counts", "<p>counts</p>")
    assert after.avatar.startswith(v.url)


@row
def preferences(v: Village) -> None:
    found = v.ada.preferences()
    assert isinstance(found, Preferences)
    assert found["posting:default:visibility"] == "public"
    assert found["posting:default:sensitive"] is False


@row
def markers_set(v: Village) -> None:
    status = v.bob.toot("x")
    after = v.ada.markers_set(["home", "notifications"], [status, 7])
    assert (after.home.last_read_id, after.home.version) == (status.id, 1)
    assert after.notifications.last_read_id == "7"
    assert is_recent(after.home.updated_at)


@row
def markers_get(v: Village) -> None:
    v.ada.markers_set("home", v.bob.toot("x"))
    found = v.ada.markers_get(["home", "notifications"])
    assert list(found) == ["home"]
    assert is_recent(found.home.updated_at)
