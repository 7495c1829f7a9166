"""The bot that misses nothing: stopped at any point, it answers each mention once."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal

import mentions
import pytest
from mastodon_offline import running
from mastodon_requests import Mastodon

from mastodon_core import NetworkError, Unauthorized, entities
from mastodon_core.streaming import (
    Gap,
    GapReason,
    MalformedEvent,
    NotificationEvent,
    Stream,
    UnknownEvent,
)
from mastodon_core.testing import (
    FakeMastodon,
    FaultPlan,
    OfflineInstance,
    StreamDrop,
)
from mastodon_core.transport import Channel, HttpRequest

OWN = Stream("user:notification")


class KilledError(BaseException):
    """The end of the bot's process."""


class Bot(FakeMastodon):
    """Is killed before or after it sends its next answer."""

    answers_left = 0
    dies_after_sending = False

    def perform(self, step: Any) -> Any:
        is_answer = isinstance(step, HttpRequest) and step.method == "POST"
        if is_answer and not self.answers_left and not self.dies_after_sending:
            raise KilledError
        outcome = super().perform(step)
        if is_answer and not self.answers_left:
            raise KilledError
        self.answers_left -= is_answer
        return outcome


def live(
    server: OfflineInstance, memory: Path, answers: int, *, dies_after_sending: bool
) -> None:
    """Run the bot until it has answered so often, and is killed at the next one."""
    bot = Bot(server=server, user="bot")
    bot.answers_left, bot.dies_after_sending = answers, dies_after_sending
    with pytest.raises(KilledError):
        mentions.follow(bot, memory)


@pytest.mark.parametrize("dies_after_sending", [False, True])
def test_each_mention_is_answered_once_whenever_the_bot_is_stopped(
    tmp_path: Path, dies_after_sending: bool
) -> None:
    memory = tmp_path / "last.txt"
    server = OfflineInstance()
    ada = FakeMastodon(server=server, user="ada")
    server.add_user("bot", bot=True)
    server.add_user("robot", bot=True)
    robot = FakeMastodon(server=server, user="robot")

    def ask(count: int) -> list[entities.Status]:
        robot.toot("@bot hello, colleague")
        ada.account_follow(ada.account_lookup("bot"))
        return [ada.toot(f"@bot question {number}") for number in range(count)]

    asked = ask(1)
    mentions.remember(memory, "0")
    live(server, memory, 0, dies_after_sending=dies_after_sending)
    asked += ask(3)
    live(server, memory, 2, dies_after_sending=dies_after_sending)
    asked += ask(50)
    live(server, memory, 30, dies_after_sending=dies_after_sending)
    last = ask(1)
    # Only the last one is not answered: at that, the bot is killed.
    live(server, memory, 21 + 1, dies_after_sending=dies_after_sending)
    answers = [len(ada.status_context(status).descendants) for status in asked]
    assert answers == [1] * len(asked)
    assert len(ada.status_context(*last).descendants) == dies_after_sending
    assert [path.name for path in tmp_path.iterdir()] == ["last.txt"]


@pytest.mark.parametrize("how", ["end", "reset", "torn"])
def test_mention_that_is_lost_with_the_connection_is_answered_once(
    tmp_path: Path, how: Literal["end", "reset", "torn"]
) -> None:
    memory = tmp_path / "last.txt"
    server = OfflineInstance()
    ada = FakeMastodon(server=server, user="ada")
    server.add_user("bot", bot=True)
    path = "/api/v1/streaming/user/notification"
    plan = FaultPlan().at(1, StreamDrop(1, how), path=path)
    bot = plan.around(FakeMastodon)(server=server, user="bot")
    with plan, bot.stream_user_notifications() as events:
        asked = [ada.toot(f"@bot question {number}") for number in range(4)]
        for event in events:
            mentions.handle(bot, event, memory)
            if memory.exists() and memory.read_text() == "4":
                break
    answers = [len(ada.status_context(status).descendants) for status in asked]
    assert answers == [1, 1, 1, 1]


def test_bot_without_a_memory_begins_now(tmp_path: Path) -> None:
    server = OfflineInstance()
    ada = FakeMastodon(server=server, user="ada")
    server.add_user("bot", bot=True)
    old = ada.toot("@bot from before")

    class Asked(Bot):
        def open_channel(self, message: HttpRequest) -> Channel:
            channel = super().open_channel(message)
            asked.append(ada.toot("@bot are you there?"))
            return channel

    asked: list[entities.Status] = []
    bot = Asked(server=server, user="bot")
    bot.dies_after_sending = True
    with pytest.raises(KilledError):
        mentions.follow(bot, tmp_path / "last.txt")
    assert len(ada.status_context(*asked).descendants) == 1
    assert ada.status_context(old).descendants == ()


def test_bot_goes_on_where_it_is_blocked_and_the_question_is_gone(
    tmp_path: Path,
) -> None:
    memory = tmp_path / "last.txt"
    bot = FakeMastodon(user="bot")
    ada = FakeMastodon(server=bot.server, user="ada")
    with bot.stream_user_notifications() as events:
        ada.status_delete(ada.toot("@bot never mind"))
        event = events.next_event()
        assert event is not None
        mentions.handle(bot, event, memory)
    assert memory.read_text() == "1"


def test_bot_logs_what_it_could_not_get(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    memory = tmp_path / "last.txt"
    bot = FakeMastodon(user="bot")
    error = NetworkError("no route")
    with caplog.at_level(logging.INFO, "mentions"):
        for event in (
            Gap(OWN, "7", GapReason.EDITS_AND_DELETIONS),
            Gap(OWN, "7", GapReason.LIMIT),
            Gap(OWN, "7", GapReason.NOT_FETCHED, error),
            MalformedEvent(OWN, "notification", "{", error),
            UnknownEvent(OWN, "party", None),
        ):
            mentions.handle(bot, event, memory)
    assert [line.getMessage() for line in caplog.records] == [
        "missed some after 7: there were more items than the limit",
        "missed some after 7: no route",
        "left out a notification: no route",
    ]
    assert not memory.exists()


def test_program_answers_over_sockets_until_its_token_is_revoked(
    tmp_path: Path,
) -> None:
    server = OfflineInstance()
    server.add_user("ada")
    server.add_user("bot", bot=True)
    account, memory = str(tmp_path / "user.txt"), tmp_path / "last.txt"
    mentions.remember(memory, "0")
    with running(server) as url, ThreadPoolExecutor() as pool:
        app = Mastodon.create_app("mentions", api_base_url=url)
        token = server.token_for("ada")
        with (
            Mastodon(*app, api_base_url=url) as owner,
            Mastodon(access_token=token, api_base_url=url) as ada,
            ada.stream_user_notifications() as answers,
        ):
            page = owner.auth_request_url()
            code = server.authorize(str(page), "bot")
            owner.log_in(code=code, authorization=page, to_file=account)
            asked = [ada.toot("@bot while it is off")]
            program = pool.submit(mentions.main, [account, str(memory)])
            for _ in range(3):
                answer = answers.next_event(timeout=60)
                assert isinstance(answer, NotificationEvent)
                assert answer.notification.status is not None
                assert answer.notification.status.in_reply_to_id == asked[-1].id
                asked.append(ada.toot("@bot and now?"))
            assert answers.next_event(timeout=60) is not None
            owner.revoke_access_token()
            with pytest.raises(Unauthorized):
                program.result(timeout=60)
        assert len(asked) == 4
