"""Replies that a server can send, and that tools for tests can play."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import mastodon_requests
import requests
from attrs import frozen

from mastodon_core import Hooks, MastodonError, Upload, Wait
from mastodon_core.testing.conformance import Reply, ok, whole
from mastodon_core.transport import HttpResponse, Sleep, WireStep

TOKEN = "t0ken-of-ada-1234567"
INSTANCE = b'{"uri": "x", "title": "X", "description": "", "version": "4", "urls": {}}'
MEDIA = b'{"id": "7", "type": "image", "url": "https://x.example/7.png"}'

Played = tuple[int, dict[str, str], bytes]
"""Status, headers and body; ``URL`` in a header stands for that of the server."""


class Client(mastodon_requests.Mastodon):
    """A client that is never longer in a pause than 20 ms."""

    def perform(self, step: WireStep) -> HttpResponse | str | None:
        if isinstance(step, Sleep):
            time.sleep(min(step.seconds, 0.02))
            return None
        return super().perform(step)


@frozen
class Outcome:
    """All that a program can see of a call."""

    result: object
    """What it returned or raised."""
    waits: list[str]
    limits: list[tuple[str, int, int]]
    uploaded: list[int]


def outcome(
    call: Callable[[Any], object],
    url: str,
    *,
    session: requests.Session | None = None,
    **options: Any,
) -> Outcome:
    """Make a call with a new client."""
    waits, uploads = list[Wait](), list[Upload]()
    with Client(
        api_base_url=url,
        access_token=TOKEN,
        session=session,
        hooks=Hooks(on_wait=waits.append, on_upload=uploads.append),
        **options,
    ) as mastodon:
        try:
            result = call(mastodon)
        except MastodonError as error:
            result = (type(error), str(error))
        limits = mastodon.rate_limit_status().values()
    # Ports differ, and VCR.py and requests-cache read the whole of a response.
    shown = repr(result).replace(url, "URL").replace(url.partition("://")[2], "HOST")
    shown = re.sub(r"\d+ bytes or more", "too many bytes", shown)
    return Outcome(
        shown if isinstance(result, tuple) else result,
        [f"{wait.reason} of {wait.method}" for wait in waits],
        [(limit.name, limit.limit, limit.remaining) for limit in limits],
        [upload.sent for upload in uploads],
    )


def at(url: str, played: tuple[Played, ...]) -> list[Played]:
    """The replies as the server at that URL sends them."""
    return [
        (status, {n: v.replace("URL", url) for n, v in headers.items()}, body)
        for status, headers, body in played
    ]


def reply(status: int, headers: dict[str, str], body: bytes) -> Reply:
    """The bytes of a reply."""
    lines = [f"{name}: {value}" for name, value in headers.items()]
    return ok(whole(body, *lines, status=f"{status} {HTTPStatus(status).phrase}"))
