"""Sessions whose time and randomness the tests decide."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from attrs import define

from mastodon_core import Clock, Credentials, HttpResponse, Secret, Session

START = datetime(2024, 1, 1, tzinfo=UTC)
STATUS: dict[str, Any] = {
    "id": "7",
    "created_at": "2024-01-02T03:04:05Z",
    "account": {"id": "1", "acct": "ada"},
    "content": "<p>hi</p>",
    "visibility": "public",
}


@define
class Time:
    """Seconds since `START`, as the test says."""

    seconds: float = 0.0

    def clock(self) -> Clock:
        return Clock(lambda: self.seconds, self.now)

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)


def session(time: Time | None = None, **options: Any) -> Session:
    numbers = count(1)
    options.setdefault(
        "credentials",
        Credentials(base_url="x.example", access_token=Secret("token")),
    )
    return Session(
        clock=(time or Time()).clock(),
        random=lambda size: next(numbers).to_bytes(size, "big"),
        **options,
    )


def answer(value: Any = STATUS, status: int = 200, **headers: str) -> HttpResponse:
    """A JSON response; ``_`` in the name of a header stands for ``-``."""
    fields = {name.replace("_", "-"): text for name, text in headers.items()}
    return HttpResponse(status=status, headers=fields, body=json.dumps(value).encode())
