"""What a server can do, as far as its own words tell.

Nobody has to ask: no call is held back for the answer, and none is certain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from attrs import frozen

from .. import entities
from ..calls import Request
from ..oauth import smallest_scopes
from ._catalog import Entry, catalog
from ._other_servers import LACKING

Told: TypeAlias = "entities.Instance | entities.InstanceV1 | entities.NodeInfo"
"""What a server says of itself."""

# ``4.0.0 (not true; really snac/2.94)``, ``2.7.2 (compatible; Pleroma 2.5.0)``; other
# words in brackets, as in ``4.2.0 (build 7)``, name no software.
_IN_BRACKETS = re.compile(
    r"\([^()]*\b(?:compatible;\s*|really\s+)"
    r"([A-Za-z][\w.-]*)(?:[/ ](v?\d[^)\s;]*))?"
)
# ``takahe/0.11.0``
_BEFORE = re.compile(r"([A-Za-z][\w.-]*)/(\S+)")
# ``3.5.3+0.20.0-rc``: a server's own version behind the one that it plays
_NUMBERS = re.compile(r"(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?")
# ``4.4.0-alpha.1``, ``4.4.0-nightly.2025-01-01``, ``2.9.0rc2``: before that release
_PRE_RELEASE = re.compile(r"[\d.]+-?(?:alpha|beta|rc|nightly|dev)", re.IGNORECASE)
_REPOSITORY = re.compile(r"https?://[^/]+/(?:[^/]+/)*([\w.-]+?)(?:\.git)?/?")

_FORKS = {"mastodon", "glitch-soc", "hometown", "chuckya"}
"""What behaves as Mastodon of the same version does."""

_RELEASES = {2: (4, 3, 0), 6: (4, 4, 0), 7: (4, 5, 0), 10: (4, 6, 0), 11: (4, 6, 1)}
"""The first release that declares a version of the API in ``api_versions``.

A number between them belongs to what was in the making, as 4 did before 4.4.0:
https://github.com/mastodon/mastodon/pull/34035
"""


@frozen
class Software:
    """What a server runs, by its own words."""

    name: str | None
    """In lower case, such as ``gotosocial``; None if it does not say."""
    version: str
    """Its own, as it spells it; empty if it does not say."""
    plays: tuple[int, int, int] | None
    """The release of Mastodon that it claims to speak like; None if it names none."""

    @property
    def is_mastodon(self) -> bool | None:
        """Whether it is Mastodon or a fork of it; None if that can't be told."""
        if self.name is not None:
            return self.name in _FORKS
        # Of those that say nothing but a number, the others are not that far yet.
        return True if self.plays is not None and self.plays >= (2, 0, 0) else None


@frozen
class Support:
    """Whether a server has an endpoint, and why one thinks so.

    It counts as true unless the answer is no: what is unknown may be tried.
    """

    answer: bool | None
    """None if nobody can tell without trying."""
    reason: str

    def __bool__(self) -> bool:
        return self.answer is not False


def software(instance: Told) -> Software:
    """Tell what a server runs from what it says of itself.

    Version strings come in all shapes, and none of them fails:

    >>> from mastodon_core.testing import make
    >>> told = make(entities.Instance, version="4.0.0 (not true; really snac/2.94)")
    >>> software(told).name, software(told).version
    ('snac', '2.94')
    """
    if isinstance(instance, entities.NodeInfo):
        runs, own_name = instance.software, instance.software.name.lower()
        plays = _numbers(runs.version) if own_name in _FORKS else None
        return Software(own_name or None, runs.version, plays)
    text = instance.version
    plays = _numbers(text)
    if own := _IN_BRACKETS.search(text):
        return Software(own[1].lower(), own[2] or "", plays)
    if own := _BEFORE.match(text):
        return Software(own[1].lower(), own[2], None)
    name = _named(instance)
    if name is None or name in _FORKS:
        return Software(name, text, plays)
    # It says whose version this is, and so what follows a plus may be its own.
    played, _, behind = text.rpartition("+")
    if _NUMBERS.match(behind) and played:
        return Software(name, behind, _numbers(played))
    return Software(name, text, None)


def _named(instance: Told) -> str | None:
    """Tell the software by the repository that an instance document names."""
    if not isinstance(instance, entities.Instance) or instance.source_url is None:
        return None
    found = _REPOSITORY.fullmatch(instance.source_url)
    return found[1].lower() if found else None


def _numbers(text: str) -> tuple[int, int, int] | None:
    found = _NUMBERS.match(text)
    return (int(found[1]), int(found[2]), int(found[3] or 0)) if found else None


def supports(instance: Told, endpoint: str | Entry | Request[Any]) -> Support:
    """Tell whether a server has an endpoint, from what it says of itself.

    It is advice: nothing else asks it, and a request may be sent whatever it says.

    Args:
        instance: The answer of `instance` or of `instance_v1`; that of
            `instance_nodeinfo` tells less, but for more servers.
        endpoint: The name of a method, such as ``"status_translate"``, a row of the
            catalog, or a request.

    Returns:
        Yes, no or unknown, with the reason.

    Raises:
        ValueError: no endpoint has that name.
    """
    entry = entry_of(endpoint)
    for switch, names, word in _SWITCHES:
        if entry.name in names and switch(instance) is False:
            return Support(False, f"its instance document says {word}")
    runs = software(instance)
    if runs.is_mastodon is False:
        version, lacking = LACKING.get(runs.name or "", ("", frozenset()))
        if entry.name in lacking:
            return Support(False, f"{runs.name} {version} did not have it")
        return Support(None, f"{runs.name} follows no release of Mastodon")
    if runs.is_mastodon is None:
        return Support(
            None, f"its version, {runs.version!r}, is nobody's in particular"
        )
    return _by_release(entry, runs, _level(instance))


def _level(instance: Told) -> tuple[tuple[int, int, int], str] | None:
    """The release of Mastodon that the versions of its API stand for."""
    if not isinstance(instance, entities.Instance) or instance.api_versions is None:
        return None
    number = instance.api_versions.mastodon
    known = [release for level, release in _RELEASES.items() if level <= (number or 0)]
    return (known[-1], f"its API has version {number}") if known else None


def _by_release(
    entry: Entry, runs: Software, level: tuple[tuple[int, int, int], str] | None
) -> Support:
    version = f"its version is {runs.version}"
    coming = runs.plays if _PRE_RELEASE.match(runs.version) else None
    # Where the two disagree, it is `api_versions` that Mastodon has for programs to
    # go by: https://docs.joinmastodon.org/entities/Instance/#api-versions
    if level is not None:
        at, word = level
    elif coming is not None:
        at, word = (coming[0], coming[1], coming[2] - 1), version
    elif runs.plays is not None:
        at, word = runs.plays, version
    else:
        return Support(None, f"its version, {runs.version!r}, names no release")

    def reached(release: tuple[int, int, int]) -> bool | None:
        if release <= at:
            return True
        return None if coming is not None and release <= coming else False

    since, removed = _numbers(entry.since or ""), _numbers(entry.removed or "")
    gone = removed is not None and reached(removed)
    if gone:
        return Support(False, f"{word}, and Mastodon {entry.removed} took it away")
    if gone is None:
        may = f"may still have what Mastodon {entry.removed} took away"
        return Support(None, f"{version}, a pre-release that {may}")
    if since is None:
        return Support(True, f"{word}, and it was always there")
    there = reached(since)
    if there is None:
        may = f"may lack what came with Mastodon {entry.since}"
        return Support(None, f"{version}, a pre-release that {may}")
    return Support(there, f"{word}, and it came with Mastodon {entry.since}")


def entry_of(endpoint: str | Entry | Request[Any]) -> Entry:
    """Find the row of an endpoint, by a method's name, or by a request.

    Raises:
        ValueError: there is none.
    """
    match endpoint:
        case Entry():
            return endpoint
        case Request(method=method, path=path):
            found, what = catalog.match(method, path), f"{method} {path}"
        case name:
            found, what = catalog.find(name), repr(name)
    if found is None:
        raise ValueError(f"{what} is no endpoint of the catalog; a flow has several")
    return found


def required_scopes(endpoints: Iterable[str | Entry | Request[Any]]) -> tuple[str, ...]:
    """Tell the smallest set of scopes with which a token may do certain things.

    They are as narrow as the server has them: what a program never does, its token
    should not allow. Servers before Mastodon 4.3 have no ``profile``; there it is
    ``read:accounts`` that `me` needs.

    >>> required_scopes(["timeline_home", "status_post", "me"])
    ('profile', 'read:statuses', 'write:statuses')

    Args:
        endpoints: Names of methods, rows of the catalog, or requests.

    Returns:
        Scopes for `create_app` and `log_in`, sorted.

    Raises:
        TypeError: they are one str, and not several endpoints.
        ValueError: something among them is no endpoint.
    """
    if isinstance(endpoints, str) or not isinstance(endpoints, Iterable):
        kind = type(endpoints).__name__
        raise TypeError(f"endpoints must be several, not one {kind}")
    return smallest_scopes(entry_of(endpoint).scopes for endpoint in endpoints)


def _v2(instance: Told) -> entities.InstanceConfiguration | None:
    return instance.configuration if isinstance(instance, entities.Instance) else None


def _translates(instance: Told) -> bool | None:
    configuration = _v2(instance)
    translation = configuration and configuration.translation
    return translation.enabled if translation else None


def _pushes(instance: Told) -> bool | None:
    configuration = _v2(instance)
    vapid = configuration and configuration.vapid
    return bool(vapid.public_key) if vapid else None


def _takes_people(instance: Told) -> bool | None:
    if isinstance(instance, entities.NodeInfo):
        # That says whether all are let in, and not whether one may ask to be.
        return None
    if isinstance(instance, entities.InstanceV1):
        return instance.registrations
    registrations = instance.registrations
    return registrations.enabled if registrations else None


_SWITCHES: tuple[tuple[Callable[[Told], bool | None], set[str], str], ...] = (
    (_translates, {"status_translate"}, "that it translates nothing"),
    (_pushes, {"push_subscription_set"}, "that it has no key for web push"),
    (_takes_people, {"account_create"}, "that nobody can sign up"),
)
"""What the instance document says can be off: whether it is on, for which calls."""
