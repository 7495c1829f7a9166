"""The repr of an entity, and what rich, IPython and ``help`` show of it."""

from __future__ import annotations

import inspect
import pydoc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NoReturn

import attrs
import pytest
from attrs import evolve, field, frozen
from hypothesis import given
from hypothesis import strategies as st
from mastodon_offline import strategies

from mastodon_core import Secret, entities
from mastodon_core.entities import Entity
from mastodon_core.testing import make

CLASSES = [
    found for name in entities.__all__ if attrs.has(found := getattr(entities, name))
]
ADA = make(entities.Account, id="1", acct="ada")
STATUS = make(
    entities.Status,
    id="109",
    created_at=datetime(2026, 11, 28, 12, 30, tzinfo=UTC),
    account=ADA,
    uri="https://example.social/109",
    content="<p>Hello, world!</p>",
    spoiler_text="",
    visibility="public",
)
MEDIA = make(entities.MediaAttachment, id="7", type="image", url="https://a.example/7")
OPTION = entities.PollOption(title="Yes", votes_count=3)
TOKEN = entities.Token(access_token=Secret("t0ken"), scope="read")


def test_an_entity_inherits_the_one_repr_of_all() -> None:
    assert CLASSES
    for cls in CLASSES:
        assert issubclass(cls, Entity)
        assert cls.__repr__ is Entity.__repr__


@pytest.mark.parametrize(
    ("entity", "line"),
    [
        (STATUS, "<Status 109 @ada 2026-11-28 'Hello, world!' +2 fields>"),
        (
            evolve(STATUS, media_attachments=(MEDIA, MEDIA), sensitive=True),
            "<Status 109 @ada 2026-11-28 'Hello, world!' +2 media +3 fields>",
        ),
        (
            evolve(STATUS, content=None, text="Hello"),
            "<Status 109 @ada 2026-11-28 'Hello' +2 fields>",
        ),
        (MEDIA, "<MediaAttachment 7 image url='https://a.example/7'>"),
        (
            evolve(MEDIA, description="A cat"),
            "<MediaAttachment 7 image 'A cat' +1 field>",
        ),
        (
            make(
                entities.Notification,
                id="34",
                type="mention",
                created_at=STATUS.created_at,
                account=evolve(ADA, acct="bob@b.example"),
                status=STATUS,
            ),
            "<Notification 34 mention @bob@b.example 2026-11-28 'Hello, world!'>",
        ),
        (
            make(entities.Report, id="3", target_account=ADA),
            "<Report 3 @ada>",
        ),
        (
            make(
                entities.StatusEdit,
                account=ADA,
                content="x",
                created_at=STATUS.created_at,
                spoiler_text="",
            ),
            "<StatusEdit @ada 2026-11-28 'x'>",
        ),
        (
            entities.FilterStatus(id="1", status_id="2"),
            "<FilterStatus 1 status_id='2'>",
        ),
        (OPTION, "<PollOption title='Yes' votes_count=3>"),
        (
            entities.PollOption(title="", votes_count=0),
            "<PollOption title='' votes_count=0>",
        ),
        (entities.Quote(state=entities.QuoteState.DELETED), "<Quote state='deleted'>"),
        (
            entities.Quote(state=entities.QuoteState.ACCEPTED, quoted_status=STATUS),
            "<Quote state='accepted' quoted_status=<Status 109>>",
        ),
        (
            entities.SearchV1(accounts=(), statuses=(STATUS,), hashtags=("a", "b")),
            "<SearchV1 statuses=(1 item) hashtags=('a', 'b') accounts=()>",
        ),
        (
            entities.NodeInfoServices(outbound=("x",), inbound=("long " * 9,)),
            "<NodeInfoServices outbound=('x',) inbound=(1 item)>",
        ),
        (
            entities.NodeInfoServices(outbound=("x",) * 7, inbound=()),
            "<NodeInfoServices outbound=(7 items)>",
        ),
        (
            entities.Rule(id="1", text="Be kind", translations={"de": ...}),  # type: ignore[dict-item]  # counted only
            "<Rule 1 'Be kind' +1 field>",
        ),
        (
            entities.ValidationError(error="no", details={"a": (), "b": ()}),
            "<ValidationError error='no' details=(2 items)>",
        ),
        (
            entities.TermsOfService(
                effective_date=date(2026, 1, 2), effective=True, content="<b>x</b>"
            ),
            "<TermsOfService effective_date=2026-01-02 effective=True content='x'>",
        ),
        (
            entities.Instance(domain="a.example", title="x" * 41, version="4" * 20),
            f"<Instance domain='a.example' title='{'x' * 40}...' +1 field>",
        ),
        (TOKEN, "<Token access_token=Secret('***') scope='read'>"),
        (
            entities.CollectionValidationError(
                error=entities.ValidationError(error="no", details={})
            ),
            "<CollectionValidationError error=<ValidationError>>",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_repr_identifies_an_entity_in_one_line(entity: Entity, line: str) -> None:
    assert repr(entity) == line


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("<p>One</p><p>two<br />three<br>four</p>", "'One two three four'"),
        ('<p><a href="https://b.example">@<span>bob</span></a> hi</p>', "'@bob hi'"),
        ("I &lt;3 it &amp; you&#39;re right", '"I <3 it & you\'re right"'),
        ("2 < 3 > 1", "'2 < 3 > 1'"),
        ("cut off <a href='x", "'cut off'"),
        ("<!-- a --><P>b</P>", "'b'"),
        ("x" * 40, f"'{'x' * 40}'"),
        ("x" * 41, f"'{'x' * 40}...'"),
        ("a\r\n\t\u2028b", "'a b'"),
        ("\x1b[31m\x00", r"'\x1b[31m\x00'"),
        ("\u202egnp", r"'\u202egnp'"),
        ("\ud800", r"'\ud800'"),
        ("\x07" * 41, f"'{chr(92)}x07" + r"\x07" * 9 + "...'"),
        ("&#" + "9" * 5000, "'\ufffd'"),
        ("<p>" * 10**6, "'' +2 fields"),
        ("<" * 10**6, f"'{'<' * 40}...'"),
        ("<a" * 10**6, f"'{'<a' * 20}...'"),
        (" " * 10**6, "'...'"),
    ],
    ids=lambda value: value[:20].encode("unicode_escape").decode(),
)
def test_text_is_plain_short_and_printable(content: str, shown: str) -> None:
    text = repr(evolve(STATUS, content=content))
    assert text.startswith(f"<Status 109 @ada 2026-11-28 {shown}")


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"id": "1 @eve"}, "<Status '1 @eve' @ada"),
        ({"id": "9" * 10**6}, f"<Status '{'9' * 40}...' @ada"),
        ({"account": evolve(ADA, acct="a\nb")}, "<Status 109 @'a b' 2026"),
        ({"account": evolve(ADA, acct="a" * 41)}, f"<Status 109 @'{'a' * 40}...' 2026"),
        # A program can pass anything where a type checker is not looking.
        ({"id": 7, "account": None}, "<Status 7 2026"),
        ({"created_at": "soon"}, "<Status 109 @ada 'soon' 'Hello"),
        ({"content": None, "media_attachments": 5}, "<Status 109 @ada 2026-11-28 +2 f"),
    ],
)
def test_unusual_values_are_marked(change: dict[str, Any], shown: str) -> None:
    assert repr(evolve(STATUS, **change)).startswith(shown)


class Broken:
    """Fails wherever a program might touch it."""

    def __repr__(self) -> NoReturn:
        raise ZeroDivisionError

    def __eq__(self, other: object) -> NoReturn:
        raise ZeroDivisionError

    def __bool__(self) -> NoReturn:
        raise ZeroDivisionError

    def __hash__(self) -> int:
        return 7


class Multiline:
    def __repr__(self) -> str:
        return "a\n" + "b" * 30


@frozen(kw_only=True)
class Local(Entity):
    """An entity of a program's own."""

    price: Decimal = Decimal(5)
    """In euros."""
    other: Any = None
    hidden: str = field(default="hunter2", repr=False)
    masked: str = field(default="hunter2", repr=lambda _: "***")
    many: list[int] = field(factory=list[int])


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Multiline(), f" other=a?{'b' * 11}...{'b' * 14}"),
        (10**5000, " other=<int>"),
        (-1.5, " other=-1.5"),
        (b"x" * 1000, f" other=b'{'x' * 11}...{'x' * 13}'"),
        ([Broken()], " other=(1 item)"),
        ({}, " other=(0 items)"),
        (frozenset({1}), " other=(1,)"),
        (TOKEN, " other=<Token>"),
        (OPTION, " other=<PollOption 'Yes'>"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_values_of_any_type_are_shown(value: Any, shown: str) -> None:
    text = repr(Local(other=value, hidden="secret", masked="secret"))
    assert text in (f"<Local{shown} many=()>", f"<Local many=(){shown}>")


def test_repr_of_a_broken_value_does_not_fail() -> None:
    assert repr(Local(other=Broken())).startswith("<Local other=<Broken instance at ")


def test_line_is_short_whatever_the_names_are() -> None:
    kind, name = "\n" + "L" * 200, "n" * 100
    body = {"__annotations__": {name: int}, name: 5}
    cls: type[Any] = frozen(type(kind, (Local,), body))
    assert repr(cls()) == f"<?{'L' * 39}... many=()>"
    assert repr(cls(**{name: 6})) == f"<?{'L' * 39}... many=() +1 field>"


def test_fields_without_a_value_are_left_out() -> None:
    assert repr(object.__new__(entities.Status)) == "<Status>"
    assert repr(Entity()) == "<Entity>"


LINES = st.sampled_from(["\n", "\x1b[2J", "\u202e", "<a", "&#", "\U000e0001" * 9])
HOSTILE = st.text(max_size=60) | st.lists(LINES, max_size=300).map("".join)


@given(st.sampled_from(CLASSES), st.data())
def test_repr_is_one_short_printable_line(
    cls: type[Entity], data: st.DataObject
) -> None:
    entity = data.draw(strategies.entity(cls))
    texts = [
        f.name for f in attrs.fields(cls) if isinstance(getattr(entity, f.name), str)
    ]
    changes = {name: data.draw(HOSTILE) for name in texts}
    text = repr(evolve(entity, **changes))  # type: ignore[misc]  # any of the classes
    assert re.fullmatch(rf"<{cls.__name__}( .*)?>", text)
    assert len(text) <= 160
    assert text.isprintable()


class Note(entities.Status):
    """A status with a method."""

    def shout(self) -> str:
        return "HI"


@frozen(kw_only=True)
class Rated(entities.Status):
    """A status with a field."""

    stars: int = 0


class Named(Rated):
    def __repr__(self) -> str:
        return "named"


def as_type(cls: type[Any], **more: Any) -> Any:
    own = {f.name: getattr(STATUS, f.name) for f in attrs.fields(entities.Status)}
    return cls(**own, **more)


def test_subclasses_have_the_same_repr_or_their_own() -> None:
    rest = "109 @ada 2026-11-28 'Hello, world!' +2 fields>"
    assert repr(as_type(Note)) == f"<Note {rest}"
    assert repr(as_type(Rated)) == f"<Rated {rest}"
    assert repr(as_type(Rated, stars=5)) == f"<Rated {rest.replace('2 f', '3 f')}"
    assert repr(as_type(Named)) == "named"
    again = type("Again", (Named,), {})
    assert repr(as_type(again)) == "named"


def test_a_class_may_take_options_of_another_base() -> None:
    class Base:
        def __init_subclass__(cls, table: str) -> None:
            cls.table = table

        table = ""

    class Row(Entity, Base, table="rows"):
        pass

    assert Row.table == "rows"
    assert repr(Row()) == "<Row>"


def test_rich_gets_all_fields_but_defaults() -> None:
    assert list(OPTION.__rich_repr__()) == [("title", "Yes"), ("votes_count", 3)]
    assert list(TOKEN.__rich_repr__()) == [
        ("access_token", Secret("t0ken")),
        ("scope", "read"),
    ]
    assert "t0ken" not in repr(list(TOKEN.__rich_repr__()))
    poll = entities.PollOption(title="No", votes_count=None)
    assert list(poll.__rich_repr__()) == [("title", "No")]
    assert list(Local().__rich_repr__()) == [("many", [])]


class Printer:
    """As much of IPython's pretty printer as an entity uses."""

    def __init__(self) -> None:
        self.printed = ""

    def text(self, text: str) -> None:
        self.printed += text

    def breakable(self) -> None:
        self.printed += "\n"

    def pretty(self, value: Any) -> None:
        # IPython takes the first class that has either of the two.
        for cls in type(value).__mro__:
            if "_repr_pretty_" in vars(cls):
                return value._repr_pretty_(self, False)
            if "__repr__" in vars(cls):
                break
        return self.text(repr(value))

    @contextmanager
    def group(self, indent: int, start: str, end: str) -> Iterator[None]:
        assert indent == len(start)
        self.text(start)
        yield
        self.text(end)


def pretty(value: Any) -> str:
    printer = Printer()
    printer.pretty(value)
    return printer.printed


def test_ipython_prints_all_fields_but_defaults() -> None:
    assert pretty(OPTION) == "PollOption(title='Yes',\nvotes_count=3)"
    assert pretty(TOKEN) == "Token(access_token=Secret('***'),\nscope='read')"
    nested = pretty(entities.Search(accounts=(), statuses=(), hashtags=()))
    assert nested == "Search(accounts=(),\nstatuses=(),\nhashtags=())"
    wrapped = entities.CollectionValidationError(
        error=entities.ValidationError(error="no", details={})
    )
    inner = "ValidationError(error='no',\ndetails={})"
    assert pretty(wrapped) == f"CollectionValidationError(error={inner})"
    assert pretty(as_type(Note)).startswith("Note(id='109',\n")
    assert pretty(as_type(Named)) == "named"


def test_ipython_does_not_follow_a_cycle() -> None:
    printer = Printer()
    OPTION._repr_pretty_(printer, True)
    assert printer.printed == "PollOption(...)"


def test_doc_of_a_class_lists_its_fields() -> None:
    assert inspect.getdoc(entities.PollOption) == (
        inspect.cleandoc(entities.PollOption.__doc__ or "")
    )
    for cls in CLASSES:
        lines = (inspect.getdoc(cls) or "").splitlines()
        start = lines.index("Attributes:")
        assert lines[start - 1] == ""
        named = [line.split()[0] for line in lines[start + 1 :] if line[4:5] != " "]
        assert named == [f.name for f in attrs.fields(cls)]
        assert max(map(len, lines)) <= 88


def test_help_shows_types_and_docstrings_of_fields() -> None:
    text = pydoc.render_doc(entities.CredentialAccount, renderer=pydoc.plaintext)
    assert " |      id (str)\n" in text
    assert " |      acct (str): ``user``" in text
    assert " |      source (CredentialAccountSource | None)\n" in text
    text = pydoc.render_doc(entities.HistoryEntry, renderer=pydoc.plaintext)
    assert " |      day (datetime): " in text
    assert " |      uses (int): " in text


def test_doc_of_an_own_class_has_its_fields_too() -> None:
    doc = inspect.getdoc(Local) or ""
    assert doc.startswith("An entity of a program's own.\n\nAttributes:\n    price")
    assert "    price (Decimal): In euros.\n    other (Any)\n" in doc
    assert (inspect.getdoc(Rated) or "").endswith("    stars (int)")
    # Without a docstring it has that of its base.
    assert inspect.getdoc(Named) == inspect.getdoc(Rated)

    @frozen
    class Inner(Entity):
        """In a function."""

        one: int
        """First."""

    expected = "In a function.\n\nAttributes:\n    one (int): First."
    assert inspect.getdoc(Inner) == Inner(one=1).__doc__ == expected


def test_doc_without_source_has_types_alone() -> None:
    scope: dict[str, Any] = {"__name__": "gone", "Entity": Entity, "frozen": frozen}
    source = (
        '@frozen\nclass Gone(Entity):\n    """No source."""\n    one: int\n    """x"""'
    )
    exec(source, scope)
    doc = inspect.getdoc(scope["Gone"])
    assert doc == "No source.\n\nAttributes:\n    one (int)"


def test_doc_without_fields_is_the_docstring() -> None:
    class Bare(Entity):
        """Nothing in it."""

    assert Bare.__doc__ == "Nothing in it."
