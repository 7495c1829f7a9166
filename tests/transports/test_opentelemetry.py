"""Spans and measurements of OpenTelemetry, by its exporter in memory."""

from __future__ import annotations

import threading
from typing import Any

import mastodon_requests
import mastodon_trio
import pytest
import trio
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st
from mastodon_offline import running
from mastodon_opentelemetry import hooks
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import (
    Histogram,
    HistogramDataPoint,
    InMemoryMetricReader,
)
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from playing import carry_out
from sessions import STATUS, Time, json_response, session

from mastodon_core import (
    API,
    Credentials,
    Hooks,
    MastodonError,
    NetworkError,
    NetworkTimeout,
    NotFound,
    Request,
    Secret,
    Text,
)
from mastodon_core.testing import FakeMastodon, FaultPlan, OfflineInstance, Refusal
from mastodon_core.transport import HttpResponse

api = API()
ME = STATUS["account"]


@frozen
class Telemetry:
    """Providers that keep in memory what they get."""

    exporter: InMemorySpanExporter
    traces: TracerProvider
    reader: InMemoryMetricReader
    meters: MeterProvider

    def hooks(self, own: Hooks | None = None) -> Hooks:
        return hooks(own, tracer_provider=self.traces, meter_provider=self.meters)

    def spans(self) -> list[ReadableSpan]:
        """The finished spans, in the order of their start."""
        spans = self.exporter.get_finished_spans()
        return sorted(spans, key=lambda span: span.start_time or 0)

    def points(self) -> list[HistogramDataPoint]:
        data = self.reader.get_metrics_data()
        assert data is not None
        [of_resource] = data.resource_metrics
        [of_scope] = of_resource.scope_metrics
        [metric] = of_scope.metrics
        assert metric.name == "http.client.request.duration"
        assert metric.unit == "s"
        assert isinstance(metric.data, Histogram)
        return list(metric.data.data_points)


@pytest.fixture
def told() -> Telemetry:
    return telemetry()


def telemetry() -> Telemetry:
    exporter, reader = InMemorySpanExporter(), InMemoryMetricReader()
    traces = TracerProvider(shutdown_on_exit=False)
    traces.add_span_processor(SimpleSpanProcessor(exporter))
    meters = MeterProvider([reader], shutdown_on_exit=False)
    return Telemetry(exporter, traces, reader, meters)


def attributes(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


def test_own_must_be_hooks() -> None:
    wrong: Any = print
    with pytest.raises(TypeError, match=r"^own must be Hooks, not builtin_function"):
        hooks(wrong)


def test_attempt_is_a_span_by_the_conventions(told: Telemetry) -> None:
    ours = session(hooks=told.hooks())
    carry_out(ours, api.account_statuses("7", limit=3), [json_response([STATUS])])
    [span] = told.spans()
    assert span.name == "GET /api/v1/accounts/{id}/statuses"
    assert span.kind is SpanKind.CLIENT
    assert attributes(span) == {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "server.address": "x.example",
        "server.port": 443,
        "url.full": "https://x.example/api/v1/accounts/7/statuses",
        "url.scheme": "https",
        "url.template": "/api/v1/accounts/{id}/statuses",
    }
    assert span.status.status_code is StatusCode.UNSET
    assert span.instrumentation_scope is not None
    assert span.instrumentation_scope.name == "mastodon_opentelemetry"


def test_span_belongs_to_the_one_that_is_current(told: Telemetry) -> None:
    ours = session(hooks=told.hooks())
    with told.traces.get_tracer("mine").start_as_current_span("work") as work:
        carry_out(ours, api.me(), [json_response(ME)])
    _, span = told.spans()
    assert span.parent == work.get_span_context()


@pytest.mark.parametrize(
    ("outcome", "error"),
    [
        (json_response({}, 404), "404"),
        (json_response({}, 500), "500"),
        (NetworkTimeout("30 s"), "NetworkTimeout"),
        (FileNotFoundError("a.png"), "FileNotFoundError"),
    ],
)
def test_failed_attempt_is_an_error(told: Telemetry, outcome: Any, error: str) -> None:
    ours = session(hooks=told.hooks(), retries=0)
    with pytest.raises((MastodonError, OSError)):
        carry_out(ours, api.status("7"), [outcome])
    [span] = told.spans()
    assert span.status.status_code is StatusCode.ERROR
    # The conventions leave out a description that repeats the status.
    assert span.status.description is None
    assert attributes(span)["error.type"] == error
    status = getattr(outcome, "status", None)
    assert attributes(span).get("http.response.status_code") == status


def test_each_attempt_of_a_request_has_its_number(told: Telemetry) -> None:
    stale = NetworkError("closed", reused=True)
    outcomes = [stale, json_response({}, 503), json_response({}, 429), json_response()]
    carry_out(session(hooks=told.hooks()), api.status("7"), outcomes)
    assert [
        (attributes(span).get("http.request.resend_count"), span.status.status_code)
        for span in told.spans()
    ] == [
        (None, StatusCode.ERROR),
        (1, StatusCode.ERROR),
        (2, StatusCode.ERROR),
        (3, StatusCode.UNSET),
    ]
    assert {span.name for span in told.spans()} == {"GET /api/v1/statuses/{id}"}


def test_redirect_is_a_span_with_its_origin(told: Telemetry) -> None:
    moved = json_response({}, 302, location="http://[::1]:8080/elsewhere/7?q=1")
    ours = session(
        hooks=told.hooks(), credentials=Credentials(base_url="http://localhost")
    )
    carry_out(ours, api.status("7"), [moved, json_response()])
    first, second = told.spans()
    assert attributes(first)["http.response.status_code"] == 302
    assert first.status.status_code is StatusCode.UNSET
    assert second.name == "GET"
    assert attributes(second) == {
        "http.request.method": "GET",
        "http.request.resend_count": 1,
        "http.response.status_code": 200,
        "server.address": "::1",
        "server.port": 8080,
        "url.full": "http://[::1]:8080/",
        "url.scheme": "http",
    }


def test_unknown_method_is_named_other(told: Telemetry) -> None:
    request = Request("PURGE", "/cache", answer=Text())
    carry_out(session(hooks=told.hooks()), request, [HttpResponse(status=200)])
    [span] = told.spans()
    assert span.name == "HTTP /cache"
    assert attributes(span)["http.request.method"] == "_OTHER"


def test_cancelled_call_leaves_no_span_open(told: Telemetry) -> None:
    with session(hooks=told.hooks()).exchange(api.status("7")) as exchange:
        exchange.begin()
        assert told.spans() == []
    [span] = told.spans()
    assert attributes(span)["error.type"] == "abandoned"
    assert span.status.status_code is StatusCode.ERROR


def test_duration_is_measured_in_seconds(told: Telemetry) -> None:
    time = Time()
    with session(time, hooks=told.hooks()).exchange(api.status("7")) as exchange:
        exchange.begin()
        time.seconds = 0.3
        exchange.resume(json_response())
    [point] = told.points()
    assert (point.count, point.sum) == (1, 0.3)
    assert 0.25 in point.explicit_bounds
    assert dict(point.attributes or {}) == {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "server.address": "x.example",
        "server.port": 443,
        "url.scheme": "https",
        "url.template": "/api/v1/statuses/{id}",
    }


def test_own_hooks_are_called_too(told: Telemetry) -> None:
    seen: list[object] = []
    own = Hooks(on_request=seen.append, on_response=seen.append, on_wait=seen.append)
    ours = session(hooks=told.hooks(own))
    carry_out(ours, api.status("7"), [json_response({}, 429), json_response()])
    kinds = [type(value).__name__ for value in seen]
    assert kinds == ["Attempt", "AttemptEnd", "Wait", "Attempt", "AttemptEnd"]
    assert len(told.spans()) == 2


def test_span_ends_whatever_the_own_hooks_raise(told: Telemetry) -> None:
    def fail(value: object) -> None:
        raise ZeroDivisionError

    for name, outcomes in (("on_request", []), ("on_response", [json_response()])):
        ours = session(hooks=told.hooks(Hooks(**{name: fail})))
        with pytest.raises(ZeroDivisionError):
            carry_out(ours, api.status("7"), outcomes)
    # The first attempt was refused before it began.
    [span] = told.spans()
    assert attributes(span)["http.response.status_code"] == 200


def test_hooks_do_nothing_without_a_provider() -> None:
    assert FakeMastodon(user="ada", hooks=hooks()).me().acct == "ada"


def test_blocking_client_is_traced_in_each_thread(told: Telemetry) -> None:
    instance = OfflineInstance()
    instance.add_user("ada")
    plan = FaultPlan().at(1, Refusal(502), path="/api/v1/timelines/home")
    tracer = told.traces.get_tracer("mine")
    with (
        running(instance) as url,
        plan.around(mastodon_requests.Mastodon)(
            api_base_url=url,
            access_token=instance.token_for("ada"),
            hooks=told.hooks(),
        ) as mastodon,
    ):

        def work(name: str) -> None:
            with tracer.start_as_current_span(name):
                mastodon.me()

        names = [f"work {number}" for number in range(4)]
        threads = [threading.Thread(target=work, args=(name,)) for name in names]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        mastodon.timeline_home()
        with pytest.raises(NotFound):
            mastodon.status("404")
    by_id = {span.context.span_id: span for span in told.spans() if span.context}
    parents = [by_id[span.parent.span_id].name for span in told.spans() if span.parent]
    assert sorted(parents) == names
    port = int(url.rpartition(":")[2])
    last = told.spans()[-3:]
    assert [attributes(span)["http.response.status_code"] for span in last] == [
        502,
        200,
        404,
    ]
    assert {attributes(span)["server.port"] for span in last} == {port}


def test_trio_client_is_traced_and_a_cancelled_task_ends_its_span(
    told: Telemetry,
) -> None:
    instance = OfflineInstance()
    instance.add_user("ada")
    tracer = told.traces.get_tracer("mine")

    async def main(url: str) -> None:
        [silent] = await trio.open_tcp_listeners(0, host="127.0.0.1")
        port = silent.socket.getsockname()[1]
        async with mastodon_trio.Mastodon(
            api_base_url=url,
            access_token=instance.token_for("ada"),
            hooks=told.hooks(),
        ) as mastodon:

            async def work(name: str) -> None:
                with tracer.start_as_current_span(name):
                    await mastodon.me()

            async with trio.open_nursery() as nursery:
                for number in range(4):
                    nursery.start_soon(work, f"work {number}")
            assert len(told.spans()) == 8
            elsewhere = Credentials(base_url=f"http://127.0.0.1:{port}")
            request = evolve(api.status("7"), credentials=elsewhere)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(mastodon.send, request)
                # Once it is connected, nothing answers.
                stream = await silent.accept()
                nursery.cancel_scope.cancel()
            await stream.aclose()
            await silent.aclose()

    with running(instance) as url:
        trio.run(main, url)
    by_id = {span.context.span_id: span for span in told.spans() if span.context}
    parents = [by_id[span.parent.span_id].name for span in told.spans() if span.parent]
    assert sorted(parents) == [f"work {number}" for number in range(4)]
    assert attributes(told.spans()[-1])["error.type"] == "abandoned"


SECRET = "zq7xj"
CALLS = [
    api.status_post(SECRET, spoiler_text=SECRET),
    api.timeline_home(max_id=SECRET),
    api.account_lookup(SECRET),
    api.media_upload(SECRET.encode(), "image/png", description=SECRET),
    api.oauth_token("password", password=SECRET, code=SECRET),
    evolve(api.me(), headers={"cookie": SECRET, "x-name": SECRET}),
]
OUTCOMES: list[HttpResponse | NetworkError] = [
    json_response(STATUS | {"content": SECRET}, x_request_id=SECRET),
    json_response({"error": SECRET}, 422),
    json_response({}, 302, location=f"/{SECRET}?{SECRET}"),
    json_response({}, 302, location=f"https://{SECRET}@y.example/{SECRET}#{SECRET}"),
    NetworkError(SECRET),
]


@given(st.sampled_from(CALLS), st.lists(st.sampled_from(OUTCOMES), min_size=9))
def test_no_span_and_no_measurement_shows_a_secret_or_a_query(
    call: Any, outcomes: list[HttpResponse | NetworkError]
) -> None:
    told = telemetry()
    left = iter(outcomes)

    def send() -> None:
        credentials = Credentials(base_url="x.example", access_token=Secret(SECRET))
        ours = session(hooks=told.hooks(), credentials=credentials)
        carry_out(ours, call, (next(left) for _ in outcomes))

    try:
        send()
    except MastodonError:
        pass
    except pytest.fail.Exception:
        # Outcomes were left over, which does not matter here.
        pass
    assert told.spans()
    for span in told.spans():
        assert SECRET not in span.to_json()
        assert "?" not in str(attributes(span)["url.full"])
    assert SECRET not in repr([point.attributes for point in told.points()])
