"""Any JSON is decoded, or raises one of our errors."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest
from attrs import frozen
from cattrs.errors import IterableValidationError
from hypothesis import given
from hypothesis import strategies as st
from mastodon_offline import strategies
from sessions import ACCOUNT, STATUS

from mastodon_core import DecodeError, entities, make_converter, to_json
from mastodon_core.decoding import Reader, Rejected, parse_json
from mastodon_core.entities._types import Id, Numeric, Timestamp

CLASSES = [
    found for name in entities.__all__ if attrs.has(found := getattr(entities, name))
]
any_entity = st.sampled_from(CLASSES)


def read(value: Any, cls: Any = entities.Status, **options: Any) -> Any:
    return Reader(**options).parse(json.dumps(value).encode(), cls)


@given(any_entity, st.data())
def test_entity_round_trips_as_json(cls: type, data: st.DataObject) -> None:
    entity = data.draw(strategies.entity(cls))
    written = json.loads(json.dumps(to_json(entity)))
    again = Reader(strict=True).parse(json.dumps(written).encode(), cls)
    assert to_json(again) == written


@given(any_entity, st.data())
def test_hostile_json_is_decoded_or_a_decode_error(
    cls: type, data: st.DataObject
) -> None:
    value = data.draw(strategies.hostile_json(cls))
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    try:
        found = Reader().parse(body, cls)
    except DecodeError:
        return
    assert isinstance(found, cls)


@given(any_entity, st.binary())
def test_any_bytes_are_decoded_or_a_decode_error(cls: type, body: bytes) -> None:
    try:
        found = Reader().parse(body, cls)
    except DecodeError:
        return
    assert isinstance(found, cls)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "not JSON but an empty body"),
        (b" \r\n", "not JSON but an empty body"),
        (b"<html>private", "not JSON but an HTML page"),
        (b"\xef\xbb\xbf\n<!DOCTYPE  HTML>", "not JSON but an HTML page"),
        (b"<h1>private", "not JSON but an HTML page"),
        (b"{", "not JSON: it is cut off after 1 characters"),
        (b'{"a": "private', "not JSON: it is cut off after 14 characters"),
        (b"<?xml?>", "not JSON: wrong after 0 of 7 characters"),
        ('["ä", x]'.encode(), "not JSON: wrong after 6 of 8 characters"),
        (b"[] private", "not JSON: wrong after 3 of 10 characters"),
        (b'["\xff"]', "not JSON: not UTF-8 after 2 of 5 bytes"),
        (b"\xff\xfe", "not JSON: it is cut off after 0 characters"),
        (b"[" * 100_000, "not JSON: nested too deeply"),
        (b'{"a":' * 100_000, "not JSON: nested too deeply"),
        (b"9" * 5000, "not JSON: a number in it is too long"),
        (b"NaN", "not JSON: NaN and Infinity are not numbers in JSON"),
        (b"-Infinity", "not JSON: NaN and Infinity are not numbers in JSON"),
    ],
    ids=lambda value: repr(value[:20]),
)
def test_parse_json_says_what_is_wrong_with_a_body(body: bytes, words: str) -> None:
    with pytest.raises(DecodeError) as caught:
        parse_json(body)
    assert str(caught.value) == words


def test_boosts_nested_too_deep_are_left_out() -> None:
    deep = STATUS
    for _ in range(2000):
        deep = STATUS | {"reblog": deep}
    reader = Reader()
    found = reader.structure(deep, entities.Status)
    # The boost that is too deep is left out, and those around it are not.
    assert [part.reason.partition(": ")[2] for part in reader.rejected] == [
        "nested too deeply"
    ]
    depth = 0
    while found.reblog is not None:
        found, depth = found.reblog, depth + 1
    assert reader.rejected[0].path == "$" + ".reblog" * (depth + 1)
    with pytest.raises(DecodeError, match="nested too deeply"):
        Reader(strict=True).structure(deep, entities.Status)


@frozen(kw_only=True)
class Chain:
    next: Chain


def test_objects_nested_too_deep_with_nothing_around_them_are_an_error() -> None:
    deep: dict[str, Any] = {}
    for _ in range(5000):
        deep = {"next": deep}
    with pytest.raises(DecodeError, match="^nested too deeply$"):
        Reader().structure(deep, Chain)


@frozen(kw_only=True)
class Sample:
    id: Id
    at: Timestamp | None = None
    flags: Numeric | None = None
    day: date | None = None
    ratio: float | None = None
    either: int | str | None = None


@pytest.mark.parametrize(
    ("name", "sent", "value"),
    [
        ("id", 7, "7"),
        ("id", -99, "-99"),
        ("at", 1704067200, datetime(2024, 1, 1, tzinfo=UTC)),
        ("at", "1704067200", datetime(2024, 1, 1, tzinfo=UTC)),
        ("at", 1704067200000, datetime(2024, 1, 1, tzinfo=UTC)),
        ("flags", "65536", 65536),
        ("flags", 65536, 65536),
        ("day", "2024-01-02", date(2024, 1, 2)),
        ("day", "2024-01-02T23:59:59Z", date(2024, 1, 2)),
        ("ratio", 2, 2.0),
        ("either", 7, 7),
        ("either", "7", "7"),
    ],
)
def test_values_are_converted_as_their_field_declares(
    name: str, sent: Any, value: Any
) -> None:
    found = getattr(read({"id": "1", name: sent}, Sample), name)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("name", "sent", "reason"),
    [
        ("id", None, "str expected, not NoneType"),
        ("id", 7.0, "str expected, not float"),
        ("at", "soon", "not a number in a string"),
        ("at", True, "int expected, not bool"),
        ("at", 10**30, "OverflowError|ValueError|OSError"),
        ("flags", "1e3", "not a number in a string"),
        ("day", "2024-13-01", "ValueError"),
        ("day", "2024-01-01T25:00:00", "ValueError"),
        ("day", "yesterday", "not RFC 3339"),
        ("ratio", "1.5", "float expected, not str"),
        ("ratio", 10**400, "OverflowError"),
        ("either", 1.5, "int or str expected, not float"),
        ("either", True, "int or str expected, not bool"),
    ],
)
def test_other_values_are_not_converted(name: str, sent: Any, reason: str) -> None:
    with pytest.raises(DecodeError, match=reason):
        read({"id": "1", name: sent}, Sample, strict=True)
    if name != "id":
        assert read({"id": "1", name: sent}, Sample) == Sample(id="1")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-01-01T00:00:00Z", datetime(2024, 1, 1, tzinfo=UTC)),
        ("2024-01-01T00:00:00.000Z", datetime(2024, 1, 1, tzinfo=UTC)),
        (
            "2024-01-01T01:00:00.123456+01:00",
            datetime(2024, 1, 1, 0, 0, 0, 123456, tzinfo=UTC),
        ),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_datetimes_of_every_server_are_decoded(text: str, moment: datetime) -> None:
    assert read(STATUS | {"created_at": text}).created_at == moment


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59.500000-00:01"]
)
def test_datetime_that_utc_cannot_express_is_written_with_its_offset(text: str) -> None:
    status = read(STATUS | {"created_at": text, "edited_at": text})
    written = to_json(status)
    assert (written["created_at"], written["edited_at"]) == (text, text)
    assert read(written) == status


def test_quote_and_shallow_quote_are_told_apart_by_their_keys() -> None:
    quoted = {"state": "accepted", "quoted_status": STATUS}
    full = read(STATUS | {"quote": quoted}).quote
    assert isinstance(full, entities.Quote)
    assert full.quoted_status.id == "7"
    shallow = read(STATUS | {"quote": {"state": "accepted", "quoted_status_id": "7"}})
    assert isinstance(shallow.quote, entities.ShallowQuote)
    both = read(STATUS | {"quote": {**quoted, "quoted_status_id": "7"}}).quote
    assert isinstance(both, entities.Quote)
    with pytest.raises(DecodeError, match=r"\$.quote: Quote or ShallowQuote expected"):
        read(STATUS | {"quote": "7"}, strict=True)


def test_unknown_enum_value_survives_decoding_copy_and_pickle() -> None:
    status = read(STATUS | {"visibility": "local"})
    visibility = status.visibility
    assert visibility == "local"
    assert visibility != entities.Visibility.PUBLIC
    assert visibility == entities.Visibility("local")
    assert hash(visibility) == hash("local")
    for other in (
        pickle.loads(pickle.dumps(visibility)),
        copy.copy(visibility),
        copy.deepcopy(visibility),
    ):
        assert other == visibility
        assert type(other) is entities.Visibility
    assert to_json(status)["visibility"] == "local"
    assert entities.Visibility("public") is entities.Visibility.PUBLIC
    assert visibility != 7
    odd: Any = 7
    with pytest.raises(ValueError, match="7 is not a valid Visibility"):
        entities.Visibility(odd)


def test_keys_that_are_not_identifiers_have_readable_names() -> None:
    versions = read({"@1x": "a", "@2x": "b"}, entities.InstanceThumbnailVersions)
    assert (versions.at_1x, versions.at_2x) == ("a", "b")
    assert to_json(versions) == {"@1x": "a", "@2x": "b"}
    with pytest.raises(DecodeError, match=r"\$.@1x: str expected, not int"):
        read({"@1x": 7}, entities.InstanceThumbnailVersions, strict=True)


def test_keys_of_a_mapping_are_kept() -> None:
    rule = {
        "id": "1",
        "text": "x",
        "translations": {"zh-TW": {"text": "y", "hint": ""}},
    }
    found = read(rule, entities.Rule)
    assert found.translations["zh-TW"].text == "y"
    with pytest.raises(DecodeError, match=r"dict expected, not list"):
        read(rule | {"translations": []}, entities.Rule, strict=True)
    odd = {"de": {"text": "y", "hint": ""}, "tok-6": 7}
    reader = Reader()
    body = json.dumps(rule | {"translations": odd}).encode()
    assert list(reader.parse(body, entities.Rule).translations) == ["de"]
    # A key that is data is never named.
    assert [(part.path, part.raw) for part in reader.rejected] == [
        ("$.translations.*", 7)
    ]


def test_misfit_is_left_out_of_the_innermost_list() -> None:
    bad = ACCOUNT | {"fields": [{}, {"name": "a", "value": "b"}, 3]}
    reader = Reader()
    status = reader.parse(
        json.dumps(STATUS | {"account": bad}).encode(), entities.Status
    )
    assert [field.name for field in status.account.fields] == ["a"]
    assert [part.path for part in reader.rejected] == [
        "$.account.fields[0]",
        "$.account.fields[2]",
    ]
    assert reader.rejected[1].raw == 3
    assert "$.account.fields[0].name: missing" in reader.rejected[0].reason


def test_rejected_item_is_kept_as_it_came() -> None:
    # One of its fields has bad items of its own, and another one is missing.
    good = {"id": "1", "title": "x", "context": ["home"], "filter_action": "warn"}
    bad: dict[str, Any] = good | {"context": [3, "home"]}
    del bad["filter_action"]
    reader = Reader()
    found = reader.parse_array(json.dumps([good, bad]).encode(), entities.Filter)
    assert len(found) == 1
    # What its own parts lost is not listed.
    assert reader.rejected == (Rejected("$[1]", "$[1].filter_action: missing", bad),)


def test_many_misfits_are_counted(caplog: pytest.LogCaptureFixture) -> None:
    reader = Reader()
    items = [STATUS if number % 2 else {} for number in range(400)]
    found = reader.parse_array(json.dumps(items).encode(), entities.Status)
    assert (len(found), reader.left_out("$")) == (200, 200)
    *kept, rest = reader.rejected
    assert [part.path for part in kept] == [f"$[{2 * n}]" for n in range(100)]
    assert rest == Rejected("$", "100 more parts do not fit", None)
    assert len(caplog.messages) == 1
    assert caplog.messages[0].endswith("; $[8].id: missing; and 195 more")


def test_one_part_above_the_most_is_counted() -> None:
    reader = Reader()
    reader.parse_array(json.dumps([{}] * 101).encode(), entities.Status)
    assert reader.rejected[-1].reason == "1 more part does not fit"


def test_reasons_and_errors_quote_no_content(caplog: pytest.LogCaptureFixture) -> None:
    reader = Reader()
    secret = [{"name": "tok-1", "url": ["tok-2"]}, "tok-3"]
    body = json.dumps(STATUS | {"tags": secret, "created_at": "2024-01-01T00:00:00Z"})
    reader.parse(body.encode(), entities.Status)
    assert len(reader.rejected) == 2
    assert "tok-" not in repr(reader.rejected) + caplog.text
    with pytest.raises(DecodeError) as caught:
        read(STATUS | {"created_at": "tok-4"})
    assert "tok-" not in str(caught.value)


def test_class_may_have_any_name() -> None:
    odd = attrs.make_class("Not a name", {"id": attrs.field(type=str)}, frozen=True)
    for _ in range(3):
        assert read({"id": "7"}, odd) == odd("7")


def test_custom_converter_is_used_by_its_reader_only() -> None:
    converter = make_converter()
    converter.register_structure_hook(str, lambda value, _: str(value).upper())
    found = Reader(converter=converter).parse(
        json.dumps(STATUS).encode(), entities.Status
    )
    assert found.content == "<P>HI</P>"
    # Other readers are not affected.
    assert read(STATUS).content == "<p>hi</p>"


def test_converter_that_recurses_too_deep_is_a_decode_error() -> None:
    def endless(value: Any, _: Any) -> Any:
        return endless(value, _)

    converter = make_converter()
    converter.register_structure_hook(Sample, endless)
    with pytest.raises(DecodeError, match="nested too deep"):
        read({"id": "1"}, Sample, converter=converter)


def test_array_error_of_a_custom_hook_is_a_misfit_of_the_array() -> None:
    def refuse(value: Any, type_: Any) -> Any:
        raise IterableValidationError("tok-5", [ValueError("tok-5")], type_)

    converter = make_converter()
    converter.register_structure_hook(Sample, refuse)
    with pytest.raises(DecodeError, match=r"^\$: IterableValidationError$"):
        read({"id": "1"}, Sample, converter=converter)


def test_decode_error_does_not_lead_to_exceptions_that_quote_the_response() -> None:
    with pytest.raises(DecodeError) as caught:
        read({"id": "tok-5"})
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


@frozen(kw_only=True)
class Counted:
    surely: Numeric
    perhaps: Numeric | None = None


@pytest.mark.parametrize("perhaps", [None, ""])
def test_empty_string_is_not_a_number(perhaps: str | None) -> None:
    found = read({"surely": "7", "perhaps": perhaps}, Counted)
    assert found == Counted(surely=7)
    with pytest.raises(DecodeError, match="not a number in a string"):
        read({"surely": ""}, Counted)
    with pytest.raises(DecodeError, match="not a number in a string"):
        read({"surely": "7", "perhaps": " "}, Counted, strict=True)


@frozen(kw_only=True)
class Picky:
    id: Id

    def __attrs_post_init__(self) -> None:
        raise ValueError("tok-5")


def test_value_that_its_class_refuses_is_a_misfit() -> None:
    reader = Reader()
    assert reader.parse_array(b'[{"id": "1"}]', Picky) == ()
    assert reader.rejected[0].reason == "$[0]: ValueError"


def test_entities_compare_hash_and_pickle() -> None:
    status = read(STATUS)
    assert status == read(STATUS)
    assert hash(status) == hash(read(STATUS))
    assert pickle.loads(pickle.dumps(status)) == status
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        status.content = "x"
