"""A bot that answers every mention once, also those that came while it was off.

    python mentions.py user.txt last.txt

``user.txt`` is a file that ``log_in(to_file="user.txt")`` has written. ``last.txt`` is
made by the bot: it holds the id of the last notification that it has handled.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from pathlib import Path

import mastodon_requests

from mastodon_core import BlockingMastodon, Forbidden, NotFound, entities
from mastodon_core.streaming import (
    Event,
    Gap,
    GapReason,
    MalformedEvent,
    NotificationEvent,
)

log = logging.getLogger("mentions")


def follow(mastodon: BlockingMastodon, memory: Path) -> None:
    """Handle everything since the last notification, and then what happens."""
    last = memory.read_text() if memory.exists() else None
    with mastodon.stream_user_notifications(resume_from=last) as events:
        for event in events:
            handle(mastodon, event, memory)


def handle(mastodon: BlockingMastodon, event: Event, memory: Path) -> None:
    match event:
        case NotificationEvent(notification=notification):
            answer(mastodon, notification)
            # Only now: if the bot is stopped before, it handles this one again.
            remember(memory, notification.id)
        case Gap(reason=GapReason.EDITS_AND_DELETIONS):
            pass  # it answers what there is
        case Gap(since=since, reason=reason, error=error):
            log.warning("missed some after %s: %s", since, error or reason.value)
        case MalformedEvent(name=name, error=error):
            log.warning("left out a %s: %s", name, error)
        case _:
            pass


def answer(mastodon: BlockingMastodon, notification: entities.Notification) -> None:
    status, who = notification.status, notification.account
    # Two bots would answer each other for ever.
    if notification.type != "mention" or status is None or who.bot:
        return
    try:
        # With this key, a server that has the answer already does not post another one.
        mastodon.status_reply(
            status, "I am listening!", idempotency_key=f"answer to {status.id}"
        )
    except (Forbidden, NotFound) as error:
        # The status was deleted, for example, or the account blocks the bot.
        log.info("no answer for @%s: %s", who.acct, error)


def remember(memory: Path, id: str) -> None:
    """Replace the file at once, so that it never holds half an id."""
    whole = memory.with_suffix(".new")
    whole.write_text(id)
    whole.replace(memory)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Answers every mention once.")
    parser.add_argument("account", help="token file")
    parser.add_argument("memory", type=Path, help="file for the last id")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    with mastodon_requests.Mastodon(access_token=options.account) as mastodon:
        follow(mastodon, options.memory)


if __name__ == "__main__":
    main()
