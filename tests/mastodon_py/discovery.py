"""Searching, what is popular, and what the server says of itself."""

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
from ._village import Village, ids, refused

LINK = "https://news.example/story"


def _be_popular(v: Village) -> None:
    """Let bob post what the others like and repeat."""
    v.bob.account_update_credentials(discoverable=True)
    sent = v.bob.toot(f"#cats {LINK}")
    for person in (v.ada, v.eve):
        person.status_favourite(sent)
        person.status_reblog(sent)
        person.toot(f"#cats {LINK}")


@row
def search(v: Village) -> None:
    status = v.ada.toot("#cats here")
    found = v.ada.search("cats")
    assert isinstance(found, SearchV2)
    assert [tag.name for tag in found.hashtags] == ["cats"]
    assert isinstance(found.hashtags[0], Tag)
    found = v.ada.search("bob", result_type="accounts")
    assert [account.acct for account in found.accounts] == ["bob"]
    assert isinstance(found.accounts[0], Account)
    found = v.ada.search(status.url, result_type="statuses")
    assert ids(found.statuses) == ids([status])


@row
def search_v2(v: Village) -> None:
    status = v.ada.toot("where cats are")
    found = v.ada.search_v2("cats", result_type="statuses", account_id=v.ada.me().id)
    assert ids(found.statuses) == ids([status])
    assert isinstance(found.statuses[0], Status)


@row
def search_v1__that_no_server_has_any_more(v: Village) -> None:
    refused(lambda: v.ada.search_v1("ada"), MastodonNotFoundError)


@row
def directory(v: Village) -> None:
    for person in (v.bob, v.eve):
        person.account_update_credentials(discoverable=True)
        person.toot("x")
    page = v.ada.directory(limit=1, order="active", local=True)
    assert isinstance(page[0], Account)
    assert [a.acct for a in v.ada.fetch_remaining(page)] == ["eve", "bob"]


@row
def trending_tags(v: Village) -> None:
    _be_popular(v)
    (found,) = v.ada.trending_tags(limit=5)
    assert isinstance(found, Tag)
    assert found.name == "cats"
    assert int(found.history[0].accounts) == 3


@row
def trends(v: Village) -> None:
    _be_popular(v)
    assert [tag.name for tag in v.ada.trends()] == ["cats"]


@row
def trending_statuses(v: Village) -> None:
    _be_popular(v)
    found = v.ada.trending_statuses()
    assert isinstance(found[0], Status)
    assert found[0].account.acct == "bob"


@row
def trending_links(v: Village) -> None:
    _be_popular(v)
    (found,) = v.ada.trending_links()
    assert isinstance(found, PreviewCard)
    assert found.url == LINK


@row
def custom_emojis(v: Village) -> None:
    v.instance.add_custom_emoji("blobcat", category="cats")
    (found,) = v.ada.custom_emojis()
    assert isinstance(found, CustomEmoji)
    assert (found.shortcode, found.category) == ("blobcat", "cats")
    (used,) = v.ada.toot("hi :blobcat:").emojis
    assert used.url == found.url


@row
def instance(v: Village) -> None:
    found = v.ada.instance()
    assert isinstance(found, InstanceV2)
    assert found.version == v.instance.version
    assert found.configuration.statuses.max_characters == 500


@row
def instance_v1(v: Village) -> None:
    found = v.ada.instance_v1()
    assert isinstance(found, Instance)
    assert found.version == v.instance.version
    assert found.urls.streaming_api.startswith("ws")


@row
def instance_v2(v: Village) -> None:
    found = v.ada.instance_v2()
    assert isinstance(found, InstanceV2)
    assert found.domain == v.url.partition("://")[2]
    assert found.usage.users.active_month == 3


@row
def verify_minimum_version(v: Village) -> None:
    assert v.ada.verify_minimum_version(v.instance.version)
    assert not v.ada.verify_minimum_version("99.0.0", cached=True)


@row
def retrieve_mastodon_version(v: Village) -> None:
    assert v.ada.retrieve_mastodon_version() == v.instance.version


@row
def clear_caches(v: Village) -> None:
    v.ada.clear_caches()
    assert v.ada.verify_minimum_version("4.0.0", cached=True)


@row(since=(4, 2))
def instance_translation_languages(v: Village) -> None:
    v.instance.add_translation("hello", "hallo", source="en", target="de")
    assert v.ada.instance_translation_languages() == {"en": ["de"]}
