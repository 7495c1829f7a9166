"""A conversation of two users: Ada has a blocking client, Bob one on trio.

Without arguments, it takes place on an offline instance in memory, without sockets, and
waiting takes no time. With ``--server URL`` it takes place on a real server. There you
log in twice, and paste the code that the server shows.
"""

from __future__ import annotations

import argparse
import re
import struct
import textwrap
import zlib
from collections.abc import Callable
from html import unescape
from typing import Any

import trio

from mastodon_core import (
    ApiError,
    AsyncMastodon,
    BlockingMastodon,
    Hooks,
    NewPoll,
    Page,
    Wait,
    entities,
)
from mastodon_core.testing import OfflineInstance

APP = "mastodon-core tour"
SCOPES = ["read", "write", "follow"]


def say(who: str, text: str) -> None:
    print(textwrap.indent(text, f"  {who:4}| ", lambda line: True))


def plain(status: entities.Status) -> str:
    """Format a status as one line of text."""
    shown = status.reblog or status
    text = unescape(
        re.sub(r"<[^>]+>", "", (shown.content or "").replace("</p><p>", " "))
    )
    boosted = f"boosts @{shown.account.acct}: " if status.reblog else ""
    files = f" [{len(shown.media_attachments)} file]" if shown.media_attachments else ""
    poll = f" [{' / '.join(o.title for o in shown.poll.options)}]" if shown.poll else ""
    return f"@{status.account.acct} {boosted}{text}{files}{poll}"


def picture(width: int = 64, height: int = 48) -> bytes:
    """Make a PNG of a sunset, so that no file is needed."""
    rows = b"".join(
        b"\0" + bytes((255 - 2 * y, 120 - y, 60 + 3 * y)) * width for y in range(height)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def on_wait(wait: Wait) -> None:
    say(
        "",
        f"(waiting {wait.seconds:.0f} s: {wait.reason} of {wait.method} {wait.path})",
    )


HOOKS = Hooks(on_wait=on_wait)


def log_in_blocking(
    mastodon_class: Any, url: str, approve: Callable[[str, str], str], name: str
) -> BlockingMastodon:
    """Register the program, and log in as a user who authorizes it."""
    app = mastodon_class.create_app(APP, SCOPES, api_base_url=url)
    mastodon: BlockingMastodon = mastodon_class(
        client_id=app[0], client_secret=app[1], api_base_url=url, hooks=HOOKS
    )
    page = mastodon.auth_request_url(scopes=SCOPES)
    mastodon.log_in(code=approve(str(page), name), authorization=page, scopes=SCOPES)
    return mastodon


async def log_in_async(
    mastodon_class: Any, url: str, approve: Callable[[str, str], str], name: str
) -> AsyncMastodon:
    """Log in as `log_in_blocking` does, with an async client."""
    app = await mastodon_class.create_app(APP, SCOPES, api_base_url=url)
    mastodon: AsyncMastodon = mastodon_class(
        client_id=app[0], client_secret=app[1], api_base_url=url, hooks=HOOKS
    )
    page = await mastodon.auth_request_url(scopes=SCOPES)
    code = approve(str(page), name)
    await mastodon.log_in(code=code, authorization=page, scopes=SCOPES)
    return mastodon


async def tour(
    blocking_class: Any,
    async_class: Any,
    url: str,
    approve: Callable[[str, str], str],
    *,
    use_up_limit: bool,
) -> None:
    """Run the conversation, and show what the clients do about errors and limits.

    Args:
        approve: Takes the URL of the authorization page and a user name, and returns
            the code.
        use_up_limit: Whether to use up the server's rate limit.
    """
    print(f"Meeting at {url}")
    ada = log_in_blocking(blocking_class, url, approve, "ada")
    bob = await log_in_async(async_class, url, approve, "bob")
    with ada:
        async with bob:
            await meet(ada, bob)
            show_errors(ada)
            if use_up_limit:
                show_rate_limit(ada)


async def meet(ada: BlockingMastodon, bob: AsyncMastodon) -> None:
    me, you = ada.me(), await bob.me()
    instance = await bob.instance()
    say("ada", f"I am @{me.acct}, on {instance.title} ({instance.version})")
    say("bob", f"and I am @{you.acct}; I follow @{me.acct}")
    if me.id != you.id:
        await bob.account_follow(me)

    print("\nAda posts")
    media = ada.media_post(picture(), "image/png", description="A sunset")
    first = ada.status_post("What a #sunset!", media_ids=[media], language="en")
    question = ada.status_post(
        "And what do you look at?",
        poll=NewPoll(["the sky", "my feet"], 3600),
        visibility="unlisted",
    )
    for status in (first, question):
        say("ada", plain(status))

    print("\nBob replies")
    say("bob", plain(await bob.status_post(f"@{me.acct} lovely", first)))
    say("bob", plain(await bob.status_reblog(first)))
    await bob.status_favourite(first)
    context = ada.status_context(first)
    say("ada", f"my sunset has {len(context.descendants)} reply")

    print("\nBob reads his home feed, two statuses at a time")
    home: Page[entities.Status] = await bob.timeline_home(limit=2)
    async for status in bob.items(home, limit=4):
        say("bob", plain(status))

    print("\nAda reads her notifications")
    for notification in ada.items(ada.notifications(limit=2), limit=4):
        which = f": {plain(notification.status)}" if notification.status else ""
        say("ada", f"{notification.type} by @{notification.account.acct}{which}")


def show_errors(ada: BlockingMastodon) -> None:
    print("\nAda's requests fail")
    for request in (
        ada.api.status("404404"),
        ada.api.status_post("long " * 10_000),
    ):
        try:
            ada.send(request)
        except ApiError as error:
            say("ada", f"{type(error).__name__}: {error}")


def show_rate_limit(ada: BlockingMastodon) -> None:
    print("\nAda reads as fast as she can")
    read = 0
    for _ in range(350):
        read += len(ada.timeline_public(limit=1))
    say("ada", f"I read {read} statuses, and waited for the rate limit")


def approve_by_hand(page: str, name: str) -> str:
    print(f"\nOpen this page, log in as {name}, and paste the code:\n{page}\n")
    return input("code: ").strip()


async def offline() -> None:
    instance = OfflineInstance(seed=7)
    for name in ("ada", "bob"):
        instance.add_user(name)
    await tour(
        instance.client_class(),
        instance.async_client_class(),
        instance.base_url,
        instance.authorize,
        use_up_limit=True,
    )


async def online(url: str, approve: Callable[[str, str], str]) -> None:
    import mastodon_requests
    import mastodon_trio

    await tour(
        mastodon_requests.Mastodon,
        mastodon_trio.Mastodon,
        url,
        approve,
        use_up_limit=False,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", metavar="URL", help="URL of a real server")
    server = parser.parse_args().server
    if server is None:
        trio.run(offline)
    else:
        trio.run(online, server, approve_by_hand)


if __name__ == "__main__":
    main()
