"""https://docs.joinmastodon.org/methods/filters/"""

from __future__ import annotations

from ....http import HttpResponse
from .._answers import answer, not_found
from .._call import Call, Calls
from .._filters import FilterChanges, place_in
from ..state import Filter, FilteredStatus, Keyword

calls = Calls()


def _named(call: Call, name: str = "id") -> Filter:
    """The filter whose id is in the path, if it is the user's."""
    return call.named(call.user.filters.values(), name)


def _named_keyword(call: Call) -> tuple[Filter, Keyword]:
    """The keyword whose id is in the path, and its filter."""
    for known in call.user.filters.values():
        for word in known.keywords:
            if word.id == call.id:
                return known, word
    raise not_found()


def _named_status(call: Call) -> tuple[Filter, FilteredStatus]:
    """The place in a filter whose id is in the path, and that filter."""
    for known in call.user.filters.values():
        for place in known.statuses:
            if place.id == call.id:
                return known, place
    raise not_found()


def _changes(call: Call) -> FilterChanges:
    return FilterChanges(call.state, call.params, call.numbers)


def _keep(call: Call, known: Filter) -> Filter:
    call.user.filters[known.id] = known
    return known


@calls.for_users
def filters_v2(call: Call) -> HttpResponse:
    return answer([call.render.filter(known) for known in call.user.filters.values()])


@calls.for_users
def filter_v2(call: Call) -> HttpResponse:
    return answer(call.render.filter(_named(call)))


@calls.for_users
def create_filter_v2(call: Call) -> HttpResponse:
    made = _changes(call).of(Filter(call.state.next_number()))
    return answer(call.render.filter(_keep(call, made)))


@calls.for_users
def update_filter_v2(call: Call) -> HttpResponse:
    changed = _changes(call).of(_named(call))
    return answer(call.render.filter(_keep(call, changed)))


@calls.for_users
def delete_filter_v2(call: Call) -> HttpResponse:
    del call.user.filters[_named(call).id]
    return answer({})


@calls.for_users
def filter_keywords_v2(call: Call) -> HttpResponse:
    known = _named(call, "filter_id")
    return answer([call.render.keyword(word) for word in known.keywords])


@calls.for_users
def add_filter_keyword_v2(call: Call) -> HttpResponse:
    known = _named(call, "filter_id")
    word = _changes(call).of_keyword(Keyword(call.state.next_number()))
    _keep(call, known.with_keyword(word))
    return answer(call.render.keyword(word))


@calls.for_users
def filter_keyword_v2(call: Call) -> HttpResponse:
    return answer(call.render.keyword(_named_keyword(call)[1]))


@calls.for_users
def update_filter_keyword_v2(call: Call) -> HttpResponse:
    known, word = _named_keyword(call)
    changed = _changes(call).of_keyword(word)
    _keep(call, known.with_keyword(changed))
    return answer(call.render.keyword(changed))


@calls.for_users
def delete_filter_keyword_v2(call: Call) -> HttpResponse:
    known, word = _named_keyword(call)
    _keep(call, known.without_keyword(word))
    return answer({})


@calls.for_users
def filter_statuses_v2(call: Call) -> HttpResponse:
    known = _named(call, "filter_id")
    return answer([call.render.filtered_status(place) for place in known.statuses])


@calls.for_users
def add_filter_status_v2(call: Call) -> HttpResponse:
    known = _named(call, "filter_id")
    place = place_in(call.state, call.user, known, call.params)
    _keep(call, known.with_status(place))
    return answer(call.render.filtered_status(place))


@calls.for_users
def filter_status_v2(call: Call) -> HttpResponse:
    return answer(call.render.filtered_status(_named_status(call)[1]))


@calls.for_users
def delete_filter_status_v2(call: Call) -> HttpResponse:
    known, place = _named_status(call)
    _keep(call, known.without_status(place))
    return answer({})


# As before Mastodon 4.0: each keyword is a filter.


@calls.for_users
def filters(call: Call) -> HttpResponse:
    pairs = [
        (known, word) for known in call.user.filters.values() for word in known.keywords
    ]
    pairs.sort(key=lambda pair: int(pair[1].id))
    return answer([call.render.filter_v1(*pair) for pair in pairs])


@calls.for_users
def filter(call: Call) -> HttpResponse:
    return answer(call.render.filter_v1(*_named_keyword(call)))


@calls.for_users
def filter_create(call: Call) -> HttpResponse:
    made = _keep(call, _changes(call).of_v1(Filter(call.state.next_number())))
    return answer(call.render.filter_v1(made, made.keywords[0]))


@calls.for_users
def filter_update(call: Call) -> HttpResponse:
    _keep(call, _changes(call).of_keyword_v1(*_named_keyword(call)))
    return answer(call.render.filter_v1(*_named_keyword(call)))


@calls.for_users
def filter_delete(call: Call) -> HttpResponse:
    # The filter stays, if only with what version 2 of the API shows of it.
    return delete_filter_keyword_v2(call)
