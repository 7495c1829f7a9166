"""The alpha version of the collections API, for servers between 4.5 and 4.6.

Only the paths differ from those in `collections`, so each method here calls the method
of the same name there.
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

_COLLECTIONS = CollectionMethods()


def _with_alpha_path(request: Request[T]) -> Request[T]:
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
        tag_name: str
        | entities.Tag
        | entities.FeaturedTag
        | entities.ShallowTag
        | None = None,
        account_ids: Sequence[str | entities.Account] | None = None,
    ) -> Request[entities.WrappedCollection]:
        """Create a collection (alpha API); see `collection_create`.

        Scope ``write:collections``. Not documented. Since Mastodon 4.6, deprecated
        since 4.6.
        """
        return _with_alpha_path(
            _COLLECTIONS.collection_create(
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
        """Get a collection (alpha API); see `collection`.

        Scope ``read:collections`` if a token is sent. Not documented. Since Mastodon
        4.6, deprecated since 4.6.
        """
        return _with_alpha_path(_COLLECTIONS.collection(id))

    @endpoint(since="4.6.0", deprecated="4.6.0")
    def account_collections_alpha(
        self,
        account_id: str | entities.Account,
        *,
        limit: int | None = None,
        offset: int | None = None,
    ) -> Request[PagedObject[entities.Collections]]:
        """List an account's collections (alpha API); see `account_collections`.

        Scope ``read:collections`` if a token is sent. Not documented. Since Mastodon
        4.6, deprecated since 4.6.
        """
        return _with_alpha_path(
            _COLLECTIONS.account_collections(account_id, limit=limit, offset=offset)
        )

    @endpoint(since="4.6.0", deprecated="4.6.0")
    def account_in_collections_alpha(
        self,
        account_id: str | entities.Account,
        *,
        limit: int | None = None,
        offset: int | None = None,
    ) -> Request[PagedObject[entities.Collections]]:
        """List collections that feature you (alpha API); see `account_in_collections`.

        Scope ``read:collections``. Not documented. Since Mastodon 4.6, deprecated since
        4.6.
        """
        return _with_alpha_path(
            _COLLECTIONS.account_in_collections(account_id, limit=limit, offset=offset)
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
        tag_name: str
        | entities.Tag
        | entities.FeaturedTag
        | entities.ShallowTag
        | Unset
        | None = UNSET,
    ) -> Request[entities.WrappedCollection]:
        """Update your collection (alpha API); see `collection_update`.

        Scope ``write:collections``. Not documented. Since Mastodon 4.6, deprecated
        since 4.6.
        """
        return _with_alpha_path(
            _COLLECTIONS.collection_update(
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
        """Delete your collection (alpha API); see `collection_delete`.

        Scope ``write:collections``. Not documented. Since Mastodon 4.6, deprecated
        since 4.6.
        """
        return _with_alpha_path(_COLLECTIONS.collection_delete(id))

    @endpoint(since="4.6.0", deprecated="4.6.0")
    def collection_item_add_alpha(
        self,
        collection_id: str | entities.Collection,
        account_id: str | entities.Account,
    ) -> Request[entities.WrappedCollectionItem]:
        """Add an account to your collection (alpha API); see `collection_item_add`.

        Scope ``write:collections``. Not documented. Since Mastodon 4.6, deprecated
        since 4.6.
        """
        return _with_alpha_path(
            _COLLECTIONS.collection_item_add(collection_id, account_id)
        )

    @endpoint(since="4.6.0", deprecated="4.6.0")
    def collection_item_delete_alpha(
        self,
        collection_id: str | entities.Collection,
        id: str | entities.CollectionItem,
    ) -> Request[None]:
        """Remove an account (alpha API); see `collection_item_delete`.

        Scope ``write:collections``. Not documented. Since Mastodon 4.6, deprecated
        since 4.6.
        """
        return _with_alpha_path(_COLLECTIONS.collection_item_delete(collection_id, id))

    @endpoint(since="4.6.0", deprecated="4.6.0")
    def collection_item_revoke_alpha(
        self,
        collection_id: str | entities.Collection,
        id: str | entities.CollectionItem,
    ) -> Request[None]:
        """Revoke your inclusion (alpha API); see `collection_item_revoke`.

        Scope ``write:collections``. Not documented. Since Mastodon 4.6, deprecated
        since 4.6.
        """
        return _with_alpha_path(_COLLECTIONS.collection_item_revoke(collection_id, id))
