"""Finding and reading accounts, and changing your own."""

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
from ._users import Users, ids, is_recent, refused


@row
def account(u: Users) -> None:
    found = u.ada.account(u.bob.me().id)
    assert isinstance(found, Account)
    assert (found.acct, found.url) == ("bob", f"{u.url}/@bob")
    refused(lambda: u.ada.account(7), MastodonNotFoundError)


@row
def accounts(u: Users) -> None:
    found = u.ada.accounts([u.bob.me(), u.eve.me().id])
    assert sorted(account.acct for account in found) == ["bob", "eve"]
    assert isinstance(found[0], Account)


@row
def account_verify_credentials(u: Users) -> None:
    found = u.ada.account_verify_credentials()
    assert isinstance(found, Account)
    assert (found.acct, found.source.privacy) == ("ada", "public")
    assert found.role.name == ""


@row
def me(u: Users) -> None:
    assert u.ada.me().username == "ada"


@row
def account_statuses(u: Users) -> None:
    first = u.bob.toot("#cats")
    u.bob.status_reblog(u.ada.toot("x"))
    u.bob.status_reply(u.ada.toot("y"), "z")
    bob = u.bob.me()
    page = u.ada.account_statuses(bob, limit=2)
    assert isinstance(page[0], Status)
    assert len(u.ada.fetch_remaining(page)) == 3
    plain = u.ada.account_statuses(bob, exclude_replies=True, exclude_reblogs=True)
    assert ids(plain) == ids([first])
    assert ids(u.ada.account_statuses(bob, tagged="cats")) == ids([first])
    assert u.ada.account_statuses(bob, only_media=True) == []


@row
def account_search(u: Users) -> None:
    u.befriend()
    (found,) = u.ada.account_search("bo")
    assert isinstance(found, Account)
    assert found.acct == "bob"
    assert u.ada.account_search("ev", following=True) == []
    assert u.ada.account_search("b", limit=1, offset=1) == []


@row
def account_lookup(u: Users) -> None:
    assert u.ada.account_lookup("bob").id == u.bob.me().id
    refused(lambda: u.ada.account_lookup("nobody"), MastodonNotFoundError)


@row
def account_update_credentials(u: Users) -> None:
    after = u.ada.account_update_credentials(
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
    assert u.ada.toot("x").visibility == "unlisted"


@row
def account_update_credentials__with_pictures_from_files(u: Users) -> None:
    before = u.ada.me()
    path = u.folder / "a.png"
    path.write_bytes(PNG)
    after = u.ada.account_update_credentials(avatar=str(path), header=path)
    assert after.avatar != before.avatar
    assert after.header != before.header
    assert after.avatar.startswith(u.url)


@row
def account_update_credentials__with_pictures_as_data(u: Users) -> None:
    before = u.ada.me()
    after = u.ada.account_update_credentials(avatar=PNG, avatar_mime_type="image/png")
    assert after.avatar != before.avatar
    assert after.header == before.header


@row
def account_delete_avatar(u: Users) -> None:
    before = u.ada.me()
    u.ada.account_update_credentials(avatar=PNG, avatar_mime_type="image/png")
    after = u.ada.account_delete_avatar()
    assert isinstance(after, Account)
    assert after.avatar == before.avatar


@row
def account_delete_header(u: Users) -> None:
    before = u.ada.me()
    u.ada.account_update_credentials(header=PNG, header_mime_type="image/png")
    assert u.ada.account_delete_header().header == before.header


def newcomer(u: Users) -> tuple[Any, dict[str, Any]]:
    """A client with an app, and the arguments to sign up."""
    app = u.client_class.create_app("sign-ups", api_base_url=u.url)
    person: dict[str, Any] = {"username": "grace", "password": "correct horse"}
    person |= {"agreement": True, "email": "grace@mail.example"}
    return u.client(client_id=app[0], client_secret=app[1]), person


@row
def create_account(u: Users) -> None:
    client, person = newcomer(u)
    assert client.create_account(**person)
    u.instance.confirm_email("grace")
    assert client.me().acct == "grace"
    other, person = newcomer(u)
    token, error = other.create_account(**person, return_detailed_error=True)
    assert token is None
    assert isinstance(error, AccountCreationError)
    assert error.details.username[0].error == "ERR_TAKEN"


@row
def email_resend_confirmation(u: Users) -> None:
    client, person = newcomer(u)
    client.create_account(**person)
    client.email_resend_confirmation()
    u.instance.confirm_email("grace")
    text = "awaiting confirmation"
    refused(client.email_resend_confirmation, MastodonAPIError, text)


@row(since=(4, 6))
def profile(u: Users) -> None:
    found = u.ada.profile()
    assert isinstance(found, Profile)
    assert found.avatar is None


@row(since=(4, 6))
def profile_update(u: Users) -> None:
    after = u.ada.profile_update(
        note="counts", avatar=PNG, avatar_mime_type="image/png"
    )
    assert (after.note, after.formatted_note) == ("counts", "<p>counts</p>")
    assert after.avatar.startswith(u.url)


@row
def preferences(u: Users) -> None:
    found = u.ada.preferences()
    assert isinstance(found, Preferences)
    assert found["posting:default:visibility"] == "public"
    assert found["posting:default:sensitive"] is False


@row
def markers_set(u: Users) -> None:
    status = u.bob.toot("x")
    after = u.ada.markers_set(["home", "notifications"], [status, 7])
    assert (after.home.last_read_id, after.home.version) == (status.id, 1)
    assert after.notifications.last_read_id == "7"
    assert is_recent(after.home.updated_at)


@row
def markers_get(u: Users) -> None:
    u.ada.markers_set("home", u.bob.toot("x"))
    found = u.ada.markers_get(["home", "notifications"])
    assert list(found) == ["home"]
    assert is_recent(found.home.updated_at)
