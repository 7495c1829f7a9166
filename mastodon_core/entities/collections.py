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
    """An account in a collection.

    https://docs.joinmastodon.org/entities/CollectionItem/
    """

    id: Id
    """The id of the item, not of the account."""
    account_id: Id | None = None
    """None after the account rejected its inclusion or revoked its consent."""
    state: CollectionItemState
    """Whether the account agreed; accounts of this server agree by their settings."""
    created_at: datetime
    """When the account was added."""


@frozen(kw_only=True)
class Collection(Entity):
    """A list of accounts that its curator recommends.

    https://docs.joinmastodon.org/entities/Collection/
    """

    id: Id
    account_id: Id
    uri: str
    url: str | None = None
    name: str
    description: str | None = None
    """Plain text, or HTML if the collection is from another server."""
    language: str | None = None
    """An ISO 639 code."""
    local: bool
    sensitive: bool
    discoverable: bool
    """Whether it appears on the curator's profile and in search results. Everyone can
    read it by its id."""
    tag: ShallowTag | None = None
    created_at: datetime
    updated_at: datetime
    item_count: int
    items: tuple[CollectionItem, ...]
    """The items that you may see: without accounts that you block, and with pending
    items only if you are the curator."""


@frozen(kw_only=True)
class WrappedCollection(Entity):
    """A collection that was created or edited.

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
    """A list of collections.

    https://docs.joinmastodon.org/entities/Collection/#Collections
    """

    collections: tuple[Collection, ...]


@frozen(kw_only=True)
class CollectionWithAccounts(Entity):
    """A collection with the accounts it refers to.

    https://docs.joinmastodon.org/entities/CollectionWithAccounts/
    """

    collection: Collection
    accounts: tuple[Account, ...]
    """The curator, and the accounts of the items."""
