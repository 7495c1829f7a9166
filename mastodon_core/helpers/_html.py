"""Convert the HTML of a status to the text that was typed.

Servers may send malicious HTML. Converting it takes time in proportion to its length,
at most 0.2 s for 300 kB.
"""

# Why lxml, measured with lxml 6.1, selectolax 1.0, nh3 0.3 and html5lib 1.1 on 300 kB
# (unless noted otherwise):
# - html.parser of Python 3.11.7, 3.12.1 and 3.13.0, which we support, and everything
#   built on it (html2text, Beautiful Soup): 40 kB of "<a " take 9 to 12 s, and the time
#   is quadratic. "<![" raises AssertionError, "&#" with 5000 digits ValueError. Later
#   releases fix this.
# - HTML 5 reopens unclosed elements in each paragraph. For "<b id=1><p><b id=2><p>" and
#   so on, selectolax runs out of 3 GB of memory, and nh3 and html5lib need more than
#   10 s.
# - lxml takes 0.1 s for these, as it reopens nothing, and a parser target needs no
#   tree. Depth makes it slow, see below. It keeps the names of elements and attributes
#   until the thread ends: an attacker's new names cost at most four times their length.
# Since lxml 6, with libxml2 2.14, it distinguishes tags from text as HTML 5 does.

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
# Mastodon removes these with their content, and does not search them for keywords.
_DROPPED = {
    *("iframe", "math", "noembed", "noframes", "noscript"),
    *("plaintext", "script", "style", "svg", "xmp"),
}
# Quotes and lists that are nested deeper are displayed at this level.
_MAX_LEVEL = 9
# For an end tag, libxml2 searches all open elements: 300 kB of "<b>" and then "</i>"
# would take 3 s. At this depth the parser starts over, outside all elements. Mastodon
# itself displays nothing of such a status.
_MAX_DEPTH = 400
# Characters to parse before the depth is checked again.
_PIECE = 1000


@define
class _Writer:
    """Writes the text, and keeps track of open quotes, lists and ``pre`` elements."""

    written: list[str] = Factory(list[str])
    breaks: int = 0
    """Line breaks to write before the next text."""
    marker: str = ""
    """The bullet or number of a list item that has no text yet."""
    lists: list[int] = Factory(list[int])
    """For each open list, the number of the next item; 0 if the list is unordered."""
    quotes: int = 0
    quotes_before: int = 0
    """The quote level of the text written last."""
    preformatted: int = 0
    """The number of open ``pre`` elements, in which line breaks are kept."""

    def start(self, tag: str) -> None:
        if tag == "br":
            self.breaks += 1
            return
        self._break_lines(tag)
        if tag in {"td", "th"}:
            self.text(" ")
        elif tag == "blockquote":
            self.quotes += 1
        elif tag == "pre":
            self.preformatted += 1
        elif tag in _LISTS:
            self.lists.append(1 if tag == "ol" else 0)
        elif tag == "li":
            number = self.lists[-1] if self.lists else 0
            indent = "  " * (min(len(self.lists), _MAX_LEVEL) - 1)
            self.marker = indent + (f"{number}. " if number else "- ")
            if number:
                self.lists[-1] += 1

    def end(self, tag: str) -> None:
        if tag == "li":
            self.marker = ""
        elif tag in _LISTS and self.lists:
            self.lists.pop()
        self._break_lines(tag)
        if tag == "blockquote":
            self.quotes = max(0, self.quotes - 1)
        elif tag == "pre":
            self.preformatted = max(0, self.preformatted - 1)

    def text(self, text: str) -> None:
        if not self.preformatted:
            # Spaces were typed by the author, and Mastodon keeps them; line breaks only
            # format the HTML.
            text = _SPACE.sub(_fold, text)
            if self.breaks or not self.written or self.marker:
                text = text.lstrip("\n") if text.strip(" \t\n") else ""
            text = text.replace("\n", " ")
        self.write(text)

    def write(self, text: str) -> None:
        if not text:
            return
        quotes = min(self.quotes, _MAX_LEVEL)
        line = "\n" + "> " * quotes
        if not self.written:
            self.written.append(line[1:])
        elif self.breaks:
            # An empty line between two quotes has the lower level of the two.
            empty = "\n" + "> " * min(quotes, self.quotes_before)
            self.written.append(empty * (self.breaks - 1) + line)
        self.written.append(self.marker + text.replace("\n", line))
        self.quotes_before, self.breaks, self.marker = quotes, 0, ""

    def _break_lines(self, tag: str) -> None:
        """Begin a new line or paragraph for this element, unless one has just begun."""
        if self.marker:
            return
        if tag in _PARAGRAPHS:
            # In a list, an empty line would look like the end of the list.
            self.breaks = max(self.breaks, 1 if self.lists else 2)
        elif tag in _LINES:
            self.breaks = max(self.breaks, 1)


@define
class _Target:
    """The parser target that lxml calls; it passes the content to the writer."""

    writer: _Writer = Factory(_Writer)
    depth: int = 0
    dropped: int = 0
    """The number of open elements that are removed with their content."""
    unwritten: list[str] = Factory(list[str])
    """Pieces of one text, which lxml splits anywhere."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._flush()
        self.depth += 1
        self.dropped += tag in _DROPPED
        if self.dropped:
            return
        if tag == "img":
            # Mastodon sends custom emoji as shortcodes. Other servers send images with
            # the shortcode as alt text.
            self.writer.write(attributes.get("alt", ""))
        else:
            self.writer.start(tag)

    def end(self, tag: str) -> None:
        self._flush()
        self.depth -= 1
        if not self.dropped:
            self.writer.end(tag)
        self.dropped -= tag in _DROPPED

    def data(self, text: str) -> None:
        if not self.dropped:
            self.unwritten.append(text)

    def close(self) -> None:
        self._flush()
        # Some releases of libxml2 do not close an element that is cut off.
        self.depth = self.dropped = 0

    def _flush(self) -> None:
        self.writer.text("".join(self.unwritten))
        self.unwritten.clear()


def _fold(space: re.Match[str]) -> str:
    """Return one line break for whitespace that has any, and other spaces unchanged."""
    return "\n" if space[0].strip(" \t\f") else space[0]


def text_of(html: str | None) -> str:
    """Convert HTML, such as a status's ``content``, to the text that was typed.

    Paragraphs are separated by an empty line, and ``<br>`` is a line break. Links are
    complete, including the parts that Mastodon's web pages hide; mentions, hashtags and
    the shortcodes of custom emoji are as typed. List items begin with ``-`` or a
    number, and each line of a quote with ``>``. Other markup is removed, and scripts
    with their content.

    It accepts any text, well-formed or not. The result is for reading and searching: it
    is not HTML, so escape it before you put it into a page.

    Args:
        html: The HTML. None, for a status without ``content``, gives an empty str.

    Raises:
        ImportError: ``lxml`` is not installed.
    """
    need("lxml", "html", "reading HTML")
    from lxml.etree import HTMLParser

    target = _Target()
    parser = HTMLParser(
        encoding="utf-8", huge_tree=True, target=cast("ParserTarget[None]", target)
    )
    parser.feed(_OUTSIDE)
    for piece in _pieces(html or ""):
        if target.depth > _MAX_DEPTH:
            parser.close()
            parser.feed(_OUTSIDE)
        parser.feed(piece.encode("utf-8", "replace"))
    parser.close()
    lines = "".join(target.writer.written).split("\n")
    return "\n".join(line.rstrip(" ") for line in lines)


# Without this, text before the first element would become a paragraph of its own.
_OUTSIDE = b"<body>"


def _pieces(html: str) -> Iterator[str]:
    """Split before tags."""
    start = 0
    while start < len(html):
        end = html.find("<", start + _PIECE)
        end = len(html) if end < 0 else end
        yield html[start:end]
        start = end
