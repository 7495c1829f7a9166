import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastodon_core.http import links

names = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1)
values = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("", {}),
        ("nonsense", {}),
        ('<https://x/a?max_id=7>; rel="next"', {"next": {"max_id": "7"}}),
        ("<https://x/a?max_id=7>;rel=next", {"next": {"max_id": "7"}}),
        ("</a?max_id=7> ; REL = Next", {"next": {"max_id": "7"}}),
        ('<?a=1>; title="a, b; rel=\\"x\\""; rel="next last"',
         {"next": {"a": "1"}, "last": {"a": "1"}}),
        ('<?a=1,2>; rel="next", <?b=1>; rel="prev"',
         {"next": {"a": "1,2"}, "prev": {"b": "1"}}),
        ('<?a=1>; rel="next", <?a=2>; rel="next"', {"next": {"a": "1"}}),
        ('<?a=1>; rel="next"; rel="prev"', {"next": {"a": "1"}}),
        ("<?a=1>", {}),
        ("<?a=1>; rel", {}),
        ('<http://[?a=1>; rel="next", <?b=1>; rel="prev"', {"prev": {"b": "1"}}),
        ('<?t[]=1&t[]=2&a=>; rel="next"', {"next": {"t": ("1", "2"), "a": ""}}),
        ('<?t=1&t[]=2>; rel="next"', {"next": {"t": ("2",)}}),
    ],
)  # fmt: skip
def test_links_reads_the_headers_that_servers_send(header: str, found: object) -> None:
    assert links(header) == found


@given(st.text())
def test_links_accepts_any_text(header: str) -> None:
    links(header)


def test_links_takes_time_linear_in_the_header_length() -> None:
    for part in ("<", "<>;", "<>; a=", '<>; a="', "<>; a=b ", ", ", " ;", '\\"'):
        links('<?a=1>; rel="' + part * 20_000)
        links(part * 20_000)
