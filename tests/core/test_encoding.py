"""Encoding of parameters as query, JSON, form and multipart."""

import json
import re
import tracemalloc
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import Enum, IntEnum, StrEnum
from http import HTTPMethod
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st
from sessions import session

from mastodon_core import UNSET, Credentials, Param, Request, Secret
from mastodon_core.calls import (
    Empty,
    clearable,
    id_of,
    ids_of,
    moment_of,
    seconds_of,
    texts_of,
)
from mastodon_core.transport import (
    NULL,
    BodyReader,
    FileSource,
    HttpRequest,
    Multipart,
    Session,
)

MOMENT = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)


# The str() of such a member is its name.
class Word(str, Enum):  # noqa: UP042
    A = "alpha"


class MimeType(str, Enum):  # noqa: UP042
    GIF = "image/gif"


class Plain(StrEnum):
    A = "alpha"


class Shouting(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "ALPHA"

    def __format__(self, spec: str) -> str:
        return "ALPHA"

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        return b"ALPHA"


class Count(int, Enum):
    A = 7


class Level(IntEnum):
    A = 7


class Share(float, Enum):
    A = 1.5


def message(ours: Session | None = None, **parts: Any) -> HttpRequest:
    request = Request("POST", "/api/v1/x", answer=Empty(), **parts)
    return (ours or session()).to_http(request)


@pytest.mark.parametrize(
    ("value", "native", "pairs"),
    [
        (None, ..., []),
        (NULL, None, [("p", "")]),
        ("a&b=c", "a&b=c", [("p", "a&b=c")]),
        ("", "", [("p", "")]),
        (7, 7, [("p", "7")]),
        (1.5, 1.5, [("p", "1.5")]),
        (True, True, [("p", "true")]),
        (False, False, [("p", "false")]),
        (Secret("s"), "s", [("p", "s")]),
        (MOMENT, "2024-01-02T03:04:05.000Z", [("p", "2024-01-02T03:04:05.000Z")]),
        (MOMENT.date(), "2024-01-02", [("p", "2024-01-02")]),
        (timedelta(minutes=5), 300, [("p", "300")]),
        (("a", "b"), ["a", "b"], [("p[]", "a"), ("p[]", "b")]),
        ([1, True], [1, True], [("p[]", "1"), ("p[]", "true")]),
        ((), [], []),
        (
            {"options": ("a", "b"), "expires_in": 300, "multiple": None},
            {"options": ["a", "b"], "expires_in": 300},
            [("p[options][]", "a"), ("p[options][]", "b"), ("p[expires_in]", "300")],
        ),
        (
            [{"name": "a"}, {"name": "b", "_destroy": True}],
            [{"name": "a"}, {"name": "b", "_destroy": True}],
            [("p[0][name]", "a"), ("p[1][name]", "b"), ("p[1][_destroy]", "true")],
        ),
        ({"a": {"b": {"c": "d"}}}, {"a": {"b": {"c": "d"}}}, [("p[a][b][c]", "d")]),
    ],
)
def test_each_kind_of_value_is_encoded_in_json_query_and_form(
    value: Param, native: Any, pairs: list[tuple[str, str]]
) -> None:
    body = message(json={"p": value}).body
    assert isinstance(body, bytes)
    assert json.loads(body) == ({} if native is ... else {"p": native})
    url = message(query={"p": value}).url
    assert parse_qsl(urlsplit(url).query, keep_blank_values=True) == pairs
    form = message(form={"p": value})
    assert isinstance(form.body, bytes)
    assert parse_qsl(form.body.decode(), keep_blank_values=True) == pairs
    expected = "application/x-www-form-urlencoded" if pairs else None
    assert form.headers.get("content-type") == expected


@pytest.mark.parametrize("word", [Word.A, Plain.A, Shouting("alpha")], ids=repr)
def test_subclass_of_str_is_sent_as_its_text_everywhere(word: str) -> None:
    parts: dict[str, Any] = {word: word, "list": [word], "map": {word: {word: word}}}
    pairs = [
        ("alpha", "alpha"),
        ("list[]", "alpha"),
        ("map[alpha][alpha]", "alpha"),
    ]
    file = FileSource(b"GIF", MimeType.GIF, word)
    token = Credentials(base_url="https://x.example", access_token=Secret(word))
    request: Request[None] = Request(
        HTTPMethod.POST,
        "/x/{id}",
        path_params={"id": word},
        query=parts,
        form=parts,
        files={"alpha": file},
        headers={"x-own": word},
        idempotent=word,
        lang=word,
        credentials=token,
        answer=Empty(),
    )
    sent = session().to_http(request)
    url = urlsplit(sent.url)
    assert (sent.method, url.path) == ("POST", "/x/alpha")
    assert parse_qsl(url.query) == [*pairs, ("lang", "alpha")]
    for name in ("x-own", "idempotency-key", "accept-language"):
        assert sent.headers[name] == "alpha"
    assert sent.headers["authorization"] == "Bearer alpha"
    assert {type(value) for value in sent.headers.values()} == {str}
    assert isinstance(sent.body, Multipart)
    assert sent.body.parts[:3] == tuple((name, text.encode()) for name, text in pairs)
    with BodyReader(sent.body, lambda path: pytest.fail(path)) as reader:
        assert b'filename="alpha"\r\nContent-Type: image/gif\r\n' in b"".join(reader)
    for place in ("json", "form"):
        sent = message(**{place: parts})
        assert isinstance(sent.body, bytes)
        assert sent.body.count(b"alpha") == 6
        assert b"ALPHA" not in sent.body


def test_path_of_a_subclass_of_str_is_sent_as_its_text() -> None:
    class Path(str, Enum):  # noqa: UP042
        A = "/alpha"

    for each in (Path.A, Shouting("/alpha")):
        sent = session().to_http(Request("GET", each, answer=Empty()))
        assert urlsplit(sent.url).path == "/alpha"
        assert type(sent.url) is str


@pytest.mark.parametrize(
    ("number", "text"), [(Count.A, "7"), (Level.A, "7"), (Share.A, "1.5")], ids=repr
)
def test_subclass_of_a_number_is_sent_as_its_digits(number: float, text: str) -> None:
    for place in ("json", "form"):
        sent = message(query={"a": number, "b": [number]}, **{place: {"a": number}})
        assert parse_qsl(urlsplit(sent.url).query) == [("a", text), ("b[]", text)]
        assert isinstance(sent.body, bytes)
        assert text.encode() in sent.body
        assert b"A" not in sent.body


def test_a_body_with_a_file_is_multipart() -> None:
    sent = message(
        files={"file": FileSource(b"GIF", "image/gif"), "thumbnail": None},
        form={"description": None, "focus": "0,0", "tags": ["a", "b"]},
    )
    assert isinstance(sent.body, Multipart)
    assert [name for name, _ in sent.body.parts] == [
        "focus",
        "tags[]",
        "tags[]",
        "file",
    ]
    boundary = sent.body.boundary
    assert sent.headers["content-type"] == f"multipart/form-data; boundary={boundary}"
    with BodyReader(sent.body, lambda path: pytest.fail(path)) as body:
        assert b"".join(body).count(boundary.encode()) == 5


def test_a_file_of_a_mebibyte_is_not_copied_before_it_is_sent() -> None:
    content = bytes(2**20)
    tracemalloc.start()
    try:
        sent = message(files={"file": FileSource(content, "image/gif")})
        assert isinstance(sent.body, Multipart)
        with BodyReader(sent.body, lambda path: pytest.fail(path)) as body:
            assert len(body) > len(content)
            _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < len(content) / 10
    assert [part for _, part in sent.body.parts] == [FileSource(content, "image/gif")]


def test_request_without_parameters_has_no_body_and_no_content_type() -> None:
    sent = message(files={"file": None})
    assert sent.body == b""
    assert "content-type" not in sent.headers


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_path_parameter_stays_in_its_path_segment(id: str) -> None:
    assume(id not in {".", ".."})
    request = Request(
        "GET", "/api/v1/accounts/{id}/statuses", path_params={"id": id}, answer=Empty()
    )
    url = urlsplit(session().to_http(request).url)
    assert url.query == url.fragment == ""
    before, segment, after = url.path.rsplit("/", 2)
    assert (before, after) == ("/api/v1/accounts", "statuses")
    assert unquote(segment) == id
    assert session().to_http(request).url.isascii()


@given(
    st.dictionaries(
        st.text("abc_", min_size=1), st.text(st.characters(exclude_categories=["Cs"]))
    )
)
def test_query_decodes_to_the_parameters_that_were_encoded(
    query: dict[str, str],
) -> None:
    sent, form = message(query=query), message(form=query)
    encoded = urlsplit(sent.url).query
    assert dict(parse_qsl(encoded, keep_blank_values=True)) == query
    # Letters and digits of other scripts are encoded too.
    assert encoded == urlencode(query)
    assert form.body == encoded.encode()


def test_values_that_cannot_be_encoded_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        message(query={"at": datetime(2024, 1, 1)})
    for number in (float("nan"), float("inf"), -float("inf")):
        for place in ("query", "json", "form"):
            with pytest.raises(ValueError, match=f"^x must be finite, not {number}$"):
                message(**{place: {"x": [number]}})
    for data in (b"x", bytearray(b"x"), memoryview(b"x"), {"x"}, iter("x")):
        for place in ("query", "json", "form"):
            with pytest.raises(
                TypeError, match=f"^x: cannot .* a {type(data).__name__}"
            ):
                message(**{place: {"x": data}})


@given(
    st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29)),
    st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(timezone),
)
def test_datetimes_are_sent_in_utc_with_milliseconds_and_z(
    moment: datetime, zone: timezone
) -> None:
    moment = moment.replace(tzinfo=zone)
    sent = message(query={"p": moment}, json={"p": [moment]})
    assert isinstance(sent.body, bytes)
    (text,) = json.loads(sent.body)["p"]
    assert parse_qsl(urlsplit(sent.url).query) == [("p", text)]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", text)
    cut = moment - datetime.fromisoformat(text)
    assert timedelta() <= cut < timedelta(milliseconds=1)


def test_datetime_outside_of_the_calendar_in_utc_is_refused_by_name() -> None:
    east, west = (timezone(timedelta(hours=hours)) for hours in (2, -2))
    for moment in (
        datetime.min.replace(tzinfo=east),
        datetime.max.replace(tzinfo=west),
    ):
        expected = "^at must be in the years 1 to 9999 in UTC, unlike "
        with pytest.raises(ValueError, match=expected):
            message(query={"at": moment})
        with pytest.raises(ValueError, match=expected):
            moment_of("at", moment)


def test_datetime_whose_zone_has_no_offset_is_refused_like_one_without_a_zone() -> None:
    class NoOffset(tzinfo):
        def utcoffset(self, dt: datetime | None) -> None:
            return None

        dst = tzname = utcoffset

    with pytest.raises(ValueError, match="^at must have a time zone, unlike "):
        message(form={"at": datetime(2024, 1, 1, tzinfo=NoOffset())})


def test_stored_request_is_sent_like_the_original() -> None:
    east = timezone(timedelta(hours=5, minutes=45))
    moment = datetime(2030, 1, 1, 12, 0, 0, 123999, tzinfo=east)
    request = Request("POST", "/x", form={"at": moment}, answer=Empty())
    stored = json.loads(json.dumps(request.to_json()))
    again = session().to_http(Request.from_json(stored))
    assert again.body == session().to_http(request).body
    assert again.body == b"at=2030-01-01T06%3A15%3A00.123Z"


def test_lang_of_a_request_wins_over_the_lang_of_its_session() -> None:
    request = Request("GET", "/x", answer=Empty())
    plain = session().to_http(request)
    assert "lang" not in plain.url
    assert "accept-language" not in plain.headers
    german = session(lang="de").to_http(request)
    assert german.url.endswith("/x?lang=de")
    assert german.headers["accept-language"] == "de"
    french = session(lang="de").to_http(request.with_lang("fr"))
    assert french.url.endswith("/x?lang=fr")
    # The setting of one session does not leak into another.
    assert "lang" not in session().to_http(request).url


@pytest.mark.parametrize("lang", [None, "de"])
def test_parameter_lang_of_a_request_is_sent_as_it_is(lang: str | None) -> None:
    # Rails takes the one in the query if the body has one too.
    ours = session(lang=lang)
    for place in ("json", "form"):
        sent = message(ours, **{place: {"lang": "fr"}})
        assert "lang" not in sent.url
        assert isinstance(sent.body, bytes)
        assert b"fr" in sent.body
    assert message(ours, query={"lang": "fr"}).url.endswith("/x?lang=fr")
    assert sent.headers.get("accept-language") == lang
    for place in ("json", "form", "query"):
        unset = message(ours, **{place: {"lang": None}})
        assert ("lang=de" in unset.url) == (lang == "de")


def test_anonymous_request_sends_no_token() -> None:
    request = Request("GET", "/x", answer=Empty(), anonymous=True)
    assert "authorization" not in session().to_http(request).headers
    known = Request("GET", "/x", answer=Empty())
    for token in (None, Secret("")):
        ours = session(credentials=Credentials(access_token=token))
        assert "authorization" not in ours.to_http(known).headers


def test_credentials_of_a_request_replace_those_of_the_session() -> None:
    theirs = Credentials(base_url="https://y.example", access_token=Secret("other"))
    message = session().to_http(
        Request("GET", "/x", answer=Empty(), credentials=theirs)
    )
    assert message.url == "https://y.example/x"
    assert message.headers["authorization"] == "Bearer other"
    plain = evolve(theirs, base_url="http://y.example")
    with pytest.raises(ValueError, match="http"):
        session().to_http(Request("GET", "/x", answer=Empty(), credentials=plain))


def test_every_request_has_user_agent_and_accept_headers() -> None:
    headers = (
        session(user_agent="bot/1")
        .to_http(Request("GET", "/x", answer=Empty()))
        .headers
    )
    assert headers["user-agent"] == "bot/1"
    assert headers["accept"] == "application/json"
    assert message().headers["user-agent"].startswith("mastodon-core/")


def test_headers_of_a_request_are_sent_in_lower_case() -> None:
    sent = message(headers={"X-Own": "1", "x-none": None, "Accept": "a/b"})
    assert sent.headers["x-own"] == "1"
    assert "x-none" not in sent.headers
    assert sent.headers["accept"] == "a/b"


class Thing:
    id = "7"


def test_argument_helpers_name_the_wrong_parameter() -> None:
    odd: Any
    assert (id_of("x", None), id_of("x", "7"), id_of("x", Thing())) == (None, "7", "7")
    assert ids_of("x", None) is None
    assert ids_of("x", [Thing(), "8"]) == ("7", "8")
    assert texts_of("x", None) is None
    assert texts_of("x", iter("ab")) == ("a", "b")
    assert seconds_of("x", None) is None
    assert seconds_of("x", 7) == 7
    assert seconds_of("x", timedelta(minutes=1, milliseconds=1)) == 60
    assert moment_of("x", None) is None
    assert moment_of("x", MOMENT) == MOMENT
    east = MOMENT.astimezone(timezone(timedelta(hours=2)))
    assert moment_of("x", east) == MOMENT
    for check, values in (
        (id_of, (7, True, b"7")),
        (ids_of, ("7", 7, [7], [None])),
        (texts_of, ("7", 7, [7])),
        (seconds_of, ("7", True, 7.5)),
        (moment_of, ("2024-01-01", 7)),
    ):
        for odd in values:
            with pytest.raises(TypeError, match="^max_x must"):
                check("max_x", odd)
    with pytest.raises(ValueError, match="max_x must have a time zone"):
        moment_of("max_x", datetime(2024, 1, 1))


def test_clearable_turns_none_into_null_and_unset_into_none() -> None:
    assert clearable(UNSET) is None
    assert clearable(None) is NULL
    assert clearable("x") == "x"


def test_encoding_does_not_change_the_values_of_the_caller() -> None:
    query, json_ = {"a": ["b"]}, {"c": {"d": ["e"]}}
    message(query=query, json=json_)
    assert query == {"a": ["b"]}
    assert json_ == {"c": {"d": ["e"]}}
