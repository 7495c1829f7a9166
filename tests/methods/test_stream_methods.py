"""Methods for streams open the right ones on each kind of client, and refuse misuse."""

from __future__ import annotations

import inspect
import pickle
from collections.abc import Callable
from functools import partial
from typing import Any, get_type_hints

import pytest

from mastodon_core import (
    API,
    AsyncMastodon,
    BlockingMastodon,
    catalog,
    entities,
    required_scopes,
    supports,
)
from mastodon_core.streaming import (
    AsyncEventStream,
    EventStream,
    Stream,
    StreamCall,
    StreamOptions,
)
from mastodon_core.testing import AsyncFakeMastodon, FakeMastodon, make

api: Any = API()
BLOCKING: Any = FakeMastodon(user="ada")
ASYNC: Any = AsyncFakeMastodon(user="ada")
KINDS = pytest.mark.parametrize(
    ("client", "stream_class"),
    [(BLOCKING, EventStream), (ASYNC, AsyncEventStream)],
    ids=["blocking", "async"],
)
EACH = pytest.mark.parametrize(
    "client", [api, BLOCKING, ASYNC], ids=["API", "blocking", "async"]
)
CATS = make(entities.Tag, name="cats")
FRIENDS = make(entities.List, id="7")

Open = Callable[[Any], Any]
STREAMS: list[tuple[Open, Stream]] = [
    (lambda on: on.stream_user(), Stream("user")),
    (lambda on: on.stream_user_notifications(), Stream("user:notification")),
    (lambda on: on.stream_public(), Stream("public")),
    (lambda on: on.stream_public(only_media=True), Stream("public:media")),
    (lambda on: on.stream_public(local=True), Stream("public:local")),
    (
        lambda on: on.stream_public(local=True, only_media=True),
        Stream("public:local:media"),
    ),
    (lambda on: on.stream_public(remote=True), Stream("public:remote")),
    (
        lambda on: on.stream_public(remote=True, only_media=True),
        Stream("public:remote:media"),
    ),
    (lambda on: on.stream_local(), Stream("public:local")),
    (lambda on: on.stream_local(only_media=True), Stream("public:local:media")),
    (lambda on: on.stream_remote(), Stream("public:remote")),
    (lambda on: on.stream_remote(only_media=True), Stream("public:remote:media")),
    (lambda on: on.stream_hashtag("cats"), Stream("hashtag", tag="cats")),
    (lambda on: on.stream_hashtag(CATS), Stream("hashtag", tag="cats")),
    (
        lambda on: on.stream_hashtag("cats", local=True),
        Stream("hashtag:local", tag="cats"),
    ),
    (lambda on: on.stream_hashtag_local("cats"), Stream("hashtag:local", tag="cats")),
    (lambda on: on.stream_list("7"), Stream("list", list="7")),
    (lambda on: on.stream_list(FRIENDS), Stream("list", list="7")),
    (lambda on: on.stream_direct(), Stream("direct")),
]


@pytest.mark.parametrize(("open_on", "stream"), STREAMS)
def test_method_of_api_is_a_call_of_one_stream(open_on: Open, stream: Stream) -> None:
    call = open_on(api)
    assert call == StreamCall((stream,), {})
    # The example in the catalog is found by the path of every such call.
    entry = catalog.match("GET", f"{stream.path}?{'&'.join(map(pair, stream.query))}")
    assert entry is not None
    assert entry.query == dict(call.request.query) | {
        name: True for name in stream.query if name == "only_media"
    }


def pair(name: str) -> str:
    values = {"only_media": "true", "tag": "cats", "list": "7"}
    return f"{name}={values[name]}"


def test_several_streams_are_one_call() -> None:
    streams = Stream("user"), Stream("hashtag", tag="cats")
    websocket: StreamOptions = {"via": "websocket"}
    assert api.stream(*streams) == StreamCall(streams, websocket)
    assert api.stream() == StreamCall((), websocket)
    assert api.stream(*streams, via=None) == StreamCall(streams, websocket)
    # Further ones can be added to a single one.
    assert api.stream(Stream("user")) == StreamCall((Stream("user"),), websocket)
    assert api.stream(Stream("user"), via="sse").options == {"via": "sse"}
    assert api.stream(*streams).request.path == "/api/v1/streaming"


def test_stream_is_shown_by_name_and_parameter() -> None:
    shown = [str(stream) for _, stream in STREAMS[-6:]]
    assert shown == [
        "hashtag cats",
        "hashtag:local cats",
        "hashtag:local cats",
        "list 7",
        "list 7",
        "direct",
    ]


OPTIONS = {"resume_from": "7", "fill_limit": 5, "max_silence": 9.5, "via": "sse"}


@pytest.mark.parametrize("open_on", [open_on for open_on, _ in STREAMS])
def test_every_method_passes_the_options_on(open_on: Open) -> None:
    class With:
        def __getattr__(self, name: str) -> Any:
            return partial(getattr(api, name), **OPTIONS)

    assert open_on(With()).options == OPTIONS


class Unplugged(FakeMastodon):
    def perform(self, step: object) -> None:
        raise AssertionError(f"{step} was sent")


class AsyncUnplugged(AsyncFakeMastodon):
    async def perform(self, step: object) -> None:
        raise AssertionError(f"{step} was sent")


@pytest.mark.parametrize(
    ("client", "stream_class"),
    [(Unplugged(), EventStream), (AsyncUnplugged(), AsyncEventStream)],
)
def test_method_of_a_client_returns_a_stream_and_sends_nothing(
    client: Any, stream_class: type
) -> None:
    for open_on, _ in STREAMS:
        assert type(open_on(client)) is stream_class
    assert type(client.stream(Stream("user"))) is stream_class


@KINDS
def test_method_shows_the_class_of_its_stream(client: Any, stream_class: type) -> None:
    method = client.stream_user
    assert method == client.stream_user != client.stream_direct
    assert hash(method) == hash(client.stream_user)
    assert method.__name__ == "stream_user"
    assert method.__qualname__ == "StreamingMethods.stream_user"
    assert method.__self__ is client
    assert method.__module__ == "mastodon_core.methods.streaming"
    assert get_type_hints(method)["return"] is stream_class
    of_class: Any = getattr(client.__class__, "stream_list")  # noqa: B009
    assert get_type_hints(of_class)["return"] is stream_class
    assert [*inspect.signature(of_class).parameters] == ["self", "id", "options"]
    assert not inspect.iscoroutinefunction(method)
    assert pickle.loads(pickle.dumps(of_class)) == of_class
    with pytest.raises(TypeError, match="a client cannot be pickled"):
        pickle.dumps(method)


def test_method_of_the_class_takes_the_client_first() -> None:
    unbound: Any = BlockingMastodon.stream_user
    assert type(unbound(BLOCKING)) is EventStream
    assert type(unbound(ASYNC)) is AsyncEventStream
    assert unbound == BlockingMastodon.stream_user != AsyncMastodon.stream_user

    class Own(FakeMastodon):
        follow = BlockingMastodon.stream_user

    assert type(Own().follow()) is EventStream
    assert API.stream_user(api) == api.stream_user()


@EACH
@pytest.mark.parametrize(
    ("name", "arguments", "error", "message"),
    [
        ("stream_user", {"fill_limt": 5}, TypeError, "did you mean 'fill_limit'?"),
        ("stream_user", {"fill_limit": -1}, ValueError, "^fill_limit must be 0 or mor"),
        ("stream_user", {"via": "grpc"}, ValueError, "^via must be 'sse' or 'websock"),
        ("stream_user", {"resume_from": 7}, TypeError, "^resume_from must be a str or"),
        ("stream_user", {"max_silence": "9"}, TypeError, "^max_silence must be secon"),
        ("stream_user", {"on_state": 7}, TypeError, "^on_state must be a function"),
        ("stream_public", {"local": "yes"}, TypeError, "^local must be a bool, not st"),
        (
            "stream_public",
            {"local": True, "remote": True},
            ValueError,
            "^local and remote exclude each other",
        ),
        ("stream_hashtag", {"tag": 7}, TypeError, "^tag must be a str or"),
        ("stream_hashtag", {"tag": "hi\ud800"}, ValueError, "^tag must be text that"),
        ("stream_hashtag", {}, TypeError, "missing 1 required positional argument: 't"),
        ("stream_list", {"id": 7}, TypeError, "^id must be a str or a List, not int"),
        ("stream_list", {"id": "\ud800"}, ValueError, "^list must be text that can"),
        ("stream_user", {"notifications_from": 7}, TypeError, "^notifications_from mu"),
        ("stream_direct", {"notifications_from": "7"}, ValueError, "^notifications_fr"),
    ],
)
def test_misuse_is_an_error_at_once(
    client: Any, name: str, arguments: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        getattr(client, name)(**arguments)


@EACH
def test_several_streams_must_be_streams(client: Any) -> None:
    with pytest.raises(TypeError, match="^streams must be Streams such as .*, not str"):
        client.stream("user")
    with pytest.raises(ValueError, match="^resume_from needs a stream of its own"):
        client.stream(Stream("user"), Stream("direct"), resume_from="7")


def test_calls_of_streams_are_endpoints_of_a_server() -> None:
    both = api.stream(Stream("user"), Stream("user:notification"))
    assert required_scopes([both]) == ("read:notifications", "read:statuses")
    assert required_scopes([api.stream_user()]) == ("read:statuses",)
    assert required_scopes([api.stream()]) == ("read:statuses",)
    old = make(entities.InstanceV1, version="3.1.0")
    assert supports(old, api.stream_remote()).supported is False
    assert supports(old, api.stream_public(remote=True)).supported is False
    assert supports(old, api.stream_user()).supported is True
    assert supports(old, api.stream()).supported is True
