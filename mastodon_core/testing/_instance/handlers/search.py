"""https://docs.joinmastodon.org/methods/search/"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define, field

from ....http import HttpResponse
from .._call import Call, Handlers
from .._params import flag, number, text
from .._responses import ErrorResponse, json_response
from ..render import Json
from ..state import Status, Tag, User

handlers = Handlers()


@define
class _Found:
    """The results of a search, one page of each kind."""

    accounts: Sequence[User] = field(factory=list[User])
    statuses: Sequence[Status] = field(factory=list[Status])
    tags: Sequence[Tag] = field(factory=list[Tag])


@handlers.public
def search(call: Call) -> HttpResponse:
    if call.viewer is None:
        if flag(call.params, "resolve"):
            raise _needs_token("Search queries resolving remote resources")
        if text(call.params, "offset"):
            raise _needs_token("Search queries pagination")
    found = _found(call)
    body = _shown(call, found)
    body["hashtags"] = [call.render.tag(tag) for tag in found.tags]
    if call.version_numbers >= (4, 6):
        body["collections"] = []
    return json_response(body)


@handlers.for_users
def search_v1(call: Call) -> HttpResponse:
    found = _found(call)
    return json_response(
        _shown(call, found) | {"hashtags": [tag.name for tag in found.tags]}
    )


def _needs_token(what: str) -> ErrorResponse:
    return ErrorResponse(401, f"{what} is not supported without authentication")


def _shown(call: Call, found: _Found) -> Json:
    return {
        "accounts": [call.render.account(user) for user in found.accounts],
        "statuses": [call.render.status(status) for status in found.statuses],
    }


def _found(call: Call) -> _Found:
    query, kind = (text(call.params, "q") or "").strip(), text(call.params, "type")
    if not query:
        raise ErrorResponse(400, "param is missing or the value is empty or invalid: q")
    if not kind:
        # Pagination works only for a single kind.
        call.params.pop("offset", None)
    if flag(call.params, "resolve") and query.startswith(("http://", "https://")):
        return _by_url(call, query, kind)
    found = _Found()
    named = query.startswith("#") or ("@" in query and " " in query)
    if kind in {None, "", "accounts"} and not named:
        following = bool(flag(call.params, "following"))
        found.accounts = call.skipped(
            call.search.accounts(query, following=following), 20
        )
    if kind in {None, "", "hashtags"} and "@" not in query:
        exact = bool(flag(call.params, "exclude_unreviewed"))
        found.tags = call.skipped(call.search.tags(query, exact=exact), 20)
    if kind in {None, "", "statuses"}:
        found.statuses = call.skipped(_statuses(call, query), 20)
    return found


def _by_url(call: Call, url: str, kind: str | None) -> _Found:
    """Find the account or status at a URL, if its kind is requested."""
    there = call.search.by_url(url)
    if number(call.params, "offset"):
        return _Found()
    if isinstance(there, User) and kind in {None, "", "accounts"}:
        return _Found(accounts=[there])
    if isinstance(there, Status) and kind in {None, "", "statuses"}:
        return _Found(statuses=[there])
    return _Found()


def _statuses(call: Call, query: str) -> Sequence[Status]:
    by = text(call.params, "account_id")
    high, low = number(call.params, "max_id"), number(call.params, "min_id")
    return [
        status
        for status in call.search.statuses(query)
        if (not by or status.user.id == by)
        and (high is None or int(status.id) < high)
        and (low is None or int(status.id) > low)
    ]
