"""Kettle, a bot about tea: an example of a complete program.

Without arguments, it runs a demonstration with two users on an offline instance in
memory, where waiting takes no time. On a real server, log in as the bot's account once,
then run it:

    --log-in https://example.social --account kettle.txt
    --account kettle.txt --rounds 1000

`bot.py` is blocking. `bot_trio.py` is the same program with trio: only `async` and
`await`, the names of the clients, and the last line differ. It runs on asyncio too if
it imports `mastodon_asyncio` and ends with `asyncio.run(main())`.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import trio
from mastodon_trio import Mastodon

from mastodon_core import (
    ApiError,
    AsyncMastodon,
    CarriedOut,
    DecodeError,
    Forbidden,
    MastodonError,
    MediaTimeout,
    NetworkError,
    NewPoll,
    NotFound,
    Page,
    PublishedNow,
    RateLimitReached,
    ServerError,
    Unauthorized,
    UnprocessableEntity,
    entities,
    text_of,
)
from mastodon_core.testing import OfflineInstance
from mastodon_core.transport import Sleep

T = TypeVar("T")
log = logging.getLogger("kettle")

SCOPES = ["read", "write"]
PAUSE = 60.0  # seconds between two rounds
FRIENDS = "Tea friends"
HELP = "I know !remind 10m tea, !poll green/black, !follow #tea, !stats and !brew"
REFUSED = (Forbidden, NotFound, UnprocessableEntity)
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
AGENT = "kettle/1.0 (+https://kettle.example)"
PICTURE = b"\x89PNG\r\n\x1a\n"  # an offline instance reads only these bytes
BREWING = ["Boil the water.", "Wait for four minutes.", "Drink it while it is hot."]


@dataclass
class Memory:
    """State that is kept in a file: the last ids read, and the number of replies."""

    notification: str | None = None
    status: str | None = None
    replies: int = 0

    @classmethod
    def load(cls, file: Path) -> Memory:
        return cls(**json.loads(file.read_text())) if file.exists() else cls()

    def save(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self)))


class Bot:
    def __init__(self, mastodon: AsyncMastodon, file: Path) -> None:
        self.mastodon = mastodon
        self.file = file
        self.memory = Memory.load(file)

    async def run(self, rounds: int) -> None:
        """Run some rounds, and continue after temporary errors."""
        pause = 0.0
        for _ in range(rounds):
            # The client waits, so that a minute of a fake takes no time.
            await self.mastodon.perform(Sleep(pause))
            pause = PAUSE
            try:
                await self.round()
            except Unauthorized:
                raise  # every round would fail until someone logs in again
            except RateLimitReached as error:
                log.warning("too many requests: %s", error)
                pause = error.wait_seconds
            except (NetworkError, ServerError, DecodeError) as error:
                log.warning("not now: %s", error)
            except ApiError:
                log.exception("this round ends early")

    async def round(self) -> None:
        me = await self.mastodon.me()
        if not me.bot:
            me = await self.mastodon.account_update_credentials(bot=True)
        await self.read_notifications()
        await self.read_home(me)
        await self.list_friends(me)
        await self.update_pinned_status(me)

    async def everything_since(self, page: Page[T] | None) -> list[T]:
        """Get the items of this page and of all newer ones, oldest first."""
        found: list[T] = []
        while page is not None:
            for rejected in page.rejected:
                log.warning("left out %s: %s", rejected.path, rejected.reason)
            found += reversed(page)
            page = await self.mastodon.fetch_previous(page)
        return found

    async def read_notifications(self) -> None:
        page = await self.mastodon.notifications(
            types=["mention", "follow"],
            include_filtered=True,  # direct messages from strangers are filtered
            min_id=self.memory.notification,
        )
        for notification in await self.everything_since(page):
            who = notification.account
            try:
                if notification.type == "follow":
                    await self.mastodon.account_follow(who)
                    log.info("followed @%s back", who.acct)
                # Two bots would reply to each other for ever.
                elif notification.status is not None and not who.bot:
                    await self.reply_to(notification.status)
            except REFUSED as error:
                # The status was deleted, for example, or the account blocks the bot.
                log.info("nothing done for @%s: %s", who.acct, error)
            except CarriedOut as error:
                # The server did it, so the next round must not do it again.
                log.warning("done, but %s", error)
            self.memory.notification = notification.id
            self.memory.save(self.file)

    async def reply_to(self, status: entities.Status) -> None:
        """Carry out the command in a status, and reply with its result."""
        text = text_of(status.content)
        _, _, command = text.partition("!")
        word, _, wish = command.strip().partition(" ")
        log.info("@%s says: %s", status.account.acct, text)
        try:
            if status.poll is not None:
                reply = await self.vote(status.poll)
            elif word == "remind":
                reply = await self.remind(status, wish)
            elif word == "poll":
                reply = await self.ask(status, wish)
            elif word == "follow":
                reply = await self.follow(wish)
            elif word == "stats":
                reply = await self.stats()
            elif word == "brew":
                reply = await self.explain(status)
            else:
                reply = HELP
        except UnprocessableEntity as error:
            reply = f"I am not allowed to: {error.error}"
        # If the bot is stopped before it saves its memory, it replies to this status
        # again. The key lets the server recognize that this is the same reply.
        key = f"reply to {status.id}"
        await self.mastodon.status_reply(status, reply, idempotency_key=key)
        self.memory.replies += 1

    async def vote(self, poll: entities.Poll) -> str:
        """Vote for the option with the most votes."""
        votes = [option.votes_count or 0 for option in poll.options]
        choice = votes.index(max(votes))
        await self.mastodon.poll_vote(poll, choice)
        return f"I am for {poll.options[choice].title}"

    async def remind(self, status: entities.Status, wish: str) -> str:
        """Schedule a reminder; the server posts it even if the bot is off by then."""
        parts = re.fullmatch(r"(\d{1,3})([mhd]) (.+)", wish)
        if parts is None:
            return "Ask me like this: !remind 10m tea"
        number, unit, what = parts.groups()
        try:
            await self.mastodon.status_schedule(
                f"@{status.account.acct} {what}!",
                status.created_at + int(number) * UNITS[unit],
                in_reply_to_id=status,
                visibility=status.visibility or "direct",
                allowed_mentions=[status.account],  # so that it can't mention others
            )
        except ValueError:
            return f"I was off, and {number}{unit} have passed"
        except PublishedNow:
            return "My server cannot wait, so I said it at once"
        return f"In {number}{unit} I will say: {what}"

    async def ask(self, status: entities.Status, wish: str) -> str:
        """Reply with a poll."""
        options = [option.strip() for option in wish.split("/")]
        poll = NewPoll(options, timedelta(hours=1))
        await self.mastodon.status_reply(status, "Choose!", poll=poll)
        return "There you are"

    async def follow(self, wish: str) -> str:
        if not re.fullmatch(r"#\w+", wish):
            return "Ask me like this: !follow #tea"
        try:
            tag = await self.mastodon.tag_follow(wish.removeprefix("#"))
        except NotFound:
            return "This server can't do that"
        return f"From now on I read #{tag.name}"

    async def stats(self) -> str:
        """Count the accounts in the latest 800 mentions."""
        mentions = self.mastodon.notifications(
            types=["mention"], include_filtered=True, limit=80
        )
        people: set[str] = set()
        async for mention in self.mastodon.items(mentions, limit=800):
            people.add(mention.account.id)
        return f"{self.memory.replies} replies so far; people: {len(people)}"

    async def explain(self, status: entities.Status) -> str:
        """Post a thread with content warnings."""
        last = status
        for number, step in enumerate(BREWING, 1):
            warning = f"tea, {number} of {len(BREWING)}"
            last = await self.mastodon.status_post(
                step,
                last,
                spoiler_text=warning,
                visibility="unlisted",
            )
        return "There you are"

    async def post_picture(self, picture: str, description: str) -> None:
        """Upload a picture and post it."""
        try:
            media = await self.mastodon.media_post(picture, description=description)
        except MediaTimeout as error:
            log.warning("no picture today: %s", error)
            return
        await self.mastodon.status_post("#tea time", media_ids=[media])

    async def read_home(self, me: entities.Account) -> None:
        page = await self.mastodon.timeline_home(min_id=self.memory.status, limit=40)
        for status in await self.everything_since(page):
            if status.account.id != me.id:
                try:
                    await self.like(status.reblog or status)
                except REFUSED as error:
                    log.info("nothing done about @%s: %s", status.account.acct, error)
            self.memory.status = status.id
            self.memory.save(self.file)

    async def like(self, status: entities.Status) -> None:
        tags = {tag.name.lower() for tag in status.tags}
        if "tea" in tags and not status.favourited:
            await self.mastodon.status_favourite(status)
        if "recipe" in tags and not status.bookmarked:
            await self.mastodon.status_bookmark(status)
        if "teatime" in tags and status.visibility == "public":
            await self.mastodon.status_reblog(status)

    async def list_friends(self, me: entities.Account) -> None:
        """Keep a list of all accounts that follow the bot and that it follows."""
        friends: set[str] = set()
        followers = self.mastodon.account_followers(me, limit=40)
        async for page in self.mastodon.pages(followers):
            if page:
                between = await self.mastodon.account_relationships(page)
                friends |= {one.id for one in between if one.following}
        lists = [one for one in await self.mastodon.lists() if one.title == FRIENDS]
        mine = lists[0] if lists else await self.mastodon.list_create(FRIENDS)
        members = self.mastodon.list_accounts(mine, limit=80)
        listed = {member.id async for member in self.mastodon.items(members)}
        if friends - listed:
            await self.mastodon.list_accounts_add(mine, sorted(friends - listed))
        if listed - friends:
            await self.mastodon.list_accounts_delete(mine, sorted(listed - friends))

    async def update_pinned_status(self, me: entities.Account) -> None:
        """Post and pin a status about the bot, or edit it if it is out of date."""
        text = f"{HELP}. Replies so far: {self.memory.replies}"
        pinned = await self.mastodon.account_statuses(me, pinned=True)
        if not pinned:
            status = await self.mastodon.status_post(text, visibility="unlisted")
            await self.mastodon.status_pin(status)
        elif text_of(pinned[0].content) != text:
            await self.mastodon.status_update(pinned[0], text)


async def log_in(url: str, file: Path) -> None:
    """Log in once and store the token in a file, which must be kept secret."""
    app = await Mastodon.create_app("kettle", SCOPES, api_base_url=url)
    async with Mastodon(*app, api_base_url=url) as mastodon:
        page = await mastodon.auth_request_url(scopes=SCOPES)
        code = input(f"Open {page}\nlog in as the bot, and paste the code: ")
        await mastodon.log_in(code=code, authorization=page, to_file=file)


async def print_notifications(name: str, person: AsyncMastodon) -> None:
    """Print the notifications of a user, oldest first."""
    page = person.notifications(limit=5)
    newest = [each async for each in person.items(page)]
    for notification in reversed(newest):
        print(f"{name}: {notification.type} by @{notification.account.acct}")
        if notification.status is not None and notification.type == "mention":
            poll = notification.status.poll
            options = [option.title for option in poll.options] if poll else []
            print("    ", " / ".join([text_of(notification.status.content), *options]))


async def demonstrate(
    kettle: AsyncMastodon,
    ada: AsyncMastodon,
    bob: AsyncMastodon,
    pass_time: Callable[[float], None],
) -> None:
    """Let two users talk to the bot, and print their notifications."""
    with TemporaryDirectory() as folder:
        bot = Bot(kettle, Path(folder, "kettle.json"))
        me = await kettle.me()
        await ada.account_follow(me)
        await ada.status_post("A cup of #tea, it is #teatime")
        await bot.run(1)
        await bob.status_post("@kettle !remind 10m tea", visibility="direct")
        await bob.status_post("@kettle !remind 1m too soon")
        await bob.status_post("@kettle !poll green/black")
        await ada.status_post("@kettle !follow #oolong")
        await ada.status_post("@kettle !brew")
        await ada.status_post("@kettle now?", poll=NewPoll(["now", "later"], 3600))
        await bob.status_post("@kettle !stats")
        await bot.run(1)
        await bot.post_picture("tea.png", "A white cup, from very far away")
        pass_time(600)
        await print_notifications("ada", ada)
        await print_notifications("bob", bob)
        async for status in bob.items(bob.account_statuses(me, pinned=True)):
            print("pinned:", text_of(status.content))


async def show(instance: OfflineInstance) -> None:
    """Run the demonstration on an offline instance."""
    instance.add_user("kettle", bot=True)
    client = instance.async_client_class()
    async with (
        client(user="kettle", files={"tea.png": PICTURE}) as kettle,
        client(user="ada") as ada,
        client(user="bob") as bob,
    ):
        await demonstrate(kettle, ada, bob, instance.pass_time)


async def work(options: argparse.Namespace) -> None:
    """Run the bot on a real server."""
    if options.log_in is not None:
        await log_in(options.log_in, options.account)
    async with Mastodon(access_token=options.account, user_agent=AGENT) as mastodon:
        bot = Bot(mastodon, options.memory)
        if options.picture is not None:
            await bot.post_picture(*options.picture)
        await bot.run(options.rounds)


async def main() -> int:
    parser = argparse.ArgumentParser(description="A bot about tea.")
    parser.add_argument("--account", type=Path, metavar="FILE", help="token file")
    parser.add_argument("--log-in", metavar="URL", help="log in and write it")
    parser.add_argument("--memory", type=Path, default=Path("kettle.json"))
    parser.add_argument("--rounds", type=int, default=1, help="one per minute")
    parser.add_argument("--picture", nargs=2, metavar=("FILE", "DESCRIPTION"))
    options = parser.parse_args()
    if options.log_in is not None and options.account is None:
        parser.error("--log-in needs --account FILE, to store the token")
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    if options.account is None:
        await show(OfflineInstance(seed=7))
        return 0
    try:
        await work(options)
    except Unauthorized as error:
        log.error("log in again: %s", error)
    except (MastodonError, OSError) as error:
        log.error("%s", error)
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(trio.run(main))
