"""Decoding a page of JSON: mastodon_core, bare JSON parsers, and Mastodon.py."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import orjson
from mastodon import return_types
from mastodon.types_base import try_cast_recurse
from measure import compare
from pages import HOME, NOTIFICATIONS, page

from mastodon_core import API, Request
from mastodon_core.calls import parse_response
from mastodon_core.transport import HttpResponse


def ours(request: Request[Any], body: bytes) -> object:
    return parse_response(request, HttpResponse(status=200, body=body))


def mastodon_py(kind: object, body: bytes) -> object:
    return try_cast_recurse(kind, json.loads(body))


def main() -> None:
    api = API()
    timeline = return_types.PaginatableList[return_types.Status]
    notifications = return_types.PaginatableList[return_types.Notification]
    for title, path, request, kind in (
        ("40 statuses", HOME, api.timeline_home(), timeline),
        ("40 notifications", NOTIFICATIONS, api.notifications(), notifications),
    ):
        body = page(path, 40)
        compare(
            f"decode a page of {title}, {len(body):,} bytes",
            "orjson.loads",
            {
                "orjson.loads": partial(orjson.loads, body),
                "json.loads": partial(json.loads, body),
                "mastodon_core": partial(ours, request, body),
                "Mastodon.py": partial(mastodon_py, kind, body),
            },
        )


if __name__ == "__main__":
    main()
