"""Where a server streams and how, and which host may get the token."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stream_server import Connection, ScriptedServer, refused, update

from mastodon_core import entities, make_converter, to_json
from mastodon_core.streaming import (
    EventStream,
    Stream,
    StreamCall,
    StreamingUnavailable,
)
from mastodon_core.streaming._servers import (
    StreamingServer,
    find_server,
    named_url,
    streaming_url,
)
from mastodon_core.testing import make
from mastodon_core.values import normalize_base_url

BASE = "https://example.social"
LOCAL = "http://localhost:3000"

# The base URL of the instance, what it names, and where the token goes.
TRUSTED = [
    # Nothing is named.
    (BASE, None, BASE),
    (BASE, "", BASE),
    (BASE, "  ", BASE),
    # Its own host, in all spellings.
    (BASE, "wss://example.social", BASE),
    (BASE, "https://example.social", BASE),
    (BASE, "WSS://Example.Social", BASE),
    (BASE, " wss://example.social\n", BASE),
    (BASE, "wss://example.social/", BASE),
    (BASE, "wss://example.social//", BASE),
    (BASE, "wss://example.social.", BASE),
    (BASE, "wss://example.social:443", BASE),
    (BASE, "example.social", BASE),
    # It may not know that it has TLS.
    (BASE, "ws://example.social", BASE),
    (BASE, "http://example.social/", BASE),
    # The path of the WebSocket is not part of it.
    (BASE, "wss://example.social/api/v1/streaming", BASE),
    (BASE, "wss://example.social/api/v1/streaming/", BASE),
    (BASE, "wss://example.social//api/v1/streaming", BASE),
    (BASE, "https://example.social/api/v1/streaming/user", BASE),
    (BASE, "wss://example.social/api/v1/streamings", f"{BASE}/api/v1/streamings"),
    (BASE, "wss://example.social/live", f"{BASE}/live"),
    (BASE, "wss://example.social/live/api/v1/streaming/", f"{BASE}/live"),
    (f"{BASE}/social", "wss://example.social/social/", f"{BASE}/social"),
    # Below it.
    (BASE, "wss://streaming.example.social", "https://streaming.example.social"),
    (BASE, "wss://a.b.example.social:4000/x/", "https://a.b.example.social:4000/x"),
    (BASE, "wss://example.social:4000", "https://example.social:4000"),
    (
        "https://xn--bcher-kva.example",
        "wss://live.BÜCHER.example",
        "https://live.xn--bcher-kva.example",
    ),
    # On this machine and in a private network.
    (LOCAL, "ws://localhost:4000", "http://localhost:4000"),
    (LOCAL, "ws://localhost:3000/", LOCAL),
    (LOCAL, "wss://localhost:3000", LOCAL),
    (LOCAL, "wss://localhost", "https://localhost"),
    (LOCAL, "ws://live.localhost:4000", "http://live.localhost:4000"),
    ("http://127.0.0.1:3000", "ws://127.0.0.1:4000", "http://127.0.0.1:4000"),
    ("http://[::1]:3000", "ws://[::1]:4000", "http://[::1]:4000"),
    ("https://[2001:db8::1]", "wss://[2001:DB8:0::1]/", "https://[2001:db8::1]"),
    ("https://localhost", "ws://localhost:4000", "http://localhost:4000"),
    ("https://10.0.0.5", "wss://10.0.0.5:4000", "https://10.0.0.5:4000"),
    ("https://home.lan", "wss://live.home.lan", "https://live.home.lan"),
    # Plain http that the program has allowed.
    (
        "http://example.social",
        "ws://live.example.social",
        "http://live.example.social",
    ),
]

INVALID = "the instance names a streaming server whose URL is not valid"
PLAIN = "over plain http"
NOT_BELOW = "which is not below"

REFUSED = [
    (BASE, "wss://evil.example", NOT_BELOW),
    (BASE, "wss://evilexample.social", NOT_BELOW),
    (BASE, "wss://example.social.evil.example", NOT_BELOW),
    (BASE, "wss://social", NOT_BELOW),
    (BASE, "wss://example.socia1", NOT_BELOW),
    # A Cyrillic letter.
    (BASE, "wss://live.ex\u0430mple.social", NOT_BELOW),
    ("https://live.example.social", "wss://example.social", NOT_BELOW),
    (BASE, "ws://live.example.social", PLAIN),
    (BASE, "http://live.example.social", PLAIN),
    (BASE, "ws://example.social:4000", PLAIN),
    (BASE, "ws://localhost", NOT_BELOW),
    # Private networks.
    (BASE, "wss://localhost", NOT_BELOW),
    (BASE, "wss://127.0.0.1", NOT_BELOW),
    (BASE, "wss://2130706433", NOT_BELOW),
    (BASE, "wss://169.254.169.254", NOT_BELOW),
    (BASE, "wss://[::1]", NOT_BELOW),
    (BASE, "wss://[::ffff:127.0.0.1]", NOT_BELOW),
    (LOCAL, "wss://example.social", NOT_BELOW),
    ("http://127.0.0.1:3000", "ws://localhost:4000", NOT_BELOW),
    ("https://10.0.0.5", "wss://10.0.0.6", NOT_BELOW),
    ("https://10.0.0.5", "wss://live.10.0.0.5", NOT_BELOW),
    # A name of a private network, which is a top-level domain of the internet too.
    ("https://social", "wss://evil.social", NOT_BELOW),
    ("https://dev", "wss://streaming.dev:4000", NOT_BELOW),
    # No URL of a server.
    (BASE, "wss://user:password@example.social", INVALID),
    (BASE, "wss://example.social@evil.example", INVALID),
    (BASE, "wss://evil.example#example.social", INVALID),
    (BASE, "wss://example.social?access_token=1", INVALID),
    (BASE, "wss://example.social\\@evil.example", INVALID),
    (BASE, "wss://example.social/../..", INVALID),
    (BASE, "wss://example.social/ HTTP/1.1\r\nx: y", INVALID),
    (BASE, "wss://exa\tmple.social", INVALID),
    (BASE, "wss://example.social:99999", INVALID),
    (BASE, "wss://example.social:0", INVALID),
    (BASE, "wss://example.social:x", INVALID),
    (BASE, "wss://", INVALID),
    (BASE, "wss:///api/v1/streaming", INVALID),
    (BASE, "wss:example.social", INVALID),
    (BASE, "//example.social", INVALID),
    (BASE, "/api/v1/streaming", INVALID),
    (BASE, "://example.social", INVALID),
    (BASE, "wss://wss://example.social", NOT_BELOW),
    (BASE, "ftp://example.social", INVALID),
    (BASE, "javascript:alert(1)", INVALID),
    (BASE, "wss://[::1", INVALID),
    (BASE, "wss://[fe80::1%25eth0]", INVALID),
    (BASE, "wss://-x.example.social", INVALID),
    (BASE, "wss://*.example.social", INVALID),
    (BASE, "wss://a..example.social", INVALID),
    (BASE, "wss://\ud800.example.social", INVALID),
    (BASE, f"wss://{'a' * 64}.example.social", INVALID),
    (BASE, f"wss://{'a.' * 10_000}example.social", INVALID),
    (BASE, f"wss://example.social/{'a' * 10_000}", INVALID),
]


@pytest.mark.parametrize(("base", "named", "url"), TRUSTED)
def test_streaming_server_may_get_the_token(base: str, named: str | None, url: str):
    assert streaming_url(base, named) == url


@pytest.mark.parametrize(("base", "named", "reason"), REFUSED)
def test_streaming_server_must_not_get_the_token(base: str, named: str, reason: str):
    with pytest.raises(StreamingUnavailable) as caught:
        streaming_url(base, named)
    words = str(caught.value)
    assert reason in words
    assert len(words) < 1000
    assert "password" not in words
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_refusal_says_how_to_consent():
    with pytest.raises(StreamingUnavailable) as caught:
        streaming_url(BASE, "wss://live.example:4000/x/")
    assert str(caught.value) == (
        "the instance names the streaming server live.example:4000, which is not below"
        " example.social, so it does not get your token; pass"
        " url='https://live.example:4000/x' if you trust it"
    )


@given(st.text() | st.from_regex(r"wss?://[^/]*example\.social[^/]*(/.*)?"))
def test_any_named_url_leads_to_the_host_or_below_it(named: str):
    try:
        url = streaming_url(BASE, named)
    except StreamingUnavailable:
        return
    host = url.partition("://")[2].partition("/")[0].partition(":")[0]
    assert url.startswith("https://")
    assert f".{host}".endswith(".example.social")
    assert not url.endswith("/")
    assert streaming_url(BASE, url) == url


# What an instance document says.


def instance(version: str = "4.5.0", streaming: str | None = None) -> entities.Instance:
    urls = make(entities.InstanceConfigurationUrls, streaming=streaming)
    configuration = make(entities.InstanceConfiguration, urls=urls)
    return make(entities.Instance, version=version, configuration=configuration)


def instance_v1(
    version: str = "4.5.0", streaming: str | None = None
) -> entities.InstanceV1:
    urls = make(entities.InstanceV1Urls, streaming_api=streaming)
    return make(entities.InstanceV1, version=version, urls=urls)


def test_named_url_of_each_document():
    assert named_url(instance(streaming="wss://x.example")) == "wss://x.example"
    assert named_url(instance_v1(streaming="wss://x.example")) == "wss://x.example"
    for nothing in (
        instance(streaming=None),
        instance(streaming=""),
        instance_v1(streaming=""),
        make(entities.Instance, configuration=None),
        make(
            entities.Instance,
            configuration=make(entities.InstanceConfiguration, urls=None),
        ),
        make(entities.InstanceV1, urls=None),
        make(entities.NodeInfo),
    ):
        assert named_url(nothing) is None


BOTH = ("sse", "websocket")


@pytest.mark.parametrize(
    ("version", "ways"),
    [
        ("4.5.0", BOTH),
        ("2.7.2 (compatible; Pleroma 2.9.1)", BOTH),
        ("0.20.0+git-8ae9c10 (compatible; gotosocial 0.20.0)", ("websocket",)),
        ("", BOTH),
    ],
)
def test_ways_of_a_server(version: str, ways: tuple[Any, ...]):
    assert find_server(BASE, instance(version)) == StreamingServer(BASE, ways)
    assert find_server(BASE, instance_v1(version)) == StreamingServer(BASE, ways)


def test_ways_that_the_program_wants():
    nothing = None
    assert find_server(BASE, nothing).ways == BOTH
    assert find_server(BASE, nothing, needs_websocket=True).ways == ("websocket",)
    for via in BOTH:
        assert find_server(BASE, nothing, via=via).ways == (via,)
        url = "https://live.example"
        found = find_server(BASE, instance("takahe/0.11.0"), via=via, url=url)
        assert found == StreamingServer(url, (via,))


@pytest.mark.parametrize(
    ("version", "name"),
    [
        ("4.0.0 (not true; really snac/2.94)", "snac"),
        ("takahe/0.11.0", "takahe"),
        ("4.2.0 (compatible; Hollo 0.6.0)", "hollo"),
    ],
)
@pytest.mark.parametrize("via", [None, "sse", "websocket"])
def test_server_without_streaming_is_known_before_connecting(
    version: str, name: str, via: Any
):
    words = f"^{name} has no streaming; poll timeline_home"
    for document in (
        instance(version, "wss://example.social"),
        instance_v1(version, "wss://example.social"),
    ):
        with pytest.raises(StreamingUnavailable, match=words):
            find_server(BASE, document, via=via)


def test_server_with_the_websocket_alone_refuses_server_sent_events_at_once():
    document = instance("0.20.0 (compatible; gotosocial 0.20.0)")
    words = "^gotosocial streams over a WebSocket only; leave out via='sse'"
    with pytest.raises(StreamingUnavailable, match=words):
        find_server(BASE, document, via="sse")
    assert find_server(BASE, document, via="websocket").ways == ("websocket",)


def test_server_that_names_a_host_elsewhere_is_tried_itself():
    found = find_server(BASE, instance(streaming="wss://evil.example"))
    assert (found.url, found.ways) == (BASE, BOTH)
    assert "evil.example, which is not below example.social" in found.refused
    found = find_server(BASE, instance(streaming="wss://live.example.social/"))
    assert (found.url, found.ways) == ("https://live.example.social", BOTH)
    assert found.refused == ""


@pytest.mark.parametrize(
    ("base", "url", "found"),
    [
        (BASE, "wss://live.example/", "https://live.example"),
        (BASE, "live.example/api/v1/streaming", "https://live.example"),
        (BASE, "ws://localhost:4000", "http://localhost:4000"),
        ("http://example.social", "ws://live.example", "http://live.example"),
        (LOCAL, "http://127.0.0.1:4000", "http://127.0.0.1:4000"),
    ],
)
def test_url_of_the_program_is_used(base: str, url: str, found: str):
    options = StreamCall((), {"url": url}).checked
    assert find_server(base, None, url=options.url) == StreamingServer(found, BOTH)


@pytest.mark.parametrize("base", [BASE, "https://localhost", LOCAL])
def test_url_of_the_program_needs_tls_unless_it_is_this_machine(base: str):
    with pytest.raises(StreamingUnavailable, match="your token unencrypted"):
        find_server(base, None, url="http://live.example")


RECORDED = {
    "/api/v1/instance": entities.InstanceV1,
    "/api/v2/instance": entities.Instance,
}


def test_recorded_instances_name_a_streaming_server_that_may_be_used():
    seen = set[str]()
    path = Path(__file__).parents[1] / "recorded" / "exchanges.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            exchange = json.loads(line)
            cls = RECORDED.get(exchange["path"].rstrip("/"))
            if cls is not None and exchange["status"] == 200:
                body = exchange["body"]
                document = json.loads(body) if isinstance(body, str) else body
                base = normalize_base_url(document.get("domain") or document["uri"])
                found = find_server(base, make_converter().structure(document, cls))
                assert not found.refused
                seen.add(found.url)
    assert seen == {"http://localhost:4000", "https://streaming.mastodon.social"}


# On the wire.


def test_message_goes_to_the_streaming_server_without_a_double_slash():
    document = to_json(instance(streaming="wss://live.example.social:4000/x/"))
    server = ScriptedServer([Connection([update("1")])], document)
    call = StreamCall((Stream("public"),))
    with EventStream(server.client(), call) as events:
        assert next(events).name == "update"
    (opened,) = server.opened
    assert opened.message is not None
    url = "https://live.example.social:4000/x/api/v1/streaming/public"
    assert opened.message.url == url
    assert opened.message.headers["authorization"] == "Bearer token"


@pytest.mark.parametrize("location", ["https://[evil/api/v1/streaming", "", "http://["])
def test_redirect_to_no_url_is_an_error(location: str):
    redirect = Connection([], 301, {"location": location})
    server = ScriptedServer([redirect, refused(401)])
    stream = EventStream(server.client(), StreamCall((Stream("user"),)))
    with pytest.raises(Exception, match="301") as caught, stream:
        pass
    assert type(caught.value).__name__ == "RedirectError"
    assert len(server.opened) == 1
