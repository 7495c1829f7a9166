"""Create and manage filters, and their keywords and statuses.

https://docs.joinmastodon.org/methods/filters/
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal, TypeAlias

from .. import entities
from ..calls import (
    Empty,
    Many,
    One,
    Page,
    Param,
    Request,
    clearable,
    id_of,
    seconds_of,
    texts_of,
    values_of,
)
from ..clients import endpoint
from ..values import UNSET, Null, Unset
from . import arguments

FilterContext: TypeAlias = (
    Literal["home", "notifications", "public", "thread", "account"]
    | entities.FilterContext
)
"""Where a filter applies."""
FilterAction: TypeAlias = Literal["warn", "hide", "blur"] | entities.FilterAction
"""How a client treats a status that matches a filter."""


def _expiry(expires_in: int | timedelta | Unset | None) -> int | Null | None:
    if isinstance(expires_in, Unset):
        return None
    return clearable(seconds_of("expires_in", expires_in))


def _keywords(
    keywords: Sequence[arguments.KeywordEdit] | None,
) -> tuple[Param, ...] | None:
    if keywords is None:
        return None
    several = values_of("keywords_attributes", arguments.KeywordEdit, keywords)
    return tuple(keyword.as_param() for keyword in several)


class FilterMethods:
    @endpoint(since="4.0.0")
    def filters_v2(self) -> Request[Page[entities.Filter]]:
        """List all your filters, without pagination.

        Raises:
            Unauthorized: the token is missing or no longer valid.
            NotFound: the server supports only `filters`.

        Scope ``read:filters``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/filters/#get
        """
        return Request(
            "GET",
            "/api/v2/filters",
            answer=Many(entities.Filter),
            scopes=("read:filters",),
        )

    @endpoint(since="4.0.0")
    def filter_v2(self, id: str | entities.Filter) -> Request[entities.Filter]:
        """Get one of your filters.

        Raises:
            NotFound: the filter does not exist, or belongs to another account.

        Scope ``read:filters``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/filters/#get-one
        """
        return Request(
            "GET",
            "/api/v2/filters/{id}",
            path_params={"id": id},
            answer=One(entities.Filter),
            scopes=("read:filters",),
        )

    @endpoint(since="4.0.0")
    def create_filter_v2(
        self,
        title: str,
        context: Sequence[FilterContext],
        *,
        filter_action: FilterAction | None = None,
        expires_in: int | timedelta | None = None,
        keywords_attributes: Sequence[arguments.KeywordEdit] | None = None,
    ) -> Request[entities.Filter]:
        """Create a filter.

        The server lists the filters that a status matches in its ``filtered`` field.

        Args:
            title: The name of the filter, up to 256 characters.
            context: Where the filter applies, at least one of ``home`` (lists too),
                ``notifications``, ``public`` timelines, ``thread`` and ``account``
                (profiles).
            filter_action: What to do with matching statuses: ``warn`` shows the title
                instead, ``hide`` removes them completely, ``blur`` (since Mastodon 4.4)
                covers their media. The server's default is ``warn``.
            expires_in: When the filter expires, in seconds from now or as a timedelta;
                never by default.
            keywords_attributes: The keywords of the filter, each a `KeywordEdit`.

        Raises:
            NotFound: one of the keywords has an id.
            UnprocessableEntity: the title or context is empty, or a text is too long.

        Scope ``write:filters``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/filters/#create
        """
        return Request(
            "POST",
            "/api/v2/filters",
            json={
                "title": title,
                "context": texts_of("context", context),
                "filter_action": filter_action,
                "expires_in": seconds_of("expires_in", expires_in),
                "keywords_attributes": _keywords(keywords_attributes),
            },
            answer=One(entities.Filter),
            scopes=("write:filters",),
        )

    @endpoint(since="4.0.0")
    def update_filter_v2(
        self,
        id: str | entities.Filter,
        *,
        title: str | None = None,
        context: Sequence[FilterContext] | None = None,
        filter_action: FilterAction | None = None,
        expires_in: int | timedelta | Unset | None = UNSET,
        keywords_attributes: Sequence[arguments.KeywordEdit] | None = None,
    ) -> Request[entities.Filter]:
        """Change a filter; anything that you leave out stays unchanged.

        Args:
            title: The name of the filter, up to 256 characters.
            context: All contexts where the filter applies from now on, at least one.
            filter_action: What to do with matching statuses: ``warn``, ``hide`` or
                ``blur`` (since Mastodon 4.4).
            expires_in: When the filter expires, in seconds from now or as a timedelta;
                None for never.
            keywords_attributes: The keywords to add, change or remove, each a
                `KeywordEdit`; the other keywords stay.

        Raises:
            NotFound: the filter does not exist, belongs to another account, or has no
                keyword with this id.
            UnprocessableEntity: the title or context is empty, or a text is too long.

        Scope ``write:filters``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/filters/#update
        """
        return Request(
            "PUT",
            "/api/v2/filters/{id}",
            path_params={"id": id},
            json={
                "title": title,
                "context": texts_of("context", context),
                "filter_action": filter_action,
                "expires_in": _expiry(expires_in),
                "keywords_attributes": _keywords(keywords_attributes),
            },
            answer=One(entities.Filter),
            scopes=("write:filters",),
        )

    @endpoint(since="4.0.0")
    def delete_filter_v2(self, id: str | entities.Filter) -> Request[None]:
        """Delete a filter with its keywords and statuses.

        Raises:
            NotFound: the filter does not exist, or belongs to another account.

        Scope ``write:filters``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/filters/#delete
        """
        return Request(
            "DELETE",
            "/api/v2/filters/{id}",
            path_params={"id": id},
            answer=Empty(),
            scopes=("write:filters",),
        )

    @endpoint(since="4.0.0")
    def filter_keywords_v2(
        self, filter_id: str | entities.Filter
    ) -> Request[Page[entities.FilterKeyword]]:
        """List all keywords of a filter, without pagination.

        Args:
            filter_id: The filter.

        Raises:
            NotFound: the filter does not exist, or belongs to another account.

        Scope ``read:filters``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/filters/#keywords-get
        """
        return Request(
            "GET",
            "/api/v2/filters/{filter_id}/keywords",
            path_params={"filter_id": filter_id},
            answer=Many(entities.FilterKeyword),
            scopes=("read:filters",),
        )

    @endpoint(since="4.0.0")
    def add_filter_keyword_v2(
        self,
        filter_id: str | entities.Filter,
        keyword: str,
        *,
        whole_word: bool | None = None,
    ) -> Request[entities.FilterKeyword]:
        """Add a keyword to a filter.

        Args:
            filter_id: The filter.
            keyword: The word or phrase, up to 512 characters.
            whole_word: Whether to match whole words only; the server's default is True.

        Raises:
            NotFound: the filter does not exist, or belongs to another account.
            UnprocessableEntity: the keyword is empty or too long.

        Scope ``write:filters``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/filters/#keywords-create
        """
        return Request(
            "POST",
            "/api/v2/filters/{filter_id}/keywords",
            path_params={"filter_id": filter_id},
            json={"keyword": keyword, "whole_word": whole_word},
            answer=One(entities.FilterKeyword),
            scopes=("write:filters",),
        )

    @endpoint(since="4.0.0")
    def filter_keyword_v2(
        self, id: str | entities.FilterKeyword
    ) -> Request[entities.FilterKeyword]:
        """Get a keyword of a filter by the keyword's own id.

        Raises:
            NotFound: the keyword does not exist, or belongs to another account.

        Scope ``read:filters``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/filters/#keywords-get-one
        """
        return Request(
            "GET",
            "/api/v2/filters/keywords/{id}",
            path_params={"id": id},
            answer=One(entities.FilterKeyword),
            scopes=("read:filters",),
        )

    @endpoint(since="4.0.0")
    def update_filter_keyword_v2(
        self,
        id: str | entities.FilterKeyword,
        keyword: str,
        *,
        whole_word: bool | None = None,
    ) -> Request[entities.FilterKeyword]:
        """Change a keyword of a filter.

        Args:
            keyword: The word or phrase, up to 512 characters.
            whole_word: Whether to match whole words only; unchanged by default.

        Raises:
            NotFound: the keyword does not exist, or belongs to another account.
            UnprocessableEntity: the keyword is empty or too long.

        Scope ``write:filters``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/filters/#keywords-update
        """
        return Request(
            "PUT",
            "/api/v2/filters/keywords/{id}",
            path_params={"id": id},
            json={"keyword": keyword, "whole_word": whole_word},
            answer=One(entities.FilterKeyword),
            scopes=("write:filters",),
        )

    @endpoint(since="4.0.0")
    def delete_filter_keyword_v2(
        self, id: str | entities.FilterKeyword
    ) -> Request[None]:
        """Remove a keyword from its filter.

        Raises:
            NotFound: the keyword does not exist, or belongs to another account.

        Scope ``write:filters``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/filters/#keywords-delete
        """
        return Request(
            "DELETE",
            "/api/v2/filters/keywords/{id}",
            path_params={"id": id},
            answer=Empty(),
            scopes=("write:filters",),
        )

    @endpoint(since="4.0.0")
    def filter_statuses_v2(
        self, filter_id: str | entities.Filter
    ) -> Request[Page[entities.FilterStatus]]:
        """List all statuses of a filter, without pagination.

        Args:
            filter_id: The filter.

        Raises:
            NotFound: the filter does not exist, or belongs to another account.

        Scope ``read:filters``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/filters/#statuses-get
        """
        return Request(
            "GET",
            "/api/v2/filters/{filter_id}/statuses",
            path_params={"filter_id": filter_id},
            answer=Many(entities.FilterStatus),
            scopes=("read:filters",),
        )

    @endpoint(since="4.0.0")
    def add_filter_status_v2(
        self, filter_id: str | entities.Filter, status_id: str | entities.Status
    ) -> Request[entities.FilterStatus]:
        """Add a status to a filter, so that the filter matches it.

        Args:
            filter_id: The filter.
            status_id: The status.

        Raises:
            NotFound: the filter does not exist, or belongs to another account.
            UnprocessableEntity: the status does not exist, is not visible to you, or is
                in the filter already.

        Scope ``write:filters``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/filters/#statuses-add
        """
        return Request(
            "POST",
            "/api/v2/filters/{filter_id}/statuses",
            path_params={"filter_id": filter_id},
            json={"status_id": id_of("status_id", status_id)},
            answer=One(entities.FilterStatus),
            scopes=("write:filters",),
        )

    @endpoint(since="4.0.0")
    def filter_status_v2(
        self, id: str | entities.FilterStatus
    ) -> Request[entities.FilterStatus]:
        """Get a status filter: the entry for one status in a filter.

        Args:
            id: The id of the entry, not of the status.

        Raises:
            NotFound: the entry does not exist, or belongs to another account.

        Scope ``read:filters``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/filters/#statuses-get-one
        """
        return Request(
            "GET",
            "/api/v2/filters/statuses/{id}",
            path_params={"id": id},
            answer=One(entities.FilterStatus),
            scopes=("read:filters",),
        )

    @endpoint(since="4.0.0")
    def delete_filter_status_v2(self, id: str | entities.FilterStatus) -> Request[None]:
        """Remove a status from a filter.

        Args:
            id: The id of the status filter (the entry), not of the status.

        Raises:
            NotFound: the entry does not exist, or belongs to another account.

        Scope ``write:filters``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/filters/#statuses-remove
        """
        return Request(
            "DELETE",
            "/api/v2/filters/statuses/{id}",
            path_params={"id": id},
            answer=Empty(),
            scopes=("write:filters",),
        )

    @endpoint(since="2.4.3", deprecated="4.0.0")
    def filters(self) -> Request[Page[entities.FilterV1]]:
        """List your filters in the format from before Mastodon 4.0, one per keyword.

        Raises:
            Unauthorized: the token is missing or no longer valid.

        Scope ``read:filters``. Since Mastodon 2.4.3, deprecated since 4.0.
        https://docs.joinmastodon.org/methods/filters/#get-v1
        """
        return Request(
            "GET",
            "/api/v1/filters",
            answer=Many(entities.FilterV1),
            scopes=("read:filters",),
        )

    @endpoint(since="2.4.3", deprecated="4.0.0")
    def filter(self, id: str | entities.FilterV1) -> Request[entities.FilterV1]:
        """Get one of your filters in the format from before Mastodon 4.0.

        Raises:
            NotFound: the filter does not exist, or belongs to another account.

        Scope ``read:filters``. Since Mastodon 2.4.3, deprecated since 4.0.
        https://docs.joinmastodon.org/methods/filters/#get-one-v1
        """
        return Request(
            "GET",
            "/api/v1/filters/{id}",
            path_params={"id": id},
            answer=One(entities.FilterV1),
            scopes=("read:filters",),
        )

    @endpoint(since="2.4.3", deprecated="4.0.0")
    def filter_create(
        self,
        phrase: str,
        context: Sequence[FilterContext],
        *,
        irreversible: bool | None = None,
        whole_word: bool | None = None,
        expires_in: int | timedelta | None = None,
    ) -> Request[entities.FilterV1]:
        """Create a filter for one word or phrase, as before Mastodon 4.0.

        Args:
            phrase: The word or phrase.
            context: Where the filter applies, at least one of ``home`` (lists too),
                ``notifications``, ``public`` timelines, ``thread`` and ``account``
                (profiles).
            irreversible: Whether to drop matching statuses from home and notifications.
                Before Mastodon 4.0 the server drops them; since then the filter's
                action is ``hide`` and clients do. The server's default is False.
            whole_word: Whether to match whole words only; the server's default is True.
            expires_in: When the filter expires, in seconds from now or as a timedelta;
                never by default.

        Raises:
            UnprocessableEntity: the phrase or context is empty.

        Scope ``write:filters``. Since Mastodon 2.4.3, deprecated since 4.0.
        https://docs.joinmastodon.org/methods/filters/#create-v1
        """
        return Request(
            "POST",
            "/api/v1/filters",
            json={
                "phrase": phrase,
                "context": texts_of("context", context),
                "irreversible": irreversible,
                "whole_word": whole_word,
                "expires_in": seconds_of("expires_in", expires_in),
            },
            answer=One(entities.FilterV1),
            scopes=("write:filters",),
        )

    @endpoint(since="2.4.3", deprecated="4.0.0")
    def filter_update(
        self,
        id: str | entities.FilterV1,
        phrase: str,
        context: Sequence[FilterContext],
        *,
        irreversible: bool | None = None,
        whole_word: bool | None = None,
        expires_in: int | timedelta | Unset | None = UNSET,
    ) -> Request[entities.FilterV1]:
        """Change a filter for one word or phrase, as before Mastodon 4.0.

        Args:
            phrase: The word or phrase.
            context: All contexts where the filter applies from now on, at least one.
            irreversible: Whether to drop matching statuses, as in `filter_create`;
                unchanged by default.
            whole_word: Whether to match whole words only; unchanged by default.
            expires_in: When the filter expires, in seconds from now or as a timedelta;
                None for never; unchanged by default.

        Raises:
            NotFound: the filter does not exist, or belongs to another account.
            UnprocessableEntity: the phrase or context is empty, or the keyword belongs
                to a filter with several keywords; change that one with
                `update_filter_v2`.

        Scope ``write:filters``. Since Mastodon 2.4.3, deprecated since 4.0.
        https://docs.joinmastodon.org/methods/filters/#update-v1
        """
        return Request(
            "PUT",
            "/api/v1/filters/{id}",
            path_params={"id": id},
            json={
                "phrase": phrase,
                "context": texts_of("context", context),
                "irreversible": irreversible,
                "whole_word": whole_word,
                "expires_in": _expiry(expires_in),
            },
            answer=One(entities.FilterV1),
            scopes=("write:filters",),
        )

    @endpoint(since="2.4.3", deprecated="4.0.0")
    def filter_delete(self, id: str | entities.FilterV1) -> Request[None]:
        """Delete a filter for one word or phrase, as before Mastodon 4.0.

        Raises:
            NotFound: the filter does not exist, or belongs to another account.

        Scope ``write:filters``. Since Mastodon 2.4.3, deprecated since 4.0.
        https://docs.joinmastodon.org/methods/filters/#delete-v1
        """
        return Request(
            "DELETE",
            "/api/v1/filters/{id}",
            path_params={"id": id},
            answer=Empty(),
            scopes=("write:filters",),
        )
