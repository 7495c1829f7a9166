"""https://docs.joinmastodon.org/methods/filters/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers
from .._filters import FilterChanges, new_filtered_status
from .._responses import json_response, not_found
from ..state import Filter, FilteredStatus, Keyword, home_of

handlers = Handlers()


def _find(call: Call, name: str = "id") -> Filter:
    """Find the user's filter whose id is in the path."""
    return call.find(call.user.filters.values(), name)


def _find_keyword(call: Call) -> tuple[Filter, Keyword]:
    """Find the keyword whose id is in the path, and its filter."""
    for known in call.user.filters.values():
        for word in known.keywords:
            if word.id == call.id:
                return known, word
    raise not_found()


def _find_status(call: Call) -> tuple[Filter, FilteredStatus]:
    """Find the filtered status whose id is in the path, and its filter."""
    for known in call.user.filters.values():
        for place in known.statuses:
            if place.id == call.id:
                return known, place
    raise not_found()


def _changes(call: Call) -> FilterChanges:
    return FilterChanges(call.state, call.params, call.version_numbers)


def _save(call: Call, known: Filter) -> Filter:
    call.user.filters[known.id] = known
    _publish_change(call)
    return known


def _publish_change(call: Call) -> None:
    call.state.bus.publish("filters_changed", [home_of(call.user)])


@handlers.for_users
def filters_v2(call: Call) -> HttpResponse:
    return json_response(
        [call.render.filter(known) for known in call.user.filters.values()]
    )


@handlers.for_users
def filter_v2(call: Call) -> HttpResponse:
    return json_response(call.render.filter(_find(call)))


@handlers.for_users
def create_filter_v2(call: Call) -> HttpResponse:
    made = _changes(call).apply_to(Filter(call.state.next_number()))
    return json_response(call.render.filter(_save(call, made)))


@handlers.for_users
def update_filter_v2(call: Call) -> HttpResponse:
    changed = _changes(call).apply_to(_find(call))
    return json_response(call.render.filter(_save(call, changed)))


@handlers.for_users
def delete_filter_v2(call: Call) -> HttpResponse:
    del call.user.filters[_find(call).id]
    _publish_change(call)
    return json_response({})


@handlers.for_users
def filter_keywords_v2(call: Call) -> HttpResponse:
    known = _find(call, "filter_id")
    return json_response([call.render.keyword(word) for word in known.keywords])


@handlers.for_users
def add_filter_keyword_v2(call: Call) -> HttpResponse:
    known = _find(call, "filter_id")
    word = _changes(call).apply_to_keyword(Keyword(call.state.next_number()))
    _save(call, known.with_keyword(word))
    return json_response(call.render.keyword(word))


@handlers.for_users
def filter_keyword_v2(call: Call) -> HttpResponse:
    return json_response(call.render.keyword(_find_keyword(call)[1]))


@handlers.for_users
def update_filter_keyword_v2(call: Call) -> HttpResponse:
    known, word = _find_keyword(call)
    changed = _changes(call).apply_to_keyword(word)
    _save(call, known.with_keyword(changed))
    return json_response(call.render.keyword(changed))


@handlers.for_users
def delete_filter_keyword_v2(call: Call) -> HttpResponse:
    known, word = _find_keyword(call)
    _save(call, known.without_keyword(word))
    return json_response({})


@handlers.for_users
def filter_statuses_v2(call: Call) -> HttpResponse:
    known = _find(call, "filter_id")
    return json_response(
        [call.render.filtered_status(place) for place in known.statuses]
    )


@handlers.for_users
def add_filter_status_v2(call: Call) -> HttpResponse:
    known = _find(call, "filter_id")
    place = new_filtered_status(call.state, call.user, known, call.params)
    _save(call, known.with_status(place))
    return json_response(call.render.filtered_status(place))


@handlers.for_users
def filter_status_v2(call: Call) -> HttpResponse:
    return json_response(call.render.filtered_status(_find_status(call)[1]))


@handlers.for_users
def delete_filter_status_v2(call: Call) -> HttpResponse:
    known, place = _find_status(call)
    _save(call, known.without_status(place))
    return json_response({})


# Version 1 of the API, from before Mastodon 4.0: each keyword is a filter.


@handlers.for_users
def filters(call: Call) -> HttpResponse:
    pairs = [
        (known, word) for known in call.user.filters.values() for word in known.keywords
    ]
    pairs.sort(key=lambda pair: int(pair[1].id))
    return json_response([call.render.filter_v1(*pair) for pair in pairs])


@handlers.for_users
def filter(call: Call) -> HttpResponse:
    return json_response(call.render.filter_v1(*_find_keyword(call)))


@handlers.for_users
def filter_create(call: Call) -> HttpResponse:
    made = _save(call, _changes(call).apply_to_v1(Filter(call.state.next_number())))
    return json_response(call.render.filter_v1(made, made.keywords[0]))


@handlers.for_users
def filter_update(call: Call) -> HttpResponse:
    _save(call, _changes(call).apply_to_keyword_v1(*_find_keyword(call)))
    return json_response(call.render.filter_v1(*_find_keyword(call)))


@handlers.for_users
def filter_delete(call: Call) -> HttpResponse:
    # The filter stays, even without keywords: version 2 of the API still shows it.
    return delete_filter_keyword_v2(call)
