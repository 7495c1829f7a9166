"""`python -m mastodon_offline doctor` examines a server and prints a report."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from mastodon_offline import running
from mastodon_offline._doctor import Report, examine
from playing import carry_out
from sessions import START, Time, json_response, session

from mastodon_core import ApiError, DecodeError, catalog, entities, to_json
from mastodon_core.testing import FakeMastodon, OfflineInstance, make
from mastodon_core.transport import HttpRequest, HttpResponse
from mastodon_core.values import format_http_date

COMMAND = [sys.executable, "-m", "mastodon_offline", "doctor"]


def report_of(*outcomes: HttpResponse) -> Report:
    steps, report = carry_out(session(), examine(), outcomes)
    assert [step.method for step in steps if isinstance(step, HttpRequest)] == [
        "GET"
    ] * len(steps)
    return report


def document(cls: type[Any], **fields: Any) -> Any:
    return to_json(make(cls, **fields))


def lines(report: Report, *starts: str) -> list[str]:
    return [line for line in str(report).splitlines() if line.startswith(starts)]


def test_doctor_reports_on_an_offline_instance() -> None:
    report = FakeMastodon().send(examine())
    assert str(report).splitlines()[:6] == [
        "server      https://offline.example",
        "software    mastodon, version 4.7.0",
        "document    /api/v2/instance",
        "clock       accurate",
        "rate limit  300 requests, 299 left until 2024-01-01T00:05:00.000000Z",
        "streaming   wss://offline.example, server-sent events and WebSocket",
    ]
    assert set(report.support) == {entry.name for entry in catalog}
    assert lines(report, "endpoints")[0].startswith(
        f"endpoints   {len(catalog)} in the catalog: "
    )


def test_doctor_falls_back_to_the_v1_document_of_an_old_server() -> None:
    urls = entities.InstanceV1Urls(streaming_api="wss://stream.x.example")
    report = report_of(
        json_response({"error": "Not Found"}, 404),
        json_response(document(entities.InstanceV1, version="3.5.19", urls=urls)),
    )
    text = str(report)
    assert (
        "document    /api/v1/instance\n            tried /api/v2/instance: 404" in text
    )
    assert "streaming   wss://stream.x.example, server-sent events and" in text
    assert "rate limit  not reported" in text
    reason = "  no: its version is 3.5.19, and Mastodon 4.0.0 added it\n"
    names, _, _ = text.partition(reason)[2].partition("\n")
    assert "instance" in names.strip().split(", ")


@pytest.mark.parametrize("urls", [None, entities.InstanceV1Urls()])
def test_doctor_reports_no_streaming_if_an_old_document_has_no_url(urls: Any) -> None:
    told = document(entities.InstanceV1, version="4.0.0", urls=urls)
    report = report_of(json_response({"error": "Not Found"}, 404), json_response(told))
    assert lines(report, "streaming") == [
        "streaming   not reported; clients try https://x.example"
    ]


@pytest.mark.parametrize(
    ("url", "version", "line"),
    [
        ("wss://x.example", "4.7.0", "wss://x.example, server-sent events and WebSock"),
        (
            "wss://x.example",
            "gotosocial/0.20.0",
            "wss://x.example, WebSocket only",
        ),
        (
            "wss://elsewhere.example",
            "4.7.0",
            "not used: the instance names the streaming server elsewhere.example, whi",
        ),
    ],
)
def test_doctor_reports_what_streaming_there_is(
    url: str, version: str, line: str
) -> None:
    urls = entities.InstanceConfigurationUrls(streaming=url)
    configuration = entities.InstanceConfiguration(urls=urls)
    told = document(
        entities.Instance, version=version, configuration=configuration, source_url=None
    )
    [found] = lines(report_of(json_response(told)), "streaming")
    assert found.startswith(f"streaming   {line}")


def test_doctor_skips_an_html_page_in_place_of_a_document() -> None:
    told = document(
        entities.InstanceV1, version="takahe/0.11.0", urls=entities.InstanceV1Urls()
    )
    report = report_of(HttpResponse(status=200, body=b"<html>"), json_response(told))
    assert report.tried == ("/api/v2/instance: not an instance document",)
    assert lines(report, "software", "streaming") == [
        "software    takahe, version 0.11.0",
        "streaming   none",
    ]
    assert "  unknown: takahe does not follow Mastodon's releases" in str(report)
    with pytest.raises(DecodeError):
        report_of(*[HttpResponse(status=200, body=b"<html>")] * 3)
    with pytest.raises(ApiError, match="401"):
        report_of(*[json_response({"error": "no"}, 401)] * 3)


SCHEMA = "http://nodeinfo.diaspora.software/ns/schema/2.1"
NODEINFO = "/.well-known/nodeinfo"


class OnlyNodeInfo(OfflineInstance):
    """A server that has NodeInfo and nothing else, such as a host of blogs."""

    def handle(self, request: HttpRequest) -> HttpResponse:
        told = {
            NODEINFO: {"links": [{"rel": SCHEMA, "href": f"{self.base_url}/ni"}]},
            "/ni": document(
                entities.NodeInfo,
                software=entities.NodeInfoSoftware(name="writefreely", version="0.15"),
            ),
        }
        found = told.get(urlsplit(request.url).path)
        return (
            json_response({"error": "no"}, 404)
            if found is None
            else json_response(found)
        )


def test_doctor_identifies_a_server_without_instance_document_by_nodeinfo() -> None:
    with running(OnlyNodeInfo()) as url:
        done = subprocess.run([*COMMAND, url], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:5] == [
        f"server      {url}",
        "software    writefreely, version 0.15",
        f"document    {NODEINFO}",
        "            tried /api/v2/instance: 404",
        "            tried /api/v1/instance: 404",
    ]
    assert "  unknown: writefreely does not follow Mastodon's releases\n" in done.stdout


def test_doctor_reads_clock_and_rate_limit_from_error_responses() -> None:
    time = Time()
    refused = json_response(
        {"error": "no"},
        404,
        date=format_http_date(START),
        x_ratelimit_limit="300",
        x_ratelimit_remaining="299",
        x_ratelimit_reset="2024-01-01T00:05:00Z",
    )

    def slowly() -> Iterator[HttpResponse]:
        yield from (refused, refused)
        time.seconds += 90
        yield json_response({"links": [{"rel": SCHEMA, "href": "/ni"}]})
        yield json_response(document(entities.NodeInfo))

    _, report = carry_out(session(time), examine(), slowly())
    assert lines(report, "clock", "rate limit", "streaming") == [
        "clock       accurate",
        "rate limit  300 requests, 299 left until 2024-01-01T00:05:00Z",
        "streaming   not reported; clients try https://x.example",
    ]


def test_doctor_prints_no_control_characters_of_a_server() -> None:
    told = document(entities.Instance, version="4.7.0\x1b[2J\nclock       9 s ahead")
    report = report_of(json_response(told))
    assert lines(report, "clock") == ["clock       accurate"]
    assert all(line.isprintable() for line in str(report).split("\n"))


def test_doctor_reports_the_mastodon_release_that_a_server_claims() -> None:
    version = "4.0.0 (not true; really snac/2.94)"
    told = document(entities.Instance, version=version, configuration=None)
    report = report_of(json_response(told))
    assert lines(report, "software", "compatible", "streaming") == [
        "software    snac, version 2.94",
        "compatible  Mastodon 4.0.0",
        "streaming   none",
    ]
    bare = entities.InstanceConfiguration()
    told = document(entities.Instance, version="nothing", configuration=bare)
    assert lines(report_of(json_response(told)), "software", "streaming") == [
        "software    not reported, version nothing",
        "streaming   not reported; clients try https://x.example",
    ]


def test_doctor_reports_new_endpoints_of_a_pre_release_as_unknown() -> None:
    told = document(
        entities.Instance,
        version="4.4.0-alpha.1",
        source_url="https://github.com/mastodon/mastodon",
        api_versions=entities.InstanceApiVersions(mastodon=3),
    )
    report = report_of(json_response(told))
    assert lines(report, "software", "compatible") == [
        "software    mastodon, version 4.4.0-alpha.1"
    ]
    text = str(report)
    reason = (
        "  unknown: its version is 4.4.0-alpha.1, a pre-release that may lack what "
        "Mastodon 4.4.0 added\n"
    )
    names, _, _ = text.partition(reason)[2].partition("\n")
    assert "media_delete" in names.strip().split(", ")
    assert "  no: its API has version 3, and Mastodon 4.6.0 added it\n" in text
    assert "  no: its API has version 3, and Mastodon 4.4.0 added it\n" not in text


def test_doctor_reports_software_without_a_version() -> None:
    told = document(entities.Instance, version="2.7.2 (compatible; Pleroma)")
    assert lines(report_of(json_response(told)), "software", "compatible") == [
        "software    pleroma, version not reported",
        "compatible  Mastodon 2.7.2",
    ]


@pytest.mark.parametrize(
    ("seconds", "word"), [(1, "accurate"), (90, "90 s ahead"), (-3600, "3600 s behind")]
)
def test_doctor_reports_a_wrong_clock(seconds: int, word: str) -> None:
    told = json.dumps(document(entities.Instance)).encode()
    date = format_http_date(START + timedelta(seconds=seconds))
    report = report_of(HttpResponse(status=200, headers={"date": date}, body=told))
    assert lines(report, "clock") == [f"clock       {word}"]


def test_doctor_command_prints_the_report() -> None:
    with running(OfflineInstance(version="4.2.0")) as url:
        done = subprocess.run([*COMMAND, url], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"server      {url}\nsoftware    mastodon, version 4.2.0" in done.stdout


def test_doctor_command_reports_errors_without_secrets() -> None:
    with running(OfflineInstance()) as url:
        pass
    gone = subprocess.run([*COMMAND, url], capture_output=True, text=True)
    assert gone.returncode == 1
    assert gone.stderr.strip().endswith("the connection was refused")
    wrong = [*COMMAND, url.replace("//", "//ada:secret@")]
    refused = subprocess.run(wrong, capture_output=True, text=True)
    assert refused.returncode == 2
    assert "the instance URL must not contain a user name" in refused.stderr
    assert "secret" not in refused.stderr
