"""Searching, what is popular, and what the server says of itself."""

from __future__ import annotations

from mastodon import MastodonNotFoundError
from mastodon.return_types import (
    Account,
    Instance,
    InstanceV2,
)

from ._rows import row
from ._village import Village, refused

LINK = "https://news.example/story"


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
