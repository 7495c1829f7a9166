"""Decodes every example of Mastodon's documentation in strict mode.

    python scripts/check_documentation.py path/to/documentation/content/en

The documentation has another licence, so none of it is kept here: run this by hand on
a checkout of its repository, for each release of Mastodon.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from mastodon_core import API, ApiError, DecodeError, catalog, entities
from mastodon_core.calls import Many, One, Request, parse_response
from mastodon_core.decoding import parse_json
from mastodon_core.transport import HttpResponse

Example: TypeAlias = "tuple[str, Request[Any] | None, int, str]"
FINE = {"decoded", "error response", "abridged, and the rest fits"}

_BLOCK = re.compile(
    r"^(?:```http\n(?P<line>.*)\n(?:.*\n)*?```"
    r"|(?P<rule>---)"
    r"|##### (?:.*?)(?P<status>\d{3}): .*"
    r"|## (?P<heading>.*)"
    r"|```json\n(?P<json>(?:.*\n)*?)```)$",
    re.MULTILINE,
)
_LINE = re.compile(r"([A-Z]+) (?:https://[^/]*)?(/[^ ?]*)")


def examples(folder: Path) -> Iterator[Example]:
    for page in sorted(folder.glob("methods/**/*.md")):
        request: Request[Any] | None = None
        status = 200
        for found in _BLOCK.finditer(page.read_text("utf-8")):
            if found["line"] is not None:
                request, status = _request(found["line"]), 200
            elif found["rule"] or found["heading"]:
                status = 200
            elif found["status"] is not None:
                status = int(found["status"])
            else:
                yield page.stem, request, status, found["json"]
    for page in sorted(folder.glob("entities/*.md")):
        text = page.read_text("utf-8")
        title = re.search(r"^title: (.*)$", text, re.MULTILINE)
        cls: Any = _entity(title[1].strip().strip("'\"")) if title else None
        heading = ""
        for found in _BLOCK.finditer(text):
            if found["heading"] is not None:
                heading = found["heading"]
            # Examples further down show single fields.
            elif found["json"] is not None and heading.startswith("Example"):
                many, one = Many[Any](cls), One[Any](cls)
                answer: Any = many if found["json"].startswith("[") else one
                asked = cls and Request[Any]("GET", "/", answer=answer)
                yield f"entities/{page.stem}", asked, 200, found["json"]


def _request(line: str) -> Request[Any] | None:
    asked = _LINE.match(line)
    if asked is None:
        return None
    path = re.sub(r":\w+", "109", asked[2])
    entry = catalog.match(asked[1], path)
    return None if entry is None else entry.request


def _entity(name: str) -> Any:
    first, *rest = name.split("::")
    parts = [rest[0], first, *rest[1:]] if first == "V1" else [first, *rest]
    return getattr(entities, "".join(parts), None)


def whole(body: str) -> tuple[str, bool]:
    """An example without its ellipses, and whether it had any."""
    cut = re.sub(r"^\s*(//.*|\.\.\.,?)$|(?<=[,{\[])\s*//.*$", "", body, flags=re.M)
    cut = re.sub(r"\.\.\.(?=\s*[}\]])", "", cut)
    return re.sub(r",(?=\s*[}\]])", "", cut), cut != body


def outcome(request: Request[Any] | None, status: int, text: str) -> str:
    text, is_cut = whole(text)
    body = text.encode()
    try:
        value = parse_json(body)
    except DecodeError:
        return "not JSON"
    if request is None:
        return "no such call or entity"
    if request.path == "/api/v1/statuses" and b'"scheduled_at"' in body:
        request = API().scheduled_status("7")
    keys: Any = value
    if isinstance(value, dict) and set(keys) == {"error"}:
        status = max(status, 400)
    try:
        parse_response(request, HttpResponse(status=status, body=body), strict=True)
    except ApiError:
        return "error response"
    except DecodeError as error:
        faults = str(error).partition("): ")[2].split("; ")
        if is_cut and all(fault.endswith(": missing") for fault in faults):
            return "abridged, and the rest fits"
        return f"does not fit: {error}"
    return "decoded"


def main() -> int:
    counts: Counter[str] = Counter()
    for page, request, status, text in examples(Path(sys.argv[1])):
        result = outcome(request, status, text)
        counts[result.partition(":")[0]] += 1
        if result not in FINE:
            path = request.path if request is not None else "?"
            print(f"{page} {path} {status}: {result}"[:220])
    print(dict(counts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
