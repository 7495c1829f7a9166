"""Collections of accounts."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from .._types import Id, OpenEnum
from .tags import ShallowTag


class CollectionItemState(OpenEnum):
    """Whether an account agreed to be in a collection."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REVOKED = "revoked"


@frozen(kw_only=True)
class CollectionItem:
    """One account in a collection.

    https://docs.joinmastodon.org/entities/CollectionItem/
    """

    id: Id
    account_id: Id | None = None
    state: CollectionItemState
    created_at: datetime


@frozen(kw_only=True)
class Collection:
    """A list of accounts that somebody recommends.

    https://docs.joinmastodon.org/entities/Collection/
    """

    id: Id
    account_id: Id
    uri: str
    url: str | None = None
    name: str
    description: str | None = None
    language: str | None = None
    """As ISO 639."""
    local: bool
    sensitive: bool
    discoverable: bool
    tag: ShallowTag | None = None
    created_at: datetime
    updated_at: datetime
    item_count: int
    items: tuple[CollectionItem, ...]
