"""Plain text from the HTML of a status."""

import sys
from html import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mastodon_core.helpers._html import text_of

LINK = (
    '<a href="https://x.example/long"><span class="invisible">https://</span>'
    '<span class="ellipsis">x.example/lo</span><span class="invisible">ng</span></a>'
)
MENTION = '<span class="h-card"><a href="https://x/@ada">@<span>ada</span></a></span>'


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        (None, ""),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<p>one<br>two<br/>three</p>", "one\ntwo\nthree"),
        (f"<p>see {LINK}!</p>", "see https://x.example/long!"),
        (f"<p>{MENTION} hi</p>", "@ada hi"),
        ("<p>a &amp; b &lt;c&gt; &#x2764;</p>", "a & b <c> ❤"),
        ("<p>&#99999999999999999999;</p>", "\ufffd"),
        ("<p>one  two\n  three</p>", "one  two three"),
        ("a<!-- no -->b<?no?>c<!DOCTYPE x>d", "abcd"),
        ("a<!-- no end", "a"),
        ("a<script>no</script>b<script>no", "ab"),
        ("a</script>b", "ab"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<ol><li>a</li><li>b<ul><li>c</li></ul></li></ol>", "1. a\n2. b\n  - c"),
        ("<li>a</li>", "- a"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "- a\nb"),
        ("<ul><li></li><li>b</li></ul></ul>", "- b"),
        ("<blockquote><p>a</p><p>b</p></blockquote><p>c</p>", "> a\n>\n> b\n\nc"),
        ("</blockquote></pre>a", "a"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ('<p>:x: <img alt=":y:" src="u"><img alt=\'z\'><img src=q></p>', ":x: :y:z"),
        ("a < b <3 <", "a < b <3 <"),
        ("<p>a<b", "a"),
        ("<P>A<BR>B<IMG ALT=':X:'></P>", "A\nB:X:"),
        ("a<![CDATA[b]]>c", "ac"),
        ("a<svg>b<svg>c</svg>d</svg>e", "ae"),
        ("<svg>a</p>b</svg>c", "c"),
        ("<p>a\0b\ud800c</p>", "a\ufffdb?c"),
        ('<meta charset="utf-16">é', "é"),
        (" \n ", ""),
        ("<p>" + "ab \n" * 5000, "ab " * 4999 + "ab"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<p> a </p>\n<p>b</p>", " a\n\nb"),
    ],
)
def test_text_of_returns_the_text_as_it_was_typed(html: str | None, text: str) -> None:
    assert text_of(html) == text


@given(st.text())
@example("<" * 1000)
@example("<a " + "'" * 1000)
@example("<![" * 1000)
@example("&#" + "9" * 5000)
@example(f'<img alt="&#{"9" * 5000}">')
@example("\ud800")
@example("<svg a='")
def test_text_of_accepts_any_text(html: str) -> None:
    assert isinstance(text_of(html), str)


@given(st.integers(0, 1100))
def test_text_of_does_not_depend_on_where_its_input_is_split(length: int) -> None:
    before = "x" * length
    html = "<a b='<i>'>a</a>b<!-- <i> -->&amp;<script>if (a<b) {}</script><p>c<br>d</p>"
    assert text_of(before + html) == f"{before}ab&\n\nc\nd"


def test_text_of_starts_over_outside_all_elements_at_too_great_depth() -> None:
    deep = "<blockquote>" * 3 + "<b>" * 100_000
    assert text_of(f"<p>a</p>{deep}b") == "a\n\nb"


@pytest.mark.parametrize(
    "part",
    ["<", "<p>", "<b id=1><p>", "<ol><li>", "<svg>", "<a '", "<!--", "&", "\0", "</p>"],
)
def test_text_of_reads_long_repeated_input(part: str) -> None:
    much = part * (300_000 // len(part))
    assert isinstance(text_of(much), str)
    assert text_of(f"<p>a</p>{much}").startswith("a")


def test_text_of_without_lxml_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "lxml", None)
    with pytest.raises(ImportError, match=r"mastodon-core\[html\]") as missing:
        text_of("<p>a</p>")
    assert missing.value.name == "lxml"


@given(st.text("abc &<>'\"é"))
def test_text_of_gives_back_one_escaped_line(text: str) -> None:
    assert text_of(f"<p>{escape(text)}</p>").strip() == text.strip()
