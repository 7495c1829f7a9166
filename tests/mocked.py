"""Replies that a server can send, and that tools for tests can play."""

from __future__ import annotations

import json
import os
import re
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import mastodon_requests
import requests
import trustme
from attrs import frozen

from mastodon_core import Hooks, MastodonError, Upload, Wait, entities, to_json
from mastodon_core.testing import make
from mastodon_core.testing.conformance import Reply, ok, whole
from mastodon_core.transport import HttpResponse, Sleep, WireStep

TOKEN = "t0ken-of-ada-1234567"
INSTANCE = b'{"uri": "x", "title": "X", "description": "", "version": "4", "urls": {}}'
STATUS = json.dumps(to_json(make(entities.Status, id="5"))).encode()
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
    """The effects of a call that a program can see."""

    result: object
    """The value, or the type and the text of the error."""
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


def header(request: bytes, name: str) -> str | None:
    """The value of a header in the bytes of a request."""
    head = request.partition(b"\r\n\r\n")[0].decode()
    pairs = (line.partition(": ") for line in head.split("\r\n"))
    return {key.lower(): value for key, _, value in pairs}.get(name)


def session_with_our_adapter() -> requests.Session:
    """A session as a caller makes one for a client."""
    session = requests.Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, mastodon_requests.Adapter())
    return session


def tls_of(authority: trustme.CA) -> ssl.SSLContext:
    """The context of a server on 127.0.0.1."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def run_pytest(folder: Path, *options: str, **environment: str) -> str:
    """Run pytest in a process of its own; returns the last line of its output."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    run = subprocess.run(
        [*command, *options, str(folder)],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout.splitlines()[-1]
