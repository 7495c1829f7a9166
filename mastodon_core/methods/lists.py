"""Create, edit and delete lists, and change their members.

https://docs.joinmastodon.org/methods/lists/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from .. import entities
from ..calls import Empty, Many, One, Page, Paged, Request, ids_of
from ..clients import endpoint

RepliesPolicy: TypeAlias = Literal["followed", "list", "none"] | entities.RepliesPolicy
"""Which replies by its members a list shows: replies to accounts that you follow
(``followed``), replies to other members (``list``), or none at all (``none``)."""


class ListMethods:
    @endpoint(since="2.1.0")
    def lists(self) -> Request[Page[entities.List]]:
        """Get all of your lists.

        Raises:
            Unauthorized: the token is missing or no longer valid.

        Scope ``read:lists``. Since Mastodon 2.1.
        https://docs.joinmastodon.org/methods/lists/#get
        """
        return Request(
            "GET",
            "/api/v1/lists",
            answer=Many(entities.List),
            scopes=("read:lists",),
        )

    @endpoint(since="2.1.0")
    def list(self, id: str | entities.List) -> Request[entities.List]:
        """Get one of your lists.

        Raises:
            NotFound: the list does not exist, or belongs to another account.

        Scope ``read:lists``. Since Mastodon 2.1.
        https://docs.joinmastodon.org/methods/lists/#get-one
        """
        return Request(
            "GET",
            "/api/v1/lists/{id}",
            path_params={"id": id},
            answer=One(entities.List),
            scopes=("read:lists",),
        )

    @endpoint(since="2.1.0")
    def list_create(
        self,
        title: str,
        *,
        replies_policy: RepliesPolicy | None = None,
        exclusive: bool | None = None,
    ) -> Request[entities.List]:
        """Create an empty list; an account can have up to 50 lists.

        Args:
            title: The title of the list, up to 256 characters.
            replies_policy: Which replies by its members the list shows: ``followed``
                for replies to accounts that you follow, ``list`` for replies to other
                members, ``none`` to hide replies. The server's default is ``list``.
            exclusive: Whether to leave the members' statuses out of your home feed;
                since Mastodon 4.2.

        Raises:
            UnprocessableEntity: the title is empty or too long, or you have too many
                lists.

        Scope ``write:lists``. Since Mastodon 2.1.
        https://docs.joinmastodon.org/methods/lists/#create
        """
        return Request(
            "POST",
            "/api/v1/lists",
            json={
                "title": title,
                "replies_policy": replies_policy,
                "exclusive": exclusive,
            },
            answer=One(entities.List),
            scopes=("write:lists",),
        )

    @endpoint(since="2.1.0")
    def list_update(
        self,
        id: str | entities.List,
        *,
        title: str | None = None,
        replies_policy: RepliesPolicy | None = None,
        exclusive: bool | None = None,
    ) -> Request[entities.List]:
        """Update a list, leaving omitted settings unchanged.

        Args:
            title: The title of the list, up to 256 characters.
            replies_policy: Which replies by its members the list shows: ``followed``
                for replies to accounts that you follow, ``list`` for replies to other
                members, ``none`` to hide replies.
            exclusive: Whether to leave the members' statuses out of your home feed;
                since Mastodon 4.2.

        Raises:
            NotFound: the list does not exist, or belongs to another account.
            UnprocessableEntity: the title is empty or too long.

        Scope ``write:lists``. Since Mastodon 2.1.
        https://docs.joinmastodon.org/methods/lists/#update
        """
        return Request(
            "PUT",
            "/api/v1/lists/{id}",
            path_params={"id": id},
            json={
                "title": title,
                "replies_policy": replies_policy,
                "exclusive": exclusive,
            },
            answer=One(entities.List),
            scopes=("write:lists",),
        )

    @endpoint(since="2.1.0")
    def list_delete(self, id: str | entities.List) -> Request[None]:
        """Delete a list; you keep following its members.

        Raises:
            NotFound: the list does not exist, or belongs to another account.

        Scope ``write:lists``. Since Mastodon 2.1.
        https://docs.joinmastodon.org/methods/lists/#delete
        """
        return Request(
            "DELETE",
            "/api/v1/lists/{id}",
            path_params={"id": id},
            answer=Empty(),
            scopes=("write:lists",),
        )

    @endpoint(since="2.1.0")
    def list_accounts(
        self, id: str | entities.List, *, limit: int | None = None
    ) -> Request[Page[entities.Account]]:
        """List the members of a list.

        Args:
            limit: Accounts per page, 1 to 80; the server's default is 40. With 0,
                Mastodon returns all members in one page.

        Raises:
            NotFound: the list does not exist, or belongs to another account.

        Scope ``read:lists``. Since Mastodon 2.1.
        https://docs.joinmastodon.org/methods/lists/#accounts
        """
        return Request(
            "GET",
            "/api/v1/lists/{id}/accounts",
            path_params={"id": id},
            query={"limit": limit},
            answer=Paged(entities.Account),
            scopes=("read:lists",),
        )

    @endpoint(since="2.1.0")
    def list_accounts_add(
        self,
        id: str | entities.List,
        account_ids: Sequence[str | entities.Account],
    ) -> Request[None]:
        """Add accounts to a list; if the server rejects one of them, it adds none.

        Args:
            account_ids: The accounts; you must follow them.

        Raises:
            NotFound: the list does not exist, or you do not follow one of the accounts.
            UnprocessableEntity: one of the accounts is already in the list.

        Scope ``write:lists``. Since Mastodon 2.1.
        https://docs.joinmastodon.org/methods/lists/#accounts-add
        """
        return Request(
            "POST",
            "/api/v1/lists/{id}/accounts",
            path_params={"id": id},
            json={"account_ids": ids_of("account_ids", account_ids)},
            answer=Empty(),
            scopes=("write:lists",),
        )

    @endpoint(since="2.1.0")
    def list_accounts_delete(
        self,
        id: str | entities.List,
        account_ids: Sequence[str | entities.Account],
    ) -> Request[None]:
        """Remove accounts from a list; you keep following them.

        Args:
            account_ids: The accounts. Those that are not in the list are ignored.

        Raises:
            NotFound: the list does not exist, or belongs to another account.

        Scope ``write:lists``. Since Mastodon 2.1.
        https://docs.joinmastodon.org/methods/lists/#accounts-remove
        """
        return Request(
            "DELETE",
            "/api/v1/lists/{id}/accounts",
            path_params={"id": id},
            json={"account_ids": ids_of("account_ids", account_ids)},
            answer=Empty(),
            scopes=("write:lists",),
        )
