"""Hooks of clients with a network: their order, and their exceptions."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import mastodon_asyncio
import mastodon_requests
import mastodon_trio
import pytest
import trio
from mastodon_offline import running

from mastodon_core import Attempt, AttemptEnd, Hooks, NetworkError, Upload
from mastodon_core.testing import FakeMastodon, OfflineInstance

each_transport = pytest.mark.parametrize(
    "mastodon_class",
    [mastodon_requests.Mastodon, mastodon_trio.Mastodon, mastodon_asyncio.Mastodon],
    ids=["requests", "trio", "asyncio"],
)
RUN: dict[Any, Any] = {
    mastodon_trio.Mastodon: trio.run,
    mastodon_asyncio.Mastodon: lambda main, *args: asyncio.run(main(*args)),
}


def send(mastodon_class: Any, name: str, *args: Any, **options: Any) -> Any:
    """Make one call with a new client on a server of its own."""
    instance = OfflineInstance()
    instance.add_user("ada")

    async def main() -> Any:
        async with mastodon_class(**options) as mastodon:
            return await getattr(mastodon, name)(*args)

    with running(instance) as url:
        options |= {"api_base_url": url, "access_token": instance.token_for("ada")}
        if mastodon_class in RUN:
            return RUN[mastodon_class](main)
        with mastodon_class(**options) as mastodon:
            return getattr(mastodon, name)(*args)


@each_transport
def test_hooks_of_an_upload_are_called_in_order(
    mastodon_class: Any, tmp_path: Path
) -> None:
    path, seen = tmp_path / "a.png", list[Any]()
    path.write_bytes(b"png" * 100_000)
    hooks = Hooks(
        on_request=seen.append, on_upload=seen.append, on_response=seen.append
    )
    send(mastodon_class, "media_upload", path, hooks=hooks)
    first, *uploads, last = seen
    assert isinstance(first, Attempt)
    assert first.size is None
    assert {type(value) for value in uploads} == {Upload}
    assert uploads[-1].sent == uploads[-1].total > 300_000
    assert isinstance(last, AttemptEnd)
    assert last.attempt is first
    assert last.status == 200
    assert last.seconds > 0


@each_transport
@pytest.mark.parametrize(
    "error",
    [
        NetworkError("of a hook", sent=False),
        BrokenPipeError("of a hook"),
        TimeoutError("of a hook"),
        EOFError("of a hook"),
        ValueError("of a hook"),
    ],
    ids=repr,
)
def test_exception_of_an_upload_hook_is_no_failure_of_the_connection(
    mastodon_class: Any, error: Exception, tmp_path: Path
) -> None:
    path, attempts = tmp_path / "a.png", list[Attempt]()
    path.write_bytes(b"png" * 100_000)

    def fail(upload: Upload) -> None:
        raise error

    hooks = Hooks(on_request=attempts.append, on_upload=fail)
    with pytest.raises(type(error)) as caught:
        send(mastodon_class, "media_upload", path, hooks=hooks)
    assert caught.value is error
    assert len(attempts) == 1


@each_transport
@pytest.mark.parametrize("name", ["on_request", "on_response"])
def test_client_works_on_after_a_hook_has_ended_a_call(
    mastodon_class: Any, name: str
) -> None:
    instance = OfflineInstance()
    instance.add_user("ada")
    left = [NetworkError("of a hook", sent=False)]

    def fail_once(value: object) -> None:
        if left:
            raise left.pop()

    options = {
        "access_token": instance.token_for("ada"),
        "hooks": Hooks(**{name: fail_once}),
    }

    async def main(url: str) -> None:
        async with mastodon_class(api_base_url=url, **options) as mastodon:
            with pytest.raises(NetworkError, match="of a hook"):
                await mastodon.toot("first")
            await mastodon.toot("second")

    with running(instance) as url:
        if mastodon_class in RUN:
            RUN[mastodon_class](main, url)
        else:
            with mastodon_class(api_base_url=url, **options) as mastodon:
                with pytest.raises(NetworkError, match="of a hook"):
                    mastodon.toot("first")
                mastodon.toot("second")
    home = FakeMastodon(server=instance, user="ada").timeline_home()
    texts = [status.content for status in home]
    # Nothing is sent twice.
    posted = ["<p>second</p>", "<p>first</p>"]
    assert texts == (posted[:1] if name == "on_request" else posted)
