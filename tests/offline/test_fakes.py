"""Fakes take the arguments of every client, without files or network."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import PurePath
from typing import Any

import pytest
import trio

from mastodon_core import Credentials, Hooks, Upload
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
    assert FakeMastodon(server=instance, access_token=token).me().acct == "ada"
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


def test_fake_waits_for_the_rate_limit_in_virtual_time() -> None:
    mastodon = FakeMastodon(user="ada", max_wait=3600.0)
    began = mastodon.server.now
    for _ in range(31):
        mastodon.media_upload(b"GIF89a", "image/gif")
    assert (mastodon.server.now - began).total_seconds() >= 1800


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
