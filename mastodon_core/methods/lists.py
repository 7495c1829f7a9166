"""https://docs.joinmastodon.org/methods/lists/"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from .. import entities
from ..calls import Empty, Many, One, Page, Paged, Request, ids_of
from ..clients import endpoint

RepliesPolicy: TypeAlias = Literal["followed", "list", "none"] | entities.RepliesPolicy
"""Which replies of its members a list shows: to anybody whom you follow, to other
members, or none."""


class ListMethods:
    @endpoint(since="2.1.0")
    def lists(self) -> Request[tuple[entities.List, ...]]:
        """View your lists, all at once.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

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
        """View one of your lists.

        Raises:
            NotFound: there is none, or it is somebody else's.

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
        """Make a list, without members at first; an account may have 50 of them.

        Args:
            title: What it is called, up to 256 characters.
            replies_policy: Which replies of its members it shows: ``followed`` those
                to anybody whom you follow, ``list`` those to other members, ``none``.
                The server's default is ``list``.
            exclusive: Whether the home timeline leaves out its members; since
                Mastodon 4.2.

        Raises:
            UnprocessableEntity: the title is empty or too long, or there are too many
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
        """Change a list; what is not given stays as it is.

        Args:
            title: What it is called, up to 256 characters.
            replies_policy: Which replies of its members it shows: ``followed`` those
                to anybody whom you follow, ``list`` those to other members, ``none``.
            exclusive: Whether the home timeline leaves out its members; since
                Mastodon 4.2.

        Raises:
            NotFound: there is no such list, or it is somebody else's.
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
        """Delete a list. Its members stay followed.

        Raises:
            NotFound: there is no such list, or it is somebody else's.

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
        """View the members of a list.

        Args:
            limit: How many, 1 to 80; the server's default is 40. With 0, Mastodon
                gives all of them in one page.

        Raises:
            NotFound: there is no such list, or it is somebody else's.

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
        """Put accounts on a list: all of them, or on an error none.

        Args:
            account_ids: Accounts that you follow.

        Raises:
            NotFound: there is no such list, or you do not follow one of them.
            UnprocessableEntity: one of them is on it already.

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
        """Take accounts off a list; who is not on it is passed over.

        Args:
            account_ids: The accounts; they stay followed.

        Raises:
            NotFound: there is no such list, or it is somebody else's.

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
