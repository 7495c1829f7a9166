"""The HTML of a status to the text that was typed.

Each part is read once, whatever it is: any server may send what was made to harm, and
300 kB of it take 0.3 s at most.
"""

# Why no parser that others keep, measured with lxml 6.1, selectolax 1.0, nh3 0.3 and
# html5lib 1.1 on 300 kB (or less, where it says so):
# - html.parser of Python 3.11.7, 3.12.1 and 3.13.0, which we support, and so what
#   stands on it (html2text, Beautiful Soup): 40 kB of "<a " take 9 to 12 s, and eight
#   times as much takes 64 times as long; "<!--" and "<a b=c d" are alike. "<![" is an
#   AssertionError, "&#" with 5000 digits a ValueError. Later releases are mended.
# - HTML 5 opens elements anew in each paragraph, as many as a hostile page has left
#   open: for "<b id=1><p><b id=2><p>" and on, selectolax finds 3 GB too little, nh3
#   and html5lib need more than 10 s. "<ol><li>" in a row takes them 5 s and more.
# - lxml.etree.HTMLParser with a target takes it all, in 20 ms. But it is compiled code,
#   12 MB, that would be needed to match filters too; and what it makes of broken
#   HTML is up to the release of libxml2 that it finds.

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from attrs import Factory, define

_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-z][^\s/>]*+)"
    r"(?P<attributes>(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)>",
    re.ASCII | re.IGNORECASE,
)
_OPENING = re.compile("</?[a-z]", re.ASCII | re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"(?P<name>[^\s\"'/=>]++)\s*+=\s*+(?:\"(?P<quoted>[^\"]*+)\"|(?P<value>'[^']*+'|[^\s\"']++))"
)
# A tag that is longer is none; otherwise each "<" could have all of the rest read.
_LONGEST_TAG = 16 * 1024
_SPACE = re.compile(r"[ \t\n\r\f]+")
_NUMBER = re.compile(r"&#0*([0-9]+)")
_LISTS = {"ul", "ol"}
_PARAGRAPHS = {
    *("p", "pre", "blockquote", "hr", "table", "dl", *_LISTS),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
_LINES = {"div", "li", "dt", "dd", "tr", "section", "article", "header", "footer"}
# What Mastodon removes whole, and does not look through for words either.
_DROPPED = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in (
        *("iframe", "math", "noembed", "noframes", "noscript"),
        *("plaintext", "script", "style", "svg", "xmp"),
    )
}
# Deeper quotes and lists are shown as if they were that deep.
_DEEPEST = 9


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
    """
    writer = _Writer()
    for part in _parts(html or ""):
        if isinstance(part, str):
            writer.text(_unescaped(part))
            continue
        tag = part["name"].lower()
        if part["end"]:
            writer.end(tag)
        elif tag == "img":
            # Mastodon sends custom emoji as shortcodes, others as pictures with that
            # for those who do not see them.
            writer.write(_alternative(part["attributes"]))
        else:
            writer.start(tag)
    lines = "".join(writer.written).split("\n")
    return "\n".join(line.rstrip(" ") for line in lines)


def _parts(html: str) -> Iterator[str | re.Match[str]]:
    """Text and tags in turn; comments and what is dropped is in neither."""
    at = 0
    while at < len(html):
        before, at = at, html.find("<", at)
        if at < 0:
            yield html[before:]
            return
        yield html[before:at]
        if html.startswith(("<!", "<?"), at):
            close = "-->" if html.startswith("<!--", at) else ">"
            end = html.find(close, at)
            at = end + len(close) if end >= 0 else len(html)
        elif tag := _TAG.match(html, at, at + _LONGEST_TAG):
            at = tag.end()
            dropped = _DROPPED.get(tag["name"].lower())
            if dropped is None:
                yield tag
            elif not tag["end"]:
                end_tag = dropped.search(html, at)
                at = end_tag.start() if end_tag else len(html)
        else:
            # A tag without end goes on, and anything else is what somebody typed.
            length = _LONGEST_TAG if _OPENING.match(html, at) else 1
            yield html[at : at + length]
            at += length


def _alternative(attributes: str) -> str:
    for found in _ATTRIBUTE.finditer(attributes):
        if found["name"].lower() == "alt":
            text = found["quoted"] or (found["value"] or "").strip("'")
            return _unescaped(text)
    return ""


def _unescaped(text: str) -> str:
    # Python makes no number of more than some thousands of digits.
    return unescape(_NUMBER.sub(lambda number: f"&#{number[1][:8]}", text))
