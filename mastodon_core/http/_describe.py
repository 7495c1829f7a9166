"""Describe a response in an error message, in a few safe words."""

from __future__ import annotations

import re

from ..values import readable
from ._messages import HttpResponse

# An error page can be a megabyte of HTML; the first lines are enough.
_EXCERPT = 200
_HEAD = 4000

# Servers send any value; a long one must not fill the line.
_TYPE = re.compile(r"[a-z]{1,20}/[\w.+-]{1,60}", re.ASCII | re.IGNORECASE)
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml\b[^>]*>\s*)?"
    rb"<(?:!doctype\s+html|html|head|title|body|h1)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(rb"<(?:title|h1)\b[^>]{0,200}>\s*([^<\s][^<]*)", re.IGNORECASE)


def is_html(body: bytes) -> bool:
    """Whether a body begins like an HTML page."""
    return _HTML.match(body) is not None


def media_type_unless_json(response: HttpResponse) -> str:
    """The media type after a comma; empty if it is JSON or not given."""
    kind = _TYPE.match(response.headers.get("content-type", ""))
    if kind is None or kind[0].endswith("json"):
        return ""
    return f", {kind[0]}"


def request_id_of(response: HttpResponse) -> str:
    """The server's id of the request after a comma; empty if it sent none."""
    name = response.headers.get("x-request-id")
    return f", request {readable(name)}" if name else ""


def excerpt(response: HttpResponse) -> str:
    """The title of an HTML page, or the start of any other body."""
    if is_html(response.body):
        title = _TITLE.search(response.body[:_HEAD])
        return f"an HTML page: {_start(title[1])}" if title else "an HTML page"
    return _start(response.body) or "no explanation"


def _start(text: bytes) -> str:
    return readable(text[:_EXCERPT].decode(errors="replace"))
