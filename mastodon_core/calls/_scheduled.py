"""Scheduled statuses, which servers may publish at once.

Older versions of Mastodon publish a status at once if its time is past, and Takahē,
Hollo and snac ignore the time. So a time in the past is refused before the request is
sent, and if a status comes back, it is a `PublishedNow`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from .. import entities
from ..http import DecodeError, HttpResponse
from ._answers import OfEntity
from ._carried_out import published_now
from ._request import Request

if TYPE_CHECKING:
    from ..decoding import Reader

T = TypeVar("T")


class Scheduled(OfEntity[T]):
    """A JSON object that is one entity, unless the server did not schedule it."""

    __slots__ = ()

    def parse(self, response: HttpResponse, request: Request[Any], reader: Reader) -> T:
        try:
            return reader.parse(response.body, self.entity)
        except DecodeError as error:
            misfit = error
        status = _status_in(response.body, reader)
        raise misfit if status is None else published_now(status)


def _status_in(body: bytes, reader: Reader) -> entities.Status | None:
    from ..decoding import Reader

    try:
        return Reader(converter=reader.converter).parse(body, entities.Status)
    except DecodeError:
        return None


def check_is_ahead(request: Request[Any], now: datetime) -> None:
    """Refuse to schedule a status for a time in the past.

    Raises:
        ValueError: the time is not after ``now``.
    """
    answer = getattr(request.answer, "answer", request.answer)
    if not isinstance(answer, Scheduled):
        return
    at = (request.json or {}).get("scheduled_at")
    if isinstance(at, datetime) and at <= now:
        raise ValueError(
            f"scheduled_at must be in the future, not {at:{_TO_THE_SECOND}}; the clock"
            f" of this client says {now:{_TO_THE_SECOND}}"
        )


_TO_THE_SECOND = "%Y-%m-%d %H:%M:%S %Z"
