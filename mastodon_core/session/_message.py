"""Build the complete HTTP message of a request: the last gate before a transport.

A `Request` was checked when it was made, and so were the options and credentials of a
session. A mapping in it may have changed since, so the request is checked again, and
then the message: its URL must belong to the instance, and each header must be one line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from attrs import evolve

from ..calls import Request, check_request, has_dot_segment
from ..http import Headers, HttpRequest, check_header_value, checked_headers
from ..values import Credentials, Secret, plain_text
from ._encoding import body_of, target_of

# All that an encoded URL needs, and nothing that parsers read in different ways: no
# user name, no backslash, which is a slash to some, no line break, which others remove.
_URL = re.compile(
    r"https?://[A-Za-z0-9._:\[\]-]+"
    r"(?P<path>/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)"
    r"(?:\?[A-Za-z0-9._~&=+%-]*)?"
)


def message_of(
    request: Request[Any],
    credentials: Credentials,
    *,
    user_agent: str,
    lang: str | None,
    random: Callable[[int], bytes],
) -> HttpRequest:
    """Build the message that sends a request to the instance of ``credentials``.

    Tokens are attached in this module, and nowhere else.

    Args:
        random: Draws the idempotency key and the multipart boundary.

    Raises:
        ValueError: the URL would not belong to the instance, or a part of the request
            cannot be sent.
    """
    check_request(request)
    headers: dict[str, str | Secret] = {
        "accept": "application/json",
        "user-agent": plain_text(user_agent),
    }
    for name, own_header in checked_headers(request.headers).items():
        if own_header is not None:
            headers[name] = own_header
    token = credentials.access_token
    if token is not None and not request.anonymous:
        headers["authorization"] = _bearer(token)
    if request.idempotent:
        own = request.idempotent
        headers["idempotency-key"] = (
            plain_text(own) if isinstance(own, str) else random(16).hex()
        )
    lang = request.lang or lang
    if lang is not None:
        headers["accept-language"] = plain_text(lang)
    body, content_type = body_of(request, random)
    if content_type is not None:
        headers["content-type"] = content_type
    for name, value in headers.items():
        check_header_value(
            f"the header {name}",
            value.reveal() if isinstance(value, Secret) else value,
            may_be_empty=True,
        )
    return HttpRequest(
        method=plain_text(request.method),
        url=_checked_url(str(credentials.base_url), target_of(request, lang)),
        headers=headers,
        body=body,
    )


def secrets_in(request: Request[Any]) -> tuple[str, ...]:
    """Name the parameters of a request that are secret, in words."""
    given = (request.query, request.json or {}, request.form)
    return tuple(
        name.replace("_", " ")
        for parameters in given
        for name, value in parameters.items()
        if isinstance(value, Secret)
    )


def _checked_url(base_url: str, target: str) -> str:
    """Join a base URL and a target that stays below it.

    Raises:
        ValueError: some parser could find another host in it, or another path.
    """
    url = base_url + target
    found = _URL.fullmatch(url)
    if (
        found is None
        or target[:1] != "/"
        or target[1:2] == "/"
        or has_dot_segment(found["path"])
    ):
        raise ValueError(f"the request must stay on {base_url}; its path leads away")
    return url


def with_bearer(message: HttpRequest, token: Secret) -> HttpRequest:
    """Return a message with this token in place of its own."""
    headers = Headers({**message.headers, "authorization": _bearer(token)})
    return message if headers == message.headers else evolve(message, headers=headers)


def _bearer(token: Secret) -> Secret:
    return Secret(f"Bearer {token.reveal()}")
