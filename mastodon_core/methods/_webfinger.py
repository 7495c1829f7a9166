"""WebFinger: find the server that hosts an account."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any, cast
from urllib.parse import urlsplit

from ..http import DecodeError
from ..values import may_refer, normalize_base_url

_LINK = r"<(?:\w+:)?Link\b[^<>]*>"
_ATTRIBUTE = r"""\b(rel|template)\s*=\s*("[^"]*"|'[^']*')"""


def split_acct(acct: str) -> tuple[str, str]:
    """Split a full account name into username and host.

    >>> split_acct("@ada@example.org")
    ('ada', 'example.org')

    Raises:
        ValueError: ``acct`` is not a full account name.
    """
    user, _, host = acct.strip().removeprefix("acct:").removeprefix("@").partition("@")
    if not user or not host or "@" in host or "/" in host:
        raise ValueError(f"acct must be like ada@example.org, not {acct!r}")
    return user, host


def instance_at(url: str, asked: str) -> str:
    """Return the base URL of the server that another server's document links to.

    As with a redirect, a link from an https document must not lead to plain http, and
    one from the internet must not lead to this machine or a private network.

    Args:
        asked: The base URL of the server that the document came from.

    Raises:
        DecodeError: the URL is invalid or not allowed.
    """
    with suppress(ValueError):
        parts, origin = urlsplit(url), urlsplit(asked)
        base = normalize_base_url(
            f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}", allow_http=True
        )
        host = urlsplit(base).hostname or ""
        is_safe = parts.scheme == "https" or origin.scheme == "http"
        if is_safe and may_refer(origin.hostname or "", host):
            return base
    raise DecodeError(
        "the account's WebFinger link must be a valid http or https URL, and must not"
        " lead from https to http, or from the internet to a private network"
    )


def lrdd_template(text: str) -> str:
    """Find the WebFinger URL template in a host-meta document, XML or JSON.

    >>> lrdd_template('<XRD><Link rel="lrdd" template="https://a.b/?q={uri}"/></XRD>')
    'https://a.b/?q={uri}'

    Raises:
        DecodeError: the document has no ``lrdd`` link with a template.
    """
    links = _json_links(text) if text.lstrip().startswith("{") else _xml_links(text)
    for link in links:
        template = link.get("template")
        if link.get("rel") == "lrdd" and isinstance(template, str):
            return template
    raise DecodeError("the host-meta document has no lrdd link with a template")


def _json_links(text: str) -> list[dict[str, Any]]:
    from ..decoding import parse_json

    found: object = parse_json(text.encode()).get("links")
    links = cast("list[object]", found) if isinstance(found, list) else []
    return [cast("dict[str, Any]", link) for link in links if isinstance(link, dict)]


def _xml_links(text: str) -> list[dict[str, Any]]:
    from html import unescape  # imported here: it loads a large table

    # Not an XML parser, which would also process a DOCTYPE and expand entities.
    return [
        {name: unescape(value[1:-1]) for name, value in re.findall(_ATTRIBUTE, link)}
        for link in re.findall(_LINK, text)
    ]
