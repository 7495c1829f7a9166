"""Async refreshes: the header that announces one, and waiting for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playing import play
from sessions import json_response

from mastodon_core import API, AsyncRefreshHint, AsyncRefreshTimeout, NotFound, Raw
from mastodon_core.calls import error_of, parse_response
from mastodon_core.calls._async_refresh import hint_of
from mastodon_core.entities import (
    AsyncRefresh,
    AsyncRefreshStatus,
    Status,
    WrappedAsyncRefresh,
)
from mastodon_core.transport import HttpResponse, Sleep

api = API()
RUNNING = WrappedAsyncRefresh(
    async_refresh=AsyncRefresh(id="abc", status=AsyncRefreshStatus.RUNNING)
)
FINISHED = WrappedAsyncRefresh(
    async_refresh=AsyncRefresh(
        id="abc", status=AsyncRefreshStatus.FINISHED, result_count=2
    )
)


def raw(header: str | None) -> Raw[Status]:
    headers = {} if header is None else {"mastodon-async-refresh": header}
    return parse_response(api.status("7").with_response(), json_response(**headers))


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ('id="abc", retry=5', AsyncRefreshHint("abc", 5)),
        ('id="abc", retry=5, result_count=0', AsyncRefreshHint("abc", 5, 0)),
        ('result_count=2,retry=5,id="abc"', AsyncRefreshHint("abc", 5, 2)),
        ('id="abc"', AsyncRefreshHint("abc", 3)),
        ('id="abc", retry=soon, other="x, retry=9"', AsyncRefreshHint("abc", 3)),
        ('id="a, retry=9", retry=5', AsyncRefreshHint("a, retry=9", 5)),
        (r'id="a\"b\\c"', AsyncRefreshHint('a"b\\c')),
        ('id="abc", id="def", retry=1, retry=2', AsyncRefreshHint("abc", 1)),
        ("retry=5", None),
        ('id="", retry=5', None),
        ("id=5", None),
        ('id="abc', None),
        ("", None),
        (None, None),
    ],
)
def test_async_refresh_header_is_parsed(
    header: str | None, hint: AsyncRefreshHint | None
) -> None:
    assert raw(header).async_refresh == hint


@given(st.text())
def test_hint_of_accepts_any_header(header: str) -> None:
    hint = hint_of(header)
    assert hint is None or hint.id


@pytest.mark.parametrize("part", ["a", "a ", " ", "=", 'a="', 'a="\\', "a=1"])
def test_hint_of_reads_300_kilobytes_of_one_part(part: str) -> None:
    """A quadratic pattern would take minutes here."""
    assert hint_of(part * 300_000) is None


@given(
    id=st.text(st.characters(codec="ascii"), min_size=1),
    retry=st.integers(0, 999_999_999),
    count=st.none() | st.integers(0, 999_999_999),
)
def test_hint_of_reads_every_well_formed_header(
    id: str, retry: int, count: int | None
) -> None:
    quoted = id.replace("\\", "\\\\").replace('"', '\\"')
    more = "" if count is None else f", result_count={count}"
    found = hint_of(f'id="{quoted}", retry={retry}{more}')
    assert found == AsyncRefreshHint(id, retry, count)


def test_await_async_refresh_polls_after_each_pause_until_finished() -> None:
    first = raw('id="abc", retry=5')
    steps, refresh = play(
        api.await_async_refresh(first), [None, RUNNING, None, RUNNING, None, FINISHED]
    )
    assert steps == [Sleep(5.0), api.get_async_refresh_status("abc")] * 3
    assert refresh == FINISHED.async_refresh


@pytest.mark.parametrize(
    "refresh",
    ["abc", AsyncRefreshHint("abc"), RUNNING.async_refresh, raw('id="abc", retry=3')],
)
def test_await_async_refresh_takes_an_id_hint_refresh_or_response(
    refresh: str | AsyncRefreshHint | AsyncRefresh | Raw[Status],
) -> None:
    steps, _ = play(api.await_async_refresh(refresh), [None, FINISHED])
    assert steps == [Sleep(3.0), api.get_async_refresh_status("abc")]


def test_await_async_refresh_returns_none_for_a_complete_response() -> None:
    with pytest.raises(StopIteration) as stop:
        next(iter(api.await_async_refresh(raw(None))))
    assert stop.value.value is None


def test_await_async_refresh_ends_at_its_timeout() -> None:
    with pytest.raises(
        AsyncRefreshTimeout, match="^async refresh abc not finished after 7 s$"
    ):
        play(
            api.await_async_refresh(raw('id="abc", retry=5'), timeout=7),
            [None, RUNNING, None, RUNNING],
        )
    flow = iter(api.await_async_refresh(AsyncRefreshHint("abc", 5), timeout=2))
    assert next(flow) == Sleep(2.0)


def test_await_async_refresh_polls_at_most_once_a_second() -> None:
    steps, _ = play(
        api.await_async_refresh(AsyncRefreshHint("abc", 0)),
        [None, RUNNING, None, FINISHED],
    )
    assert steps[::2] == [Sleep(1.0), Sleep(1.0)]


def test_await_async_refresh_of_an_unknown_id_is_not_found() -> None:
    gone = error_of(HttpResponse(status=404))
    with pytest.raises(NotFound):
        play(api.await_async_refresh("abc"), [None, gone])
