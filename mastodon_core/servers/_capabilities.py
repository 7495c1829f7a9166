"""Estimate what a server supports, from its instance document or its NodeInfo.

The result is advice. No call depends on it, and it can be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from attrs import frozen

from .. import entities
from ..calls import Request
from ..helpers import InstanceInfo, Software, parse_release, software
from ..oauth import smallest_scopes
from ..streaming import StreamCall
from ._catalog import Entry, catalog
from ._other_servers import LACKING

Endpoint: TypeAlias = str | Entry | Request[Any] | StreamCall
"""The name of a method, an entry of the catalog, a request, or the call of a stream."""

# ``4.4.0-alpha.1``, ``4.4.0-nightly.2025-01-01``, ``2.9.0rc2``: before that release
_PRE_RELEASE = re.compile(r"[\d.]+-?(?:alpha|beta|rc|nightly|dev)", re.IGNORECASE)

_RELEASES = {2: (4, 3, 0), 6: (4, 4, 0), 7: (4, 5, 0), 10: (4, 6, 0), 11: (4, 6, 1)}
"""For versions of the API in ``api_versions``, the first release with that version.

The numbers in between were used during development, such as 4 before 4.4.0:
https://github.com/mastodon/mastodon/pull/34035
"""


@frozen
class Support:
    """Whether a server supports an endpoint, with the reason.

    It is true unless ``supported`` is False: if support is unknown, a call is worth
    trying.
    """

    supported: bool | None
    """None if it is unknown."""
    reason: str

    def __bool__(self) -> bool:
        return self.supported is not False


def supports(instance: InstanceInfo, endpoint: Endpoint) -> Support:
    """Estimate whether a server supports an endpoint.

    This is advice. The client never checks it, and sends any request.

    Args:
        instance: The result of `instance` or `instance_v1`. The result of
            `instance_nodeinfo` says less, but more servers have it.
        endpoint: The name of a method, such as ``"status_translate"``, an entry of the
            catalog, a request, or the call of a stream.

    Returns:
        Yes, no or unknown, with the reason.

    Raises:
        ValueError: the endpoint is not in the catalog.
    """
    entry = find_entry(endpoint)
    for is_on, names, reason in _SWITCHES:
        if entry.name in names and is_on(instance) is False:
            return Support(False, f"its instance document says {reason}")
    found = software(instance)
    if found.is_mastodon is False:
        version, lacking = LACKING.get(found.name or "", ("", frozenset()))
        if entry.name in lacking:
            return Support(False, f"{found.name} {version} lacks it")
        return Support(None, f"{found.name} does not follow Mastodon's releases")
    if found.is_mastodon is None:
        return Support(
            None, f"cannot tell the software from its version {found.version!r}"
        )
    return _support_by_release(entry, found, _release_by_api_version(instance))


def _release_by_api_version(
    instance: InstanceInfo,
) -> tuple[tuple[int, int, int], str] | None:
    """Return the release for ``api_versions``, and the reason to give."""
    if not isinstance(instance, entities.Instance) or instance.api_versions is None:
        return None
    number = instance.api_versions.mastodon
    known = [release for level, release in _RELEASES.items() if level <= (number or 0)]
    return (known[-1], f"its API has version {number}") if known else None


def _support_by_release(
    entry: Entry,
    software: Software,
    by_api_version: tuple[tuple[int, int, int], str] | None,
) -> Support:
    version = f"its version is {software.version}"
    is_pre_release = _PRE_RELEASE.match(software.version)
    upcoming = software.mastodon_version if is_pre_release else None
    # If both are known and disagree, `api_versions` decides, as Mastodon documents:
    # https://docs.joinmastodon.org/entities/Instance/#api-versions
    if by_api_version is not None:
        current, reason = by_api_version
    elif upcoming is not None:
        current, reason = (upcoming[0], upcoming[1], upcoming[2] - 1), version
    elif software.mastodon_version is not None:
        current, reason = software.mastodon_version, version
    else:
        return Support(
            None, f"cannot tell the release from its version {software.version!r}"
        )

    def has_reached(release: tuple[int, int, int]) -> bool | None:
        if release <= current:
            return True
        return None if upcoming is not None and release <= upcoming else False

    since = parse_release(entry.since or "")
    removed = parse_release(entry.removed or "")
    is_gone = removed is not None and has_reached(removed)
    if is_gone:
        return Support(False, f"{reason}, and Mastodon {entry.removed} removed it")
    if is_gone is None:
        return Support(
            None,
            f"{version}, a pre-release that may still have what Mastodon"
            f" {entry.removed} removed",
        )
    if since is None:
        return Support(True, f"{reason}, and every release has it")
    is_there = has_reached(since)
    if is_there is None:
        return Support(
            None,
            f"{version}, a pre-release that may lack what Mastodon {entry.since} added",
        )
    return Support(is_there, f"{reason}, and Mastodon {entry.since} added it")


def find_entry(endpoint: Endpoint) -> Entry:
    """Find the catalog entry of an endpoint by a method's name or a call.

    Raises:
        ValueError: it is not in the catalog.
    """
    if isinstance(endpoint, StreamCall):
        endpoint = endpoint.request
    match endpoint:
        case Entry():
            return endpoint
        case Request(method=method, path=path):
            found, description = catalog.find_path(method, path), f"{method} {path}"
        case name:
            found, description = catalog.find(name), repr(name)
    if found is None:
        raise ValueError(
            f"endpoint must be in the catalog, and {description} is not; for a flow,"
            " pass the endpoints that it calls"
        )
    return found


def required_scopes(endpoints: Iterable[Endpoint]) -> tuple[str, ...]:
    """Find the smallest set of scopes with which a token may use these endpoints.

    The scopes are as narrow as possible, so that the token allows nothing else. Servers
    before Mastodon 4.3 have no ``profile`` scope; there `me` needs ``read:accounts``.

    >>> required_scopes(["timeline_home", "status_post", "me"])
    ('profile', 'read:statuses', 'write:statuses')

    Args:
        endpoints: Names of methods, entries of the catalog, requests, or calls of
            streams.

    Returns:
        Scopes for `create_app` and `log_in`, sorted.

    Raises:
        TypeError: ``endpoints`` is a single str, or not iterable.
        ValueError: an endpoint is not in the catalog.
    """
    if isinstance(endpoints, str) or not isinstance(endpoints, Iterable):
        kind = type(endpoints).__name__
        raise TypeError(f"endpoints must be a sequence of endpoints, not {kind}")
    return smallest_scopes(
        scopes for endpoint in endpoints for scopes in _scopes_of(endpoint)
    )


def _scopes_of(endpoint: Endpoint) -> Iterator[tuple[str, ...]]:
    if isinstance(endpoint, StreamCall):
        # A token must be good for all of them.
        calls = [StreamCall((stream,)) for stream in endpoint.streams] or [endpoint]
        yield from (call.request.scopes for call in calls)
    else:
        yield find_entry(endpoint).scopes


def _configuration(instance: InstanceInfo) -> entities.InstanceConfiguration | None:
    return instance.configuration if isinstance(instance, entities.Instance) else None


def _has_translation(instance: InstanceInfo) -> bool | None:
    configuration = _configuration(instance)
    translation = configuration and configuration.translation
    return translation.enabled if translation else None


def _has_web_push(instance: InstanceInfo) -> bool | None:
    configuration = _configuration(instance)
    vapid = configuration and configuration.vapid
    return bool(vapid.public_key) if vapid else None


def _has_registrations(instance: InstanceInfo) -> bool | None:
    if isinstance(instance, entities.NodeInfo):
        # NodeInfo does not tell closed registrations from those that need approval.
        return None
    if isinstance(instance, entities.InstanceV1):
        return instance.registrations
    registrations = instance.registrations
    return registrations.enabled if registrations else None


_SWITCHES: tuple[tuple[Callable[[InstanceInfo], bool | None], set[str], str], ...] = (
    (_has_translation, {"status_translate"}, "that translation is disabled"),
    (_has_web_push, {"push_subscription_set"}, "that it has no key for web push"),
    (_has_registrations, {"account_create"}, "that registrations are closed"),
)
"""Features that the instance document can switch off: check, endpoints, reason."""
