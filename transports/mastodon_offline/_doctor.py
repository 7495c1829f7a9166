"""What server stands at an address, and what may be expected of it."""

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
    Support,
    catalog,
    entities,
    software,
    supports,
)
from mastodon_core.servers import Told
from mastodon_core.session import server_time
from mastodon_core.transport import CurrentSession, Now

_ANSWERS = (True, False, None)
_WORDS = ("yes", "no", "unknown")
_NOT_SAID = "not said"


@frozen
class Report:
    """What was found; as text it can be pasted anywhere, as it holds no secret."""

    base_url: str
    document: str
    """The path of the document that told."""
    tried: tuple[str, ...]
    """What was asked in vain before, with the answers."""
    software: Software
    support: Mapping[str, Support]
    """By the name of each endpoint of the catalog."""
    skew: float
    """Seconds by which the server's clock is ahead of ours."""
    rate_limit: str
    streaming: str

    def __str__(self) -> str:
        return "\n".join(map(_readable, self._lines()))

    def _lines(self) -> Iterator[str]:
        runs = self.software
        plays = "" if runs.plays is None else ".".join(map(str, runs.plays))
        yield f"server      {self.base_url}"
        name, version = runs.name or _NOT_SAID, runs.version or _NOT_SAID
        yield f"software    {name}, version {version}"
        if plays and not runs.version.startswith(plays):
            yield f"plays       Mastodon {plays}"
        yield f"document    {self.document}"
        for line in self.tried:
            yield f"            after {line}"
        yield f"clock       {_skew(self.skew)}"
        yield f"rate limit  {self.rate_limit}"
        yield f"streaming   {self.streaming}"
        counts = [sum(s.answer is a for s in self.support.values()) for a in _ANSWERS]
        told = ", ".join(f"{c} {w}" for c, w in zip(counts, _WORDS, strict=True) if c)
        yield f"endpoints   {len(self.support)} in the catalog: {told}"
        for answer, word in ((False, "no"), (None, "unknown")):
            lacking = {
                name: support.reason
                for name, support in self.support.items()
                if support.answer is answer
            }
            by_reason = sorted(lacking, key=lambda name: (lacking[name], name))
            for reason, names in groupby(by_reason, lacking.__getitem__):
                yield f"  {word}: {reason}"
                yield f"    {', '.join(names)}"


def examine() -> Flow[Report]:
    """Ask a server what it is: four requests at most, without a token.

    Raises:
        ApiError: it tells nothing of itself.
        DecodeError: what it tells is no document of an instance, and no NodeInfo.
        NetworkError: it can't be reached.
    """
    where = yield from CurrentSession()
    tried: list[str] = []
    fetched = yield from _fetch(API().instance())
    if fetched.told is None:
        tried.append(fetched.refusal)
        fetched = yield from _fetch(API().instance_v1())
    told, document = fetched.told, fetched.path
    if told is None:
        # What is no Mastodon, and does not play one, may tell machines what it is.
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
        streaming=_streaming(told) or _NOT_SAID,
    )


@frozen
class _Document:
    """What came when a document was asked for; a refusal has its headers too."""

    path: str
    told: Told | None
    refusal: str
    headers: Mapping[str, str]
    now: datetime


def _fetch(request: Request[Told]) -> Flow[_Document]:
    told, word = None, ""
    headers: Mapping[str, str] = {}
    try:
        raw = yield from request.with_response()
        told, headers = raw.value, raw.response.headers
    except ApiError as error:
        word, headers = str(error.status), error.response.headers
    except DecodeError as error:
        word = "no such document"
        if error.response is not None:
            headers = error.response.headers
    now = yield from Now()
    return _Document(request.path, told, f"{request.path}: {word}", headers, now)


def _readable(line: str) -> str:
    return "".join(c if c.isprintable() else " " for c in line)


def _skew(seconds: float) -> str:
    # The header has whole seconds, and the answer was under way for a while.
    if abs(seconds) < 2:
        return "right"
    return f"{abs(seconds):.0f} s {'ahead' if seconds > 0 else 'behind'}"


def _rate_limit(headers: Mapping[str, str]) -> str:
    names = ("limit", "remaining", "reset")
    told = [headers.get(f"x-ratelimit-{name}") for name in names]
    if None in told:
        return _NOT_SAID
    return "{}, of which {} are left until {}".format(*told)


def _streaming(told: Told) -> str | None:
    if isinstance(told, entities.NodeInfo):
        return None
    if isinstance(told, entities.InstanceV1):
        return told.urls.streaming_api
    urls = told.configuration and told.configuration.urls
    return urls.streaming if urls else None
