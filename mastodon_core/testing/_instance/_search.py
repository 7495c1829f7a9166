"""Search for accounts, hashtags and statuses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeAlias

from attrs import frozen

from ._text import link_of
from .state import State, Status, Tag, User, may_see

_TERM = re.compile(
    r'(?P<sign>[+-]?)(?:(?P<prefix>\w+):)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))'
)
_WORD = re.compile(r"\w+")

Test: TypeAlias = Callable[[Status], bool]


@frozen
class Search:
    """A search for a viewer; None is a viewer without a token."""

    state: State
    base_url: str
    viewer: User | None

    def by_acct(self, acct: str) -> User | None:
        """Find a local account by name, with or without this server's domain."""
        name, _, domain = acct.strip().removeprefix("@").partition("@")
        here = domain in {"", self.base_url.partition("://")[2]}
        return self.state.user(name) if here else None

    def accounts(self, query: str, *, following: bool) -> list[User]:
        """Find accounts with the query in a name, an exact match first."""
        exact = self.by_acct(query)
        wanted = query.removeprefix("@").lower()
        found = [exact] if exact else []
        found += [
            user
            for user in self.state.users
            if user is not exact
            and wanted
            and any(
                wanted in name.lower()
                for name in (user.username, user.profile.display_name)
            )
        ]
        if following and self.viewer is not None:
            followed = self.viewer.following
            found = [user for user in found if user.id in followed]
        return found

    def tags(self, query: str, *, exact: bool) -> list[Tag]:
        """Find hashtags that begin with the query, shortest first."""
        wanted = query.removeprefix("#").lower()
        found = [
            tag
            for tag in self.state.tags.values()
            if wanted and tag.name.startswith(wanted)
        ]
        if exact:
            found = [tag for tag in found if tag.name == wanted]
        return sorted(found, key=lambda tag: (len(tag.name), tag.name))

    def statuses(self, query: str) -> list[Status]:
        """Find statuses that match every term of the query, newest first.

        The search covers statuses that the viewer has interacted with, and public ones
        of accounts that are indexable.
        """
        viewer = self.viewer
        if viewer is None:
            return []
        tests = [*self._tests(query, viewer)]
        return [
            status
            for status in reversed(self.state.statuses)
            if status.reblog is None
            and may_see(viewer, status)
            and not viewer.hides(status.user.id)
            and (self._has_interacted(viewer, status) or _is_public(status))
            and all(test(status) for test in tests)
        ]

    def by_url(self, url: str) -> User | Status | None:
        """Find the account or status at a URL of this server."""
        known = re.fullmatch(
            rf"{re.escape(self.base_url)}/(?:@|users/)(?P<name>\w+)"
            r"(?:(?:/statuses)?/(?P<id>\d+))?",
            url,
        )
        if known is None:
            return None
        user = self.state.user(known["name"])
        if known["id"] is None:
            return user
        status = self.state.status(known["id"])
        own = status is not None and status.user is user
        return status if own and status and may_see(self.viewer, status) else None

    def _has_interacted(self, viewer: User, status: Status) -> bool:
        marked = {mark.user for mark in (*status.favourites, *status.bookmarks)}
        boosted = {s.user for s in self.state.statuses if s.reblog is status}
        voted = status.poll is not None and viewer.id in status.poll.votes
        return voted or viewer in {status.user, *status.mentions, *marked, *boosted}

    def _tests(self, query: str, viewer: User) -> Iterator[Test]:
        for term in _TERM.finditer(query):
            value = term["word"] if term["phrase"] is None else term["phrase"]
            test = self._test(term["prefix"], value.lower(), viewer)
            yield _negated(test) if term["sign"] == "-" else test

    def _test(self, prefix: str | None, value: str, viewer: User) -> Test:
        match (prefix or "").lower():
            case "from":
                by = viewer if value == "me" else self.by_acct(value)
                return lambda status: status.user is by
            case "has" | "is":
                return lambda status: value in _properties(status)
            case "language":
                return lambda status: status.language == value
            case "before" | "after" | "during" as relation:
                return _when(relation, value)
            case "in" if value == "library":
                return lambda status: self._has_interacted(viewer, status)
            case "in":
                return lambda status: value != "public" or _is_public(status)
            case _:
                words = f"{prefix} {value}" if prefix else value
                return lambda status: _contains_phrase(status, words)


def _negated(test: Test) -> Test:
    return lambda status: not test(status)


def _is_public(status: Status) -> bool:
    return status.visibility == "public" and status.user.profile.indexable


def _when(relation: str, value: str) -> Test:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return lambda status: False
    if relation == "before":
        return lambda status: status.created_at.date() < day
    if relation == "after":
        return lambda status: status.created_at.date() > day
    return lambda status: status.created_at.date() == day


def _properties(status: Status) -> set[str]:
    """The properties of a status that ``has:`` and ``is:`` look for."""
    kinds = {"gifv": "image"}
    found = {kinds.get(item.type, item.type) for item in status.media}
    known = {
        "media": bool(status.media),
        "poll": status.poll is not None,
        "link": link_of(status.text) is not None,
        "reply": status.in_reply_to is not None,
        "sensitive": status.sensitive,
        "quote": status.quote is not None,
    }
    return found | {name for name, holds in known.items() if holds}


def _contains_phrase(status: Status, words: str) -> bool:
    """Whether a status contains these words in sequence."""
    said = " ".join(_WORD.findall(" ".join(status.texts).lower()))
    return f" {' '.join(_WORD.findall(words))} " in f" {said} "
