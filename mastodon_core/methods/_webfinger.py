"""The names of accounts, and who answers for them."""

from __future__ import annotations

import re
from contextlib import suppress
from html import unescape
from typing import Any, cast
from urllib.parse import urlsplit

from .._errors import DecodeError
from .._parsing import parse_json

_LINK = re.compile(r"<(?:\w+:)?Link\b[^<>]*>")
_ATTRIBUTE = re.compile(r"""\b(rel|template)\s*=\s*("[^"]*"|'[^']*')""")


def split_acct(acct: str) -> tuple[str, str]:
    """Tell user and host of an account's full name.

    >>> split_acct("@ada@example.org")
    ('ada', 'example.org')

    Raises:
        ValueError: it is something else.
    """
    user, _, host = acct.strip().removeprefix("acct:").removeprefix("@").partition("@")
    if not user or not host or "@" in host or "/" in host:
        raise ValueError(f"acct must be like ada@example.org, not {acct!r}")
    return user, host


def origin_of(url: str) -> str:
    """The start of a URL, down to its host.

    Raises:
        DecodeError: it is no URL of the web.
    """
    with suppress(ValueError):
        parts = urlsplit(url)
        if parts.hostname and parts.scheme in {"https", "http"}:
            return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    raise DecodeError("a link of the account is no URL")


def lrdd_template(text: str) -> str:
    """Find in a host-meta, be it XML or JSON, where to ask about accounts.

    >>> lrdd_template('<XRD><Link rel="lrdd" template="https://a.b/?q={uri}"/></XRD>')
    'https://a.b/?q={uri}'

    Raises:
        DecodeError: it says nothing of it.
    """
    links = _json_links(text) if text.lstrip().startswith("{") else _xml_links(text)
    for link in links:
        template = link.get("template")
        if link.get("rel") == "lrdd" and isinstance(template, str):
            return template
    raise DecodeError("the host-meta names no URL for accounts")


def _json_links(text: str) -> list[dict[str, Any]]:
    links: object = parse_json(text.encode()).get("links")
    several = cast("list[object]", links) if isinstance(links, list) else []
    return [cast("dict[str, Any]", link) for link in several if isinstance(link, dict)]


def _xml_links(text: str) -> list[dict[str, Any]]:
    # A parser of XML would also do what is asked of it in a DOCTYPE.
    return [
        {name: unescape(value[1:-1]) for name, value in _ATTRIBUTE.findall(link)}
        for link in _LINK.findall(text)
    ]
