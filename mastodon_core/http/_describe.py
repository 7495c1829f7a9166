"""Describe responses in error messages, on one line and without control characters."""

from __future__ import annotations

import re

from ..values import readable
from ._messages import HttpResponse

# Bytes. An error page can be a megabyte of HTML; its start is enough.
_EXCERPT = 200
_HEAD = 4000

# Bounded, as servers send any value.
_TYPE = r"(?ai)[a-z]{1,20}/[\w.+-]{1,60}"
_HTML = (
    rb"(?i)(?:\xef\xbb\xbf)?\s*(?:<\?xml\b[^>]*>\s*)?"
    rb"<(?:!--|(?:!doctype\s+html|html|head|title|body|h1)\b)"
)
_TITLE = rb"(?i)<(?:title|h1)\b[^<>]{0,200}>([^<]*)"
# Between the name of a page and that of its server. Takahe leaves the first one empty.
_SEPARATORS = "-\u2013\u2014|\u00b7:"


def is_html(body: bytes) -> bool:
    """Whether a body begins like an HTML page."""
    return re.match(_HTML, body) is not None


def media_type_suffix(response: HttpResponse) -> str:
    """Return a comma and the media type; empty if it is JSON or missing."""
    media_type = re.match(_TYPE, response.headers.get("content-type", ""))
    if media_type is None or media_type[0].endswith("json"):
        return ""
    return f", {media_type[0]}"


def request_id_suffix(response: HttpResponse) -> str:
    """Return a comma and the server's id of the request; empty if it sent none."""
    request_id = response.headers.get("x-request-id")
    return f", request {readable(request_id)}" if request_id else ""


def body_excerpt(response: HttpResponse) -> str:
    """Return the title of an HTML page if it has one, or the start of another body."""
    if is_html(response.body):
        titles = map(_title, re.findall(_TITLE, response.body[:_HEAD]))
        title = next(filter(_says_something, titles), None)
        return f"an HTML page: {title}" if title else "an HTML page"
    return _start(response.body) or "no explanation"


def _title(text: bytes) -> str:
    from html import unescape  # imported here: it loads a large table

    return readable(unescape(_start(text)))


def _says_something(title: str) -> bool:
    """Whether a title has a word, other than the name of the server."""
    return not title.startswith(tuple(_SEPARATORS)) and any(map(str.isalpha, title))


def _start(text: bytes) -> str:
    return readable(text[:_EXCERPT].decode(errors="replace"))
