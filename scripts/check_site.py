"""Checks that the built documentation is complete and loads nothing from elsewhere."""

from __future__ import annotations

import importlib
import re
import sys
import zlib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

from packages import CORE_MODULES, PACKAGES

from mastodon_core import API

ROOT = Path(__file__).parents[1]
SITE = ROOT / "docs" / "_build" / "html"
MODULES = (
    *PACKAGES,
    *CORE_MODULES,
    "mastodon_offline.conformance",
    "mastodon_offline.strategies",
)
# Attributes that a browser fetches by itself, unlike links that a reader follows.
FETCHED = {
    ("audio", "src"),
    ("iframe", "src"),
    ("img", "src"),
    ("link", "href"),
    ("script", "src"),
    ("source", "src"),
    ("video", "src"),
}
LINKS_TO_FOLLOW = {"author", "canonical", "next", "prev", "search", "index", "help"}
ELSEWHERE = re.compile(r"(?:[a-z]+:)?//", re.IGNORECASE)
IN_STYLE = re.compile(r"""(?:url\(|@import)\s*['"]?((?:[a-z]+:)?//[^'")\s]*)""")


class Fetched(HTMLParser):
    """Collects the URLs that a page loads."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "link" and given.get("rel") in LINKS_TO_FOLLOW:
            return
        for name, value in attrs:
            if (tag, name) in FETCHED and value:
                self.urls.append(value)
        self.urls += IN_STYLE.findall(given.get("style") or "")


def described(site: Path) -> set[str]:
    """The names that the site describes."""
    data = (site / "objects.inv").read_bytes()
    *_, packed = data.split(b"\n", 4)
    lines = zlib.decompress(packed).decode().splitlines()
    return {line.split(" ", 1)[0] for line in lines if " py:" in line}


def public() -> Iterator[str]:
    """The names that users import, and the methods that they call."""
    for module in MODULES:
        loaded = importlib.import_module(module)
        for name in loaded.__all__:
            value = getattr(loaded, name)
            if not name.startswith("__") and not isinstance(value, ModuleType):
                yield f"{module}.{name}"
    for name in dir(API):
        if not name.startswith("_"):
            yield f"mastodon_core.API.{name}"


def missing(names: set[str]) -> list[str]:
    # A name that two modules export is described in one of them.
    ends = {name.rpartition(".")[2] for name in names}
    return [
        name
        for name in public()
        if name not in names and (".API." in name or name.split(".")[-1] not in ends)
    ]


def loaded_from_elsewhere(site: Path) -> Iterator[str]:
    for page in sorted(site.rglob("*.html")):
        parser = Fetched()
        parser.feed(page.read_text(encoding="utf-8"))
        for url in parser.urls:
            if ELSEWHERE.match(url):
                yield f"{page.relative_to(site)} loads {url}"
    for sheet in sorted(site.rglob("*.css")):
        for url in IN_STYLE.findall(sheet.read_text(encoding="utf-8")):
            yield f"{sheet.relative_to(site)} loads {url}"


def main() -> int:
    wrong = [f"not described: {name}" for name in missing(described(SITE))]
    wrong += loaded_from_elsewhere(SITE)
    print(
        "\n".join(wrong)
        or "every public name is described, nothing is loaded from elsewhere"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
