"""The example bot, and its async version, which does the same on trio and asyncio."""

from __future__ import annotations

import difflib
import json
import sys
import tokenize
from collections.abc import Callable, Generator
from functools import partial
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any

import bot
import bot_trio
import mastodon_requests
import pytest
from attrs import evolve, frozen
from mastodon_offline import running
from sessions import STATUS, json_response
from transport_classes import ASYNC_CLASSES, run

from mastodon_core import Unauthorized, text_of
from mastodon_core.testing import (
    AsyncFakeMastodon,
    FakeMastodon,
    Fault,
    FaultPlan,
    LostResponse,
    NoConnection,
    NotJson,
    OfflineInstance,
    Refusal,
)
from mastodon_core.transport import HttpRequest, HttpResponse, WireStep

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
NAMES = {
    "async": "",
    "await": "",
    "AsyncMastodon": "BlockingMastodon",
    "async_client_class": "client_class",
    "mastodon_trio": "mastodon_requests",
}


@frozen
class Twin:
    """One version of the bot, and the function that runs its calls."""

    module: ModuleType
    fake: type[Any]
    real: type[Any]
    finish: Callable[..., Any]

    def bot(
        self, folder: Path, *, plan: FaultPlan | None = None, **options: Any
    ) -> Any:
        made = (plan or FaultPlan()).around(self.fake)(user="kettle", **options)
        return self.module.Bot(made, folder / "kettle.json")


def call(function: Callable[..., Any], *args: Any) -> Any:
    return function(*args)


BLOCKING = Twin(bot, FakeMastodon, mastodon_requests.Mastodon, call)


def on_asyncio() -> ModuleType:
    """The async bot with the client for asyncio."""
    module = ModuleType("bot_on_asyncio")
    sys.modules[module.__name__] = module
    source = (EXAMPLES / "bot_trio.py").read_text(encoding="utf-8")
    own = (
        source.replace("import trio\nfrom mastodon_trio", "from mastodon_asyncio")
        .replace("import argparse\n", "import argparse\nimport asyncio\n")
        .replace("trio.run(main)", "asyncio.run(main())")
    )
    exec(compile(own, "bot_on_asyncio.py", "exec"), vars(module))
    return module


AWAITING = {
    f"bot on {name}": Twin(module, AsyncFakeMastodon, client, partial(run, client))
    for (name, client), module in zip(
        ASYNC_CLASSES.items(), (bot_trio, on_asyncio()), strict=True
    )
}
each_twin = pytest.mark.parametrize(
    "twin", [BLOCKING, *AWAITING.values()], ids=["bot", *AWAITING]
)


def person(kettle: Any, name: str) -> FakeMastodon:
    return FakeMastodon(server=kettle.mastodon.server, user=name)


def replies(to: FakeMastodon) -> list[str]:
    """The texts of the mentions that a user got, oldest first."""
    told = reversed(to.notifications(types=["mention"]))
    return [text_of(about.status.content) for about in told if about.status]


class Unready(Fault):
    """Reports an upload as still being processed."""

    def strike(self, request: HttpRequest) -> Generator[WireStep, Any, HttpResponse]:
        response: HttpResponse = yield request
        media = json.loads(response.body)
        return evolve(response, body=json.dumps({**media, "url": None}).encode())


class MalformedPage(Fault):
    """Replaces a page by one whose only item does not decode."""

    def strike(self, request: HttpRequest) -> Generator[WireStep, Any, HttpResponse]:
        response: HttpResponse = yield request
        return evolve(response, body=b"[{}]")


# The two programs


def renamed(source: str) -> list[str]:
    """The lines of a program, its tokens renamed, or removed with the space after."""
    lines = source.splitlines()
    for token in reversed(list(tokenize.generate_tokens(StringIO(source).readline))):
        if token.type == tokenize.NAME and token.string in NAMES:
            row, begin = token.start
            line, name = lines[row - 1], NAMES[token.string]
            rest = line[token.end[1] :]
            lines[row - 1] = line[:begin] + name + (rest if name else rest[1:])
    return lines


def test_bots_differ_only_by_async_await_and_names() -> None:
    blocking = (EXAMPLES / "bot.py").read_text(encoding="utf-8")
    awaiting = (EXAMPLES / "bot_trio.py").read_text(encoding="utf-8")
    compared = difflib.ndiff(blocking.splitlines(), renamed(awaiting))
    assert [line for line in compared if line[0] in "+-"] == [
        "+ import trio",
        "-     sys.exit(main())",
        "+     sys.exit(trio.run(main))",
    ]


# Behaviour


def demonstration_output(
    twin: Twin, capsys: pytest.CaptureFixture[str], seed: int = 7
) -> str:
    twin.finish(twin.module.show, OfflineInstance(seed=seed))
    return capsys.readouterr().out


@each_twin
def test_demonstration_prints_the_conversation(
    twin: Twin, capsys: pytest.CaptureFixture[str]
) -> None:
    text = demonstration_output(twin, capsys)
    for part in (
        "ada: follow by @kettle\nada: favourite by @kettle\nada: reblog by @kettle\n",
        "@ada I am for now",
        "@bob In 10m I will say: tea",
        "@bob I am not allowed to: Validation failed: Scheduled at",
        "@bob Choose! / green / black",
        "@bob 6 replies so far; people: 2",
        "@bob tea!",
        "!brew. Replies so far: 7",
    ):
        assert part in text
    assert demonstration_output(twin, capsys) == text


def final_responses(instance: OfflineInstance) -> list[Any]:
    """The bodies of the responses that three users get at the end."""
    seen: list[Any] = [instance.now]
    for name in ("kettle", "ada", "bob"):
        client = FakeMastodon(server=instance, user=name)
        me, api = client.me(), client.api
        requests: list[Any] = [
            api.me(),
            api.timeline_home(limit=40),
            api.notifications(limit=40),
            api.account_statuses(me, limit=40),
            api.account_following(me),
            api.scheduled_statuses(),
            api.lists(),
            *[api.list_accounts(one) for one in client.lists()],
            api.bookmarks(),
            api.favourites(),
        ]
        seen += [client.send_raw(request).response.body for request in requests]
    return seen


def test_both_bots_leave_the_same_state_and_output(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "kettle")
    results: list[Any] = []
    for twin in (BLOCKING, *AWAITING.values()):
        instance = OfflineInstance(seed=7)
        twin.finish(twin.module.show, instance)
        told = [line.getMessage() for line in caplog.records if line.name == "kettle"]
        results.append((final_responses(instance), capsys.readouterr().out, told))
        caplog.clear()
    assert results[0] == results[1] == results[2]
    assert len(results[0][2]) == 8


@each_twin
def test_demonstration_over_sockets_prints_the_same(
    twin: Twin,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tea.png").write_bytes(bot.PICTURE)
    instance = OfflineInstance(seed=7)
    instance.add_user("kettle", bot=True)
    with running(instance) as url:
        people = [
            twin.real(access_token=instance.token_for(name), api_base_url=url)
            for name in ("kettle", "ada", "bob")
        ]

        async def meet() -> None:
            async with people[0], people[1], people[2]:
                await twin.module.demonstrate(*people, instance.pass_time)

        def meet_blocking() -> None:
            with people[0], people[1], people[2]:
                bot.demonstrate(*people, instance.pass_time)

        twin.finish(meet_blocking if twin is BLOCKING else meet)
    assert capsys.readouterr().out == demonstration_output(twin, capsys)


@each_twin
def test_bot_logs_in_by_command_line_and_continues_from_its_files(
    twin: Twin,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("cup.png").write_bytes(bot.PICTURE)
    instance = OfflineInstance()
    instance.add_user("kettle", bot=True)

    def by_hand(prompt: str) -> str:
        opened = next(word for word in prompt.split() if word.startswith("http"))
        return instance.authorize(opened, "kettle")

    def command(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["bot", *arguments])
        return int(twin.finish(twin.module.main))

    monkeypatch.setattr("builtins.input", by_hand)
    assert command("--account", "me.txt") == 1
    assert "names a file that does not exist: 'me.txt'" in caplog.text
    with pytest.raises(SystemExit):
        command("--log-in", "example.social")
    with running(instance) as url:
        assert command("--log-in", url, "--account", "me.txt") == 0
        ada = FakeMastodon(server=instance, user="ada")
        ada.toot("@kettle hello")
        picture = ("--picture", "cup.png", "A cup")
        assert command("--account", "me.txt", *picture) == 0
        assert command("--account", "me.txt") == 0
        assert replies(ada) == [f"@ada {bot.HELP}"]
        [posted] = ada.timeline_hashtag("tea", only_media=True)
        assert [media.description for media in posted.media_attachments] == ["A cup"]
        Path("me.txt").write_text(f"revoked\n{url}\n")
        assert command("--account", "me.txt") == 1
    assert "log in again" in caplog.text
    capsys.readouterr()
    assert command() == 0
    assert "ada: follow by @kettle" in capsys.readouterr().out


@each_twin
def test_bot_adds_a_content_warning_to_each_part_of_a_thread(
    twin: Twin, tmp_path: Path
) -> None:
    kettle = twin.bot(tmp_path)
    ada = person(kettle, "ada")
    question = ada.toot("@kettle !brew")
    twin.finish(kettle.run, 1)
    thread = ada.status_context(question).descendants
    behind = [status for status in thread if status.spoiler_text]
    behind.sort(key=lambda status: status.id)
    assert [status.spoiler_text for status in behind] == [
        "tea, 1 of 3",
        "tea, 2 of 3",
        "tea, 3 of 3",
    ]
    assert [status.in_reply_to_id for status in behind] == [
        question.id,
        behind[0].id,
        behind[1].id,
    ]


@each_twin
def test_bot_edits_its_pinned_status_instead_of_posting_a_new_one(
    twin: Twin, tmp_path: Path
) -> None:
    kettle = twin.bot(tmp_path)
    ada = person(kettle, "ada")
    twin.finish(kettle.run, 1)
    me = ada.account_lookup("kettle")
    [before] = ada.account_statuses(me, pinned=True)
    ada.toot("@kettle !stats")
    twin.finish(kettle.run, 1)
    [after] = ada.account_statuses(me, pinned=True)
    assert after.id == before.id
    assert text_of(after.content).endswith("Replies so far: 1")


@each_twin
def test_bot_keeps_mutual_followers_on_its_list(twin: Twin, tmp_path: Path) -> None:
    kettle = twin.bot(tmp_path)
    ada, bob = person(kettle, "ada"), person(kettle, "bob")
    me = ada.account_lookup("kettle")

    def listed() -> list[str]:
        own = FakeMastodon(server=kettle.mastodon.server, user="kettle")
        [friends] = own.lists()
        return sorted(account.acct for account in own.list_accounts(friends))

    ada.account_follow(me)
    bob.account_follow(me)
    twin.finish(kettle.run, 1)
    assert listed() == ["ada", "bob"]
    ada.account_unfollow(me)
    twin.finish(kettle.run, 1)
    assert listed() == ["bob"]


@each_twin
def test_bot_favourites_and_bookmarks_by_hashtag(twin: Twin, tmp_path: Path) -> None:
    kettle = twin.bot(tmp_path)
    ada = person(kettle, "ada")
    ada.account_follow(ada.account_lookup("kettle"))
    twin.finish(kettle.run, 2)
    for number in range(50):
        ada.toot(f"#Tea number {number}")
    ada.toot("My #recipe")
    ada.status_post("For friends, at #teatime", visibility="private")
    twin.finish(kettle.run, 1)
    own = FakeMastodon(server=kettle.mastodon.server, user="kettle")
    assert len(list(own.items(own.favourites()))) == 50
    assert [text_of(status.content) for status in own.bookmarks()] == ["My #recipe"]
    assert ada.notifications(types=["reblog"]).items == ()


@each_twin
def test_bot_says_so_if_the_server_cannot_follow_hashtags(
    twin: Twin, tmp_path: Path
) -> None:
    kettle = twin.bot(tmp_path, server=OfflineInstance(version="3.5.0"))
    ada = person(kettle, "ada")
    ada.toot("@kettle !follow #tea")
    ada.toot("@kettle !follow tea")
    twin.finish(kettle.run, 1)
    assert replies(ada) == [
        "@ada This server can't do that",
        "@ada Ask me like this: !follow #tea",
    ]


@each_twin
def test_bot_does_not_reply_to_bots(twin: Twin, tmp_path: Path) -> None:
    kettle = twin.bot(tmp_path)
    kettle.mastodon.server.add_user("robot", bot=True)
    robot = person(kettle, "robot")
    robot.toot("@kettle !stats")
    twin.finish(kettle.run, 1)
    assert replies(robot) == []


@each_twin
def test_bot_explains_malformed_commands(twin: Twin, tmp_path: Path) -> None:
    kettle = twin.bot(tmp_path)
    ada = person(kettle, "ada")
    ada.toot("@kettle !remind 10 weeks tea")
    ada.toot("@kettle !poll tea")
    ada.toot("@kettle")
    twin.finish(kettle.run, 1)
    wrong, refused, nothing = replies(ada)
    assert wrong == "@ada Ask me like this: !remind 10m tea"
    assert refused.startswith("@ada I am not allowed to: Validation failed")
    assert nothing == f"@ada {bot.HELP}"


# Failures


@each_twin
@pytest.mark.parametrize(
    ("fault", "attempts", "told"),
    [
        (NoConnection(), 3, "not now: offline.example: no connection"),
        (LostResponse(), 3, "not now: offline.example: the response was lost"),
        (Refusal(503), 3, "not now: 503 Planned 503"),
        (NotJson(), 1, "not now: GET /api/v1/notifications (200"),
    ],
    ids=["no connection", "lost answer", "503", "not JSON"],
)
def test_bot_retries_in_the_next_round_after_a_failure(
    twin: Twin,
    fault: Fault,
    attempts: int,
    told: str,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    plan = FaultPlan()
    for number in range(1, attempts + 1):
        plan = plan.at(number, fault, path="/api/v1/notifications")
    kettle = twin.bot(tmp_path, plan=plan)
    ada = person(kettle, "ada")
    ada.toot("@kettle !stats")
    twin.finish(kettle.run, 1)
    assert replies(ada) == []
    assert told in caplog.text
    twin.finish(kettle.run, 1)
    assert replies(ada) == ["@ada 0 replies so far; people: 1"]


@each_twin
def test_bot_does_not_repeat_a_reply_whose_response_is_unreadable(
    twin: Twin, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    plan = FaultPlan().at(1, NotJson(), method="POST", path="/api/v1/statuses")
    kettle = twin.bot(tmp_path, plan=plan)
    ada = person(kettle, "ada")
    ada.toot("@kettle hello")
    # An hour later, the server has forgotten the idempotency key.
    for _ in range(2):
        twin.finish(kettle.run, 1)
        kettle.mastodon.server.pass_time(7200)
    assert replies(ada) == [f"@ada {bot.HELP}"]
    assert "done, but POST /api/v1/statuses (200" in caplog.text


@each_twin
def test_bot_says_that_the_time_of_a_reminder_has_passed(
    twin: Twin, tmp_path: Path
) -> None:
    kettle = twin.bot(tmp_path)
    ada = person(kettle, "ada")
    ada.toot("@kettle !remind 10m tea")
    kettle.mastodon.server.pass_time(600)
    twin.finish(kettle.run, 1)
    assert replies(ada) == ["@ada I was off, and 10m have passed"]


@each_twin
def test_bot_says_that_the_server_published_a_reminder_at_once(
    twin: Twin, tmp_path: Path
) -> None:
    published = json_response(STATUS).body
    plan = FaultPlan().at(1, NotJson(published), method="POST", path="/api/v1/statuses")
    kettle = twin.bot(tmp_path, plan=plan)
    ada = person(kettle, "ada")
    ada.toot("@kettle !remind 10m tea")
    twin.finish(kettle.run, 1)
    assert replies(ada) == ["@ada My server cannot wait, so I said it at once"]


@each_twin
def test_bot_waits_out_a_rate_limit(
    twin: Twin, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    plan = FaultPlan().at(1, Refusal(429, retry_after=7200))
    kettle = twin.bot(tmp_path, plan=plan)
    ada = person(kettle, "ada")
    ada.toot("@kettle !stats")
    began = kettle.mastodon.server.now
    twin.finish(kettle.run, 2)
    assert "too many requests: 429 Planned 429" in caplog.text
    assert (kettle.mastodon.server.now - began).total_seconds() == 7200
    assert replies(ada) == ["@ada 0 replies so far; people: 1"]


@each_twin
def test_deleted_mention_does_not_hold_up_the_others(
    twin: Twin, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "kettle")
    path = "/api/v1/statuses"
    plan = FaultPlan().at(1, Refusal(404), method="POST", path=path)
    kettle = twin.bot(tmp_path, plan=plan)
    ada, bob = person(kettle, "ada"), person(kettle, "bob")
    ada.toot("@kettle hello")
    bob.toot("@kettle hello")
    twin.finish(kettle.run, 2)
    assert replies(ada) == []
    assert replies(bob) == [f"@bob {bot.HELP}"]
    assert "nothing done for @ada: 404 Planned 404" in caplog.text


@each_twin
def test_unexpected_error_ends_the_round_but_not_the_bot(
    twin: Twin, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    plan = FaultPlan().at(1, Refusal(418), path="/api/v1/lists")
    kettle = twin.bot(tmp_path, plan=plan)
    twin.finish(kettle.run, 2)
    assert "this round ends early" in caplog.text
    own = FakeMastodon(server=kettle.mastodon.server, user="kettle")
    assert [one.title for one in own.lists()] == [bot.FRIENDS]


@each_twin
def test_revoked_token_ends_the_bot(twin: Twin, tmp_path: Path) -> None:
    plan = FaultPlan().at(1, Refusal(401), path="/api/v1/timelines/home")
    with pytest.raises(Unauthorized):
        twin.finish(twin.bot(tmp_path, plan=plan).run, 2)


@each_twin
def test_malformed_notification_is_logged_and_the_others_get_a_reply(
    twin: Twin, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    offline = OfflineInstance()
    kettle = FakeMastodon(server=offline, user="kettle")
    ada = FakeMastodon(server=offline, user="ada")
    ada.toot("@kettle hello")
    request = kettle.api.notifications()
    good = json.loads(kettle.send_raw(request).response.body)
    strange = NotJson(json.dumps([{"id": "7"}, *good]).encode())
    plan = FaultPlan().at(1, strange, path="/api/v1/notifications")
    twin.finish(twin.bot(tmp_path, plan=plan, server=offline).run, 1)
    assert "left out $[0]: " in caplog.text
    assert replies(ada) == [f"@ada {bot.HELP}"]


@each_twin
def test_page_of_malformed_notifications_is_skipped(
    twin: Twin, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    offline = OfflineInstance()
    FakeMastodon(server=offline, user="kettle")
    ada = FakeMastodon(server=offline, user="ada")
    for number in range(41):
        ada.toot(f"@kettle {number}")
    memory = tmp_path / "kettle.json"
    memory.write_text(json.dumps({"notification": "0"}))
    plan = FaultPlan().at(1, MalformedPage(), path="/api/v1/notifications")
    twin.finish(twin.bot(tmp_path, plan=plan, server=offline).run, 1)
    assert "left out $[0]: " in caplog.text
    assert replies(ada) == [f"@ada {bot.HELP}"]


@each_twin
def test_a_video_that_never_becomes_ready_is_not_posted(
    twin: Twin, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    plan = FaultPlan()
    for number in range(1, 30):
        plan = plan.at(number, Unready(), path="/api/v1/media/{id}", must_fire=False)
    kettle = twin.bot(tmp_path, plan=plan, files={"tea.mp4": b"mp4"})
    twin.finish(kettle.post_picture, "tea.mp4", "A cup")
    assert "no picture today: upload" in caplog.text
    assert person(kettle, "ada").timeline_public().items == ()


@each_twin
def test_bot_that_lost_its_memory_does_not_reply_twice(
    twin: Twin, tmp_path: Path
) -> None:
    plan = FaultPlan().at(1, LostResponse(), method="POST", path="/api/v1/statuses")
    kettle = twin.bot(tmp_path, plan=plan)
    ada = person(kettle, "ada")
    ada.toot("@kettle hello")
    twin.finish(kettle.run, 1)
    (tmp_path / "kettle.json").unlink()
    again = twin.module.Bot(kettle.mastodon, tmp_path / "kettle.json")
    twin.finish(again.run, 1)
    assert replies(ada) == [f"@ada {bot.HELP}"]


@each_twin
def test_bot_replies_to_all_new_mentions_in_order(twin: Twin, tmp_path: Path) -> None:
    kettle = twin.bot(tmp_path)
    ada = person(kettle, "ada")
    ada.toot("@kettle first")
    twin.finish(kettle.run, 1)
    for number in range(45):
        ada.toot(f"@kettle !poll {number}/no")
    twin.finish(kettle.run, 1)
    polls = [
        about.status.poll.options[0].title
        for about in ada.items(ada.notifications(types=["mention"]))
        if about.status and about.status.poll
    ]
    assert polls == [str(number) for number in reversed(range(45))]
