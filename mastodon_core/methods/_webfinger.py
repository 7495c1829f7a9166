"""The names of accounts, and who answers for them."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any, cast
from urllib.parse import urlsplit

from ..decoding import parse_json
from ..http import DecodeError
from ..values import is_loopback, normalised

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


def instance_at(url: str, asked: str) -> str:
    """The base URL of the instance at a URL that another server names.

    What came over https does not lead to plain http, as it would not by a redirect,
    nor a server somewhere else to this machine.

    Args:
        asked: The base URL of the server that names it.

    Raises:
        DecodeError: there can be none.
    """
    with suppress(ValueError):
        parts, there = urlsplit(url), urlsplit(asked)
        base = normalised(
            f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}", allow_http=True
        )
        host = urlsplit(base).hostname or ""
        is_near = is_loopback(there.hostname or "")
        is_safe = parts.scheme == "https" or there.scheme == "http"
        if is_safe and (is_near or not is_loopback(host)):
            return base
    raise DecodeError("a link of the account leads to no server")


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
    from html import unescape  # with a large table, which few programs need

    # A parser of XML would also do what is asked of it in a DOCTYPE.
    return [
        {name: unescape(value[1:-1]) for name, value in _ATTRIBUTE.findall(link)}
        for link in _LINK.findall(text)
    ]
