"""The text of a status, from its HTML."""

from html import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mastodon_core._html import text_of

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
        ("<p>a<b", "a<b"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<p> a </p>\n<p>b</p>", " a\n\nb"),
    ],
)
def test_it_is_what_was_typed(html: str | None, text: str) -> None:
    assert text_of(html) == text


@given(st.text())
@example("<" * 1000)
@example("<a " + "'" * 1000)
@example("<![" * 1000)
@example("&#" + "9" * 5000)
@example(f'<img alt="&#{"9" * 5000}">')
@example("\ud800")
def test_no_text_is_too_much_for_it(html: str) -> None:
    assert isinstance(text_of(html), str)


@given(st.text("abc &<>'\"é"))
def test_what_was_typed_in_one_line_comes_back(text: str) -> None:
    assert text_of(f"<p>{escape(text)}</p>").strip() == text.strip()
