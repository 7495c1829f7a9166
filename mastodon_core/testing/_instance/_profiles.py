"""Changes of profiles, with Mastodon's validation."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from attrs import evolve, field, frozen

from ._params import File, Params, flag, hash_of, hashes, text, texts
from ._responses import Problem, invalid_parameters
from .state import Defaults, Profile

MOST_FIELDS = 4
LONGEST_NAME = 40
LONGEST_NOTE = 500
LONGEST_FIELD = 255
LONGEST_DESCRIPTION = 150
TABS = ("show_media", "show_media_replies", "show_featured")
_MOST_DOMAINS = 10
_PICTURES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
}
_PRIVACY = {"public", "unlisted", "private"}
_QUOTING = {"public", "followers", "nobody"}


@frozen
class Changes:
    """The changes of a profile in a request."""

    params: Params
    version: tuple[int, ...]
    _problems: list[Problem] = field(factory=list[Problem])

    def apply_to(self, profile: Profile) -> Profile:
        """Return the profile with the changes.

        Raises:
            ErrorResponse: a change is not valid.
        """
        longest = LONGEST_NAME if self.version >= (4, 6) else 30
        changed = evolve(
            profile,
            display_name=self._text("display_name", profile.display_name, longest),
            note=self._text("note", profile.note, LONGEST_NOTE),
            avatar=self._picture("avatar", profile.avatar),
            header=self._picture("header", profile.header),
            locked=self._flag("locked", profile.locked),
            bot=self._flag("bot", profile.bot),
            discoverable=self._flag("discoverable", profile.discoverable),
            hide_collections=self._flag("hide_collections", profile.hide_collections),
            indexable=self._flag("indexable", profile.indexable),
            fields=self._fields(profile.fields),
            attribution_domains=self._domains(profile.attribution_domains),
            defaults=self._defaults(profile.defaults),
            **self._since_4_6(profile),
        )
        if self._problems:
            raise invalid_parameters(self._problems)
        return changed

    def _text(self, name: str, known: str, longest: int) -> str:
        given = text(self.params, name)
        if given is None:
            return known
        if len(given) > longest:
            problem = f"is too long (maximum is {longest} characters)"
            self._problems.append(Problem(name, "ERR_TOO_LONG", problem))
        return given.strip() if name == "display_name" else given

    def _flag(self, name: str, known: Any) -> Any:
        given = flag(self.params, name)
        return known if given is None else given

    def _since_4_6(self, profile: Profile) -> dict[str, Any]:
        if self.version < (4, 6):
            return {}
        described = {
            name: self._text(name, getattr(profile, name), LONGEST_DESCRIPTION)
            for name in ("avatar_description", "header_description")
        }
        shown = {name: self._flag(name, getattr(profile, name)) for name in TABS}
        return described | shown

    def _picture(self, name: str, known: str | None) -> str | None:
        """Check an uploaded picture and return its file name."""
        file = self.params.get(name)
        if not isinstance(file, File):
            return known
        kind = _PICTURES.get(file.type)
        megabytes = 8 if self.version >= (4, 6) else 2
        if kind is None:
            for what in ("content type is invalid", "is invalid"):
                self._problems.append(Problem(name, "ERR_INVALID", what))
        elif len(file.data) > megabytes * 1024 * 1024:
            too_large = f"must be less than {megabytes} MB"
            for what in (f"file size {too_large}", too_large):
                self._problems.append(Problem(name, "ERR_INVALID", what))
        return f"{sha256(file.data).hexdigest()[:16]}.{kind}"

    def _fields(self, known: tuple[tuple[str, str], ...]) -> Any:
        lines = hashes(self.params, "fields_attributes")
        if lines is None:
            return known
        pairs = [(text(one, "name") or "", text(one, "value") or "") for one in lines]
        kept = [(name[:LONGEST_FIELD], value[:LONGEST_FIELD]) for name, value in pairs]
        fields = tuple((name, value) for name, value in kept if name or value)
        if len(fields) > MOST_FIELDS:
            problem = f"is too long (maximum is {MOST_FIELDS} characters)"
            self._problems.append(Problem("fields", "ERR_TOO_LONG", problem))
        if any(not name.strip() for name, _ in fields):
            self._problems.append(Problem("fields", "ERR_INVALID", "is invalid"))
        return fields

    def _domains(self, known: tuple[str, ...]) -> tuple[str, ...]:
        given = texts(self.params, "attribution_domains")
        if given is None:
            return known
        domains = tuple(dict.fromkeys(one.strip().lower() for one in given if one))
        if len(domains) > _MOST_DOMAINS:
            problem = f"is too long (maximum is {_MOST_DOMAINS} characters)"
            self._problems.append(
                Problem("attribution_domains", "ERR_TOO_LONG", problem)
            )
        return domains

    def _defaults(self, known: Defaults) -> Defaults:
        source = hash_of(self.params, "source") or {}
        language = text(source, "language")
        sensitive = flag(source, "sensitive")
        return Defaults(
            self._choice(source, "privacy", _PRIVACY) or known.privacy,
            known.sensitive if sensitive is None else sensitive,
            known.language if language is None else language or None,
            self._choice(source, "quote_policy", _QUOTING) or known.quote_policy,
        )

    def _choice(self, source: Params, name: str, words: set[str]) -> str | None:
        given = text(source, name) or None
        if given is not None and given not in words:
            problem = "is not included in the list"
            self._problems.append(Problem(f"default_{name}", "ERR_INCLUSION", problem))
        return given
