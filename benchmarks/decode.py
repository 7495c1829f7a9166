"""Decoding pages of JSON: mastodon_core and others, as multiples of orjson.loads.

orjson makes dicts, msgspec structs with the values of JSON, and the others objects with
enums and datetimes. ``--plot FILE`` draws the last table as SVG, too.
"""

from __future__ import annotations

import json
import logging
import platform
import sys
import tracemalloc
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pages
from attrs import frozen
from mastodon import return_types
from mastodon.types_base import try_cast_recurse
from measure import compare
from plot import dots
from rivals import with_cattrs, with_pydantic, with_structs

from mastodon_core import API, Request, entities
from mastodon_core.calls import parse_response
from mastodon_core.decoding import Reader, Tries
from mastodon_core.transport import HttpResponse

FLOOR = "orjson.loads"
OURS = "mastodon_core"
RESPONSE = "mastodon_core, with its pages"
GENERAL = "mastodon_core, pure Python"
BAD_ITEM = "mastodon_core, one bad item"

MASTODON_PY_PAIRS = 3
"""Mastodon.py takes hundreds of times as long as the others."""

api = API()


@frozen
class Page:
    """A response body, and how it is read."""

    name: str
    body: bytes
    request: Request[Any]
    type: Any
    kind: Any
    """What Mastodon.py casts it to."""


def all_pages() -> list[Page]:
    statuses: Any = return_types.PaginatableList[return_types.Status]
    home = api.timeline_home()
    status = tuple[entities.Status, ...]
    return [
        Page("statuses", pages.statuses(40), home, status, statuses),
        Page("synthetic statuses", pages.synthetic(), home, status, statuses),
        Page(
            "notifications",
            pages.page(pages.NOTIFICATIONS, 40),
            api.notifications(),
            tuple[entities.Notification, ...],
            return_types.PaginatableList[return_types.Notification],
        ),
        Page(
            "grouped notifications",
            pages.largest("/api/v2/notifications"),
            api.grouped_notifications(),
            entities.GroupedNotificationsResults,
            return_types.GroupedNotificationsResults,
        ),
        Page(
            "accounts",
            pages.accounts(40),
            api.account_followers("1"),
            tuple[entities.Account, ...],
            return_types.PaginatableList[return_types.Account],
        ),
        Page(
            "instance",
            pages.largest("/api/v2/instance"),
            api.instance(),
            entities.Instance,
            return_types.InstanceV2,
        ),
    ]


def ours(page: Page, *, may_try: bool = True) -> Callable[[bytes], object]:
    """Read bodies as a session does, with what it has learned from earlier ones.

    Args:
        may_try: False to use the general path only, as without msgspec.
    """
    tries = Tries(may_try=may_try)

    def read(body: bytes) -> object:
        return Reader(tries=tries).parse(body, page.type)

    # The fast path begins with the second response.
    read(page.body)
    return read


def whole(page: Page) -> Callable[[bytes], object]:
    """Parse responses, which also makes the requests for the pages around each."""
    tries = Tries()

    def parse(body: bytes) -> object:
        response = HttpResponse(status=200, body=body)
        return parse_response(page.request, response, tries=tries)

    return parse


def readers_of(page: Page) -> dict[str, Callable[[bytes], object]]:
    return {
        FLOOR: orjson.loads,
        "json.loads": json.loads,
        "msgspec Structs": with_structs(page.type),
        OURS: ours(page),
        RESPONSE: whole(page),
        GENERAL: ours(page, may_try=False),
        "pydantic": with_pydantic(page.type),
        "cattrs": with_cattrs(page.type),
    }


def speed(page: Page, pairs: int) -> dict[str, float]:
    readers = readers_of(page)
    parsed: Any = readers[RESPONSE](page.body)
    assert getattr(parsed, "rejected", ()) == ()
    items = isinstance(parsed, Sequence)
    typed = tuple(parsed) if items else getattr(parsed, "value", parsed)
    assert readers[OURS](page.body) == readers["cattrs"](page.body) == typed
    calls: dict[str, Callable[[], object]] = {
        name: partial(read, page.body) for name, read in readers.items()
    }
    if page.type == tuple[entities.Status, ...]:
        calls[BAD_ITEM] = partial(ours(page), pages.with_misfit(page.body))
    title = f"{page.name}, {len(page.body):,} bytes"
    ratios = compare(title, FLOOR, calls, pairs=pairs)
    peer = compare(
        f"{title}, Mastodon.py",
        FLOOR,
        {
            FLOOR: calls[FLOOR],
            "Mastodon.py": lambda: try_cast_recurse(page.kind, json.loads(page.body)),
        },
        pairs=MASTODON_PY_PAIRS,
    )
    return ratios | {"Mastodon.py": peer["Mastodon.py"]}


def memory(read: Callable[[bytes], object], body: bytes) -> tuple[float, float]:
    """Bytes that the result keeps, and that are in use at most, per byte of JSON."""
    read(body)
    tracemalloc.start()
    kept = read(body)
    now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return now / len(body), most / len(body)


def print_table(title: str, columns: list[str], rows: Mapping[str, list[str]]) -> None:
    """Print a table in Markdown."""
    print(f"\n{title} (Python {platform.python_version()})\n")
    print(f"| | {' | '.join(columns)} |")
    print(f"|---|{'---:|' * len(columns)}")
    for name, cells in rows.items():
        print(f"| {name} | {' | '.join(cells)} |")


def goals() -> dict[tuple[str, str], float]:
    """The goals, by the row and column of the tables."""
    statuses = 1.5 if sys.version_info < (3, 12) else 1.7
    return {
        (OURS, "statuses"): statuses,
        (OURS, "synthetic statuses"): statuses,
        (GENERAL, "statuses"): 3.0,
        (GENERAL, "synthetic statuses"): 3.0,
        (BAD_ITEM, "statuses"): 2.2,
        (BAD_ITEM, "synthetic statuses"): 2.2,
        (OURS, "kept"): 1.7,
        (OURS, "at most"): 2.0,
    }


def cell(row: str, column: str, value: float | None) -> str:
    """Format one ratio, with its goal if that is missed."""
    if value is None:
        return ""
    text = f"{value:.0f}" if value >= 100 else f"{value:.2f}"
    goal = goals().get((row, column))
    return text if goal is None or value <= goal else f"{text} (goal {goal})"


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--plot", type=Path, metavar="FILE")
    parser.add_argument("--pairs", type=int, default=21)
    options = parser.parse_args()
    # Each page with a misfit is logged.
    logging.disable()
    found = all_pages()
    ratios = {page.name: speed(page, options.pairs) for page in found}
    rows = {
        name: {column: ratios[column].get(name) for column in ratios}
        for name in {name: None for each in ratios.values() for name in each}
    }
    first = found[0]
    print_table(
        f"memory for {first.name}, in bytes per byte of JSON",
        ["kept", "at most"],
        {
            name: [
                cell(name, column, value)
                for column, value in zip(
                    ("kept", "at most"), memory(read, first.body), strict=True
                )
            ]
            for name, read in readers_of(first).items()
        },
    )
    print_table(
        f"CPU time to decode, in multiples of {FLOOR}",
        list(ratios),
        {
            name: [cell(name, column, value) for column, value in row.items()]
            for name, row in rows.items()
        },
    )
    if options.plot:
        options.plot.write_text(dots(rows, f"multiples of {FLOOR}"), "utf-8")


if __name__ == "__main__":
    main()
