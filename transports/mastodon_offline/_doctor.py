"""The report of a server's software, clock, rate limit and supported endpoints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby

from attrs import frozen

from mastodon_core import (
    API,
    ApiError,
    DecodeError,
    Flow,
    Request,
    Software,
    StreamingUnavailable,
    Support,
    catalog,
    software,
    supports,
)
from mastodon_core.servers import InstanceInfo
from mastodon_core.session import server_time
from mastodon_core.streaming import find_server
from mastodon_core.transport import CurrentSession, Now

_SUPPORTED = (True, False, None)
_WORDS = ("yes", "no", "unknown")
_NOT_REPORTED = "not reported"
_WAYS = {"sse": "server-sent events", "websocket": "WebSocket"}


@frozen
class Report:
    """The findings; ``str()`` of it is safe to share, as it contains no secrets."""

    base_url: str
    document: str
    """The path of the document with the software's name and version."""
    tried: tuple[str, ...]
    """The paths that were tried before without success, with the reasons."""
    software: Software
    support: Mapping[str, Support]
    """By endpoint name, for every endpoint of the catalog."""
    skew: float
    """The seconds that the server's clock is ahead."""
    rate_limit: str
    streaming: str
    """Where the server streams, and in which ways."""

    def __str__(self) -> str:
        return "\n".join(map(_readable, self._lines()))

    def _lines(self) -> Iterator[str]:
        runs = self.software
        release = ".".join(map(str, runs.mastodon_version or ()))
        yield f"server      {self.base_url}"
        name, version = runs.name or _NOT_REPORTED, runs.version or _NOT_REPORTED
        yield f"software    {name}, version {version}"
        if release and not runs.version.startswith(release):
            yield f"compatible  Mastodon {release}"
        yield f"document    {self.document}"
        for line in self.tried:
            yield f"            tried {line}"
        yield f"clock       {_skew(self.skew)}"
        yield f"rate limit  {self.rate_limit}"
        yield f"streaming   {self.streaming}"
        found = [support.supported for support in self.support.values()]
        counts = [sum(one is value for one in found) for value in _SUPPORTED]
        told = ", ".join(f"{c} {w}" for c, w in zip(counts, _WORDS, strict=True) if c)
        yield f"endpoints   {len(self.support)} in the catalog: {told}"
        for supported, word in ((False, "no"), (None, "unknown")):
            lacking = {
                name: support.reason
                for name, support in self.support.items()
                if support.supported is supported
            }
            by_reason = sorted(lacking, key=lambda name: (lacking[name], name))
            for reason, names in groupby(by_reason, lacking.__getitem__):
                yield f"  {word}: {reason}"
                yield f"    {', '.join(names)}"


def examine() -> Flow[Report]:
    """Examine a server, with at most four requests and without a token.

    Raises:
        ApiError: the server has neither an instance document nor NodeInfo.
        DecodeError: its documents are not valid.
        NetworkError: the server can't be reached.
    """
    where = yield from CurrentSession()
    tried: list[str] = []
    fetched = yield from _fetch(API().instance())
    if fetched.told is None:
        tried.append(fetched.refusal)
        fetched = yield from _fetch(API().instance_v1())
    told, document = fetched.told, fetched.path
    if told is None:
        # Servers without Mastodon's API may still have NodeInfo.
        tried.append(fetched.refusal)
        told = yield from API().instance_nodeinfo()
        document = API().nodeinfo_discovery().path
    return Report(
        base_url=where.base_url,
        document=document,
        tried=tuple(tried),
        software=software(told),
        support={entry.name: supports(told, entry) for entry in catalog},
        skew=(server_time(fetched.headers, fetched.now) - fetched.now).total_seconds(),
        rate_limit=_rate_limit(fetched.headers),
        streaming=_streaming(where.base_url, told),
    )


@frozen
class _Document:
    """The outcome of a request for a document, with headers even after an error."""

    path: str
    told: InstanceInfo | None
    refusal: str
    headers: Mapping[str, str]
    now: datetime


def _fetch(request: Request[InstanceInfo]) -> Flow[_Document]:
    told, word = None, ""
    headers: Mapping[str, str] = {}
    try:
        raw = yield from request.with_response()
        told, headers = raw.value, raw.response.headers
    except ApiError as error:
        word, headers = str(error.status), error.response.headers
    except DecodeError as error:
        word = "not an instance document"
        if error.response is not None:
            headers = error.response.headers
    now = yield from Now()
    return _Document(request.path, told, f"{request.path}: {word}", headers, now)


def _readable(line: str) -> str:
    return "".join(c if c.isprintable() else " " for c in line)


def _skew(seconds: float) -> str:
    # The Date header has whole seconds, and the response took some time to arrive.
    if abs(seconds) < 2:
        return "accurate"
    return f"{abs(seconds):.0f} s {'ahead' if seconds > 0 else 'behind'}"


def _rate_limit(headers: Mapping[str, str]) -> str:
    names = ("limit", "remaining", "reset")
    told = [headers.get(f"x-ratelimit-{name}") for name in names]
    if None in told:
        return _NOT_REPORTED
    return "{} requests, {} left until {}".format(*told)


def _streaming(base_url: str, told: InstanceInfo) -> str:
    try:
        server = find_server(base_url, told)
    except StreamingUnavailable:
        return "none"
    if server.refused:
        return f"not used: {server.refused}"
    if server.named is None:
        return f"{_NOT_REPORTED}; clients try {server.url}"
    ways = " and ".join(_WAYS[way] for way in server.ways)
    return f"{server.named}, {ways}{' only' * (len(server.ways) == 1)}"
