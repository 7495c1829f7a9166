"""Cassettes: what was asked and answered, as a value, without secrets.

A `Recorder` stands between any client and its network and makes a `Cassette`; a
`Player` answers from one. The text of a cassette is JSON, for a person to read and to
review. Who keeps it in a file is not told here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar
from urllib.parse import urlsplit

from attrs import define, evolve, field, frozen
from attrs.validators import in_

from ..clients import AsyncClient, BlockingClient
from ..http import (
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
from ._stub import Outcome, StubServer, around

C = TypeVar("C", bound="BlockingClient | AsyncClient")
Unanswered: TypeAlias = "NetworkError | ResponseTooLarge"

_KINDS = ("NetworkTimeout", "NetworkError", "ResponseTooLarge")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@frozen
class Failure:
    """Why there was no response: what the transport raised."""

    kind: str = field(validator=in_(_KINDS))
    message: str
    sent: bool

    def error(self) -> Unanswered:
        """Make the exception again."""
        if self.kind == "ResponseTooLarge":
            return ResponseTooLarge(self.message)
        is_timeout = self.kind == "NetworkTimeout"
        error = NetworkTimeout if is_timeout else NetworkError
        return error(self.message, sent=self.sent)


@frozen
class Interaction:
    """One request and what came of it, at a time by the client's clock."""

    at: datetime
    request: NormalizedRequest
    outcome: HttpResponse | Failure


@frozen
class Cassette:
    """What was asked and answered, in order, without secrets."""

    interactions: tuple[Interaction, ...] = ()

    def player(self) -> Player:
        """Make what answers from this cassette, from its beginning."""
        return Player(self)

    def text(self) -> str:
        """Spell it as JSON; the same for equal cassettes."""
        tape = {
            "format": "mastodon-core cassette 1",
            "interactions": [_record(each) for each in self.interactions],
        }
        text = json.dumps(tape, indent=1, ensure_ascii=False)
        # UTF-8 has no bytes for what JSON can name.
        return _LONE_SURROGATE.sub(lambda m: f"\\u{ord(m[0]):04x}", text) + "\n"

    @classmethod
    def from_text(cls, text: str) -> Cassette:
        """Read what `text` gave.

        Raises:
            ValueError: it is something else; the message names the place.
        """
        tape = _parsed(text)
        match tape:
            case {"format": "mastodon-core cassette 1", "interactions": list()}:
                records = enumerate(tape["interactions"])
                return cls(tuple(_interaction(*record) for record in records))
            case {"format": str(other)}:
                raise ValueError(f"not a cassette of a known format: {other[:50]!r}")
            case _:
                raise ValueError("not a cassette: no format, or no interactions")


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
        names = {"kind": outcome.kind, "message": outcome.message, "sent": outcome.sent}
        return record | {"failure": names}
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
                    raise ValueError("a time without an offset")
                return Interaction(
                    moment, NormalizedRequest(method, url, body), _outcome(rest)
                )
            case _:
                raise ValueError("no time, or no request")
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not a cassette: interactions[{index}]: {error}") from None


def _outcome(rest: Any) -> HttpResponse | Failure:
    match rest:
        case {"response": {"status": int(status), "headers": dict(), "body": body}}:
            headers = rest["response"]["headers"]
            if not all(isinstance(value, str) for value in headers.values()):
                raise ValueError("a header that is no text")
            return HttpResponse(status=status, headers=headers, body=body_of(body))
        case {"failure": {"kind": kind, "message": str(message), "sent": bool(sent)}}:
            return Failure(kind, message, sent)
        case _:
            raise ValueError("neither a response nor a failure")


@define
class Recorder:
    """Writes down what clients ask and are answered, without the secrets of it.

    >>> from mastodon_core.testing import FakeMastodon, StubbedMastodon
    >>> recorder = Recorder()
    >>> mastodon = recorder.around(FakeMastodon)(user="ada")
    >>> mastodon.me().acct
    'ada'
    >>> StubbedMastodon(recorder.cassette.player()).me().acct
    'ada'

    Args:
        mask: Hides the secrets; it can be told of more of them.
    """

    mask: Mask = field(factory=Mask)
    _interactions: list[Interaction] = field(factory=list[Interaction], init=False)

    @property
    def cassette(self) -> Cassette:
        """What was written down so far.

        A secret may have stood in what came before it was known to be one.
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
        """Write down a request and what came of it."""
        masked = self.mask.request(request)
        if isinstance(outcome, HttpResponse):
            kept: HttpResponse | Failure = outcome
        else:
            kinds = [cls.__name__ for cls in type(outcome).__mro__]
            kind = next(name for name in kinds if name in _KINDS)
            # Without the host, which a session says when it meets the failure again.
            message = MastodonError.__str__(outcome)
            kept = Failure(kind, message, getattr(outcome, "sent", True))
        self._interactions.append(self._hidden(Interaction(at, masked, kept)))

    def around(self, client_class: type[C]) -> type[C]:
        """Make a client class that is written down: any client's, as it is otherwise.

        Class calls such as ``create_app`` are written down too.
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
    """Answers from a cassette: each interaction once, the first that matches.

    A request matches by method, URL and body. Idempotency keys, boundaries, the order
    of parameters and secrets do not count. What does not match is an `AssertionError`.
    Its time begins at that of the cassette, and keeps up with it.
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
        """Where the first request went."""
        if not self.cassette.interactions:
            return super().base_url
        url = urlsplit(self.cassette.interactions[0].request.url)
        return f"{url.scheme}://{url.netloc}"

    @property
    def unplayed(self) -> tuple[Interaction, ...]:
        """The interactions that nobody asked for yet."""
        return tuple(self._left)

    def respond(self, request: HttpRequest, session: Session) -> HttpResponse:
        """Give what was recorded."""
        wanted = self._mask.request(request)
        for interaction in self._left:
            if interaction.request.key == wanted.key:
                break
        else:
            left = "; ".join(str(each.request) for each in self._left[:5]) or "none"
            raise AssertionError(f"no recorded response to {wanted}; unplayed: {left}")
        self._left.remove(interaction)
        # A rate limit is lifted at a time of day, so ours must not stay behind.
        self.now = max(self.now, interaction.at)
        if isinstance(interaction.outcome, Failure):
            raise interaction.outcome.error()
        return interaction.outcome
