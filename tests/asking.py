"""Raw requests to an instance, for what a well-behaved client would not ask."""

from __future__ import annotations

import json
from typing import Any

from mastodon_core import HttpRequest, HttpResponse
from mastodon_core.testing import OfflineInstance


def ask(
    instance: OfflineInstance,
    method: str,
    path: str,
    body: dict[str, Any] | None = None,
    *,
    token: str | None = None,
    key: str | None = None,
) -> HttpResponse:
    """Send JSON and give the response."""
    headers = {"content-type": "application/json"}
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    if key is not None:
        headers["idempotency-key"] = key
    return instance.handle(
        HttpRequest(
            method=method,
            url=f"{instance.base_url}{path}",
            headers=headers,
            body=b"" if body is None else json.dumps(body).encode(),
        )
    )


def said(response: HttpResponse) -> tuple[int, Any]:
    """The status and the error, or the whole document where there is none."""
    document = json.loads(response.body)
    known = isinstance(document, dict) and "error" in document
    return response.status, document["error"] if known else document
