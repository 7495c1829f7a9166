"""Options of a stream are checked when the call is made, before anything is sent."""

from __future__ import annotations

import pickle
from typing import Any, get_args

import pytest
from attrs import evolve

from mastodon_core import entities
from mastodon_core.streaming import (
    Connecting,
    Stream,
    StreamCall,
    StreamName,
    StreamOptions,
)
from mastodon_core.streaming._options import FILL_LIMIT, MAX_SILENCE, Options
from mastodon_core.testing import make

USER = Stream("user")
CATS = Stream("hashtag", tag="cats")


def checked(**given: Any) -> Options:
    return StreamCall((USER,), StreamOptions(**given)).checked


def test_defaults():
    options = checked()
    assert (options.fill_limit, options.max_silence) == (FILL_LIMIT, MAX_SILENCE)
    assert (FILL_LIMIT, MAX_SILENCE) == (400, 60.0)
    assert (options.via, options.url) == (None, None)
    assert (options.resume_from, options.notifications_from) == (None, None)
    assert options.on_state(Connecting()) is None


def test_options_are_kept():
    states: list[Any] = []
    notification = make(entities.Notification, id="9")
    options = checked(
        resume_from="01HZ",
        notifications_from=notification,
        fill_limit=0,
        max_silence=5,
        via="websocket",
        url="wss://Live.Example/api/v1/streaming/",
        on_state=states.append,
    )
    assert options == Options(
        resume_from="01HZ",
        notifications_from="9",
        fill_limit=0,
        max_silence=5.0,
        via="websocket",
        url="https://live.example",
        on_state=states.append,
    )
    assert isinstance(options.max_silence, float)
    status = make(entities.Status, id="7")
    assert checked(resume_from=status).resume_from == "7"
    assert checked(max_silence=86_400).max_silence == 86_400
    nothing = checked(resume_from=None, notifications_from=None, via=None, url=None)
    assert nothing == checked()


async def in_background(state: object) -> None: ...


WRONG: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"fill_limit": -1}, ValueError, "fill_limit must be 0 or more, not -1"),
    ({"fill_limit": True}, TypeError, "fill_limit must be an int, not bool"),
    ({"fill_limit": 1.5}, TypeError, "fill_limit must be an int, not float"),
    ({"fill_limit": None}, TypeError, "fill_limit must be an int, not NoneType"),
    ({"max_silence": 0}, ValueError, "max_silence must be more than 0"),
    ({"max_silence": -0.0}, ValueError, "max_silence must be more than 0"),
    ({"max_silence": -1}, ValueError, "max_silence must be more than 0"),
    ({"max_silence": float("nan")}, ValueError, "max_silence must be more than 0"),
    ({"max_silence": float("inf")}, ValueError, "max_silence must be more than 0"),
    ({"max_silence": 10**400}, ValueError, "max_silence must be more than 0"),
    ({"max_silence": 86_401}, ValueError, "and at most 86400 seconds, not 86401"),
    ({"max_silence": "60"}, TypeError, "max_silence must be seconds, not str"),
    ({"max_silence": True}, TypeError, "max_silence must be seconds, not bool"),
    ({"max_silence": None}, TypeError, "max_silence must be seconds, not NoneType"),
    ({"via": "websockets"}, ValueError, "did you mean 'websocket'?"),
    ({"via": 7}, TypeError, "via must be 'sse' or 'websocket', not int"),
    ({"url": b"wss://x.example"}, TypeError, "url must be a URL or None, not bytes"),
    ({"url": ""}, ValueError, "url must be that of a streaming server"),
    ({"url": "ftp://x.example"}, ValueError, "url must be that of a streaming server"),
    ({"url": "wss://a:pass@x.example"}, ValueError, "must not contain a user name"),
    ({"url": "wss://x.example?token=1"}, ValueError, "must not contain a query"),
    ({"on_state": None}, TypeError, "on_state must be a function, not NoneType"),
    ({"on_state": in_background}, TypeError, "on_state must not be async"),
    ({"resume_from": 7}, TypeError, "resume_from"),
    ({"resume_from": ""}, ValueError, "resume_from"),
    ({"notifications_from": ""}, ValueError, "notifications_from"),
    ({"max_silense": 7}, TypeError, "unknown option 'max_silense' of a stream; did"),
    ({"zz": 7, "run_async": True}, TypeError, "unknown option 'run_async' of a stream"),
]


@pytest.mark.parametrize(
    ("given", "kind", "words"), WRONG, ids=map(str, range(len(WRONG)))
)
def test_wrong_option_is_refused(
    given: dict[str, Any], kind: type[Exception], words: str
):
    with pytest.raises(kind) as caught:
        checked(**given)
    assert words in str(caught.value)
    assert type(caught.value) is kind
    assert "a:pass" not in str(caught.value)


def test_same_stream_twice_is_one():
    call = StreamCall((USER, CATS, Stream("hashtag", tag="cats"), USER))
    assert call.streams == (USER, CATS)
    streams: Any = [USER, CATS]
    assert StreamCall(streams) == call


COMBINATIONS: list[tuple[Any, dict[str, Any], type[Exception], str]] = [
    ((USER, CATS), {"resume_from": "1"}, ValueError, "needs a stream of its own"),
    ((), {"resume_from": "1"}, ValueError, "needs a stream of its own"),
    ((CATS,), {"notifications_from": "1"}, ValueError, "for the stream 'user' only"),
    (
        (Stream("user:notification"),),
        {"notifications_from": "1"},
        ValueError,
        "for the stream 'user' only",
    ),
    ((USER, CATS), {"notifications_from": "1"}, ValueError, "the stream 'user' only"),
    ((USER, CATS), {"via": "sse"}, ValueError, "must be 'websocket' for several"),
    ((), {"via": "sse"}, ValueError, "must be 'websocket' for several streams or none"),
    (("user",), {}, TypeError, "be Streams such as Stream('user'), not str"),
    ((["user"],), {}, TypeError, "be Streams such as Stream('user'), not list"),
    (USER, {}, TypeError, "streams must be a tuple of Streams, not Stream"),
    ("user", {}, TypeError, "streams must be a tuple of Streams, not str"),
    (None, {}, TypeError, "streams must be a tuple of Streams, not NoneType"),
]


@pytest.mark.parametrize(("streams", "given", "kind", "words"), COMBINATIONS, ids=str)
def test_wrong_combination_is_refused(
    streams: Any, given: Any, kind: type[Exception], words: str
):
    with pytest.raises(kind) as caught:
        StreamCall(streams, given)
    assert words in str(caught.value)


def test_options_must_be_a_dict():
    options: Any
    for options in (None, [("via", "sse")], "sse"):
        with pytest.raises(TypeError, match="options must be a dict of options, not"):
            StreamCall((USER,), options)


def test_call_is_a_value():
    options = StreamOptions(via="sse", resume_from="1")
    call = StreamCall((USER,), options)
    options["via"] = "websocket"
    assert call == StreamCall((USER,), {"via": "sse", "resume_from": "1"})
    assert call.options == {"via": "sse", "resume_from": "1"}
    assert call.checked.via == "sse"
    assert pickle.loads(pickle.dumps(call)) == call
    assert evolve(call, options={}).checked == checked()
    assert repr(call) == (
        "StreamCall(streams=(Stream(name='user', tag=None, list=None),),"
        " options={'via': 'sse', 'resume_from': '1'})"
    )
    with pytest.raises(AttributeError):
        setattr(call, "streams", ())  # noqa: B010


def made(name: StreamName) -> Stream:
    if name == "list":
        return Stream(name, list="7")
    return Stream(name, tag="cats") if name.startswith("hashtag") else Stream(name)


@pytest.mark.parametrize("name", get_args(StreamName))
def test_request_of_one_stream(name: StreamName):
    stream = made(name)
    request = StreamCall((stream,)).request
    assert (request.method, request.path) == ("GET", stream.path)
    assert request.query == stream.query
    is_notifications = name == "user:notification"
    scope = "read:notifications" if is_notifications else "read:statuses"
    assert request.scopes == (scope,)


@pytest.mark.parametrize(
    ("streams", "scopes"),
    [
        ((), ("read:statuses",)),
        ((USER, CATS), ("read:statuses",)),
        (
            (USER, Stream("user:notification")),
            ("read:notifications", "read:statuses"),
        ),
    ],
)
def test_request_of_several_streams_is_the_websocket(
    streams: tuple[Stream, ...], scopes: tuple[str, ...]
):
    request = StreamCall(streams).request
    assert (request.method, request.path) == ("GET", "/api/v1/streaming")
    assert request.query == {}
    assert request.scopes == scopes
