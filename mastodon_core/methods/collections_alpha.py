"""Collections where they were tried out: for servers between 4.5 and 4.6.

Only these paths differ from those in `collections`, so each call here is one of there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from attrs import evolve

from .. import entities
from ..calls import PagedObject, Request
from ..clients import endpoint
from ..values import UNSET, Unset
from .collections import CollectionMethods

T = TypeVar("T")

_SETTLED = CollectionMethods()


def _alpha(request: Request[T]) -> Request[T]:
    return evolve(request, path=request.path.replace("/api/v1/", "/api/v1_alpha/"))


class CollectionAlphaMethods:
    @endpoint(since="4.6.0", deprecated="4.6.0")
    def collection_create_alpha(
        self,
        name: str,
        *,
        sensitive: bool,
        discoverable: bool,
        description: str | None = None,
        language: str | None = None,
        tag_name: str | None = None,
        account_ids: Sequence[str | entities.Account] | None = None,
    ) -> Request[entities.WrappedCollection]:
        """Recommend accounts: `collection_create` before it was settled.

        Scope ``write:collections``. Not documented. Since Mastodon 4.6, deprecated
        since 4.6.
        """
        return _alpha(
            _SETTLED.collection_create(
                name,
                sensitive=sensitive,
                discoverable=discoverable,
                description=description,
                language=language,
                tag_name=tag_name,
                account_ids=account_ids,
            )
        )

    @endpoint(since="4.6.0", deprecated="4.6.0")
    def collection_alpha(
        self, id: str | entities.Collection
    ) -> Request[entities.CollectionWithAccounts]:
        """View a collection: `collection` before it was settled.

        Scope ``read:collections``, where there is a token. Not documented. Since
        Mastodon 4.6, deprecated since 4.6.
        """
        return _alpha(_SETTLED.collection(id))

    @endpoint(since="4.6.0", deprecated="4.6.0")
    def account_collections_alpha(
        self,
        account_id: str | entities.Account,
        *,
        limit: int | None = None,
        offset: int | None = None,
    ) -> Request[PagedObject[entities.Collections]]:
        """View an account's collections: `account_collections` before it was settled.

        Scope ``read:collections``, where there is a token. Not documented. Since
        Mastodon 4.6, deprecated since 4.6.
        """
        return _alpha(
            _SETTLED.account_collections(account_id, limit=limit, offset=offset)
        )

    @endpoint(since="4.6.0", deprecated="4.6.0")
    def account_in_collections_alpha(
        self,
        account_id: str | entities.Account,
        *,
        limit: int | None = None,
        offset: int | None = None,
    ) -> Request[PagedObject[entities.Collections]]:
        """View where you are: `account_in_collections` before it was settled.

        Scope ``read:collections``. Not documented. Since Mastodon 4.6, deprecated since
        4.6.
        """
        return _alpha(
            _SETTLED.account_in_collections(account_id, limit=limit, offset=offset)
        )

    @endpoint(since="4.6.0", deprecated="4.6.0")
    def collection_update_alpha(
        self,
        id: str | entities.Collection,
        *,
        name: str | None = None,
        sensitive: bool | None = None,
        discoverable: bool | None = None,
        description: str | Unset | None = UNSET,
        language: str | Unset | None = UNSET,
        tag_name: str | Unset | None = UNSET,
    ) -> Request[entities.WrappedCollection]:
        """Change your collection: `collection_update` before it was settled.

        Scope ``write:collections``. Not documented. Since Mastodon 4.6, deprecated
        since 4.6.
        """
        return _alpha(
            _SETTLED.collection_update(
                id,
                name=name,
                sensitive=sensitive,
                discoverable=discoverable,
                description=description,
                language=language,
                tag_name=tag_name,
            )
        )

    @endpoint(since="4.6.0", deprecated="4.6.0")
    def collection_delete_alpha(self, id: str | entities.Collection) -> Request[None]:
        """Delete your collection: `collection_delete` before it was settled.

        Scope ``write:collections``. Not documented. Since Mastodon 4.6, deprecated
        since 4.6.
        """
        return _alpha(_SETTLED.collection_delete(id))

    @endpoint(since="4.6.0", deprecated="4.6.0")
    def collection_item_add_alpha(
        self,
        collection_id: str | entities.Collection,
        account_id: str | entities.Account,
    ) -> Request[entities.WrappedCollectionItem]:
        """Put in an account: `collection_item_add` before it was settled.

        Scope ``write:collections``. Not documented. Since Mastodon 4.6, deprecated
        since 4.6.
        """
        return _alpha(_SETTLED.collection_item_add(collection_id, account_id))

    @endpoint(since="4.6.0", deprecated="4.6.0")
    def collection_item_delete_alpha(
        self,
        collection_id: str | entities.Collection,
        id: str | entities.CollectionItem,
    ) -> Request[None]:
        """Take out an account: `collection_item_delete` before it was settled.

        Scope ``write:collections``. Not documented. Since Mastodon 4.6, deprecated
        since 4.6.
        """
        return _alpha(_SETTLED.collection_item_delete(collection_id, id))

    @endpoint(since="4.6.0", deprecated="4.6.0")
    def collection_item_revoke_alpha(
        self,
        collection_id: str | entities.Collection,
        id: str | entities.CollectionItem,
    ) -> Request[None]:
        """Take out yourself: `collection_item_revoke` before it was settled.

        Scope ``write:collections``. Not documented. Since Mastodon 4.6, deprecated
        since 4.6.
        """
        return _alpha(_SETTLED.collection_item_revoke(collection_id, id))
