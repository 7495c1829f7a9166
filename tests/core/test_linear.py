"""Patterns over what servers send take time in proportion to its length."""

from __future__ import annotations

import ast
import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regex_steps import Mode, Text, TooManySteps, spans, steps

from mastodon_core.calls import (
    _async_refresh,
    _carried_out,
    _errors,
    _request_checks,
)
from mastodon_core.decoding import _leaves, _parsing
from mastodon_core.entities import _showing
from mastodon_core.helpers import _html, _software, _web_push
from mastodon_core.http import _describe, _files, _headers, _links, _messages
from mastodon_core.methods import _webfinger, discovery
from mastodon_core.servers import _capabilities
from mastodon_core.session import _log, _message
from mastodon_core.transport import HttpResponse
from mastodon_core.values import _base_url, _dates, _hosts

ROOT = Path(__file__).parents[2]

# Module, pattern over text of servers, how it is used, and text that is bad for it:
# what follows "~" is repeated.
SERVER: list[tuple[str, str | bytes | re.Pattern[Any], Mode, tuple[str, ...]]] = [
    ("_links", _links._TARGET, "match", ("~ ", " ,~ ", "<~a", "~,", "~<")),
    (
        "_links",
        _links._PARAMETER,
        "match",
        ("~ ", "; ~a", "; a~ ", "; a=~ ", '; a="~\\', '; a="~a', "; a=~a", "~; "),
    ),
    (
        "_async_refresh",
        _async_refresh._PART,
        "search",
        ("~a", "id~ ", "id=~ ", 'id="~\\', '~id="', "~id= "),
    ),
    ("_carried_out", _carried_out._OPENING, "match", ("~ ", "{~ ")),
    ("_carried_out", _carried_out._CLOSING, "match", ("~ ",)),
    ("_carried_out", _carried_out._COLON, "match", ("~ ", ":~ ")),
    ("_carried_out", _carried_out._COMMA, "match", ("~ ", ",~ ")),
    (
        "_describe",
        _describe._HTML,
        "match",
        ("~ ", "<?xml~ ", "<?xml ?>~ ", "<?xml~>", "<!~-"),
    ),
    (
        "_describe",
        _describe._TITLE,
        "search",
        ("~<title", "<title~ ", "<h1>~ ", "~<title>", "~<h1 "),
    ),
    ("_describe", _describe._TYPE, "match", ("~a", "a/~a")),
    ("_errors", _errors._PLACE, "match", ("//~a", "//~@", "~//", "http://~a@", "//~:")),
    (
        "_messages",
        _messages._SECRET_QUERY,
        "search",
        ("~token", "~code=", "code=~a", "code=~&"),
    ),
    ("_dates", _dates._HTTP_DATE, "fullmatch", ("~1", "Tue, ~0")),
    ("_dates", _dates._NUMBER, "fullmatch", ("~1", "1.~1")),
    ("_leaves", _leaves.RFC_3339, "fullmatch", ("2024-01-01T00:00:00.~0", "~2")),
    (
        "_leaves",
        _leaves._LOOSE_RFC_3339,
        "fullmatch",
        ("2024-01-01T00:00:00.~0", "2024-01-01T00:00:00.0+~0", "~2"),
    ),
    (
        "_leaves",
        _leaves._WITHOUT_OFFSET,
        "fullmatch",
        ("2024-01-01T00:00:00.~0", "~2"),
    ),
    ("_leaves", _leaves._SECONDS, "fullmatch", ("~1", "1.~1")),
    ("_leaves", _leaves._DATE, "fullmatch", ("~2",)),
    ("_leaves", _leaves._NUMBER, "fullmatch", ("~1", "-~1")),
    ("_parsing", _parsing._SPACE, "match", ("~ ", "~\n~ ")),
    (
        "_webfinger",
        _webfinger._LINK,
        "search",
        ("~<", "<~a", "<a:~Link", "<Link~ ", "~<Link "),
    ),
    (
        "_webfinger",
        _webfinger._ATTRIBUTE,
        "search",
        ("~rel", "rel~ ", "rel=~ ", "~rel=", "rel=\"~rel='", "~rel='\"", "~rel "),
    ),
    (
        "discovery",
        discovery._NODEINFO_SCHEMA,
        "fullmatch",
        ("~http://", "http://nodeinfo.diaspora.software/ns/schema/2.~1"),
    ),
    (
        "_software",
        _software._IN_BRACKETS,
        "search",
        (
            "~(",
            "(~a",
            "(~really ",
            "(really~ ",
            "(compatible;~ ",
            "(really a/~1",
            "~(really ",
            "(~compatible; ",
        ),
    ),
    ("_software", _software._NAME_AND_VERSION, "match", ("~a", "a/~a", "~a.")),
    ("_software", _software._NUMBERS, "match", ("~1", "1.~1", "~1.")),
    ("_capabilities", _capabilities._PRE_RELEASE, "match", ("~1", "~.", "1~-")),
    ("_log", _log._REQUEST_ID, "fullmatch", ("~a",)),
    ("_base_url", _base_url._LABEL, "fullmatch", ("~a", "a~-")),
    ("_hosts", _hosts._NUMBER, "fullmatch", ("~1", "0x~a", "0~x")),
    ("_showing", _showing._BARE, "fullmatch", ("~a",)),
    ("_showing", _showing._BREAK, "search", ("~<br", "<br~ ", "~<", "~<br ")),
    ("_showing", _showing._TAG, "search", ("~<", "<~a", "~<a ", "~<a")),
    ("_html", _html._SPACE, "search", ("~ ", "~ a")),
    (
        "_web_push",
        _web_push._PARAMETER,
        "search",
        ("~salt", "salt~ ", "salt=~ ", "salt=~a", "~rs=", "~dh "),
    ),
    # A stored request may come from anywhere.
    ("_request_checks", _request_checks._METHOD, "fullmatch", ("~A", "~A ")),
    (
        "_request_checks",
        _request_checks._PATH,
        "fullmatch",
        ("/~a", "/~%20", "/~{a}", "/{~a", "~/", "/~a{", "~%"),
    ),
    ("_request_checks", _request_checks.TEMPLATE, "search", ("~{", "{~a", "~{a")),
    (
        "_request_checks",
        _request_checks._DOT_SEGMENT,
        "search",
        ("~/", "~/.", "/~.", "~/%2e", "~/..a"),
    ),
    ("_headers", _headers._NAME, "fullmatch", ("~a", "a~:")),
    ("_headers", _headers._PRINTABLE, "fullmatch", ("~a", "a~ ", "~ ", "~a ")),
    (
        "_files",
        _files._MIME_TYPE,
        "fullmatch",
        ("~a", "a/~a", "a/b~ ", "a/b~;", "a/b~; c=d", 'a/b;c="~a', 'a/b;c="~\\'),
    ),
    (
        "_message",
        _message._URL,
        "fullmatch",
        ("https://~a", "https://x/~a", "https://x/~?", "https://x/?~a", "~https://"),
    ),
]
# Each of these matches one character, or a run of one kind of it, so it is linear.
SIMPLE = {
    r"\\(.)",
    r"[\s\\\x00-\x1f\x7f\ud800-\udfff]",
    r"[\x00-\x1f\x7f-\x9f\\]",
    r"[.\[]",
    "[\u200c\u200d]",
    "[\u00df\u03c2]",
    "[\udc80-\udcff]",
    r"//[^/]*@",
    "[0-9]{1,10}",
    r"[\w.-]{1,100}",
    r"""[^!-~]+|["'\\]""",
}
# The patterns in these modules see only what the program itself passes.
OWN = {
    "mastodon_core/helpers/_status_length.py": "the user's own text",
    "mastodon_core/values/_credentials.py": "arguments and files of the user",
    "mastodon_core/entities/_field_docs.py": "source code",
    "mastodon_core/methods/accounts.py": "an argument of the user",
}


def compiled(pattern: str | bytes | re.Pattern[Any]) -> re.Pattern[Any]:
    return pattern if isinstance(pattern, re.Pattern) else re.compile(pattern)


def ids(row: tuple[Any, ...]) -> str:
    module, pattern, *_ = row
    return f"{module} {str(compiled(pattern).pattern)[:30]}"


def text_like(pattern: re.Pattern[Any], text: str) -> Text:
    return text.encode() if isinstance(pattern.pattern, bytes) else text


@pytest.mark.fuzz
@pytest.mark.parametrize("row", SERVER, ids=ids)
def test_each_pattern_reads_a_megabyte_in_linear_steps(row: Any) -> None:
    _, pattern, mode, bad = row
    regex = compiled(pattern)

    def count(shape: str, size: int) -> int:
        start, _, part = shape.partition("~")
        text = text_like(regex, start + part * (size // len(part)))
        return steps(regex, text, mode, bound=12 * size)

    # The worst shape is the same for any size.
    worst = max(bad, key=lambda shape: count(shape, 20_000))
    assert 0 < count(worst, 1_000_000) <= 12_000_000


@pytest.mark.fuzz
@pytest.mark.parametrize("row", SERVER, ids=ids)
def test_no_pair_of_parts_is_worse(row: Any) -> None:
    """Search for bad text: a start, and then a repeated pair of parts."""
    _, pattern, mode, bad = row
    regex = compiled(pattern)
    words = sorted({shape.replace("~", "") for shape in bad} | {"", "a", " "})
    for start, one, two in product(words, words, words):
        if part := one + two:
            text = text_like(regex, start + part * (300 // len(part)))
            steps(regex, text, mode, bound=12 * len(text) + 100)


@given(st.data())
def test_engine_that_counts_finds_what_re_finds(data: Any) -> None:
    _, pattern, mode, bad = data.draw(st.sampled_from(SERVER))
    regex = compiled(pattern)
    parts = [shape.replace("~", "") for shape in bad] + [
        "/",
        "x",
        ">",
        '"',
        "next",
        "1",
    ]
    text = text_like(regex, "".join(data.draw(st.lists(st.sampled_from(parts)))))
    if mode == "search":
        expected = [match.span() for match in regex.finditer(text)]
    else:
        found = getattr(regex, mode)(text)
        expected = [found.span()] if found else []
    assert spans(regex, text, mode) == expected


def test_counting_notices_a_quadratic_pattern() -> None:
    for bad, mode in ((r"\s*\s*x", "match"), (r"a+b", "search")):
        with pytest.raises(TooManySteps):
            steps(
                re.compile(bad), (" " if mode == "match" else "a") * 9999, mode, 10**6
            )
    assert steps(re.compile("a*b"), "a" * 9999, "match", 10**6) == 3 * 9999 + 3


def test_every_pattern_of_the_product_is_in_the_table() -> None:
    known = {compiled(pattern).pattern for _, pattern, _, _ in SERVER}
    for path in sorted((ROOT / "mastodon_core").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name in OWN or name.startswith("mastodon_core/testing/"):
            continue
        module = ast.parse(path.read_text())
        texts = {
            ast.unparse(node.args[0])
            for node in ast.walk(module)
            if isinstance(node, ast.Call)
            and ast.unparse(node.func).startswith("re.")
            and ast.unparse(node.func) != "re.escape"
        }
        values = vars(__import__(name[:-3].replace("/", "."), fromlist=["*"]))
        for text in texts:
            found = eval(text, dict(values))
            # A single character class cannot backtrack.
            assert found in known or found in SIMPLE, f"{name}: {found!r}"


def test_header_with_many_values_of_one_key_is_read_in_one_pass() -> None:
    header = f"<https://x.example/?{'id[]=7&' * 150_000}>; rel=next"
    (values,) = _links.links(header)["next"].values()
    assert values == ("7",) * 150_000


def test_megabyte_of_reasons_is_cut_to_a_few() -> None:
    body = b'{"error": "no", "errors": [' + b"[]," * 300_000 + b'"x"]}'
    caught = _errors.error_of(HttpResponse(status=422, body=body))
    assert caught.reasons == ("x",)
