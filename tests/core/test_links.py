from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mastodon_core.http import links

names = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1)
values = st.text(st.characters(exclude_categories=["Cs"]))
PARTS = ("<", "<>;", "<>; a=", '<>; a="', "<>; a=b ", ", ", " ", " ;", '\\"')


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


@settings(max_examples=50)
@given(
    st.dictionaries(
        names, st.dictionaries(names, values | st.lists(values, min_size=1))
    )
)
def test_links_reads_back_what_was_written(written: dict[str, dict[str, Any]]) -> None:
    header = ", ".join(
        f'<https://x/?{_query(cursor)}>; rel="{rel}"' for rel, cursor in written.items()
    )
    assert links(header) == {
        rel: {
            name: value if isinstance(value, str) else tuple(value)
            for name, value in cursor.items()
        }
        for rel, cursor in written.items()
    }


def _query(cursor: dict[str, Any]) -> str:
    return urlencode(
        [
            (f"{name}[]" if isinstance(value, list) else name, text)
            for name, value in cursor.items()
            for text in (value if isinstance(value, list) else [value])
        ]
    )


@given(st.text() | st.lists(st.sampled_from(PARTS)).map("".join))
def test_links_accepts_any_text(header: str) -> None:
    for rel, cursor in links(header).items():
        assert rel.lower().split() == [rel]
        for name, value in cursor.items():
            assert isinstance(name, str)
            assert isinstance(value, str | tuple)


@pytest.mark.parametrize("part", PARTS)
def test_links_reads_300_kilobytes_of_one_part(part: str) -> None:
    """A quadratic pattern would take minutes here."""
    for start in ("", "<?a=1>; rel=next", '<?a=1>; rel="'):
        found = links(start + part * 300_000)
        assert all(cursor in ({}, {"a": "1"}) for cursor in found.values())
