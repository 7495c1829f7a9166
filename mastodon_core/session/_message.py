"""Build the complete HTTP message of a request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..calls import Request
from ..http import HttpRequest
from ..values import Credentials
from ._encoding import body_of, target_of


def message_of(
    request: Request[Any],
    credentials: Credentials,
    *,
    user_agent: str,
    lang: str | None,
    random: Callable[[int], bytes],
) -> HttpRequest:
    """Build the message that sends a request to the instance of ``credentials``.

    The token is attached here, and nowhere else.

    Args:
        random: Draws the idempotency key and the multipart boundary.

    Raises:
        ValueError: a header has characters other than printable ASCII.
    """
    headers = {"accept": "application/json", "user-agent": user_agent}
    headers |= {k: v for k, v in request.headers.items() if v is not None}
    token = credentials.access_token
    if token is not None and not request.anonymous:
        headers["authorization"] = f"Bearer {token.reveal()}"
    if request.idempotent:
        own = request.idempotent
        headers["idempotency-key"] = own if isinstance(own, str) else random(16).hex()
    lang = request.lang or lang
    if lang is not None:
        headers["accept-language"] = lang
    body, content_type = body_of(request, random)
    if content_type is not None:
        headers["content-type"] = content_type
    for name, value in headers.items():
        if not (value.isascii() and value.isprintable()):
            raise ValueError(f"the header {name} must be printable ASCII")
    return HttpRequest(
        method=request.method,
        url=str(credentials.base_url) + target_of(request, lang),
        headers=headers,
        body=body,
    )
