"""What server stands at an address, and what may be expected of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from attrs import frozen

from mastodon_core import (
    API,
    ApiError,
    Context,
    DecodeError,
    Flow,
    Now,
    Request,
    Software,
    Support,
    catalog,
    entities,
    software,
    supports,
)
from mastodon_core._capabilities import Told
from mastodon_core._rate_limit import server_time

_ANSWERS = (True, False, None)
_WORDS = ("yes", "no", "unknown")


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
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        runs = self.software
        plays = "" if runs.plays is None else ".".join(map(str, runs.plays))
        yield f"server      {self.base_url}"
        yield f"software    {runs.name or 'not said'}, version {runs.version}"
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
    base_url = (yield from Context()).base_url
    documents: tuple[Request[Told], ...] = (API().instance(), API().instance_v1())
    headers: Mapping[str, str] = {}
    now = yield from Now()
    tried: list[str] = []
    for request in documents:
        try:
            raw = yield from request.with_response()
        except (ApiError, DecodeError) as error:
            tried.append(f"{request.path}: {_refusal(error)}")
            # It tells the time and the limit all the same.
            headers = error.response.headers if error.response else headers
            now = yield from Now()
        else:
            told, document, headers = raw.value, request.path, raw.response.headers
            now = yield from Now()
            break
    else:
        # What is no Mastodon, and does not play one, may tell machines what it is.
        told = yield from API().instance_nodeinfo()
        document = API().nodeinfo_discovery().path
    return Report(
        base_url=base_url,
        document=document,
        tried=tuple(tried),
        software=software(told),
        support={entry.name: supports(told, entry) for entry in catalog},
        skew=(server_time(headers, now) - now).total_seconds(),
        rate_limit=_rate_limit(headers),
        streaming=_streaming(told) or "not said",
    )


def _refusal(error: ApiError | DecodeError) -> str:
    return str(error.status) if isinstance(error, ApiError) else "no such document"


def _skew(seconds: float) -> str:
    # The header has whole seconds, and the answer was under way for a while.
    if abs(seconds) < 2:
        return "right"
    return f"{abs(seconds):.0f} s {'ahead' if seconds > 0 else 'behind'}"


def _rate_limit(headers: Mapping[str, str]) -> str:
    names = ("limit", "remaining", "reset")
    told = [headers.get(f"x-ratelimit-{name}") for name in names]
    if None in told:
        return "not said"
    return "{}, of which {} are left until {}".format(*told)


def _streaming(told: Told) -> str | None:
    match told:
        case entities.Instance(configuration=configuration):
            urls = configuration and configuration.urls
            return urls.streaming if urls else None
        case entities.InstanceV1(urls=urls):
            return urls.streaming_api
        case entities.NodeInfo():
            return None
