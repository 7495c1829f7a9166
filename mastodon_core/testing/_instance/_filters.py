"""Changes of filters, with Mastodon's validation."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import evolve, field, frozen

from ._params import Params, flag, hashes, number, text, texts
from ._responses import invalid, not_found, unprocessable
from .state import Filter, FilteredStatus, Keyword, State, User, may_see

_LONGEST_TITLE = 256
_LONGEST_KEYWORD = 512
_CONTEXTS = {"home", "notifications", "public", "thread", "account"}
# A later end could not be represented as a date.
_LONGEST = 10**10
_SEVERAL = (
    "These parameters cannot be changed from this application because they apply to "
    "more than one filter keyword. Use a more recent application or the web interface."
)


@frozen
class FilterChanges:
    """The changes of a filter or a keyword in a request.

    Each method returns the changed filter or keyword, or raises an `ErrorResponse` and
    changes nothing.
    """

    state: State
    params: Params
    version: tuple[int, ...]
    _problems: list[str] = field(factory=list[str], init=False)

    def apply_to(self, known: Filter) -> Filter:
        """Change a filter and its keywords."""
        action = self._action(known.action)
        keywords = self._keywords(known.keywords)
        changed = evolve(
            self._apply_common(known, "title"), action=action, keywords=keywords
        )
        self._check()
        return changed

    def apply_to_keyword(self, known: Keyword) -> Keyword:
        """Change a keyword."""
        changed = self._word(known, self.params, "keyword", "Keyword")
        self._check()
        return changed

    def apply_to_v1(self, known: Filter) -> Filter:
        """Make a filter with one keyword, as version 1 of the API does."""
        changed = self._apply_common_v1(known)
        self._check()
        return changed.with_keyword(self._word_v1(Keyword(self.state.next_number())))

    def apply_to_keyword_v1(self, known: Filter, keyword: Keyword) -> Filter:
        """Change a keyword and its filter, as version 1 of the API does.

        The filter itself can only be changed while it has no other keyword.
        """
        word = self._word_v1(keyword)
        self._check()
        changed = self._apply_common_v1(known)
        if changed != known and len(known.keywords) > 1:
            raise unprocessable(_SEVERAL)
        self._check()
        return changed.with_keyword(word)

    def _check(self) -> None:
        if self._problems:
            raise invalid(", ".join(self._problems))

    def _apply_common(self, known: Filter, title: str) -> Filter:
        """Change what both versions of the API support."""
        given = text(self.params, title)
        contexts = texts(self.params, "context")
        changed = evolve(
            known,
            title=known.title if given is None else given,
            context=known.context if contexts is None else _tidy(contexts),
            expires_at=self._end(known.expires_at),
        )
        self._check_text(self._name("Title"), changed.title, _LONGEST_TITLE)
        if not changed.context:
            self._problems.append("Context can't be blank")
        if not changed.context or not _CONTEXTS.issuperset(changed.context):
            self._problems.append("Context None or invalid context supplied")
        return changed

    def _apply_common_v1(self, known: Filter) -> Filter:
        changed = self._apply_common(known, "phrase")
        irreversible = flag(self.params, "irreversible")
        if irreversible is not None:
            changed = evolve(changed, action="hide" if irreversible else "warn")
        if self.version >= (4, 0):
            return changed
        drops = changed.action == "hide"
        if drops and not {"home", "notifications"}.intersection(changed.context):
            self._problems.append(
                "Irreversible Irreversible filtering only works with home or "
                "notifications context"
            )
        return evolve(changed, drops=drops)

    def _name(self, name: str) -> str:
        return name if self.version >= (4, 0) else "Phrase"

    def _check_text(self, name: str, value: str, longest: int) -> None:
        if not value.strip():
            self._problems.append(f"{name} can't be blank")
        if len(value) > longest:
            problem = f"is too long (maximum is {longest} characters)"
            self._problems.append(f"{name} {problem}")

    def _action(self, known: str) -> str:
        action = text(self.params, "filter_action")
        if action is None:
            return known
        actions = {"warn", "hide", *(["blur"] if self.version >= (4, 4) else ())}
        if action not in actions:
            self._problems.append("Action is not included in the list")
        return action

    def _end(self, known: datetime | None) -> datetime | None:
        """When it expires; an empty value means never."""
        if "expires_in" not in self.params:
            return known
        if not text(self.params, "expires_in"):
            return None
        seconds = number(self.params, "expires_in") or 0
        seconds = max(-_LONGEST, min(seconds, _LONGEST))
        return self.state.now + timedelta(seconds=seconds)

    def _keywords(self, known: tuple[Keyword, ...]) -> tuple[Keyword, ...]:
        kept = {word.id: word for word in known}
        for given in hashes(self.params, "keywords_attributes") or ():
            id, gone = text(given, "id"), flag(given, "_destroy")
            word: Keyword | None
            if not id:
                word = None if gone or _is_empty(given) else self._new_word()
            elif id in kept:
                word = kept.pop(id) if gone else kept[id]
            else:
                raise not_found()
            if word is not None and not gone:
                name = "Keywords keyword"
                kept[word.id] = self._word(word, given, "keyword", name)
        return tuple(kept.values())

    def _new_word(self) -> Keyword:
        return Keyword(self.state.next_number())

    def _word(self, known: Keyword, given: Params, key: str, name: str) -> Keyword:
        keyword, whole = text(given, key), flag(given, "whole_word")
        changed = Keyword(
            known.id,
            known.keyword if keyword is None else keyword,
            known.whole_word if whole is None else whole,
        )
        self._check_text(name, changed.keyword, _LONGEST_KEYWORD)
        return changed

    def _word_v1(self, known: Keyword) -> Keyword:
        return self._word(known, self.params, "phrase", self._name("Keyword"))


def new_filtered_status(
    state: State, user: User, known: Filter, params: Params
) -> FilteredStatus:
    """Make the entry that adds a status to a filter.

    Raises:
        ErrorResponse: the status does not exist, is not visible to the user, or is in
            the filter already.
    """
    id = text(params, "status_id") or ""
    status = state.status(id)
    if status is None:
        raise invalid("Status must exist")
    problems: list[str] = []
    if any(place.status_id == id for place in known.statuses):
        problems.append("Status has already been taken")
    if not may_see(user, status):
        problems.append("Status is invalid")
    if problems:
        raise invalid(", ".join(problems))
    return FilteredStatus(state.next_number(), id)


def _tidy(contexts: list[str]) -> tuple[str, ...]:
    return tuple(stripped for one in contexts if (stripped := one.strip()))


def _is_empty(given: Params) -> bool:
    """Whether every value is blank; Rails ignores such a row of a form."""
    keyword, whole = text(given, "keyword") or "", given.get("whole_word")
    return not keyword.strip() and whole in (None, False, "")
