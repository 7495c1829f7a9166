"""NodeInfo, health checks, and the server of an account."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playing import carry_out
from sessions import json_response, session

from mastodon_core import (
    API,
    ApiError,
    DecodeError,
    NetworkError,
    NotFound,
    entities,
    to_json,
)
from mastodon_core.methods._webfinger import instance_at, lrdd_template, split_acct
from mastodon_core.testing import make
from mastodon_core.transport import HttpRequest, HttpResponse

api = API()
SCHEMA = "http://nodeinfo.diaspora.software/ns/schema/"
SELF = {"rel": "self", "href": "https://social.example.org/users/ada"}
PAGE = {
    "rel": "http://webfinger.net/rel/profile-page",
    "href": "https://social.example.org/@ada",
}
SOCIAL = "https://social.example.org"
XRD = '<XRD><Link rel="lrdd" template="https://social.example.org/w?r={uri}"/></XRD>'
GONE = json_response({"error": "no"}, 404)


def nodeinfo() -> Any:
    return json_response(to_json(make(entities.NodeInfo)))


def links(*found: Any) -> HttpResponse:
    return json_response({"subject": "acct:ada@example.org", "links": list(found)})


def urls(steps: Any) -> list[str]:
    assert all("authorization" not in step.headers for step in steps)
    return [step.url for step in steps if isinstance(step, HttpRequest)]


def test_instance_nodeinfo_reads_the_latest_schema_on_the_same_server() -> None:
    known = [
        {"rel": f"{SCHEMA}2.0", "href": "https://x.example/nodeinfo/2.0"},
        {"rel": f"{SCHEMA}2.1", "href": "https://other.example/n/2.1?a=b"},
        {"rel": f"{SCHEMA}1.0", "href": "https://x.example/nodeinfo/1.0"},
    ]
    steps, found = carry_out(
        session(),
        api.instance_nodeinfo(),
        [json_response({"links": known}), nodeinfo()],
    )
    assert urls(steps) == [
        "https://x.example/.well-known/nodeinfo",
        "https://x.example/n/2.1?a=b",
    ]
    assert isinstance(found, entities.NodeInfo)


@pytest.mark.parametrize(
    "known", [[], [{"rel": f"{SCHEMA}1.0", "href": "https://x.example/"}]]
)
def test_instance_nodeinfo_without_a_known_schema_is_a_decode_error(known: Any) -> None:
    with pytest.raises(DecodeError, match="no link to NodeInfo"):
        carry_out(session(), api.instance_nodeinfo(), [json_response({"links": known})])


def test_instance_nodeinfo_with_a_malformed_link_is_a_decode_error() -> None:
    known = [{"rel": f"{SCHEMA}2.0", "href": "https://[x"}]
    with pytest.raises(DecodeError, match="not a valid URL"):
        carry_out(session(), api.instance_nodeinfo(), [json_response({"links": known})])


@pytest.mark.parametrize(
    ("outcome", "is_healthy"),
    [
        (HttpResponse(status=200, body=b"OK\n"), True),
        (HttpResponse(status=200, body=b"success"), True),
        (HttpResponse(status=200, body=b"<html>"), False),
        (GONE, False),
    ],
)
def test_health_calls_return_whether_the_server_is_healthy(
    outcome: HttpResponse, is_healthy: bool
) -> None:
    assert carry_out(session(), api.instance_health(), [outcome])[1] is is_healthy
    outcomes = [GONE, GONE, outcome]
    assert carry_out(session(), api.stream_healthy(), outcomes)[1] is (
        outcome.body == b"OK\n"
    )


def document(streaming: str | None, version: str = "4.7.0") -> HttpResponse:
    urls = entities.InstanceConfigurationUrls(streaming=streaming)
    configuration = make(entities.InstanceConfiguration, urls=urls)
    instance = make(entities.Instance, version=version, configuration=configuration)
    return json_response(to_json(instance))


def old_document(streaming: str) -> HttpResponse:
    urls = entities.InstanceV1Urls(streaming_api=streaming)
    return json_response(to_json(make(entities.InstanceV1, urls=urls)))


OK = HttpResponse(status=200, body=b"OK")


@pytest.mark.parametrize(
    ("documents", "host"),
    [
        ([document("wss://x.example")], "x.example"),
        ([document(None)], "x.example"),
        ([document("")], "x.example"),
        ([document("wss://streaming.x.example")], "streaming.x.example"),
        ([document("wss://streaming.x.example/")], "streaming.x.example"),
        ([document("https://streaming.x.example")], "streaming.x.example"),
        ([GONE, old_document("wss://s.x.example")], "s.x.example"),
        ([HttpResponse(status=200, body=b"<html>"), GONE], "x.example"),
        # A server that streams must not be chosen by somebody else.
        ([document("wss://elsewhere.example")], "x.example"),
        ([document("ws://streaming.x.example")], "x.example"),
    ],
)
def test_stream_healthy_asks_the_streaming_server_without_a_token(
    documents: list[HttpResponse], host: str
) -> None:
    steps, is_healthy = carry_out(session(), api.stream_healthy(), [*documents, OK])
    last = steps[-1]
    assert is_healthy
    assert isinstance(last, HttpRequest)
    assert last.url == f"https://{host}/api/v1/streaming/health"
    assert "authorization" not in last.headers
    for step in steps[:-1]:
        assert isinstance(step, HttpRequest)
        assert step.url.startswith("https://x.example/api/")


def test_stream_healthy_is_false_without_streaming_and_raises_without_a_network() -> (
    None
):
    takahe = document("wss://x.example", version="takahe/0.11.0")
    assert carry_out(session(), api.stream_healthy(), [takahe])[1] is False
    outcomes = [NetworkError("no route", sent=False)] * 3
    with pytest.raises(NetworkError):
        carry_out(session(), api.stream_healthy(), outcomes)


def test_instance_of_asks_webfinger_of_the_domain_in_the_name() -> None:
    for link in (SELF, PAGE):
        steps, found = carry_out(
            session(), api.instance_of("@ada@example.org"), [links(link)]
        )
        assert urls(steps) == [
            "https://example.org/.well-known/webfinger?resource=acct%3Aada%40example.org"
        ]
        assert found == "https://social.example.org"


def test_instance_of_falls_back_to_host_meta() -> None:
    meta = HttpResponse(status=200, body=XRD.encode())
    steps, found = carry_out(
        session(), api.instance_of("ada@example.org"), [GONE, meta, links(SELF)]
    )
    assert [url.partition("?")[0] for url in urls(steps)] == [
        "https://example.org/.well-known/webfinger",
        "https://example.org/.well-known/host-meta",
        "https://social.example.org/.well-known/webfinger",
    ]
    assert found == "https://social.example.org"


def test_instance_of_fails_without_webfinger_or_useful_links() -> None:
    with pytest.raises(NotFound):
        carry_out(session(), api.instance_of("ada@example.org"), [GONE, GONE])
    with pytest.raises(DecodeError, match="links neither to the account nor its page"):
        carry_out(session(), api.instance_of("ada@example.org"), [links()])
    with pytest.raises(ApiError):
        carry_out(session(), api.host_meta(), [GONE])


@pytest.mark.parametrize("acct", ["ada", "@ada", "@", "a@b@c", "ada@b/c", ""])
def test_split_acct_refuses_an_incomplete_name(acct: str) -> None:
    with pytest.raises(ValueError, match="acct must be like ada@example.org"):
        split_acct(acct)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "ftp://x.example/",
        "https://",
        "http://[x",
        "https://-.example",
        # From https neither plain http nor a private host is accepted.
        "http://social.example.org/@ada",
        "https://localhost/@ada",
        "https://127.0.0.1:3000/@ada",
        "https://2130706433/@ada",
        "https://10.0.0.1/@ada",
        "https://169.254.169.254/@ada",
        "https://metadata.google.internal/@ada",
    ],
)
def test_webfinger_link_to_no_safe_server_is_a_decode_error(url: str) -> None:
    with pytest.raises(DecodeError, match="must be a valid http or https URL"):
        instance_at(url, "https://example.org")
    with pytest.raises(DecodeError, match="must be a valid http or https URL"):
        carry_out(
            session(),
            api.instance_of("ada@example.org"),
            [links({"rel": "self", "href": url or "x"})],
        )
    # Such a host-meta link is not followed; the first error is raised.
    meta = HttpResponse(status=200, body=XRD.replace(SOCIAL, url).encode())
    with pytest.raises(NotFound):
        carry_out(session(), api.instance_of("ada@example.org"), [GONE, meta])


@pytest.mark.parametrize(
    ("url", "asked", "instance"),
    [
        (
            "https://ada:secret@X.example:8443/@ada",
            "https://example.org",
            "https://x.example:8443",
        ),
        ("https://x.example:443/", "http://example.org", "https://x.example"),
        ("http://x.example/a", "http://example.org", "http://x.example"),
        (
            "http://127.0.0.1:3000/a",
            "http://localhost:3000",
            "http://127.0.0.1:3000",
        ),
    ],
)
def test_instance_at_returns_the_base_url_of_a_link(
    url: str, asked: str, instance: str
) -> None:
    assert instance_at(url, asked) == instance


@pytest.mark.parametrize(
    ("text", "template"),
    [
        (XRD, "https://social.example.org/w?r={uri}"),
        ("<x:Link template='https://a/?q=1&amp;r={uri}' rel='lrdd' />", None),
        ('{"links": [3, {"rel": "lrdd", "template": "https://a/{uri}"}]}', None),
    ],
)
def test_lrdd_template_reads_host_meta_as_xml_or_json(
    text: str, template: str | None
) -> None:
    expected = template or ("https://a/?q=1&r={uri}" if "&amp;" in text else None)
    assert lrdd_template(text) == (expected or "https://a/{uri}")


@given(st.text() | st.just("{}") | st.just('{"links": 3}') | st.just("<Link rel=''>"))
def test_lrdd_template_of_other_text_is_a_decode_error(text: str) -> None:
    with pytest.raises(DecodeError):
        lrdd_template(text)
