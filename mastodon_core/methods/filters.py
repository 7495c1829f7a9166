"""https://docs.joinmastodon.org/methods/filters/"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal, TypeAlias

from attrs import field, frozen

from .. import entities
from ..calls import (
    Empty,
    HasId,
    Many,
    One,
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

FilterContext: TypeAlias = (
    Literal["home", "notifications", "public", "thread", "account"]
    | entities.FilterContext
)
"""Where a filter applies."""
FilterAction: TypeAlias = Literal["warn", "hide", "blur"] | entities.FilterAction
"""What a client does with what matches a filter."""


def _expiry(expires_in: int | timedelta | Unset | None) -> int | Null | None:
    if isinstance(expires_in, Unset):
        return None
    return clearable(seconds_of("expires_in", expires_in))


def _id(id: str | HasId | None) -> str | None:
    return id_of("id", id)


@frozen
class KeywordEdit:
    """A keyword that a filter shall have, or have no more.

    https://docs.joinmastodon.org/methods/filters/#update
    """

    keyword: str | None = None
    """The word or phrase, up to 512 characters."""
    whole_word: bool | None = None
    """Whether it matches whole words only; the server's default is True."""
    id: str | None = field(default=None, converter=_id)
    """The keyword to change, or the `entities.FilterKeyword` itself; None for one that
    is new."""
    destroy: bool | None = None
    """Whether it is taken out of the filter."""

    def __attrs_post_init__(self) -> None:
        if not self.id and (not self.keyword or self.destroy):
            raise ValueError("a KeywordEdit needs a keyword to add, or an id")

    def as_param(self) -> Param:
        """Spell it as one of ``keywords_attributes``."""
        return {
            "keyword": self.keyword,
            "whole_word": self.whole_word,
            "id": self.id,
            "_destroy": self.destroy,
        }


def _keywords(keywords: Sequence[KeywordEdit] | None) -> tuple[Param, ...] | None:
    if keywords is None:
        return None
    several = values_of("keywords_attributes", KeywordEdit, keywords)
    return tuple(keyword.as_param() for keyword in several)


class FilterMethods:
    @endpoint(since="4.0.0")
    def filters_v2(self) -> Request[tuple[entities.Filter, ...]]:
        """View your filters, all at once.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.
            NotFound: the server knows only `filters`.

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
        """View one of your filters.

        Raises:
            NotFound: there is no such filter, or it is somebody else's.

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
        keywords_attributes: Sequence[KeywordEdit] | None = None,
    ) -> Request[entities.Filter]:
        """Make a filter; the server says of each status whether it matches.

        Args:
            title: What it is called, up to 256 characters.
            context: Where it applies, at least one of: ``home`` and lists,
                ``notifications``, ``public`` timelines, ``thread``, ``account`` pages.
            filter_action: What to do with what matches: ``warn`` shows the title in
                its place, ``hide`` nothing at all, ``blur`` (since Mastodon 4.4)
                covers its files. The server's default is ``warn``.
            expires_in: When it ends: seconds from now, or a timedelta; never by
                default.
            keywords_attributes: Its words and phrases, a `KeywordEdit` each.

        Raises:
            NotFound: a keyword has an id already.
            UnprocessableEntity: title or context is empty, or a text is too long.

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
        keywords_attributes: Sequence[KeywordEdit] | None = None,
    ) -> Request[entities.Filter]:
        """Change a filter; what is not given stays as it is.

        Args:
            title: What it is called, up to 256 characters.
            context: All places where it applies from now on, at least one.
            filter_action: What to do with what matches: ``warn``, ``hide`` or ``blur``
                (since Mastodon 4.4).
            expires_in: When it ends: seconds from now, or a timedelta; None for never.
            keywords_attributes: Which keywords to add, change or take out, a
                `KeywordEdit` each; the others stay.

        Raises:
            NotFound: there is no such filter, or it has no such keyword.
            UnprocessableEntity: title or context is empty, or a text is too long.

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
            NotFound: there is no such filter, or it is somebody else's.

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
    ) -> Request[tuple[entities.FilterKeyword, ...]]:
        """View the words and phrases of a filter, all at once.

        Args:
            filter_id: The filter.

        Raises:
            NotFound: there is no such filter, or it is somebody else's.

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
        """Add a word or phrase to a filter.

        Args:
            filter_id: The filter.
            keyword: The word or phrase, up to 512 characters.
            whole_word: Whether it matches whole words only; the server's default is
                True.

        Raises:
            NotFound: there is no such filter, or it is somebody else's.
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
        """View a keyword of a filter by its own id.

        Raises:
            NotFound: there is no such keyword, or it is somebody else's.

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
            whole_word: Whether it matches whole words only; as before by default.

        Raises:
            NotFound: there is no such keyword, or it is somebody else's.
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
        """Take a keyword out of its filter.

        Raises:
            NotFound: there is no such keyword, or it is somebody else's.

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
    ) -> Request[tuple[entities.FilterStatus, ...]]:
        """View which statuses are in a filter, all at once.

        Args:
            filter_id: The filter.

        Raises:
            NotFound: there is no such filter, or it is somebody else's.

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
        """Put a status in a filter, so that it matches.

        Args:
            filter_id: The filter.
            status_id: The status.

        Raises:
            NotFound: there is no such filter, or it is somebody else's.
            UnprocessableEntity: there is no such status, it is not to be seen, or it
                is in there already.

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
        """View the place of a status in a filter, by an id of its own.

        Args:
            id: That of the place, not of the status.

        Raises:
            NotFound: there is no such place, or it is somebody else's.

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
        """Take a status out of a filter.

        Args:
            id: That of its place in the filter, not of the status.

        Raises:
            NotFound: there is no such place, or it is somebody else's.

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
    def filters(self) -> Request[tuple[entities.FilterV1, ...]]:
        """View your filters as before Mastodon 4.0: one for each keyword.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

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
        """View one of your filters, as before Mastodon 4.0.

        Raises:
            NotFound: there is no such filter, or it is somebody else's.

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
        """Make a filter as before Mastodon 4.0, of one word or phrase.

        Args:
            phrase: The word or phrase.
            context: Where it applies, at least one of: ``home`` and lists,
                ``notifications``, ``public`` timelines, ``thread``, ``account`` pages.
            irreversible: Whether what matches is left out, from home and notifications:
                by the server, or since Mastodon 4.0 by its clients, as the filter's
                action is ``hide``; the server's default is False.
            whole_word: Whether it matches whole words only; the server's default is
                True.
            expires_in: When it ends: seconds from now, or a timedelta; never by
                default.

        Raises:
            UnprocessableEntity: phrase or context is empty.

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
        """Change a filter as before Mastodon 4.0.

        Args:
            phrase: The word or phrase.
            context: All places where it applies from now on, at least one.
            irreversible: Whether what matches is left out, as in `filter_create`; as
                before by default.
            whole_word: Whether it matches whole words only; as before by default.
            expires_in: When it ends: seconds from now, or a timedelta; None for never,
                as before by default.

        Raises:
            NotFound: there is no such filter, or it is somebody else's.
            UnprocessableEntity: phrase or context is empty, or it is part of a filter
                with more keywords, which only `update_filter_v2` can change.

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
        """Delete a filter, as before Mastodon 4.0.

        Raises:
            NotFound: there is no such filter, or it is somebody else's.

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
