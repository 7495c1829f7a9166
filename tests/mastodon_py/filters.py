"""Filters of both versions."""

from __future__ import annotations

from typing import Any

from mastodon import MastodonAPIError, MastodonNotFoundError
from mastodon.return_types import Filter, FilterKeyword, FilterStatus, FilterV2

from ._rows import row
from ._users import Users, ids, is_recent, refused

WORDS = [{"keyword": "cats", "whole_word": True}]


def _make(u: Users, **more: Any) -> Any:
    """Create a filter for the home timeline."""
    return u.ada.create_filter_v2("pets", ["home"], "warn", **more)


@row
def create_filter_v2(u: Users) -> None:
    made = u.ada.create_filter_v2(
        "pets", ["home", "public"], "hide", 3600, keywords_attributes=WORDS
    )
    assert isinstance(made, FilterV2)
    assert (made.title, made.context) == ("pets", ["home", "public"])
    assert made.filter_action == "hide"
    assert (made.expires_at - u.instance.now).total_seconds() > 3500
    (word,) = made.keywords
    assert (word.keyword, word.whole_word) == ("cats", True)


@row
def create_filter_v2__with_errors(u: Users) -> None:
    refused(
        lambda: u.ada.create_filter_v2("", ["away"], "warn"),
        MastodonAPIError,
        "Title can't be blank, Context None or invalid context supplied",
    )


@row
def create_filter_v2__matches_statuses(u: Users) -> None:
    _make(u, keywords_attributes=WORDS)
    u.bob.toot("CATS")
    u.bob.toot("owls")
    owls, cats = u.ada.timeline_public()
    assert owls.filtered == []
    (result,) = cats.filtered
    assert (result.filter.title, result.keyword_matches) == ("pets", ["CATS"])


@row
def filters_v2(u: Users) -> None:
    made = [_make(u), _make(u)]
    assert ids(u.ada.filters_v2()) == ids(made)
    assert u.bob.filters_v2() == []


@row
def filter_v2(u: Users) -> None:
    made = _make(u)
    assert u.ada.filter_v2(made).title == "pets"
    refused(lambda: u.bob.filter_v2(made), MastodonNotFoundError)


@row
def update_filter_v2(u: Users) -> None:
    made = _make(u, keywords_attributes=WORDS)
    edits = [
        {"id": made.keywords[0].id, "_destroy": True},
        {"keyword": "dogs", "whole_word": False},
    ]
    changed = u.ada.update_filter_v2(
        made, filter_action="hide", keywords_attributes=edits
    )
    assert isinstance(changed, FilterV2)
    assert (changed.title, changed.filter_action) == ("pets", "hide")
    (word,) = changed.keywords
    assert (word.keyword, word.whole_word) == ("dogs", False)


@row
def delete_filter_v2(u: Users) -> None:
    made = _make(u, keywords_attributes=WORDS)
    u.ada.delete_filter_v2(made)
    assert u.ada.filters_v2() == u.ada.filters() == []


@row
def filter_keywords_v2(u: Users) -> None:
    made = _make(u, keywords_attributes=WORDS)
    (word,) = u.ada.filter_keywords_v2(made)
    assert isinstance(word, FilterKeyword)
    assert (word.id, word.keyword) == (made.keywords[0].id, "cats")


@row
def add_filter_keyword_v2(u: Users) -> None:
    made = _make(u)
    word = u.ada.add_filter_keyword_v2(made, "cats", whole_word=True)
    assert isinstance(word, FilterKeyword)
    assert (word.keyword, word.whole_word) == ("cats", True)
    assert ids(u.ada.filter_v2(made).keywords) == ids([word])


@row
def delete_filter_keyword_v2(u: Users) -> None:
    made = _make(u, keywords_attributes=WORDS)
    u.ada.delete_filter_keyword_v2(made.keywords[0])
    assert u.ada.filter_keywords_v2(made) == []


@row
def add_filter_status_v2(u: Users) -> None:
    status = u.bob.toot("owls")
    place = u.ada.add_filter_status_v2(_make(u), status)
    assert isinstance(place, FilterStatus)
    assert place.status_id == status.id
    (result,) = u.ada.status(status).filtered
    assert result.status_matches == [status.id]


@row
def filter_statuses_v2(u: Users) -> None:
    made = _make(u)
    place = u.ada.add_filter_status_v2(made, u.bob.toot("owls"))
    assert ids(u.ada.filter_statuses_v2(made)) == ids([place])


@row
def filter_status_v2(u: Users) -> None:
    place = u.ada.add_filter_status_v2(_make(u), u.bob.toot("owls"))
    found = u.ada.filter_status_v2(place)
    assert isinstance(found, FilterStatus)
    assert found.status_id == place.status_id


@row
def delete_filter_status_v2(u: Users) -> None:
    made = _make(u)
    place = u.ada.add_filter_status_v2(made, u.bob.toot("owls"))
    u.ada.delete_filter_status_v2(place)
    assert u.ada.filter_statuses_v2(made) == []


@row
def filter_create(u: Users) -> None:
    made = u.ada.filter_create(
        "cats", ["home"], irreversible=True, whole_word=False, expires_in=10
    )
    assert isinstance(made, Filter)
    assert (made.phrase, made.context) == ("cats", ["home"])
    assert (made.irreversible, made.whole_word) == (True, False)
    assert is_recent(made.expires_at)


@row
def filters(u: Users) -> None:
    one = u.ada.filter_create("cats", ["home"])
    _make(u, keywords_attributes=WORDS)
    found = u.ada.filters()
    assert [known.phrase for known in found] == ["cats", "cats"]
    assert found[0].id == one.id


@row
def filter(u: Users) -> None:
    made = u.ada.filter_create("cats", ["home"])
    found = u.ada.filter(made)
    assert isinstance(found, Filter)
    assert (found.id, found.phrase, found.expires_at) == (made.id, "cats", None)
    refused(lambda: u.bob.filter(made), MastodonNotFoundError)


@row
def filter_update(u: Users) -> None:
    made = u.ada.filter_create("cats", ["home"])
    changed = u.ada.filter_update(made, phrase="dogs", irreversible=True)
    assert isinstance(changed, Filter)
    assert (changed.phrase, changed.irreversible) == ("dogs", True)
    assert changed.context == ["home"]


@row
def filter_delete(u: Users) -> None:
    u.ada.filter_delete(u.ada.filter_create("cats", ["home"]))
    assert u.ada.filters() == []


@row
def filters_apply(u: Users) -> None:
    u.ada.filter_create("cats", ["public"])
    u.bob.toot("cats")
    u.bob.toot("owls")
    found = u.ada.timeline_public()
    (left,) = u.ada.filters_apply(found, u.ada.filters(), "public")
    assert left.id == found[0].id
