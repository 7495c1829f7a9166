"""The HTML of a status to the text that was typed.

Any server may send what was made to harm: what is read here takes time in proportion to
its length, 0.2 s for 300 kB at the worst.
"""

# Why lxml, measured with lxml 6.1, selectolax 1.0, nh3 0.3 and html5lib 1.1 on 300 kB
# (or less, where it says so):
# - html.parser of Python 3.11.7, 3.12.1 and 3.13.0, which we support, and so what
#   stands on it (html2text, Beautiful Soup): 40 kB of "<a " take 9 to 12 s, and eight
#   times as much takes 64 times as long. "<![" is an AssertionError, "&#" with 5000
#   digits a ValueError. Later releases are mended.
# - HTML 5 opens elements anew in each paragraph, as many as a hostile page has left
#   open: for "<b id=1><p><b id=2><p>" and on, selectolax finds 3 GB too little, nh3
#   and html5lib need more than 10 s.
# - lxml takes those in 0.1 s, as it reopens nothing and a target needs no tree. What
#   harms it is depth, see below. It keeps the names of elements and attributes until
#   the thread ends: new ones, sent to harm, cost four times their length at most.
# Since lxml 6, with libxml2 2.14, it tells tags and text apart as HTML 5 does.

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from attrs import Factory, define

from ..values import need

if TYPE_CHECKING:
    from lxml.etree import ParserTarget

_SPACE = re.compile(r"[ \t\n\r\f]+")
_LISTS = {"ul", "ol"}
_PARAGRAPHS = {
    *("p", "pre", "blockquote", "hr", "table", "dl", *_LISTS),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
_LINES = {"div", "li", "dt", "dd", "tr", "section", "article", "header", "footer"}
# What Mastodon removes whole, and does not look through for words either.
_DROPPED = {
    *("iframe", "math", "noembed", "noframes", "noscript"),
    *("plaintext", "script", "style", "svg", "xmp"),
}
# Deeper quotes and lists are shown as if they were that deep.
_DEEPEST = 9
# An end tag has libxml2 look through all elements that are open: 300 kB of "<b>" and
# then "</i>" would take 3 s. Below this depth reading begins anew, outside of all of
# them; Mastodon itself then shows nothing of a status.
_DEEPEST_ELEMENT = 400
# How much is read until the depth is looked at.
_PIECE = 1000


@define
class _Writer:
    """Text as it grows; what is open is counted, however deep."""

    written: list[str] = Factory(list[str])
    breaks: int = 0
    """Line breaks to write before the next text."""
    marker: str = ""
    """The mark of an item of which nothing is written yet."""
    lists: list[int] = Factory(list[int])
    """For each open list the number of its next item; 0 if its items have none."""
    quotes: int = 0
    quotes_before: int = 0
    """How deep the text was quoted that was written last."""
    kept_as_is: int = 0
    """How many of those are open in which the source's line breaks count."""

    def start(self, tag: str) -> None:
        if tag == "br":
            self.breaks += 1
            return
        self._bound(tag)
        if tag in {"td", "th"}:
            self.text(" ")
        elif tag == "blockquote":
            self.quotes += 1
        elif tag == "pre":
            self.kept_as_is += 1
        elif tag in _LISTS:
            self.lists.append(1 if tag == "ol" else 0)
        elif tag == "li":
            number = self.lists[-1] if self.lists else 0
            indent = "  " * (min(len(self.lists), _DEEPEST) - 1)
            self.marker = indent + (f"{number}. " if number else "- ")
            if number:
                self.lists[-1] += 1

    def end(self, tag: str) -> None:
        if tag == "li":
            self.marker = ""
        elif tag in _LISTS and self.lists:
            self.lists.pop()
        self._bound(tag)
        if tag == "blockquote":
            self.quotes = max(0, self.quotes - 1)
        elif tag == "pre":
            self.kept_as_is = max(0, self.kept_as_is - 1)

    def text(self, text: str) -> None:
        if not self.kept_as_is:
            # Authors type spaces, and Mastodon keeps them; line breaks in the source
            # are how programs lay out HTML.
            text = _SPACE.sub(_folded, text)
            if self.breaks or not self.written or self.marker:
                text = text.lstrip("\n") if text.strip(" \t\n") else ""
            text = text.replace("\n", " ")
        self.write(text)

    def write(self, text: str) -> None:
        if not text:
            return
        quotes = min(self.quotes, _DEEPEST)
        line = "\n" + "> " * quotes
        if not self.written:
            self.written.append(line[1:])
        elif self.breaks:
            # An empty line between two quotes belongs to what both are part of.
            empty = "\n" + "> " * min(quotes, self.quotes_before)
            self.written.append(empty * (self.breaks - 1) + line)
        self.written.append(self.marker + text.replace("\n", line))
        self.quotes_before, self.breaks, self.marker = quotes, 0, ""

    def _bound(self, tag: str) -> None:
        """Begin a new line, or a new paragraph, unless just that happened."""
        if self.marker:
            return
        if tag in _PARAGRAPHS:
            # Within a list, an empty line would look like its end.
            self.breaks = max(self.breaks, 1 if self.lists else 2)
        elif tag in _LINES:
            self.breaks = max(self.breaks, 1)


@define
class _Reader:
    """What lxml finds, as it wants to tell it, for the writer."""

    writer: _Writer = Factory(_Writer)
    depth: int = 0
    dropped: int = 0
    """How many of those elements are open of which nothing stays."""
    unwritten: list[str] = Factory(list[str])
    """Text in a row, which lxml cuts anywhere."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._write()
        self.depth += 1
        self.dropped += tag in _DROPPED
        if self.dropped:
            return
        if tag == "img":
            # Mastodon sends custom emoji as shortcodes, others as pictures with that
            # for those who do not see them.
            self.writer.write(attributes.get("alt", ""))
        else:
            self.writer.start(tag)

    def end(self, tag: str) -> None:
        self._write()
        self.depth -= 1
        if not self.dropped:
            self.writer.end(tag)
        self.dropped -= tag in _DROPPED

    def data(self, text: str) -> None:
        if not self.dropped:
            self.unwritten.append(text)

    def close(self) -> None:
        self._write()
        # Some releases of libxml2 leave a tag open that the text ends in.
        self.depth = self.dropped = 0

    def _write(self) -> None:
        self.writer.text("".join(self.unwritten))
        self.unwritten.clear()


def _folded(space: re.Match[str]) -> str:
    """A run of spaces as it is, or one line break for a run that has some."""
    return "\n" if space[0].strip(" \t\f") else space[0]


def text_of(html: str | None) -> str:
    """Turn HTML, such as a status's ``content``, into the text that was typed.

    Paragraphs are parted by an empty line, ``<br>`` breaks a line. Links come in full,
    with what Mastodon's pages hide of them; mentions and hashtags as they were
    written, custom emoji as shortcodes. Lists have ``-`` or numbers, and quotes ``>``
    before each line. Of other markup the text stays, and of scripts nothing.

    It takes any text, well-formed or not. It is for reading and searching: the outcome
    is no longer HTML, and must be escaped to stand in a page.

    Args:
        html: The HTML; None, as a status may have no ``content``, gives an empty text.

    Raises:
        ImportError: ``lxml`` is not installed.
    """
    need("lxml", "html", "reading HTML")
    from lxml.etree import HTMLParser

    reader = _Reader()
    parser = HTMLParser(
        encoding="utf-8", huge_tree=True, target=cast("ParserTarget[None]", reader)
    )
    parser.feed(_OUTSIDE)
    for piece in _pieces(html or ""):
        if reader.depth > _DEEPEST_ELEMENT:
            parser.close()
            parser.feed(_OUTSIDE)
        parser.feed(piece.encode("utf-8", "replace"))
    parser.close()
    lines = "".join(reader.writer.written).split("\n")
    return "\n".join(line.rstrip(" ") for line in lines)


# Without it, text that comes first would get a paragraph of its own.
_OUTSIDE = b"<body>"


def _pieces(html: str) -> Iterator[str]:
    """Cut before tags."""
    start = 0
    while start < len(html):
        end = html.find("<", start + _PIECE)
        end = len(html) if end < 0 else end
        yield html[start:end]
        start = end
