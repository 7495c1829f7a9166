"""Every call that mastodon_mock has a route for, once with each transport."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import requests
from allow_list import AllowList
from every_call import call_everything
from mock_server import AwaitableClass, serving
from operations import OPERATIONS
from transport_classes import each_transport, is_blocking, run

# Calls that fail, and why: most need an object that the mock does not start with.
REFUSED = AllowList(
    "REFUSED",
    {
        "the mock has no such object": {
            "accept_multiple_notification_requests": "NotFound",
            "accept_notification_request": "NotFound",
            "admin_account_delete": "NotFound",
            "annual_report": "NotFound",
            "dismiss_multiple_notification_requests": "NotFound",
            "dismiss_notification_request": "NotFound",
            "follow_request_reject": "NotFound",
            "grouped_notification": "NotFound",
            "instance_privacy_policy": "NotFound",
            "notification_request": "NotFound",
            "status_quote_revoke": "NotFound",
            "suggestion_delete": "NotFound",
        },
        "it needs a code or an app, which only the tour has": {
            "app_verify_credentials": "Unauthorized",
            "oauth_token": "BadRequest",
        },
        "the mock reads a form there and no JSON, unlike servers": {
            "domain_block": "UnprocessableEntity",
            "featured_tag_create": "UnprocessableEntity",
            "featured_tag_delete": "NotFound",
        },
        "the mock says that the collection is null, so there is none": {
            "collection": "NotFound",
            "collection_create": "CarriedOut",
            "collection_item_add": "CarriedOut",
            "collection_update": "NotFound",
        },
    },
)


def routes(url: str) -> set[tuple[str, str]]:
    """The routes of the mock, with ``{}`` for each path parameter."""
    paths = requests.get(f"{url}/openapi.json", timeout=30).json()["paths"]
    return {
        (method.upper(), shape(path)) for path, each in paths.items() for method in each
    }


def shape(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


@each_transport
def test_every_call_with_a_route_succeeds_or_is_listed_as_refused(
    mastodon_class: Any, tmp_path: Path
) -> None:
    client_class = AwaitableClass() if is_blocking(mastodon_class) else mastodon_class
    with serving(tmp_path) as url:
        known = routes(url)
        implemented = [
            row
            for row in OPERATIONS
            if (row.method, shape(row.path)) in known and not row.is_stream
        ]
        # In the demo data of the mock, ada is the admin.
        admin = client_class(access_token="ada_token", api_base_url=url)
        caller = run(mastodon_class, call_everything, admin, implemented)
    outcomes = caller.outcomes
    refused = {name: what for name, what in outcomes.items() if what != "ok"}
    print(f"{len(outcomes)} of {len(OPERATIONS)} calls have a route,")
    print(f"{len(outcomes) - len(refused)} of them succeeded; the others: {refused}")
    lacking = [row.id for row in OPERATIONS if row not in implemented]
    print(f"without a route: {lacking}")
    assert refused == REFUSED
