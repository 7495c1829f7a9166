"""Writing a page of entities as JSON values: mastodon_core and plain cattrs."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from cattrs import Converter
from measure import compare
from pages import HOME, page

from mastodon_core import API, Secret, make_converter, to_json
from mastodon_core.calls import parse_response
from mastodon_core.entities._types import OpenEnum
from mastodon_core.transport import HttpResponse


def plain_converter() -> Converter:
    """Make a cattrs converter with hooks for the leaves of a status only."""
    converter = Converter(unstruct_collection_overrides={tuple: list})
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(
        datetime, lambda v: v.astimezone(UTC).isoformat().replace("+00:00", "Z")
    )
    converter.register_unstructure_hook(Secret, Secret.reveal)
    converter.register_unstructure_hook(OpenEnum, str.__str__)
    return converter


def first(make: Any, value: Any) -> object:
    """Write with a new converter, which generates its code."""
    return make().unstructure(value)


def main() -> None:
    body = page(HOME, 40)
    response = HttpResponse(status=200, body=body)
    statuses = tuple(parse_response(API().timeline_home(), response))
    plain = plain_converter()
    written = [to_json(status) for status in statuses]
    assert written == plain.unstructure(statuses)
    compare(
        f"write 40 statuses as JSON values; the text has {len(json.dumps(written)):,}"
        " bytes",
        "json.dumps",
        {
            "json.dumps": partial(json.dumps, written),
            "to_json": lambda: [to_json(status) for status in statuses],
            "plain cattrs": partial(plain.unstructure, statuses),
        },
    )
    compare(
        "write the first status, with a new converter",
        "plain cattrs",
        {
            "plain cattrs": partial(first, plain_converter, statuses[0]),
            "mastodon_core": partial(first, make_converter, statuses[0]),
        },
    )


if __name__ == "__main__":
    main()
