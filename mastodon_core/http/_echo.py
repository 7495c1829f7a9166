"""Mask the secrets of a request where the error response to it repeats them."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from urllib.parse import quote, quote_plus, unquote_plus

from attrs import evolve

from ._messages import HttpRequest, HttpResponse

MIN_SECRET_LENGTH = 10
"""A shorter secret may be an ordinary word, and masking it would garble the text."""


def without_echo(message: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return an error response in which no secret of the request is left.

    Some servers and proxies repeat what they got, and errors quote their words.
    """
    body = mask_echo(message, response.body)
    return response if body == response.body else evolve(response, body=body)


def mask_echo(message: HttpRequest, words: bytes) -> bytes:
    """Mask the secrets of a request in what a server says to it."""
    spelled = {text for secret in _secrets(message) for text in spellings(secret)}
    # One may be a part of another one.
    for text in sorted(spelled, key=len, reverse=True):
        words = words.replace(text.encode(), b"***")
    return words


def _secrets(message: HttpRequest) -> Iterator[str]:
    for text in message.secrets():
        # Those in a URL or form are like ``client_secret=s3cret%21``.
        for secret in (text, unquote_plus(text.partition("=")[2])):
            if len(secret) >= MIN_SECRET_LENGTH:
                yield secret


def spellings(secret: str) -> set[str]:
    """Spell a secret as it is, and as escaped in JSON, URLs and HTML."""
    escaped = json.dumps(secret)[1:-1]
    raw = json.dumps(secret, ensure_ascii=False)[1:-1]
    in_url = {quote(secret, safe=""), quote_plus(secret)}
    return {secret, escaped, raw, html.escape(secret), *in_url}
