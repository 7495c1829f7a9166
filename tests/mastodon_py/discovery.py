"""Search, directory, trends, and the instance."""

from __future__ import annotations

from mastodon import MastodonNotFoundError
from mastodon.return_types import (
    Account,
    CustomEmoji,
    Instance,
    InstanceV2,
    PreviewCard,
    SearchV2,
    Status,
    Tag,
)

from ._rows import row
from ._users import Users, ids, refused

LINK = "https://news.example/story"


def _post_popular_status(u: Users) -> None:
    """Let bob post a status that the others favourite and boost."""
    u.bob.account_update_credentials(discoverable=True)
    sent = u.bob.toot(f"#cats {LINK}")
    for person in (u.ada, u.eve):
        person.status_favourite(sent)
        person.status_reblog(sent)
        person.toot(f"#cats {LINK}")


@row
def search(u: Users) -> None:
    status = u.ada.toot("#cats here")
    found = u.ada.search("cats")
    assert isinstance(found, SearchV2)
    assert [tag.name for tag in found.hashtags] == ["cats"]
    assert isinstance(found.hashtags[0], Tag)
    found = u.ada.search("bob", result_type="accounts")
    assert [account.acct for account in found.accounts] == ["bob"]
    assert isinstance(found.accounts[0], Account)
    found = u.ada.search(status.url, result_type="statuses")
    assert ids(found.statuses) == ids([status])


@row
def search_v2(u: Users) -> None:
    status = u.ada.toot("where cats are")
    found = u.ada.search_v2("cats", result_type="statuses", account_id=u.ada.me().id)
    assert ids(found.statuses) == ids([status])
    assert isinstance(found.statuses[0], Status)


@row
def search_v1__is_not_found(u: Users) -> None:
    refused(lambda: u.ada.search_v1("ada"), MastodonNotFoundError)


@row
def directory(u: Users) -> None:
    for person in (u.bob, u.eve):
        person.account_update_credentials(discoverable=True)
        person.toot("x")
    page = u.ada.directory(limit=1, order="active", local=True)
    assert isinstance(page[0], Account)
    assert [a.acct for a in u.ada.fetch_remaining(page)] == ["eve", "bob"]


@row
def trending_tags(u: Users) -> None:
    _post_popular_status(u)
    (found,) = u.ada.trending_tags(limit=5)
    assert isinstance(found, Tag)
    assert found.name == "cats"
    assert int(found.history[0].accounts) == 3


@row
def trends(u: Users) -> None:
    _post_popular_status(u)
    assert [tag.name for tag in u.ada.trends()] == ["cats"]


@row
def trending_statuses(u: Users) -> None:
    _post_popular_status(u)
    found = u.ada.trending_statuses()
    assert isinstance(found[0], Status)
    assert found[0].account.acct == "bob"


@row
def trending_links(u: Users) -> None:
    _post_popular_status(u)
    (found,) = u.ada.trending_links()
    assert isinstance(found, PreviewCard)
    assert found.url == LINK


@row
def custom_emojis(u: Users) -> None:
    u.instance.add_custom_emoji("blobcat", category="cats")
    (found,) = u.ada.custom_emojis()
    assert isinstance(found, CustomEmoji)
    assert (found.shortcode, found.category) == ("blobcat", "cats")
    (used,) = u.ada.toot("hi :blobcat:").emojis
    assert used.url == found.url


@row
def instance(u: Users) -> None:
    found = u.ada.instance()
    assert isinstance(found, InstanceV2)
    assert found.version == u.instance.version
    assert found.configuration.statuses.max_characters == 500


@row
def instance_v1(u: Users) -> None:
    found = u.ada.instance_v1()
    assert isinstance(found, Instance)
    assert found.version == u.instance.version
    assert found.urls.streaming_api.startswith("ws")


@row
def instance_v2(u: Users) -> None:
    found = u.ada.instance_v2()
    assert isinstance(found, InstanceV2)
    assert found.domain == u.url.partition("://")[2]
    assert found.usage.users.active_month == 3


@row
def stream_healthy(u: Users) -> None:
    assert u.ada.stream_healthy() is True


@row
def verify_minimum_version(u: Users) -> None:
    assert u.ada.verify_minimum_version(u.instance.version)
    assert not u.ada.verify_minimum_version("99.0.0", cached=True)


@row
def retrieve_mastodon_version(u: Users) -> None:
    assert u.ada.retrieve_mastodon_version() == u.instance.version


@row
def clear_caches(u: Users) -> None:
    u.ada.clear_caches()
    assert u.ada.verify_minimum_version("4.0.0", cached=True)


@row(since=(4, 2))
def instance_translation_languages(u: Users) -> None:
    u.instance.add_translation("hello", "hallo", source="en", target="de")
    assert u.ada.instance_translation_languages() == {"en": ["de"]}
