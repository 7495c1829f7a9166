"""Sessions with a clock and randomness that the tests control."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from attrs import define

from mastodon_core import Credentials, Secret
from mastodon_core.transport import Clock, HttpResponse, Session

START = datetime(2024, 1, 1, tzinfo=UTC)
ACCOUNT: dict[str, Any] = {
    "id": "1",
    "username": "ada",
    "acct": "ada",
    "display_name": "Ada",
    "locked": False,
    "bot": False,
    "created_at": "2024-01-01T00:00:00.000Z",
    "note": "",
    "url": "https://x.example/@ada",
    "avatar": "https://x.example/a.png",
    "avatar_static": "https://x.example/a.png",
    "header": "https://x.example/h.png",
    "header_static": "https://x.example/h.png",
    "followers_count": 0,
    "following_count": 0,
    "statuses_count": 1,
    "emojis": [],
    "fields": [],
}
STATUS: dict[str, Any] = {
    "id": "7",
    "uri": "https://x.example/statuses/7",
    "created_at": "2024-01-02T03:04:05Z",
    "account": ACCOUNT,
    "content": "<p>hi</p>",
    "visibility": "public",
    "sensitive": False,
    "spoiler_text": "",
    "media_attachments": [],
    "mentions": [],
    "tags": [],
    "emojis": [],
    "reblogs_count": 0,
    "favourites_count": 0,
    "replies_count": 0,
}


@define
class Time:
    """A clock that the test sets, in seconds since `START`."""

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


def json_response(
    value: Any = STATUS, status: int = 200, **headers: str
) -> HttpResponse:
    """Return a JSON response; ``_`` in the name of a header stands for ``-``."""
    fields = {name.replace("_", "-"): text for name, text in headers.items()}
    return HttpResponse(status=status, headers=fields, body=json.dumps(value).encode())


TOKEN: dict[str, Any] = {
    "access_token": "new",
    "token_type": "Bearer",
    "scope": "read",
    "created_at": 1704067200,
    "expires_in": 1000,
    "refresh_token": "refresh-2",
}
"""The response to a refresh of the token of `expiring_session`."""


def expiring_session(time: Time, **options: Any) -> Session:
    """A session whose token expires 1000 seconds after `START`."""
    credentials = Credentials(
        base_url="x.example",
        client_id="app",
        access_token=Secret("old"),
        refresh_token=Secret("refresh"),
        expires_at=START + timedelta(seconds=1000),
    )
    return session(time, credentials=credentials, **options)
