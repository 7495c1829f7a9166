"""What people do not want to see."""

from __future__ import annotations

from typing import Any

from mastodon import MastodonAPIError, MastodonNotFoundError
from mastodon.return_types import Filter, FilterKeyword, FilterStatus, FilterV2

from ._rows import row
from ._village import Village, ids, is_recent, refused

WORDS = [{"keyword": "cats", "whole_word": True}]


def _made(v: Village, **more: Any) -> Any:
    """A filter of one word."""
    return v.ada.create_filter_v2("pets", ["home"], "warn", **more)


@row
def create_filter_v2(v: Village) -> None:
    made = v.ada.create_filter_v2(
        "pets", ["home", "public"], "hide", 3600, keywords_attributes=WORDS
    )
    assert isinstance(made, FilterV2)
    assert (made.title, made.context) == ("pets", ["home", "public"])
    assert made.filter_action == "hide"
    assert (made.expires_at - v.instance.now).total_seconds() > 3500
    (word,) = made.keywords
    assert (word.keyword, word.whole_word) == ("cats", True)


@row
def create_filter_v2__is_told_what_is_wrong(v: Village) -> None:
    refused(
        lambda: v.ada.create_filter_v2("", ["away"], "warn"),
        MastodonAPIError,
        "Title can't be blank, Context None or invalid context supplied",
    )


@row
def create_filter_v2__marks_what_matches(v: Village) -> None:
    _made(v, keywords_attributes=WORDS)
    v.bob.toot("CATS")
    v.bob.toot("owls")
    owls, cats = v.ada.timeline_public()
    assert owls.filtered == []
    (result,) = cats.filtered
    assert (result.filter.title, result.keyword_matches) == ("pets", ["CATS"])


@row
def filters_v2(v: Village) -> None:
    made = [_made(v), _made(v)]
    assert ids(v.ada.filters_v2()) == ids(made)
    assert v.bob.filters_v2() == []


@row
def filter_v2(v: Village) -> None:
    made = _made(v)
    assert v.ada.filter_v2(made).title == "pets"
    refused(lambda: v.bob.filter_v2(made), MastodonNotFoundError)


@row
def update_filter_v2(v: Village) -> None:
    made = _made(v, keywords_attributes=WORDS)
    edits = [
        {"id": made.keywords[0].id, "_destroy": True},
        {"keyword": "dogs", "whole_word": False},
    ]
    changed = v.ada.update_filter_v2(
        made, filter_action="hide", keywords_attributes=edits
    )
    assert isinstance(changed, FilterV2)
    assert (changed.title, changed.filter_action) == ("pets", "hide")
    (word,) = changed.keywords
    assert (word.keyword, word.whole_word) == ("dogs", False)


@row
def delete_filter_v2(v: Village) -> None:
    made = _made(v, keywords_attributes=WORDS)
    v.ada.delete_filter_v2(made)
    assert v.ada.filters_v2() == v.ada.filters() == []


@row
def filter_keywords_v2(v: Village) -> None:
    made = _made(v, keywords_attributes=WORDS)
    (word,) = v.ada.filter_keywords_v2(made)
    assert isinstance(word, FilterKeyword)
    assert (word.id, word.keyword) == (made.keywords[0].id, "cats")


@row
def add_filter_keyword_v2(v: Village) -> None:
    made = _made(v)
    word = v.ada.add_filter_keyword_v2(made, "cats", whole_word=True)
    assert isinstance(word, FilterKeyword)
    assert (word.keyword, word.whole_word) == ("cats", True)
    assert ids(v.ada.filter_v2(made).keywords) == ids([word])


@row
def delete_filter_keyword_v2(v: Village) -> None:
    made = _made(v, keywords_attributes=WORDS)
    v.ada.delete_filter_keyword_v2(made.keywords[0])
    assert v.ada.filter_keywords_v2(made) == []


@row
def add_filter_status_v2(v: Village) -> None:
    status = v.bob.toot("owls")
    place = v.ada.add_filter_status_v2(_made(v), status)
    assert isinstance(place, FilterStatus)
    assert place.status_id == status.id
    (result,) = v.ada.status(status).filtered
    assert result.status_matches == [status.id]


@row
def filter_statuses_v2(v: Village) -> None:
    made = _made(v)
    place = v.ada.add_filter_status_v2(made, v.bob.toot("owls"))
    assert ids(v.ada.filter_statuses_v2(made)) == ids([place])


@row
def filter_status_v2(v: Village) -> None:
    place = v.ada.add_filter_status_v2(_made(v), v.bob.toot("owls"))
    found = v.ada.filter_status_v2(place)
    assert isinstance(found, FilterStatus)
    assert found.status_id == place.status_id


@row
def delete_filter_status_v2(v: Village) -> None:
    made = _made(v)
    place = v.ada.add_filter_status_v2(made, v.bob.toot("owls"))
    v.ada.delete_filter_status_v2(place)
    assert v.ada.filter_statuses_v2(made) == []


@row
def filter_create(v: Village) -> None:
    made = v.ada.filter_create(
        "cats", ["home"], irreversible=True, whole_word=False, expires_in=10
    )
    assert isinstance(made, Filter)
    assert (made.phrase, made.context) == ("cats", ["home"])
    assert (made.irreversible, made.whole_word) == (True, False)
    assert is_recent(made.expires_at)


@row
def filters(v: Village) -> None:
    one = v.ada.filter_create("cats", ["home"])
    _made(v, keywords_attributes=WORDS)
    found = v.ada.filters()
    assert [known.phrase for known in found] == ["cats", "cats"]
    assert found[0].id == one.id


@row
def filter(v: Village) -> None:
    made = v.ada.filter_create("cats", ["home"])
    found = v.ada.filter(made)
    assert isinstance(found, Filter)
    assert (found.id, found.phrase, found.expires_at) == (made.id, "cats", None)
    refused(lambda: v.bob.filter(made), MastodonNotFoundError)


@row
def filter_update(v: Village) -> None:
    made = v.ada.filter_create("cats", ["home"])
    changed = v.ada.filter_update(made, phrase="dogs", irreversible=True)
    assert isinstance(changed, Filter)
    assert (changed.phrase, changed.irreversible) == ("dogs", True)
    assert changed.context == ["home"]


@row
def filter_delete(v: Village) -> None:
    v.ada.filter_delete(v.ada.filter_create("cats", ["home"]))
    assert v.ada.filters() == []


@row
def filters_apply(v: Village) -> None:
    v.ada.filter_create("cats", ["public"])
    v.bob.toot("cats")
    v.bob.toot("owls")
    found = v.ada.timeline_public()
    (left,) = v.ada.filters_apply(found, v.ada.filters(), "public")
    assert left.id == found[0].id
