"""How streams of the offline instance open, stay open, and end."""

from __future__ import annotations

import json
from typing import Any

import pytest
from offline_streams import KEY, Events, Socket, bearer, request_for, token_of
from wsproto.events import (
    BytesMessage,
    CloseConnection,
    Message,
    Ping,
    Pong,
    TextMessage,
)
from wsproto.utilities import generate_accept_token

from mastodon_core.testing import FakeMastodon, OfflineInstance
from mastodon_core.transport import HttpRequest


@pytest.fixture
def ada() -> FakeMastodon:
    return FakeMastodon(user="ada", rate_limits=False)


def of_version(version: str) -> FakeMastodon:
    return FakeMastodon(server=OfflineInstance(version=version), user="ada")


PATHS = [
    "/user",
    "/user/notification",
    "/public",
    "/public/local",
    "/public/remote",
    "/hashtag",
    "/hashtag/local",
    "/direct",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("version", "cache", "thump"),
    [
        ("4.3.0", "no-store", b":thump\n"),
        ("4.4.0", "private, no-store", b":thump\n"),
        ("4.6.0", "private, no-store", b":thump\n\n"),
    ],
)
def test_stream_opens_and_has_a_heartbeat_every_15_seconds(
    path: str, version: str, cache: str, thump: bytes
) -> None:
    ada = of_version(version)
    channel = Events(ada, path, tag="cats").channel
    assert channel.response.status == 200
    assert channel.response.headers["content-type"] == "text/event-stream"
    assert channel.response.headers["cache-control"] == cache
    assert channel.response.headers["x-request-id"]
    assert channel.response.body == b""
    assert channel.take() == b":)\n"
    for _ in range(2):
        due = channel.next_due
        assert due is not None
        assert (due - ada.server.now).total_seconds() == 15
        ada.server.pass_time(14)
        assert channel.take() == b""
        ada.server.pass_time(1)
        assert channel.take() == thump
    # As with a timer of Node, one that is late comes once.
    ada.server.pass_time(3600)
    assert channel.take() == thump
    assert channel.sent == 0
    channel.close()
    assert channel.has_ended
    assert channel.next_due is None
    ada.server.pass_time(15)
    assert channel.take() == b""


@pytest.mark.parametrize(
    ("path", "query", "scopes", "status", "error"),
    [
        ("", {}, ["read"], 404, "Not found"),
        ("/users", {}, ["read"], 400, "Unknown channel requested"),
        ("/user/", {}, ["read"], 400, "Unknown channel requested"),
        ("/hashtag", {}, ["read"], 400, "Missing tag name parameter"),
        ("/list", {}, ["read"], 400, "Missing list name parameter"),
        ("/list", {"list": "77"}, ["read"], 401, "Not authorized to stream this list"),
        (
            "/user/notification",
            {},
            ["read:statuses"],
            401,
            "Access token does not have the required scopes",
        ),
        (
            "/public",
            {},
            ["write", "follow", "read:notifications"],
            401,
            "Access token does not have the required scopes",
        ),
        ("/public", {}, None, 401, "Invalid access token"),
    ],
)
def test_refused_stream_says_why(
    ada: FakeMastodon,
    path: str,
    query: dict[str, str],
    scopes: list[str] | None,
    status: int,
    error: str,
) -> None:
    token = "wrong" if scopes is None else ada.server.token_for("ada", scopes=scopes)
    request = request_for(ada.server, path, bearer(token), **query)
    channel = ada.server.open_channel(request)
    assert channel.response.status == status
    assert json.loads(channel.response.body) == {"error": error}
    assert channel.response.headers["content-type"] == "application/json"
    assert channel.has_ended
    assert channel.take() == b""
    assert channel.next_due is None
    channel.on_output(pytest.fail)
    channel.feed(b"x")
    channel.close()
    assert ada.server.handle(request).body == channel.response.body


def test_list_of_someone_else_is_refused(ada: FakeMastodon) -> None:
    bob = FakeMastodon(server=ada.server, user="bob")
    made = bob.list_create("friends")
    assert Events(ada, "/list", list=made.id).channel.response.status == 401
    assert Events(bob, "/list", list=made.id).channel.response.status == 200


def test_token_of_an_app_is_refused(ada: FakeMastodon) -> None:
    Mastodon = ada.server.client_class()  # noqa: N806
    id, secret = Mastodon.create_app("bot", api_base_url=ada.server.base_url)
    url = ada.server.base_url
    app = Mastodon(client_id=id, client_secret=secret, api_base_url=url)
    app.log_in(client_credentials=True, scopes=["read"])
    channel = Events(app, "/public").channel
    assert channel.response.status == 401
    assert b"Invalid access token" in channel.response.body


@pytest.mark.parametrize("path", ["/public", "/hashtag", "/user"])
@pytest.mark.parametrize("version", ["4.1.0", "4.2.0"])
def test_public_streams_were_open_to_everyone_before_4_2(
    path: str, version: str
) -> None:
    ada = of_version(version)
    channel = ada.server.open_channel(request_for(ada.server, path, tag="cats"))
    if version == "4.1.0" and path != "/user":
        assert channel.take() == b":)\n"
        ada.toot("of #cats")
        assert b"#<span>cats</span>" in channel.take()
    else:
        assert channel.response.status == 401
        assert json.loads(channel.response.body) == {"error": "Missing access token"}


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ({}, {"authorization": "Bearer TOKEN"}),
        ({"access_token": "TOKEN"}, {}),
        ({"access_token": "TOKEN"}, {"sec-websocket-protocol": "other"}),
        ({}, {"sec-websocket-protocol": "TOKEN"}),
        ({"access_token": "other"}, {"authorization": "Bearer TOKEN"}),
    ],
)
def test_token_comes_in_a_header_the_query_or_as_subprotocol(
    ada: FakeMastodon, query: dict[str, str], headers: dict[str, str]
) -> None:
    token = token_of(ada)
    query = {name: value.replace("TOKEN", token) for name, value in query.items()}
    headers = {name: value.replace("TOKEN", token) for name, value in headers.items()}
    events = ada.server.open_channel(request_for(ada.server, "/user", headers, **query))
    assert events.response.status == 200
    socket = Socket(ada, headers, **query)
    response = socket.channel.response
    assert response.status == 101
    assert response.headers["upgrade"] == "websocket"
    assert response.headers["connection"] == "Upgrade"
    accept = generate_accept_token(KEY.encode()).decode()
    assert response.headers["sec-websocket-accept"] == accept
    offered = headers.get("sec-websocket-protocol")
    assert response.headers.get("sec-websocket-protocol") == offered
    socket.subscribe("user")
    assert socket.messages() == []
    posted = ada.toot("hi")
    assert socket.ids() == [(["user"], "update", posted.id)]


@pytest.mark.parametrize("version", ["4.2.0", "4.3.0"])
@pytest.mark.parametrize(
    ("headers", "status", "error"),
    [
        ({}, 401, "Missing access token"),
        ({"authorization": "Bearer wrong"}, 401, "Invalid access token"),
        ({"sec-websocket-version": "8"}, 400, "Invalid WebSocket handshake"),
    ],
)
def test_refused_handshake_has_its_reason_in_a_header(
    version: str, headers: dict[str, str], status: int, error: str
) -> None:
    ada = of_version(version)
    token = bearer(token_of(ada)) if status == 400 else {}
    response = Socket(ada, {**token, **headers}).channel.response
    assert (response.status, response.body) == (status, b"")
    assert response.headers["content-type"] == "text/plain"
    assert response.headers["connection"] == "close"
    assert response.headers["x-request-id"]
    expected = error if version == "4.3.0" else None
    assert response.headers.get("x-error-message") == expected


def test_websocket_without_key_is_refused(ada: FakeMastodon) -> None:
    headers = {"upgrade": "websocket", **bearer(token_of(ada))}
    request = request_for(ada.server, "", headers)
    assert ada.server.open_channel(request).response.status == 400


@pytest.mark.parametrize(
    ("query", "stream"),
    [
        ({"stream": "user"}, ["user"]),
        ({"stream": "hashtag", "tag": "Cats"}, ["hashtag", "Cats"]),
        ({"stream": "hashtag:local", "tag": "cats"}, ["hashtag:local", "cats"]),
        ({"stream": "public:local"}, ["public:local"]),
    ],
)
def test_websocket_can_name_a_stream_when_it_connects(
    ada: FakeMastodon, query: dict[str, str], stream: list[str]
) -> None:
    socket = Socket(ada, None, **query)
    posted = ada.toot("of #cats")
    assert socket.ids() == [(stream, "update", posted.id)]


def test_one_websocket_has_an_event_once_for_each_stream(ada: FakeMastodon) -> None:
    made = ada.list_create("mine")
    ada.list_accounts_add(made, [ada.me()])
    socket = Socket(ada, stream="list", list=made.id)
    socket.subscribe("user")
    socket.subscribe(["user"])
    socket.subscribe("public")
    socket.subscribe("hashtag", tag="CATS")
    socket.subscribe("hashtag", tag="cats")
    first = ada.toot("of #cats")
    assert socket.ids() == [
        (["list", made.id], "update", first.id),
        (["user"], "update", first.id),
        (["public"], "update", first.id),
        # The server knows that both are the same.
        (["hashtag", "CATS"], "update", first.id),
    ]
    socket.unsubscribe("user")
    socket.unsubscribe("hashtag", tag="Cats")
    socket.unsubscribe("direct")
    second = ada.toot("of #cats")
    assert socket.ids() == [
        (["list", made.id], "update", second.id),
        (["public"], "update", second.id),
    ]


@pytest.mark.parametrize(
    ("message", "error", "status"),
    [
        ({"stream": "users"}, "Unknown stream type", 400),
        ({"stream": None}, "Unknown stream type", 400),
        ({"stream": []}, "Unknown stream type", 400),
        ({"stream": {"a": 1}}, "Unknown stream type", 400),
        ({"stream": "hashtag"}, "Missing tag name parameter", 400),
        ({"stream": "hashtag", "tag": 5}, "An unexpected error occurred", 500),
        ({"stream": "list"}, "Missing list name parameter", 400),
        ({"stream": "list", "list": 7}, "Not authorized to stream this list", 401),
        (
            {"stream": "user:notification"},
            "Access token does not have the required scopes",
            401,
        ),
    ],
)
@pytest.mark.parametrize("version", ["4.2.0", "4.3.0"])
def test_refused_subscription_leaves_the_websocket_open(
    version: str, message: dict[str, Any], error: str, status: int
) -> None:
    ada = of_version(version)
    token = ada.server.token_for("ada", scopes=["read:statuses"])
    socket = Socket(ada, bearer(token))
    socket.say({"type": "subscribe", **message})
    expected: dict[str, Any] = {"error": error}
    if version == "4.3.0":
        expected["status"] = status
    assert socket.messages() == [expected]
    socket.say({"type": "unsubscribe", **message})
    if message["stream"] != "user:notification":
        assert socket.messages() == [{"error": "Error unsubscribing from channel"}]
    socket.subscribe("user")
    ada.toot("hi")
    assert [message["event"] for message in socket.messages()] == ["update"]


@pytest.mark.parametrize(
    "text", ["", "no JSON", "[" * 10_000, "7", "[]", '{"type": "hello"}', "{}"]
)
def test_unknown_messages_are_ignored(ada: FakeMastodon, text: str) -> None:
    socket = Socket(ada)
    socket.say(text)
    assert socket.messages() == []
    assert not socket.channel.has_ended


def test_message_may_come_in_fragments_and_single_bytes(ada: FakeMastodon) -> None:
    socket = Socket(ada)
    parts: list[Message[str]] = [
        TextMessage('{"type": "subs', message_finished=False),
        TextMessage('cribe", "stream": "user"}', message_finished=True),
    ]
    for part in parts:
        for byte in socket.frames.send(part):
            socket.channel.feed(bytes([byte]))
    ada.toot("hi")
    assert [message["event"] for message in socket.messages()] == ["update"]


def test_binary_message_closes_the_websocket(ada: FakeMastodon) -> None:
    socket = Socket(ada, stream="user")
    socket.send(BytesMessage(b"subscribe"))
    socket.send(BytesMessage(b"subscribe"))
    socket.subscribe("public")
    socket.send(Ping())
    ada.toot("hi")
    (closed,) = socket.events()
    assert isinstance(closed, CloseConnection)
    assert closed.code == 1003
    assert closed.reason is not None
    assert "does not support binary" in closed.reason
    assert not socket.channel.has_ended
    socket.send(closed.response())
    assert socket.channel.has_ended


def test_websocket_that_does_not_answer_the_close_frame_is_cut(
    ada: FakeMastodon,
) -> None:
    socket = Socket(ada)
    socket.send(BytesMessage(b"x"))
    ada.server.pass_time(30)
    assert socket.channel.has_ended
    assert len(socket.events()) == 1


def test_close_frame_of_the_client_is_answered(ada: FakeMastodon) -> None:
    socket = Socket(ada, stream="user")
    socket.send(CloseConnection(1001, "bye"))
    (answer,) = socket.events()
    assert isinstance(answer, CloseConnection)
    assert answer.code == 1001
    assert socket.channel.has_ended
    socket.channel.feed(b"more")
    ada.toot("hi")
    assert socket.channel.take() == b""


def test_broken_frame_closes_the_websocket(ada: FakeMastodon) -> None:
    socket = Socket(ada)
    # Frames of a client must be masked.
    socket.channel.feed(b"\x81\x02hi")
    (answer,) = socket.events()
    assert isinstance(answer, CloseConnection)
    assert answer.code == 1002
    assert socket.channel.has_ended


def test_ping_of_the_client_is_answered(ada: FakeMastodon) -> None:
    socket = Socket(ada)
    socket.send(Ping(b"there?"))
    (answer,) = socket.events()
    assert isinstance(answer, Pong)
    assert bytes(answer.payload) == b"there?"


def test_websocket_that_answers_pings_stays_open(ada: FakeMastodon) -> None:
    socket = Socket(ada)
    for _ in range(5):
        ada.server.pass_time(29)
        assert socket.events() == []
        ada.server.pass_time(1)
        (ping,) = socket.events()
        assert isinstance(ping, Ping)
        socket.send(Pong())
    ada.server.pass_time(30)
    ada.server.pass_time(29)
    assert not socket.channel.has_ended
    ada.server.pass_time(1)
    assert socket.channel.has_ended
    assert len(socket.events()) == 1


def test_output_and_the_end_are_told_from_any_thread(ada: FakeMastodon) -> None:
    stream = Events(ada, "/user")
    told = list[bool]()
    stream.channel.on_output(lambda: told.append(stream.channel.has_ended))
    ada.toot("hi")
    ada.server.pass_time(15)
    stream.channel.close()
    stream.channel.close()
    assert told == [False, False, True]


def test_ordinary_requests_reach_the_instance_too(ada: FakeMastodon) -> None:
    instance = ada.server
    health = request_for(instance, "/health")
    assert instance.handle(health).body == b"OK"
    channel = instance.open_channel(health)
    assert (channel.response.status, channel.response.body) == (200, b"")
    assert channel.response.headers["content-type"] == "text/plain"
    assert channel.take() == b"OK"
    assert channel.has_ended
    post = HttpRequest(
        method="POST", url=request_for(instance, "/user").url, headers={}
    )
    assert instance.open_channel(post).response.status == 404


def test_response_of_an_ordinary_call_ends_after_the_opening(ada: FakeMastodon) -> None:
    request = request_for(ada.server, "/user", bearer(token_of(ada)))
    assert ada.server.handle(request).body == b":)\n"
