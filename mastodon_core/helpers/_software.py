"""The software of a server, as its instance document or its NodeInfo tells it."""

from __future__ import annotations

import re
from typing import TypeAlias

from attrs import frozen

from .. import entities

InstanceInfo: TypeAlias = "entities.Instance | entities.InstanceV1 | entities.NodeInfo"
"""A document in which a server describes itself."""

# ``4.0.0 (not true; really snac/2.94)``, ``2.7.2 (compatible; Pleroma 2.5.0)``. Other
# text in brackets, as in ``4.2.0 (build 7)``, names no software.
_IN_BRACKETS = re.compile(
    r"\([^()]*\b(?:compatible;\s*|really\s+)"
    r"([A-Za-z][\w.-]*)(?:[/ ](v?\d[^)\s;]*))?"
)
# ``takahe/0.11.0``
_NAME_AND_VERSION = re.compile(r"([A-Za-z][\w.-]*)/(\S+)")
# ``3.5.3+0.20.0-rc``: the release of Mastodon, then perhaps the server's own version
_NUMBERS = re.compile(r"(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?")
_REPOSITORY_NAME = re.compile(r"[\w.-]{1,100}")

_FORKS = {"mastodon", "glitch-soc", "hometown", "chuckya"}
"""Software that supports the same as Mastodon of the same version."""


@frozen
class Software:
    """The software of a server, according to the server."""

    name: str | None
    """In lower case, such as ``gotosocial``; None if the server does not say."""
    version: str
    """The version of the software as the server gives it; empty if it does not."""
    mastodon_version: tuple[int, int, int] | None
    """The release of Mastodon whose API it claims to have; None if it names none."""

    @property
    def is_mastodon(self) -> bool | None:
        """Whether it is Mastodon or a fork of it; None if unknown."""
        if self.name is not None:
            return self.name in _FORKS
        # Other software without a name has versions below 2.0.
        release = self.mastodon_version
        return True if release is not None and release >= (2, 0, 0) else None


def software(instance: InstanceInfo) -> Software:
    """Identify the software of a server.

    It accepts any version string:

    >>> from mastodon_core.testing import make
    >>> info = make(entities.Instance, version="4.0.0 (not true; really snac/2.94)")
    >>> software(info).name, software(info).version
    ('snac', '2.94')
    """
    if isinstance(instance, entities.NodeInfo):
        own_name, version = instance.software.name.lower(), instance.software.version
        release = parse_release(version) if own_name in _FORKS else None
        return Software(own_name or None, version, release)
    text = instance.version or ""
    release = parse_release(text)
    if own := _IN_BRACKETS.search(text):
        return Software(own[1].lower(), own[2] or "", release)
    if own := _NAME_AND_VERSION.match(text):
        return Software(own[1].lower(), own[2], None)
    name = _repository_name(instance)
    if name is None or name in _FORKS:
        return Software(name, text, release)
    # Other software may append its own version to the release of Mastodon.
    before, _, after = text.rpartition("+")
    if _NUMBERS.match(after) and before:
        return Software(name, after, parse_release(before))
    return Software(name, text, None)


def _repository_name(instance: InstanceInfo) -> str | None:
    """Return the name of the source repository, in lower case."""
    if not isinstance(instance, entities.Instance) or instance.source_url is None:
        return None
    scheme, _, place = instance.source_url.partition("://")
    host, *path = place.removesuffix("/").removesuffix(".git").split("/")
    if scheme not in {"http", "https"} or not host or not path:
        return None
    return path[-1].lower() if _REPOSITORY_NAME.fullmatch(path[-1]) else None


def parse_release(text: str) -> tuple[int, int, int] | None:
    """Parse the numbers at the start of a version; None if there are none."""
    found = _NUMBERS.match(text)
    return (int(found[1]), int(found[2]), int(found[3] or 0)) if found else None
