"""https://docs.joinmastodon.org/methods/collections/"""

from __future__ import annotations

from collections.abc import Sequence

from .. import entities
from ..calls import (
    Empty,
    One,
    PagedObject,
    PagedObjectByOffset,
    Request,
    clearable,
    id_of,
    ids_of,
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
        tag_name: str | None = None,
        account_ids: Sequence[str | entities.Account] | None = None,
    ) -> Request[entities.WrappedCollection]:
        """Recommend some accounts to others, under one name.

        Accounts of this server are told that they are in it; those of other servers
        are asked first, and their items are ``pending`` until then.

        Args:
            name: What to call it, up to 40 characters.
            sensitive: Whether it is covered at first.
            discoverable: Whether your profile and searches show it; otherwise one has
                to know where it is.
            description: What it is about, in up to 100 characters.
            language: What it is written in, by ISO 639: ``en``.
            tag_name: A hashtag that fits it, with or without ``#``.
            account_ids: Whom to put in, up to 25.

        Raises:
            Forbidden: one of them does not want to be in collections of yours.
            NotFound: there is no such account.
            UnprocessableEntity: something is too long, or you have as many as your
                role may; ``details`` say what is wrong with which argument.

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
                "tag_name": tag_name,
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
        """View a collection, with its curator and the accounts in it.

        Raises:
            Forbidden: its curator blocks you.
            NotFound: there is no such collection.

        Scope ``read:collections``, where there is a token; then without accounts that
        you block, and if it is yours, with those that did not answer yet. Since
        Mastodon 4.6.
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
        """View the collections that an account made, newest first.

        Those that are not ``discoverable`` come to their curator alone.

        Args:
            account_id: Whose they are.
            limit: How many, 1 to 100; the server's default is 40.
            offset: How many to leave out at the beginning.

        Returns:
            The collections; none if the account blocks you.

        Raises:
            NotFound: there is no such account.

        Scope ``read:collections``, where there is a token. Since Mastodon 4.6.
        https://docs.joinmastodon.org/methods/collections/#get_collections
        """
        return Request(
            "GET",
            "/api/v1/accounts/{account_id}/collections",
            path_params={"account_id": account_id},
            query={"limit": limit, "offset": offset},
            answer=PagedObjectByOffset(entities.Collections, ("collections",)),
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
        """View the collections that your account is in.

        `collection_item_revoke` takes it out of one.

        Args:
            account_id: Your own account: of others, only they may ask.
            limit: How many, 1 to 80; the server's default is 40.
            offset: How many to leave out at the beginning.

        Raises:
            Forbidden: it is not your account.
            NotFound: there is no such account.

        Scope ``read:collections``. Since Mastodon 4.6.
        https://docs.joinmastodon.org/methods/collections/#in_collections
        """
        return Request(
            "GET",
            "/api/v1/accounts/{account_id}/in_collections",
            path_params={"account_id": account_id},
            query={"limit": limit, "offset": offset},
            answer=PagedObjectByOffset(entities.Collections, ("collections",)),
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
        tag_name: str | Unset | None = UNSET,
    ) -> Request[entities.WrappedCollection]:
        """Change what is said of your collection; what is not given stays.

        The accounts of this server that are in it are told of a new name or
        description. `collection_item_add` and `collection_item_delete` change who is
        in it.

        Args:
            name: What to call it, up to 40 characters.
            sensitive: Whether it is covered at first.
            discoverable: Whether your profile and searches show it.
            description: What it is about, in up to 100 characters; None for nothing.
            language: What it is written in, by ISO 639; None for nothing in
                particular.
            tag_name: A hashtag that fits it; None for none.

        Raises:
            Forbidden: it is not yours.
            NotFound: there is no such collection.
            UnprocessableEntity: something is too long, or otherwise not acceptable;
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
                "tag_name": clearable(tag_name),
                "sensitive": sensitive,
                "discoverable": discoverable,
            },
            answer=One(entities.WrappedCollection),
            scopes=("write:collections",),
        )

    @endpoint(since="4.6.0")
    def collection_delete(self, id: str | entities.Collection) -> Request[None]:
        """Delete your collection; nobody is told, and it does not come back.

        Raises:
            Forbidden: it is not yours.
            NotFound: there is no such collection.

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
        """Put an account into your collection.

        One of this server is told; one of another server is asked, and is ``pending``
        until it answers.

        Args:
            collection_id: The collection, which may hold up to 25.
            account_id: Whom to put in.

        Raises:
            Forbidden: the collection is not yours, or the account does not want to be
                in collections of yours.
            NotFound: there is no such collection or account.
            UnprocessableEntity: it is in there already, or there is no place left.

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
        """Take an account out of your collection; you may put it in again.

        Args:
            collection_id: The collection.
            id: The item: one of the collection's ``items``, not the account.

        Raises:
            Forbidden: the collection is not yours.
            NotFound: there is no such collection or item.

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
        """Take your own account out of somebody's collection, for good.

        Its curator is not told, and cannot put it in again.

        Args:
            collection_id: The collection, as of `account_in_collections`.
            id: The item: the one of its ``items`` that is about you.

        Raises:
            Forbidden: it is about another account.
            NotFound: there is no such collection or item.

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
