"""Logging in works however a server writes the times of a token."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from playing import carry_out
from sessions import START, Time, expiring_session, json_response, session

from mastodon_core import API, Credentials, Secret
from mastodon_core.transport import HttpRequest, WriteFile

api = API()
APP = Credentials(base_url="https://x.example", client_id="id", client_secret="secret")
TOKEN = {"access_token": "new", "token_type": "Bearer", "scope": "read"}
ABSENT = object()

CREATED = {
    "seconds": 1704067200,
    "milliseconds, as Hollo sends": 1795444154145,
    "seconds in a text": "1704067200",
    "a fraction": 1704067200.25,
    "ISO": "2024-01-01T00:00:00.000Z",
    "ISO with an offset": "2024-01-01T01:00:00+01:00",
    "ISO without an offset": "2024-01-01T00:00:00",
    "an empty text": "",
    "a word": "now",
    "null": None,
    "absent": ABSENT,
    "far away": 10**17,
    "an object": {},
}
LIFETIMES = {
    "seconds": (7200, 7200),
    "seconds in a text": ("7200", 7200),
    "a float, which is left out": (7200.0, None),
    "null": (None, None),
    "absent": (ABSENT, None),
    "zero": (0, None),
    "a negative number": (-1, None),
    "an empty text": ("", None),
    "a word": ("never", None),
    "more than a date can have": (10**25, None),
    "an object": ({}, None),
}
TIMES = {
    **{f"created_at: {k}": (v, 7200, 7200) for k, v in CREATED.items()},
    **{f"expires_in: {k}": (1704067200, *v) for k, v in LIFETIMES.items()},
}
each_token = pytest.mark.parametrize(
    ("created", "lifetime", "seconds"), TIMES.values(), ids=TIMES
)


def token(**times: Any) -> dict[str, Any]:
    return TOKEN | {name: v for name, v in times.items() if v is not ABSENT}


def moment(now: float, seconds: int | None) -> datetime | None:
    return None if seconds is None else START + timedelta(seconds=now + seconds)


@each_token
def test_log_in_computes_the_expiry_from_the_clock_of_the_client(
    created: Any, lifetime: Any, seconds: int | None
) -> None:
    ours = session(Time(50.0), credentials=APP)
    granted = token(created_at=created, expires_in=lifetime, refresh_token="next")
    call = api.log_in(code="code", scopes="read", to_file="user.txt")
    steps, returned = carry_out(ours, call, [json_response(granted), None])
    assert returned == "new"
    assert ours.credentials.access_token == Secret("new")
    assert ours.credentials.refresh_token == Secret("next")
    assert ours.credentials.expires_at == moment(50, seconds)
    written = steps[-1]
    assert isinstance(written, WriteFile)
    again = Credentials.from_user_text(written.text)
    assert again.expires_at == moment(50, seconds)


@each_token
def test_refresh_computes_the_next_expiry(
    created: Any, lifetime: Any, seconds: int | None
) -> None:
    time = Time(990)
    ours = expiring_session(time)
    granted = token(created_at=created, expires_in=lifetime)
    account = api.tag("cats")
    hashtag = {"name": "cats", "url": "https://x.example/tags/cats", "history": []}
    steps, _ = carry_out(
        ours, account, [json_response(granted), json_response(hashtag)]
    )
    urls = [step.url for step in steps if isinstance(step, HttpRequest)]
    assert urls == [
        "https://x.example/oauth/token",
        "https://x.example/api/v1/tags/cats",
    ]
    assert ours.credentials.expires_at == moment(990, seconds)
    # It is due again a minute before that, and not earlier.
    time.seconds = 990 + 7200 - 61
    steps, _ = carry_out(ours, account, [json_response(hashtag)])
    assert len(steps) == 1


@pytest.mark.parametrize(
    "expires", [0, 1795444154, "0", "2030-01-01T00:00:00Z", 1.5, "", None, {}, ABSENT]
)
def test_create_app_takes_any_expiry_of_the_secret(expires: Any) -> None:
    app: dict[str, Any] = {"client_id": "id", "client_secret": "secret"}
    if expires is not ABSENT:
        app["client_secret_expires_at"] = expires
    call = api.create_app("bot", api_base_url="x.example")
    ours = session(credentials=Credentials())
    assert carry_out(ours, call, [json_response(app)])[1] == ("id", "secret")
