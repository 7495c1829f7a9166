"""Collections of accounts."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from ._types import Id, OpenEnum
from .accounts import Account
from .base import Entity
from .tags import ShallowTag


class CollectionItemState(OpenEnum):
    """Whether an account agreed to be in a collection."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REVOKED = "revoked"


@frozen(kw_only=True)
class CollectionItem(Entity):
    """One account in a collection.

    https://docs.joinmastodon.org/entities/CollectionItem/
    """

    id: Id
    """The item's own, not the account's."""
    account_id: Id | None = None
    """None once the account refused, or went back on its word."""
    state: CollectionItemState
    """Whether the account agreed; one of this server did so by its settings."""
    created_at: datetime
    """When it was added."""


@frozen(kw_only=True)
class Collection(Entity):
    """A list of accounts that somebody recommends.

    https://docs.joinmastodon.org/entities/Collection/
    """

    id: Id
    account_id: Id
    uri: str
    url: str | None = None
    name: str
    description: str | None = None
    """Plain text; HTML if it is of another server."""
    language: str | None = None
    """As ISO 639."""
    local: bool
    sensitive: bool
    discoverable: bool
    """Whether the profile and searches show it; anybody can read it by its id."""
    tag: ShallowTag | None = None
    created_at: datetime
    updated_at: datetime
    item_count: int
    items: tuple[CollectionItem, ...]
    """Those that you may see: without accounts that you block, and with pending ones if
    you are its curator."""


@frozen(kw_only=True)
class WrappedCollection(Entity):
    """A collection that was made or changed.

    https://docs.joinmastodon.org/entities/Collection/#WrappedCollection
    """

    collection: Collection


@frozen(kw_only=True)
class WrappedCollectionItem(Entity):
    """An account that was added to a collection.

    https://docs.joinmastodon.org/entities/CollectionItem/#WrappedCollectionItem
    """

    collection_item: CollectionItem


@frozen(kw_only=True)
class Collections(Entity):
    """Some collections.

    https://docs.joinmastodon.org/entities/Collection/#Collections
    """

    collections: tuple[Collection, ...]


@frozen(kw_only=True)
class CollectionWithAccounts(Entity):
    """A collection together with the accounts that it names.

    https://docs.joinmastodon.org/entities/CollectionWithAccounts/
    """

    collection: Collection
    accounts: tuple[Account, ...]
    """Its curator, and the accounts of its items."""
