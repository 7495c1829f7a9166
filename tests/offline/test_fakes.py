"""Fakes take the arguments of every client, without files or network."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import PurePath
from typing import Any

import pytest
import trio

from mastodon_core import (
    Call,
    Credentials,
    Hooks,
    RateLimitReached,
    RateLimitStatus,
    Upload,
    Wait,
)
from mastodon_core.testing import (
    AsyncFakeMastodon,
    FakeMastodon,
    OfflineInstance,
    run,
)


def test_classic_script_runs_on_virtual_files() -> None:
    instance = OfflineInstance(version="4.3.0")
    instance.add_user("pytooter", password="incrediblygoodpassword")
    Mastodon = instance.client_class()  # noqa: N806
    Mastodon.create_app(
        "pytooterapp",
        to_file="pytooter_clientcred.txt",
        api_base_url="https://offline.example",
    )
    mastodon = Mastodon(client_id="pytooter_clientcred.txt")
    mastodon.log_in(
        "pytooter", "incrediblygoodpassword", to_file="pytooter_usercred.txt"
    )
    mastodon = Mastodon(
        client_id="pytooter_clientcred.txt", access_token="pytooter_usercred.txt"
    )
    assert mastodon.toot("Tooting from python!").account.acct == "pytooter"


def test_async_classic_script_runs_on_virtual_files() -> None:
    instance = OfflineInstance(version="4.3.0")
    instance.add_user("pytooter")

    async def main() -> None:
        Mastodon = instance.async_client_class()  # noqa: N806
        await Mastodon.create_app("pytooterapp", to_file="app.txt")
        async with Mastodon(client_id="app.txt") as mastodon:
            await mastodon.log_in(
                "pytooter", "incrediblygoodpassword", to_file="user.txt"
            )
        async with Mastodon(access_token="user.txt") as mastodon:
            assert (await mastodon.me()).acct == "pytooter"

    run(main())


def test_fake_takes_a_token_or_credentials() -> None:
    instance = OfflineInstance()
    token = instance.token_for("ada")
    known = Credentials(base_url=instance.base_url, access_token=token)
    url = instance.base_url
    by_token = FakeMastodon(server=instance, access_token=token, api_base_url=url)
    assert by_token.me().acct == "ada"
    assert FakeMastodon(server=instance, credentials=known).me().acct == "ada"
    with pytest.raises(FileNotFoundError):
        FakeMastodon(server=instance, access_token=PurePath("missing.txt"))


def test_fake_uploads_virtual_files() -> None:
    seen = list[Upload]()
    mastodon = FakeMastodon(
        user="ada",
        files={"a.gif": b"GIF89a"},
        hooks=Hooks(on_upload=seen.append),
    )
    assert mastodon.media_post("a.gif").type == "gifv"
    assert seen[-1].sent == seen[-1].total
    with pytest.raises(FileNotFoundError, match=r"b\.gif"):
        mastodon.media_post("b.gif")
    with pytest.raises(FileNotFoundError, match=r"user\.txt"):
        mastodon.log_in_from("user.txt")


def upload(mastodon: FakeMastodon) -> Call[object]:
    return mastodon.api.media_upload(b"GIF89a", "image/gif")


def delete(mastodon: FakeMastodon) -> Call[object]:
    return mastodon.api.status_delete(mastodon.toot("hi"))


def unreblog(mastodon: FakeMastodon) -> Call[object]:
    status = mastodon.toot("hi")
    mastodon.status_reblog(status)
    return mastodon.api.status_unreblog(status)


@pytest.mark.parametrize(
    ("make", "limit"),
    [
        (upload, "uploads"),
        (delete, "deletions"),
        (unreblog, "deletions"),
    ],
)
def test_forty_requests_of_a_limit_of_thirty_finish_with_default_options(
    make: Callable[[FakeMastodon], Call[object]],
    limit: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "mastodon_core")
    waits = list[Wait]()
    mastodon = FakeMastodon(user="ada", hooks=Hooks(on_wait=waits.append))
    began = mastodon.server.now
    for _ in range(40):
        mastodon.send(make(mastodon))
    assert (mastodon.server.now - began).total_seconds() == 1800
    assert [(wait.seconds, wait.reason, wait.limit) for wait in waits] == [
        (1800.0, "rate limit", limit)
    ]
    assert caplog.messages == [
        f"{waits[0].method} {waits[0].path}: waiting 1800.0 s (rate limit"
        f" {limit!r} until 2024-01-01 00:30:00 UTC)"
    ]


def test_client_without_a_longest_wait_waits_for_every_limit() -> None:
    mastodon = FakeMastodon(user="ada", max_wait=None)
    short = FakeMastodon(server=mastodon.server, user="bob")
    ada, bob = mastodon.me(), short.me()
    for _ in range(400):
        short.account_follow(ada)
    with pytest.raises(RateLimitReached, match="'follows'") as caught:
        short.account_follow(ada)
    assert caught.value.wait_seconds > 3600
    for _ in range(401):
        mastodon.account_follow(bob)
    days = mastodon.server.now - datetime(2024, 1, 2, tzinfo=UTC)
    assert days == timedelta()


def test_rate_limit_status_of_a_fake_counts_down() -> None:
    mastodon = FakeMastodon(user="ada")
    assert mastodon.rate_limit_status() == {}
    mastodon.timeline_home()
    mastodon.server.pass_time(60)
    mastodon.media_upload(b"GIF89a", "image/gif")
    assert mastodon.rate_limit_status() == {
        name: RateLimitStatus(
            name,
            limit,
            remaining,
            seconds - 60.0,
            datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds),
        )
        for name, limit, remaining, seconds in (
            ("general", 300, 298, 300.0),
            ("uploads", 30, 29, 1800.0),
        )
    }


def test_instance_without_rate_limits_never_makes_a_client_wait() -> None:
    mastodon = FakeMastodon(user="ada", rate_limits=False)
    for _ in range(31):
        mastodon.media_upload(b"GIF89a", "image/gif")
    assert mastodon.sleeps == []
    response = mastodon.send_raw(mastodon.api.me()).response
    assert not [name for name in response.headers if "ratelimit" in name]
    mastodon.server.rate_limits = True
    response = mastodon.send_raw(mastodon.api.me()).response
    assert response.headers["x-ratelimit-limit"] == "300"


@pytest.mark.parametrize("fake", [FakeMastodon, AsyncFakeMastodon])
def test_rate_limits_are_a_setting_of_the_server_if_one_is_given(fake: Any) -> None:
    server = OfflineInstance(rate_limits=False)
    assert fake(server=server).server is server
    with pytest.raises(ValueError, match=r"OfflineInstance\(rate_limits=False\)"):
        fake(server=server, rate_limits=False)
    with pytest.raises(TypeError, match="rate_limits must be a bool, not str"):
        fake(rate_limits="off")
    number: Any = 1
    with pytest.raises(TypeError, match="rate_limits must be a bool, not int"):
        OfflineInstance(rate_limits=number)


def test_fakes_list_their_own_waits_in_seconds() -> None:
    mastodon = FakeMastodon(user="ada", max_wait=3600.0)
    other = FakeMastodon(server=mastodon.server, user="ada")
    began = mastodon.server.now
    mastodon.media_post(b"movie", "video/mp4")
    waited = (mastodon.server.now - began).total_seconds()
    assert mastodon.sleeps
    assert sum(mastodon.sleeps) == pytest.approx(waited)
    assert other.sleeps == []


def test_async_fakes_list_their_waits_with_any_sleep() -> None:
    slept = list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        mastodon.server.pass_time(seconds)

    mastodon = AsyncFakeMastodon(user="ada", sleep=sleep)
    plain = AsyncFakeMastodon(user="ada")
    for client in (mastodon, plain):
        run(client.media_post(b"movie", "video/mp4"))
    assert slept
    assert slept == mastodon.sleeps == plain.sleeps


@pytest.mark.parametrize("step", [90, 90.0, timedelta(minutes=1, seconds=30)])
def test_pass_time_takes_seconds_or_a_timedelta(step: float | timedelta) -> None:
    instance = OfflineInstance()
    began = instance.now
    instance.pass_time(step)
    assert instance.now - began == timedelta(seconds=90)
    instance.pass_time(type(step)(0))
    assert instance.now - began == timedelta(seconds=90)


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (-1, "be 0 or more, not negative: the clock cannot go back"),
        (-0.001, "be 0 or more"),
        (-(10**400), "be 0 or more"),
        (timedelta(days=-1), "be 0 or more"),
        (float("nan"), "be a finite number of seconds, not nan"),
        (float("inf"), "be a finite number of seconds, not inf"),
        (float("-inf"), "be a finite number of seconds, not -inf"),
        (1e300, "end before the year 10000"),
        (10**400, "end before the year 10000"),
        (timedelta.max, "end before the year 10000"),
    ],
)
def test_pass_time_refuses_other_times(time: Any, words: str) -> None:
    instance = OfflineInstance()
    began = instance.now
    with pytest.raises(ValueError, match=f"time must {words}"):
        instance.pass_time(time)
    assert instance.now == began


@pytest.mark.parametrize("time", [True, "60", None, datetime(2024, 1, 1, tzinfo=UTC)])
def test_pass_time_refuses_other_types(time: Any) -> None:
    with pytest.raises(TypeError, match="time must be seconds or a timedelta, not "):
        OfflineInstance().pass_time(time)


def test_threads_share_a_fake() -> None:
    mastodon = FakeMastodon(user="ada")
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(mastodon.toot, map(str, range(40))))
    assert len({status.id for status in made}) == 40
    assert len(mastodon.fetch_remaining(mastodon.timeline_home(limit=7))) == 40


def test_trio_tasks_share_a_fake_and_take_turns() -> None:
    waits = list[float]()

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        mastodon.server.pass_time(seconds)

    mastodon = AsyncFakeMastodon(
        user="ada", checkpoint=trio.lowlevel.checkpoint, sleep=sleep
    )
    order = list[str]()

    async def post(name: str) -> None:
        for _ in range(3):
            await mastodon.toot(name)
            order.append(name)

    async def main() -> Any:
        async with trio.open_nursery() as nursery:
            for name in ("a", "b"):
                nursery.start_soon(post, name)
        await mastodon.media_post(b"movie", "video/mp4")

    trio.run(main)
    assert sorted(order) == [*"aaabbb"]
    assert order not in ([*"aaabbb"], [*"bbbaaa"])
    assert waits


def test_run_refuses_a_coroutine_that_waits() -> None:
    async def main() -> None:
        await AsyncFakeMastodon(user="ada", checkpoint=Never).toot("x")

    class Never:
        def __await__(self) -> Any:
            yield

    with pytest.raises(RuntimeError, match="event loop"):
        run(main())


def test_requests_of_these_tests_reach_their_instance_through_a_socket(
    sender: Any,
) -> None:
    before = sender.exchange.handled if sender else 0
    assert FakeMastodon(user="ada").me().acct == "ada"
    assert sender is None or sender.exchange.handled == before + 1
