"""Cassettes: recorded requests and responses, as values, without secrets.

A `Recorder` records the traffic of any client as a `Cassette`, and a `Player` responds
from a cassette. The text of a cassette is JSON that people can read and review.
`mastodon_offline` keeps cassettes in files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar
from urllib.parse import urlsplit

from attrs import asdict, define, evolve, field, frozen
from attrs.validators import in_

from ..clients import AsyncClient, BlockingClient
from ..http import (
    CertificateError,
    HttpRequest,
    HttpResponse,
    NetworkError,
    NetworkTimeout,
    ResponseTooLarge,
)
from ..session import Outcome, Session, WireStep
from ..values import MastodonError
from ._masking import Mask
from ._normalized import NormalizedRequest, body_of, content_of
from ._stub import StubServer, around

C = TypeVar("C", bound="BlockingClient | AsyncClient")
Unanswered: TypeAlias = "NetworkError | ResponseTooLarge"

_NETWORK_ERRORS: Mapping[str, type[NetworkError]] = {
    cls.__name__: cls for cls in (NetworkTimeout, CertificateError, NetworkError)
}
_KINDS = (*_NETWORK_ERRORS, "ResponseTooLarge")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@frozen
class Failure:
    """The error of the transport, in place of a response."""

    kind: str = field(validator=in_(_KINDS))
    message: str
    sent: bool
    reused: bool = False

    def error(self) -> Unanswered:
        """Make the exception."""
        if self.kind == "ResponseTooLarge":
            return ResponseTooLarge(self.message)
        return _NETWORK_ERRORS[self.kind](
            self.message, sent=self.sent, reused=self.reused
        )


@frozen
class Interaction:
    """A request with its response or failure, at a time by the client's clock."""

    at: datetime
    request: NormalizedRequest
    outcome: HttpResponse | Failure


@frozen
class Cassette:
    """Recorded requests and responses, in order, without secrets."""

    interactions: tuple[Interaction, ...] = ()

    def player(self) -> Player:
        """Make a player that responds from this cassette, from its beginning."""
        return Player(self)

    def text(self) -> str:
        """Serialize the cassette as JSON; equal cassettes have equal texts."""
        tape = {
            "format": "mastodon-core cassette 1",
            "interactions": [_record(each) for each in self.interactions],
        }
        text = json.dumps(tape, indent=1, ensure_ascii=False)
        # JSON can contain lone surrogates, which UTF-8 cannot encode.
        return _LONE_SURROGATE.sub(lambda m: f"\\u{ord(m[0]):04x}", text) + "\n"

    @classmethod
    def from_text(cls, text: str) -> Cassette:
        """Parse the text of a cassette.

        Raises:
            ValueError: the text is not a cassette; the message names the place.
        """
        tape = _parsed(text)
        match tape:
            case {"format": "mastodon-core cassette 1", "interactions": list()}:
                records = enumerate(tape["interactions"])
                return cls(tuple(_interaction(*record) for record in records))
            case {"format": str(other)}:
                raise ValueError(f"not a cassette: unknown format {other[:50]!r}")
            case _:
                raise ValueError(
                    "not a cassette: 'format' or 'interactions' is missing"
                )


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not a cassette: {error}") from None


def _record(interaction: Interaction) -> Mapping[str, Any]:
    request, outcome = interaction.request, interaction.outcome
    record = {
        "at": interaction.at.astimezone(UTC).isoformat(),
        "request": {
            "method": request.method,
            "url": request.url,
            "body": request.content,
        },
    }
    if isinstance(outcome, Failure):
        return record | {"failure": asdict(outcome)}
    response = {"status": outcome.status, "headers": dict(outcome.headers)}
    return record | {"response": response | {"body": content_of(outcome.body)}}


def _interaction(index: int, record: Any) -> Interaction:
    try:
        match record:
            case {
                "at": str(at),
                "request": {"method": str(method), "url": str(url), "body": body},
                **rest,
            }:
                moment = datetime.fromisoformat(at)
                if moment.tzinfo is None:
                    raise ValueError("'at' must have a UTC offset")
                return Interaction(
                    moment, NormalizedRequest(method, url, body), _outcome(rest)
                )
            case _:
                raise ValueError("'at' or 'request' is missing or invalid")
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not a cassette: interactions[{index}]: {error}") from None


def _outcome(rest: Any) -> HttpResponse | Failure:
    match rest:
        case {"response": {"status": int(status), "headers": dict(), "body": body}}:
            headers = rest["response"]["headers"]
            if not all(isinstance(value, str) for value in headers.values()):
                raise ValueError("the value of a header must be a string")
            return HttpResponse(status=status, headers=headers, body=body_of(body))
        case {
            "failure": {
                "kind": kind,
                "message": str(message),
                "sent": bool(sent),
                "reused": bool(reused),
            }
        }:
            return Failure(kind, message, sent, reused)
        case _:
            raise ValueError("'response' or 'failure' is missing or invalid")


@define
class Recorder:
    """Records requests and responses of clients, without secrets.

    >>> from mastodon_core.testing import FakeMastodon, StubbedMastodon
    >>> recorder = Recorder()
    >>> mastodon = recorder.around(FakeMastodon)(user="ada")
    >>> mastodon.me().acct
    'ada'
    >>> StubbedMastodon(recorder.cassette.player()).me().acct
    'ada'

    Args:
        mask: Masks the secrets; its `Mask.learn` adds further ones.
    """

    mask: Mask = field(factory=Mask)
    _interactions: list[Interaction] = field(factory=list[Interaction], init=False)

    @property
    def cassette(self) -> Cassette:
        """The interactions so far.

        They are masked again, as a secret may occur before the mask knows it.
        """
        return Cassette(tuple(self._hidden(each) for each in self._interactions))

    def _hidden(self, interaction: Interaction) -> Interaction:
        outcome = interaction.outcome
        hidden: HttpResponse | Failure = (
            evolve(outcome, message=self.mask.text(outcome.message))
            if isinstance(outcome, Failure)
            else self.mask.response(outcome)
        )
        request = self.mask.normalized(interaction.request)
        return Interaction(interaction.at, request, hidden)

    def observe(
        self, request: HttpRequest, outcome: HttpResponse | Unanswered, at: datetime
    ) -> None:
        """Record a request and its response or error."""
        masked = self.mask.request(request)
        if isinstance(outcome, HttpResponse):
            kept: HttpResponse | Failure = outcome
        else:
            kinds = [cls.__name__ for cls in type(outcome).__mro__]
            kind = next(name for name in kinds if name in _KINDS)
            # Without the host, which the session adds again during playback.
            message = MastodonError.__str__(outcome)
            kept = Failure(
                kind,
                message,
                sent=getattr(outcome, "sent", True),
                reused=getattr(outcome, "reused", False),
            )
        self._interactions.append(self._hidden(Interaction(at, masked, kept)))

    def around(self, client_class: type[C]) -> type[C]:
        """Make a class of clients that are recorded, and otherwise unchanged.

        Calls of the class, such as ``create_app``, are recorded too.
        """
        return around(client_class, self._handle_step)

    def _handle_step(
        self, step: WireStep, session: Session
    ) -> Generator[WireStep, Any, Outcome]:
        if not isinstance(step, HttpRequest):
            outcome: Outcome = yield step
            return outcome
        at = session.clock.now()
        try:
            response: HttpResponse = yield step
        except (NetworkError, ResponseTooLarge) as error:
            self.observe(step, error, at)
            raise
        self.observe(step, response, at)
        return response


@define
class Player(StubServer):
    """Replays a cassette: uses the first interaction that matches, each only once.

    A request matches by method, URL and body. Idempotency keys, multipart boundaries,
    the order of parameters, and secrets are ignored. A request without a match is an
    `AssertionError`. The clock starts at the first interaction and keeps up with later
    ones.
    """

    cassette: Cassette = field(factory=Cassette)
    _left: list[Interaction] = field(init=False, repr=False)
    _mask: Mask = field(factory=Mask, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._left = list(self.cassette.interactions)
        if self._left:
            self.now: datetime = self._left[0].at
        super().__attrs_post_init__()

    @property
    def base_url(self) -> str:
        """The base URL of the first request."""
        if not self.cassette.interactions:
            return super().base_url
        url = urlsplit(self.cassette.interactions[0].request.url)
        return f"{url.scheme}://{url.netloc}"

    @property
    def unplayed(self) -> tuple[Interaction, ...]:
        """The interactions that were not requested yet."""
        return tuple(self._left)

    def respond(self, request: HttpRequest, session: Session) -> HttpResponse:
        """Return the recorded response of the first interaction that matches."""
        wanted = self._mask.request(request)
        for interaction in self._left:
            if interaction.request.key == wanted.key:
                break
        else:
            left = "; ".join(str(each.request) for each in self._left[:5]) or "none"
            raise AssertionError(f"no recorded response to {wanted}; unplayed: {left}")
        self._left.remove(interaction)
        # Rate limits reset at recorded times, so the clock must keep up with them.
        self.now = max(self.now, interaction.at)
        if isinstance(interaction.outcome, Failure):
            raise interaction.outcome.error()
        return interaction.outcome
