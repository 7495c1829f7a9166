"""Manage collections: named groups of accounts that you recommend to others.

https://docs.joinmastodon.org/methods/collections/
"""

from __future__ import annotations

from collections.abc import Sequence

from .. import entities
from ..calls import (
    Empty,
    One,
    PagedArrays,
    PagedObject,
    Request,
    clearable,
    id_of,
    ids_of,
    tag_of,
)
from ..clients import endpoint
from ..values import UNSET, Unset


class CollectionMethods:
    @endpoint(since="4.6.0")
    def collection_create(
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
        """Create a collection: a named group of accounts that you recommend to others.

        Accounts on this server are notified that you added them. Accounts on other
        servers are asked first; their items stay ``pending`` until they respond.

        Args:
            name: The name of the collection, up to 40 characters.
            sensitive: Whether to mark the collection as sensitive.
            discoverable: Whether to show the collection on your profile and in search
                results. Otherwise only people who have its link find it.
            description: A description, up to 100 characters.
            language: The language of name and description, as an ISO 639 code: ``en``.
            tag_name: A hashtag that describes the collection: the hashtag, or its name
                without ``#``.
            account_ids: The accounts to add, up to 25.

        Raises:
            Forbidden: one of the accounts does not allow you to add it to a collection.
            NotFound: one of the accounts does not exist.
            UnprocessableEntity: an argument is too long, or you have as many
                collections as your role allows; ``details`` say what is wrong with
                which argument.

        Scope ``write:collections``. Since Mastodon 4.6.
        https://docs.joinmastodon.org/methods/collections/#create
        """
        return Request(
            "POST",
            "/api/v1/collections",
            json={
                "name": name,
                "description": description,
                "language": language,
                "tag_name": tag_of("tag_name", tag_name),
                "sensitive": sensitive,
                "discoverable": discoverable,
                "account_ids": ids_of("account_ids", account_ids),
            },
            answer=One(entities.WrappedCollection),
            scopes=("write:collections",),
        )

    @endpoint(since="4.6.0")
    def collection(
        self, id: str | entities.Collection
    ) -> Request[entities.CollectionWithAccounts]:
        """Get a collection with its curator and accounts.

        With a token, accounts that you block are left out. Your own collections include
        the accounts that have not responded yet.

        Raises:
            Forbidden: the curator blocks you.
            NotFound: the collection does not exist.

        Scope ``read:collections`` if a token is sent. Since Mastodon 4.6.
        https://docs.joinmastodon.org/methods/collections/#get_collection
        """
        return Request(
            "GET",
            "/api/v1/collections/{id}",
            path_params={"id": id},
            answer=One(entities.CollectionWithAccounts),
            scopes=("read:collections",),
        )

    @endpoint(since="4.6.0")
    def account_collections(
        self,
        account_id: str | entities.Account,
        *,
        limit: int | None = None,
        offset: int | None = None,
    ) -> Request[PagedObject[entities.Collections]]:
        """List the collections of an account, newest first.

        Collections that are not ``discoverable`` are listed for their curator only.

        Args:
            account_id: The curator of the collections.
            limit: Collections per page, 1 to 100; the server's default is 40.
            offset: Number of collections to skip.

        Returns:
            The collections; empty if the account blocks you.

        Raises:
            NotFound: the account does not exist.

        Scope ``read:collections`` if a token is sent. Since Mastodon 4.6.
        https://docs.joinmastodon.org/methods/collections/#get_collections
        """
        return Request(
            "GET",
            "/api/v1/accounts/{account_id}/collections",
            path_params={"account_id": account_id},
            query={"limit": limit, "offset": offset},
            answer=PagedArrays(entities.Collections, ("collections",), by="offset"),
            scopes=("read:collections",),
        )

    @endpoint(since="4.6.0")
    def account_in_collections(
        self,
        account_id: str | entities.Account,
        *,
        limit: int | None = None,
        offset: int | None = None,
    ) -> Request[PagedObject[entities.Collections]]:
        """List the collections that feature your account.

        To remove your account from one of them, use `collection_item_revoke`.

        Args:
            account_id: Your own account; you cannot list this for other accounts.
            limit: Collections per page, 1 to 80; the server's default is 40.
            offset: Number of collections to skip.

        Raises:
            Forbidden: ``account_id`` is not your account.
            NotFound: the account does not exist.

        Scope ``read:collections``. Since Mastodon 4.6.
        https://docs.joinmastodon.org/methods/collections/#in_collections
        """
        return Request(
            "GET",
            "/api/v1/accounts/{account_id}/in_collections",
            path_params={"account_id": account_id},
            query={"limit": limit, "offset": offset},
            answer=PagedArrays(entities.Collections, ("collections",), by="offset"),
            scopes=("read:collections",),
        )

    @endpoint(since="4.6.0")
    def collection_update(
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
        """Update your collection; anything that you leave out stays unchanged.

        The server notifies its own accounts in the collection of a new name or
        description. To add and remove accounts, use `collection_item_add` and
        `collection_item_delete`.

        Args:
            name: The name of the collection, up to 40 characters.
            sensitive: Whether to mark the collection as sensitive.
            discoverable: Whether to show the collection on your profile and in search
                results.
            description: A description, up to 100 characters; None removes it.
            language: The language of name and description, as an ISO 639 code; None
                removes it.
            tag_name: A hashtag that describes the collection, or its name without
                ``#``; None removes it.

        Raises:
            Forbidden: the collection is not yours.
            NotFound: the collection does not exist.
            UnprocessableEntity: an argument is too long or otherwise invalid;
                ``details`` say what is wrong with which argument.

        Scope ``write:collections``. Since Mastodon 4.6.
        https://docs.joinmastodon.org/methods/collections/#update_collection
        """
        return Request(
            "PATCH",
            "/api/v1/collections/{id}",
            path_params={"id": id},
            json={
                "name": name,
                "description": clearable(description),
                "language": clearable(language),
                "tag_name": clearable(
                    UNSET if tag_name is UNSET else tag_of("tag_name", tag_name)
                ),
                "sensitive": sensitive,
                "discoverable": discoverable,
            },
            answer=One(entities.WrappedCollection),
            scopes=("write:collections",),
        )

    @endpoint(since="4.6.0")
    def collection_delete(self, id: str | entities.Collection) -> Request[None]:
        """Delete your collection for good, without notifying anyone.

        Raises:
            Forbidden: the collection is not yours.
            NotFound: the collection does not exist.

        Scope ``write:collections``. Since Mastodon 4.6.
        https://docs.joinmastodon.org/methods/collections/#delete_collection
        """
        return Request(
            "DELETE",
            "/api/v1/collections/{id}",
            path_params={"id": id},
            answer=Empty(),
            scopes=("write:collections",),
        )

    @endpoint(since="4.6.0")
    def collection_item_add(
        self,
        collection_id: str | entities.Collection,
        account_id: str | entities.Account,
    ) -> Request[entities.WrappedCollectionItem]:
        """Add an account to your collection.

        An account on this server is notified. An account on another server is asked
        first; its item stays ``pending`` until it responds.

        Args:
            collection_id: The collection, which holds up to 25 accounts.
            account_id: The account to add.

        Raises:
            Forbidden: the collection is not yours, or the account does not allow you to
                add it to a collection.
            NotFound: the collection or the account does not exist.
            UnprocessableEntity: the account is in the collection already, or the
                collection is full.

        Scope ``write:collections``. Since Mastodon 4.6.
        https://docs.joinmastodon.org/methods/collections/#add_account
        """
        return Request(
            "POST",
            "/api/v1/collections/{collection_id}/items",
            path_params={"collection_id": collection_id},
            json={"account_id": id_of("account_id", account_id)},
            answer=One(entities.WrappedCollectionItem),
            scopes=("write:collections",),
        )

    @endpoint(since="4.6.0")
    def collection_item_delete(
        self,
        collection_id: str | entities.Collection,
        id: str | entities.CollectionItem,
    ) -> Request[None]:
        """Remove an account from your collection; you can add it again later.

        Args:
            collection_id: The collection.
            id: The item, from the collection's ``items``; not the account.

        Raises:
            Forbidden: the collection is not yours.
            NotFound: the collection or the item does not exist.

        Scope ``write:collections``. Since Mastodon 4.6.
        https://docs.joinmastodon.org/methods/collections/#remove_account
        """
        return Request(
            "DELETE",
            "/api/v1/collections/{collection_id}/items/{id}",
            path_params={"collection_id": collection_id, "id": id},
            answer=Empty(),
            scopes=("write:collections",),
        )

    @endpoint(since="4.6.0")
    def collection_item_revoke(
        self,
        collection_id: str | entities.Collection,
        id: str | entities.CollectionItem,
    ) -> Request[None]:
        """Revoke your inclusion in another account's collection, for good.

        The curator is not notified, and cannot add your account to it again.

        Args:
            collection_id: The collection, from `account_in_collections`.
            id: The item for your account, from the collection's ``items``.

        Raises:
            Forbidden: the item is for another account.
            NotFound: the collection or the item does not exist.

        Scope ``write:collections``. Since Mastodon 4.6.
        https://docs.joinmastodon.org/methods/collections/#revoke_item
        """
        return Request(
            "POST",
            "/api/v1/collections/{collection_id}/items/{id}/revoke",
            path_params={"collection_id": collection_id, "id": id},
            answer=Empty(),
            scopes=("write:collections",),
        )
