"""Mask the secrets of a request where the error response to it repeats them."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from urllib.parse import quote_plus, unquote_plus

from attrs import evolve

from ._messages import HttpRequest, HttpResponse

# A shorter secret may be an ordinary word, and masking it would garble the text.
_MIN_LENGTH = 10


def without_echo(message: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return an error response in which no secret of the request is left.

    Some servers and proxies repeat what they got, and errors quote their words.
    """
    body = response.body
    # A secret may be a part of another one.
    for secret in sorted(set(_secrets(message)), key=len, reverse=True):
        for spelled in _spellings(secret):
            body = body.replace(spelled.encode(), b"***")
    return response if body == response.body else evolve(response, body=body)


def _secrets(message: HttpRequest) -> Iterator[str]:
    for text in message.secrets():
        # Those in a URL or form are like ``client_secret=s3cret%21``.
        for secret in (text, unquote_plus(text.partition("=")[2])):
            if len(secret) >= _MIN_LENGTH:
                yield secret


def _spellings(secret: str) -> tuple[str, ...]:
    return secret, quote_plus(secret), json.dumps(secret)[1:-1], html.escape(secret)
