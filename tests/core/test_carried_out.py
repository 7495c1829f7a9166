"""A write that the server carried out never looks like one that failed."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from attrs import frozen
from playing import carry_out
from sessions import STATUS, Time, expiring_session, json_response, session

from mastodon_core import (
    API,
    CarriedOut,
    Credentials,
    DecodeError,
    Empty,
    Hash,
    IfSent,
    Many,
    One,
    Request,
    Secret,
    catalog,
    entities,
    to_json,
)
from mastodon_core.decoding import Reader
from mastodon_core.servers import Entry
from mastodon_core.testing import make
from mastodon_core.transport import HttpRequest, HttpResponse, drive

api = API()

HTML = b"<!doctype html><title>Welcome</title>"
UNREADABLE = {
    "no body": b"",
    "HTML": HTML,
    "cut off": b'{"id": "109", "content": "<p>h',
    "an empty array": b"[]",
    "null": b"null",
    "true": b"true",
    "a text": b'"done"',
    "binary": b"\xff\xfe\x00\x01",
    "an id alone": b'{"id": 109}',
    "a format of its own": b'{"code": 200, "msg": "ok"}',
}
READS_BY_POST = {
    "admin_dimensions",
    "admin_measures",
    "admin_retention",
    "admin_test_canonical_email_block",
    "status_translate",
}
WRITES = [
    entry
    for entry in catalog
    if entry.method != "GET" and entry.name not in READS_BY_POST
]
NEEDED = [e for e in WRITES if not isinstance(e.answer, Empty | IfSent)]
each_needed = pytest.mark.parametrize("entry", NEEDED, ids=lambda entry: entry.name)
each_body = pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)


def answered(
    request: Request[Any], body: bytes, status: int = 200, **options: Any
) -> Any:
    """The result of a request, sent once and answered by this body."""
    response = HttpResponse(
        status=status, headers={"content-type": "text/html"}, body=body
    )
    taken, result = carry_out(session(**options), request, [response])
    assert len(taken) == 1
    return result


@each_needed
@each_body
@pytest.mark.parametrize("strict", [False, True])
def test_write_with_an_unreadable_response_raises_carried_out(
    entry: Entry, body: bytes, strict: bool
) -> None:
    is_empty_hash = body == b"[]" and isinstance(entry.answer, Hash)
    if is_empty_hash or (body.startswith(b"{") and _fits(entry, body)):
        return
    with pytest.raises(CarriedOut) as caught:
        answered(entry.request, body, strict=strict)
    error = caught.value
    assert isinstance(error, DecodeError)
    assert error.response is not None
    assert error.response.body == body
    assert (error.method, error.path) == (entry.method, entry.path)
    assert error.id == ("109" if b"109" in body else None)
    named = " (id 109)" if b"109" in body else ""
    start = f"{entry.method} {entry.path} (200, text/html): the server carried it out"
    assert str(error).startswith(f"{start}{named}, so don't send it again; its ")


def _fits(entry: Entry, body: bytes) -> bool:
    """Whether the keys of the result are so optional that this object is one."""
    response = HttpResponse(status=200, body=body)
    try:
        entry.answer.parse(response, entry.request, Reader())
    except DecodeError:
        return False
    return True


def test_most_writes_need_a_result() -> None:
    """Keeps the table above from becoming empty."""
    assert len(NEEDED) > 80
    assert not all(_fits(entry, b'{"id": 109}') for entry in NEEDED)
    assert {entry.name for entry in catalog} >= READS_BY_POST


@pytest.mark.parametrize("name", sorted(READS_BY_POST))
@each_body
def test_read_by_post_raises_a_plain_decode_error(name: str, body: bytes) -> None:
    entry = catalog.find(name)
    assert entry is not None
    if isinstance(entry.answer, Many) and body == b"[]":
        return
    with pytest.raises(DecodeError) as caught:
        answered(entry.request, body)
    assert type(caught.value) is DecodeError


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_read_raises_a_plain_decode_error(method: str) -> None:
    request = Request(method, "/api/v1/own", answer=One(entities.Status))
    with pytest.raises(DecodeError) as caught:
        answered(request, HTML)
    assert type(caught.value) is DecodeError


@pytest.mark.parametrize("scopes", [(), ("write:own",), ("read", "write:own")])
def test_request_of_your_own_is_a_write_unless_all_scopes_are_for_reading(
    scopes: tuple[str, ...],
) -> None:
    request = Request("POST", "/api/own", answer=One(entities.Status), scopes=scopes)
    with pytest.raises(CarriedOut):
        answered(request, HTML)


@frozen(kw_only=True)
class Own(entities.Entity):
    id: str
    number: int


@pytest.mark.parametrize(
    ("body", "id"),
    [
        (b'{"id": "109", "number": "x"}', "109"),
        (b'\n{ "number" : [{"id": "7"}] , "id" : 109 }\r\n', "109"),
        ('{"name": "\u00e9", "id": "x\u00e9"}'.encode(), "x\u00e9"),
        (b'\xef\xbb\xbf{"id": "109"}', "109"),
        (b'{"id": 0}', "0"),
        (b'{"id": 123456789012345678901234567890}', "123456789012345678901234567890"),
        # Mastodon wraps collections.
        (b'{"collection": {"id": "109", "name": null}}', "109"),
        # Cut off, behind the id.
        (b'{"id": "109", "num', "109"),
        (b'{"number": {"id": "7"}, "id": "109", "account": {"id": "8", ', "109"),
        (b'{"id": "109",', "109"),
        (b'{"id": 109, "number": "\xc3', "109"),
        # No id, or one that may be cut off.
        (b'{"id": "109"', None),
        (b'{"id": 109', None),
        (b'{"id": "10', None),
        (b'{"id" ', None),
        (b'{"id": ', None),
        (b'{"account": {"id": "8"}, "number": "x"}', None),
        (b'{"account": {"id": "8", ', None),
        (b'[{"id": "109"}]', None),
        (b'{"id": null}', None),
        (b'{"id": true}', None),
        (b'{"id": 1.5}', None),
        (b'{"id": ""}', None),
        (b'{"id": ["109"]}', None),
        (b'{["id"]: "109"}', None),
        (b'{"code": 200}', None),
        (b'{"id": 1' + b"0" * 5000 + b"}", None),
        (b'{"a": ' + b"[" * 100_000 + b', "id": "109"}', None),
        (b'\xff\xfe{\x00"\x00', None),
    ],
)
def test_carried_out_has_the_id_if_the_response_shows_it(
    body: bytes, id: str | None
) -> None:
    request = Request("POST", "/api/own", answer=One(Own))
    with pytest.raises(CarriedOut) as caught:
        answered(request, body)
    assert caught.value.id == id
    shown = "" if id is None else f" (id {id})"
    assert f"the server carried it out{shown}, so don't send" in str(caught.value)


def test_message_shows_a_hostile_id_in_one_short_line() -> None:
    id = "x\x1b[31m\n" + "y" * 1000
    with pytest.raises(CarriedOut) as caught:
        answered(api.status_post("hi"), json.dumps({"id": id}).encode())
    assert caught.value.id == id
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 800


def test_carried_out_quotes_nothing_of_the_response() -> None:
    with pytest.raises(CarriedOut) as caught:
        answered(api.status_post("hi"), b'{"content": "private words"}')
    assert "private" not in str(caught.value)
    again = pickle.loads(pickle.dumps(caught.value))
    assert type(again) is CarriedOut
    assert str(again) == str(caught.value)
    assert b"private" not in pickle.dumps(caught.value)


def test_pickle_of_carried_out_keeps_the_id() -> None:
    with pytest.raises(CarriedOut) as caught:
        answered(api.status_post("hi"), b'{"id": "109"}')
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.id, again.method) == ("109", "POST")


def test_response_of_204_to_a_write_with_a_result_is_carried_out() -> None:
    with pytest.raises(CarriedOut, match="not JSON but an empty body"):
        answered(api.status_favourite("7"), b"", 204)


@pytest.mark.parametrize(
    "request_",
    [api.status_post("hi"), api.media_upload(b"GIF89a", mime_type="image/gif")],
)
def test_send_raw_raises_carried_out_too(request_: Request[Any]) -> None:
    with pytest.raises(CarriedOut) as caught:
        answered(request_.with_response(), b'{"id": "109"}')
    assert caught.value.id == "109"


@pytest.mark.parametrize(
    "call",
    [
        lambda: api.media_post(b"GIF89a", "image/gif"),
        lambda: api.status_reply(make(entities.Status), "hi", visibility="public"),
        lambda: api.log_in(code="secret-code"),
    ],
)
def test_flow_lets_carried_out_pass_and_sends_nothing_more(call: Any) -> None:
    credentials = Credentials(
        base_url="x.example", client_id="app", client_secret=Secret("app-secret")
    )
    me = json_response(to_json(make(entities.CredentialAccount)))
    sent: list[str] = []

    def respond(step: Any) -> HttpResponse:
        assert isinstance(step, HttpRequest)
        sent.append(step.method)
        return HttpResponse(status=200, body=HTML) if step.method == "POST" else me

    with pytest.raises(CarriedOut):
        drive(session(credentials=credentials).exchange(call()), respond)
    assert sent.count("POST") == 1
    assert sent[-1] == "POST"


def test_log_in_does_not_quote_the_code_that_is_spent() -> None:
    credentials = Credentials(base_url="x.example", client_id="app")
    call = api.log_in(code="secret-code")
    with pytest.raises(CarriedOut) as caught:
        carry_out(session(credentials=credentials), call, [json_response({})])
    assert "secret-code" not in f"{caught.value!r} {caught.value}"
    assert caught.value.path == "/oauth/token"


# Deletions, and other writes without a result.


@pytest.mark.parametrize(
    "entry",
    [entry for entry in WRITES if entry not in NEEDED],
    ids=lambda entry: entry.name,
)
@pytest.mark.parametrize(
    "body", [*UNREADABLE.values(), b"{}", b"   \r\n"], ids=[*UNREADABLE, "{}", "blanks"]
)
def test_write_without_a_result_takes_any_body(entry: Entry, body: bytes) -> None:
    assert answered(entry.request, body) is None


def test_every_deletion_takes_any_body() -> None:
    deletions = [entry for entry in catalog if entry.method == "DELETE"]
    assert len(deletions) > 25
    assert not [entry.name for entry in deletions if entry in NEEDED]


def test_deletion_returns_what_the_server_sends() -> None:
    assert answered(api.status_delete("7"), json_response(STATUS).body).id == "7"
    account = make(entities.CredentialAccount)
    body = json_response(to_json(account)).body
    assert answered(api.account_delete_avatar(), body) == account
    assert answered(api.account_delete_header(), body) == account


def test_deleted_status_that_does_not_fit_is_rejected_with_its_text() -> None:
    deleted = {**STATUS, "account": None, "text": "my words"}
    body = json_response(deleted).body
    raw = answered(api.status_delete("7").with_response(), body)
    assert raw.value is None
    [rejected] = raw.rejected
    assert rejected.path == "$"
    assert rejected.reason == "$.account: dict expected, not NoneType"
    assert rejected.raw == deleted


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{}", HTML])
def test_deletion_without_a_status_rejects_nothing(body: bytes) -> None:
    raw = answered(api.status_delete("7").with_response(), body, strict=True)
    assert (raw.value, raw.rejected) == (None, ())


def test_strict_deletion_with_a_misfit_is_carried_out() -> None:
    with pytest.raises(CarriedOut):
        answered(api.status_delete("7"), b'{"id": "7"}', strict=True)


# Nothing that was carried out is sent again.


@each_body
@pytest.mark.parametrize("retries", [0, 5])
def test_post_that_was_carried_out_is_not_sent_again(body: bytes, retries: int) -> None:
    with pytest.raises(CarriedOut):
        answered(api.status_post("hi", idempotency_key="k"), body, retries=retries)


def test_call_goes_on_after_an_unreadable_refresh() -> None:
    time = Time(990)
    taken, status = carry_out(
        expiring_session(time),
        api.status("7"),
        [HttpResponse(status=200, body=HTML), json_response(STATUS)],
    )
    assert [step.method for step in taken if isinstance(step, HttpRequest)] == [
        "POST",
        "GET",
    ]
    assert status.id == "7"
