"""What a stream has missed is fetched, in order, once, and up to a limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from stream_server import (
    Connection,
    ScriptedServer,
    event_frame,
    ids_of,
    lost,
    refused,
    sse,
    status,
    update,
    websocket,
)

from mastodon_core import (
    ClientClosed,
    Gone,
    MastodonError,
    NetworkError,
    Unauthorized,
    entities,
    to_json,
)
from mastodon_core.streaming import (
    ConversationEvent,
    Event,
    EventStream,
    Gap,
    GapReason,
    Stream,
    UpdateEvent,
)
from mastodon_core.streaming._tracks import REMEMBERED, tracks_of
from mastodon_core.testing import make
from mastodon_core.transport import HttpResponse

GONE = refused(410, "that is all")
EDITS = "gap EDITS_AND_DELETIONS"


def notification(id: str) -> Any:
    return to_json(make(entities.Notification, id=id))


def conversation(id: str, last: str | None, unread: bool = False) -> Any:
    found = to_json(make(entities.Conversation, id=id, unread=unread))
    return {**found, "last_status": None if last is None else status(last)}


class Lists:
    """A REST API over lists of JSON, oldest first, by the end of their paths."""

    def __init__(self, **lists: list[Any]) -> None:
        self.lists = lists
        self.cursor: Callable[[Any], str] = lambda item: str(item["id"])

    def __call__(self, path: str, query: dict[str, str]) -> Any:
        items = self.lists.get(path.rpartition("/")[2], [])
        limit = int(query["limit"])
        ids = [self.cursor(item) for item in items]
        if "min_id" in query:
            start = ids.index(query["min_id"]) + 1
            return items[start:][:limit][::-1]
        end = ids.index(query["max_id"]) if "max_id" in query else len(items)
        return items[:end][::-1][:limit]


def statuses(first: int, last: int) -> list[Any]:
    return [status(str(id)) for id in range(first, last + 1)]


def read_events(events: EventStream) -> tuple[list[Event], MastodonError | None]:
    found: list[Event] = []
    try:
        with events:
            for event in events:
                found.append(event)
    except MastodonError as error:
        return found, error
    return found, None


def read(server: ScriptedServer, *streams: Any, **options: Any) -> list[str]:
    """Read a stream to its end, which is a 410, and name its events."""
    found, error = read_events(server.open_stream(*streams, **options))
    assert isinstance(error, Gone)
    return ids_of(found)


def test_items_that_came_meanwhile_are_delivered_oldest_first() -> None:
    lists = Lists(home=statuses(1, 3))

    def meanwhile() -> None:
        lists.lists["home"] += statuses(5, 100)

    def posted() -> None:
        lists.lists["home"] += statuses(4, 4)

    first = Connection([posted, update("4"), meanwhile, lost()])
    second = Connection([update("99"), update("100"), update("101")])
    server = ScriptedServer([first, second, GONE], rest=lists)
    assert read(server) == [
        "update 4",
        *(f"update {n}" for n in range(5, 101)),
        f"{EDITS} 100",
        "update 101",
    ]


@pytest.mark.parametrize(
    ("stream", "path"),
    [
        (Stream("user"), "home?min_id=1&limit=40"),
        (Stream("public"), "public?min_id=1&limit=40"),
        (Stream("public:media"), "public?only_media=true&min_id=1&limit=40"),
        (Stream("public:local"), "public?local=true&min_id=1&limit=40"),
        (
            Stream("public:local:media"),
            "public?local=true&only_media=true&min_id=1&limit=40",
        ),
        (Stream("public:remote"), "public?remote=true&min_id=1&limit=40"),
        (
            Stream("public:remote:media"),
            "public?remote=true&only_media=true&min_id=1&limit=40",
        ),
        (Stream("hashtag", tag="ca/ts"), "tag/ca%2Fts?min_id=1&limit=40"),
        (Stream("hashtag:local", tag="cats"), "tag/cats?local=true&min_id=1&limit=40"),
        (Stream("list", list="7"), "list/7?min_id=1&limit=40"),
    ],
    ids=lambda value: str(value).replace("?", " "),
)
def test_statuses_come_from_the_timeline_of_the_stream(
    stream: Stream, path: str
) -> None:
    lists = Lists(**{path.partition("?")[0].rpartition("/")[2]: statuses(1, 2)})
    server = ScriptedServer([Connection([]), GONE], rest=lists)
    found = read(server, stream, resume_from="1")
    assert found == ["update 2", f"{EDITS} 2"]
    assert f"/api/v1/timelines/{path}" in server.asked


def test_notifications_are_fetched() -> None:
    lists = Lists(notifications=[notification("1"), notification("2")])
    server = ScriptedServer([Connection([]), GONE], rest=lists)
    found = read(server, "user:notification", resume_from="1")
    assert found == ["notification 2", f"{EDITS} 2"]
    assert server.asked[0] == "/api/v1/notifications?min_id=1&limit=40"


def test_notifications_of_the_user_stream_have_an_id_of_their_own() -> None:
    lists = Lists(
        home=statuses(1, 3), notifications=[notification("1"), notification("2")]
    )
    server = ScriptedServer([Connection([]), GONE], rest=lists)
    found = read(server, resume_from="2", notifications_from="1")
    assert found == ["update 3", "notification 2", f"{EDITS} 3"]
    # Without it, the stream begins now.
    server = ScriptedServer([Connection([]), GONE], rest=lists)
    assert read(server, resume_from="2") == ["update 3", f"{EDITS} 3"]


def test_conversations_are_paged_by_their_last_status() -> None:
    lists = Lists(
        conversations=[
            conversation("9", "1"),
            conversation("7", "5"),
            conversation("8", "6"),
        ]
    )
    lists.cursor = lambda item: str(item["last_status"]["id"])
    live = sse("conversation", conversation("8", "6"))
    again = sse("conversation", conversation("8", "6", unread=True))
    server = ScriptedServer([Connection([live, again]), GONE], rest=lists)
    found = read(server, "direct", resume_from="1")
    assert found == ["conversation 7", "conversation 8", f"{EDITS} 6", "conversation 8"]
    assert server.asked[0] == "/api/v1/conversations?min_id=1&limit=40"


def test_conversation_without_a_status_has_no_place() -> None:
    parts: list[Any] = [sse("conversation", conversation("8", None)), lost()]
    server = ScriptedServer([Connection(parts), Connection([]), GONE])
    assert read(server, "direct") == ["conversation 8", f"{EDITS} None"]


def test_resuming_takes_an_entity() -> None:
    lists = Lists(home=statuses(1, 2))
    server = ScriptedServer([Connection([]), GONE], rest=lists)
    last = make(entities.Status, id="1")
    assert read(server, resume_from=last) == ["update 2", f"{EDITS} 2"]


def test_stream_that_resumes_has_what_the_connection_brings_after_the_rest() -> None:
    lists = Lists(home=statuses(1, 4))
    parts: list[Any] = [update("3"), sse("delete", "2"), update("5")]
    server = ScriptedServer([Connection(parts), GONE], rest=lists)
    found = read(server, resume_from="1")
    assert found == [
        "update 2",
        "update 3",
        "update 4",
        f"{EDITS} 4",
        "delete 2",
        "update 5",
    ]


def test_item_whose_deletion_came_is_not_fetched() -> None:
    lists = Lists(home=statuses(1, 3))
    first = Connection([sse("delete", "2"), lost()])
    server = ScriptedServer([first, Connection([]), GONE], rest=lists)
    assert read(server, resume_from="3") == [f"{EDITS} 3", "delete 2", f"{EDITS} 3"]
    lists = Lists(home=statuses(1, 1))

    def meanwhile() -> None:
        lists.lists["home"] += statuses(2, 3)

    first = Connection([sse("delete", "2"), meanwhile, lost()])
    server = ScriptedServer([first, Connection([]), GONE], rest=lists)
    assert read(server) == ["delete 2", "update 3", f"{EDITS} 3"]


def test_status_that_came_late_is_found_among_older_ones() -> None:
    lists = Lists(home=statuses(10, 10))

    def meanwhile() -> None:
        # 15 arrives after 20, with an older place.
        lists.lists["home"] = [status(str(id)) for id in (10, 12, 15, 20)]

    first = Connection([update("12"), update("20"), meanwhile, lost()])
    server = ScriptedServer([first, Connection([]), GONE], rest=lists)
    assert read(server) == ["update 12", "update 20", "update 15", f"{EDITS} 15"]


def test_gap_before_the_first_event_is_filled_too() -> None:
    lists = Lists(home=statuses(1, 3))

    def meanwhile() -> None:
        lists.lists["home"] += statuses(4, 5)

    server = ScriptedServer(
        [Connection([meanwhile, lost()]), Connection([]), GONE], rest=lists
    )
    assert read(server) == ["update 4", "update 5", f"{EDITS} 5"]


def test_timeline_that_was_empty_is_fetched_from_its_beginning() -> None:
    lists = Lists()

    def meanwhile() -> None:
        lists.lists["home"] = statuses(1, 90)

    first = Connection([meanwhile, lost()])
    server = ScriptedServer([first, Connection([]), GONE], rest=lists)
    assert read(server) == [*(f"update {n}" for n in range(1, 91)), f"{EDITS} 90"]


def test_limit_holds_for_a_timeline_that_was_empty() -> None:
    lists = Lists()

    def meanwhile() -> None:
        lists.lists["home"] = statuses(1, 200)

    first = Connection([meanwhile, lost()])
    server = ScriptedServer([first, Connection([]), GONE], rest=lists)
    found = read(server, fill_limit=45)
    # The oldest of those that were looked at, as the pages go down.
    assert len(found) == 45 + 2
    assert found[:2] == ["gap LIMIT None", "update 156"]


def test_more_items_than_the_limit_are_a_gap() -> None:
    lists = Lists(home=statuses(1, 100))
    server = ScriptedServer([Connection([update("101")]), GONE], rest=lists)
    events = server.open_stream(resume_from="1", fill_limit=50)
    found, _ = read_events(events)
    assert ids_of(found) == [
        *(f"update {n}" for n in range(2, 52)),
        "gap LIMIT 51",
        f"{EDITS} 51",
        "update 101",
    ]
    gap = found[50]
    assert gap == Gap(Stream("user"), "51", GapReason.LIMIT)


def test_items_that_are_as_many_as_the_limit_are_no_gap() -> None:
    lists = Lists(home=statuses(1, 41))
    server = ScriptedServer([Connection([]), GONE], rest=lists)
    found = read(server, resume_from="1", fill_limit=40)
    assert found == [*(f"update {n}" for n in range(2, 42)), f"{EDITS} 41"]


def test_nothing_is_fetched_with_a_limit_of_zero() -> None:
    first = Connection([update("1"), lost()])
    server = ScriptedServer([first, Connection([update("3")]), GONE])
    assert read(server, fill_limit=0) == [
        "update 1",
        "gap NOT_FETCHED 1",
        "gap NOT_FETCHED None",
        f"{EDITS} 1",
        "update 3",
    ]
    assert server.asked == []


def test_refused_timeline_is_a_gap_with_the_error() -> None:
    def rest(path: str, query: dict[str, str]) -> Any:
        is_refused = "list" in path and "min_id" in query
        return HttpResponse(status=404) if is_refused else statuses(1, 1)

    first = Connection([update("2"), lost()])
    server = ScriptedServer([first, Connection([update("3")]), GONE], rest=rest)
    found, _ = read_events(server.open_stream(Stream("list", list="7")))
    assert ids_of(found) == ["update 2", "gap NOT_FETCHED 2", f"{EDITS} 2", "update 3"]
    gap = found[1]
    assert isinstance(gap, Gap)
    assert "404" in str(gap.error)


def test_timeline_that_cannot_be_read_is_a_gap() -> None:
    def rest(path: str, query: dict[str, str]) -> Any:
        body = b"<html>" if "min_id" in query else b"[]"
        return HttpResponse(status=200, body=body)

    server = ScriptedServer([Connection([update("3")]), GONE], rest=rest)
    found = read(server, resume_from="1")
    assert found == ["gap NOT_FETCHED 1", f"{EDITS} 1", "update 3"]


def test_notifications_without_their_scope_are_no_gap() -> None:
    def rest(path: str, query: dict[str, str]) -> Any:
        return HttpResponse(status=403) if "notifications" in path else []

    first = Connection([update("2"), lost()])
    server = ScriptedServer([first, Connection([]), GONE], rest=rest)
    assert read(server) == ["update 2", f"{EDITS} 2"]
    assert sum("notifications" in path for path in server.asked) == 1


def test_timeline_that_is_forbidden_is_a_gap() -> None:
    def rest(path: str, query: dict[str, str]) -> Any:
        return HttpResponse(status=403)

    server = ScriptedServer([Connection([lost()]), Connection([]), GONE], rest=rest)
    assert read(server, "public") == ["gap UNKNOWN_START None", f"{EDITS} None"]


def test_start_that_is_unknown_is_a_gap() -> None:
    def rest(path: str, query: dict[str, str]) -> Any:
        return HttpResponse(status=404) if len(server.opened) < 2 else statuses(7, 7)

    server = ScriptedServer(
        [Connection([lost()]), Connection([lost()]), Connection([]), GONE], rest=rest
    )
    assert read(server, "public") == [
        "gap UNKNOWN_START None",
        f"{EDITS} 7",
        f"{EDITS} 7",
    ]


def test_failure_to_fetch_connects_again_and_then_goes_on_without() -> None:
    def rest(path: str, query: dict[str, str]) -> Any:
        if "min_id" in query:
            return NetworkError("no route")
        return []

    connections = [Connection([]) for _ in range(2)]
    server = ScriptedServer([*connections, Connection([update("3")]), GONE], rest=rest)
    found, _ = read_events(server.open_stream("public", resume_from="1"))
    assert ids_of(found) == ["gap NOT_FETCHED 1", f"{EDITS} 1", "update 3"]
    assert isinstance(found[0], Gap)
    assert isinstance(found[0].error, NetworkError)
    assert len(server.pauses) == 3


def test_failure_in_the_middle_of_a_gap_goes_on_from_there() -> None:
    lists = Lists(public=statuses(1, 100))
    failures = [NetworkError("no route")]

    def rest(path: str, query: dict[str, str]) -> Any:
        if query.get("min_id") == "41" and failures:
            return failures.pop()
        return lists(path, query)

    server = ScriptedServer([Connection([]), Connection([]), GONE], rest=rest)
    found = read(server, "public", resume_from="1")
    assert found == [*(f"update {n}" for n in range(2, 101)), f"{EDITS} 100"]


def test_failure_before_the_stream_began_leaves_no_gap() -> None:
    failures = [NetworkError("no route")]

    def rest(path: str, query: dict[str, str]) -> Any:
        return failures.pop() if failures else []

    server = ScriptedServer([Connection([update("1")]), GONE], rest=rest)
    assert read(server, "public") == ["update 1"]


@pytest.mark.parametrize("page", [[status("9")], [status("1")], []])
def test_server_that_ignores_the_cursor_is_not_asked_for_ever(page: list[Any]) -> None:
    server = ScriptedServer([Connection([]), GONE], rest=lambda path, query: page)
    found = read(server, "public", resume_from="1")
    assert found[:-1] == ([] if page != [status("9")] else ["update 9"])
    assert len(server.asked) <= 2


def test_client_that_is_closed_ends_the_stream() -> None:
    server = ScriptedServer([Connection([update("1"), lost()]), Connection([])])
    client = server.client()

    def rest(path: str, query: dict[str, str]) -> Any:
        return ClientClosed("closed") if "min_id" in query else statuses(1, 1)

    server.rest = rest
    _, error = read_events(EventStream(client, server.call("public")))
    assert isinstance(error, ClientClosed)


def test_program_can_close_while_a_gap_is_filled() -> None:
    lists = Lists(public=statuses(1, 100))

    def rest(path: str, query: dict[str, str]) -> Any:
        if query.get("min_id") == "41":
            events.close()
        return lists(path, query)

    server = ScriptedServer([Connection([])], rest=rest)
    events = server.open_stream("public", resume_from="1")
    with events:
        found = list(events)
    assert ids_of(found) == [f"update {n}" for n in range(2, 82)]
    assert server.opened[0].is_closed


def test_subscription_begins_when_it_is_made() -> None:
    lists = Lists(home=statuses(1, 2), public=statuses(1, 5))

    def meanwhile() -> None:
        lists.lists["public"] += statuses(6, 6)

    server = ScriptedServer(
        [
            websocket(1.0, meanwhile, lost()),
            websocket(event_frame(["public"], "update", status("7"))),
            GONE,
        ],
        rest=lists,
    )
    with server.open_stream(via="websocket") as events:
        public = events.subscribe(Stream("public"))
        found = [next(public) for _ in range(3)]
    assert ids_of(found) == ["update 6", f"{EDITS} 6", "update 7"]


def test_token_that_was_revoked_ends_the_stream_while_fetching() -> None:
    first = Connection([update("1"), lost()])
    server = ScriptedServer([first, refused(401, "The access token was revoked")])
    _, error = read_events(server.open_stream("public"))
    assert isinstance(error, Unauthorized)


def test_resuming_conversations_takes_a_conversation() -> None:
    known = [("9", "1"), ("7", "5")]
    lists = Lists(conversations=[conversation(*ids) for ids in known])
    lists.cursor = lambda item: str(item["last_status"]["id"])
    last = make(
        entities.Conversation, id="9", last_status=make(entities.Status, id="1")
    )
    server = ScriptedServer([Connection([]), GONE], rest=lists)
    found = read(server, "direct", resume_from=last)
    assert found == ["conversation 7", f"{EDITS} 5"]


@pytest.mark.parametrize(
    ("stream", "name", "entity", "words"),
    [
        ("user", "resume_from", entities.Notification, "a Status or its id"),
        ("public", "resume_from", entities.Account, "a Status or its id"),
        ("user:notification", "resume_from", entities.Status, "a Notification or"),
        ("user", "notifications_from", entities.Status, "a Notification or its id"),
        ("direct", "resume_from", entities.Account, "a Status or Conversation or its"),
    ],
)
def test_resuming_from_an_item_of_another_kind_is_refused(
    stream: Any, name: str, entity: Any, words: str
) -> None:
    expected = f"{name} must be {words}.*, not {entity.__name__}"
    with pytest.raises(TypeError, match=expected):
        ScriptedServer().call(stream, **{name: make(entity)})


def test_calls_are_values() -> None:
    calls = [ScriptedServer().call("user", fill_limit=1, on_state=print) for _ in "ab"]
    assert calls[0] == calls[1]
    assert hash(calls[0]) == hash(calls[1])


class CarelessLists(Lists):
    """A REST API that takes ``min_id`` for ``since_id``, or ignores it."""

    def __init__(self, *, ignores: bool, **lists: list[Any]) -> None:
        super().__init__(**lists)
        self._ignores = ignores

    def __call__(self, path: str, query: dict[str, str]) -> Any:
        items = self.lists.get(path.rpartition("/")[2], [])
        ids = [self.cursor(item) for item in items]
        known, until = query.get("min_id"), query.get("max_id")
        start = 0 if known not in ids or self._ignores else ids.index(known) + 1
        end = ids.index(until) if until in ids else len(items)
        return items[start:end][::-1][: int(query["limit"])]


@pytest.mark.parametrize("ignores", [False, True])
@pytest.mark.parametrize("count", [1, 19, 39, 40, 41, 150])
def test_gap_is_filled_by_servers_that_give_the_newest_page(
    count: int, ignores: bool
) -> None:
    lists = CarelessLists(public=statuses(1, 50), ignores=ignores)

    def meanwhile() -> None:
        lists.lists["public"] += statuses(51, 50 + count)

    first = Connection([meanwhile, lost()])
    server = ScriptedServer([first, Connection([]), GONE], rest=lists)
    assert read(server, "public") == [
        *(f"update {n}" for n in range(51, 51 + count)),
        f"{EDITS} {50 + count}",
    ]


def test_limit_holds_for_servers_that_give_the_newest_page() -> None:
    lists = CarelessLists(public=statuses(1, 200), ignores=False)
    server = ScriptedServer([Connection([]), GONE], rest=lists)
    found = read(server, "public", resume_from="1", fill_limit=60)
    assert found == [
        "gap LIMIT 1",
        *(f"update {n}" for n in range(141, 201)),
        f"{EDITS} 200",
    ]


def test_items_before_the_start_are_not_delivered_by_servers_without_cursors() -> None:
    lists = CarelessLists(public=statuses(1, 9), ignores=True)
    server = ScriptedServer([Connection([]), GONE], rest=lists)
    found = read(server, "public", resume_from="7")
    assert found == ["update 8", "update 9", f"{EDITS} 9"]


def test_one_page_that_begins_after_the_start_needs_no_other_request() -> None:
    lists = Lists(public=statuses(1, 70))
    first = Connection([*(update(str(n)) for n in range(31, 51)), lost()])
    server = ScriptedServer([first, Connection([]), GONE], rest=lists)
    lists.lists["public"] = statuses(1, 70)
    read(server, "public", resume_from="30")
    assert [path for path in server.asked if "max_id" in path] == [
        "/api/v1/timelines/public?min_id=30&max_id=31&limit=40"
    ]


def test_gap_of_which_the_middle_cannot_be_fetched_is_told() -> None:
    lists = CarelessLists(public=statuses(1, 100), ignores=False)

    def rest(path: str, query: dict[str, str]) -> Any:
        return HttpResponse(status=403) if "max_id" in query else lists(path, query)

    server = ScriptedServer([Connection([]), GONE], rest=rest)
    found = read(server, "public", resume_from="1")
    assert found[:2] == ["gap LIMIT 1", "update 61"]


@pytest.mark.parametrize("size", [1, 2, 9])
def test_pages_without_end_are_not_fetched_without_end(size: int) -> None:
    def rest(path: str, query: dict[str, str]) -> Any:
        turn = len(server.asked) % 2
        return [status(f"{turn} {n}") for n in range(size)]

    server = ScriptedServer([Connection([]), GONE], rest=rest)
    found = read(server, "public", resume_from="1")
    assert len(server.asked) < 30
    assert found[-2].startswith("gap LIMIT")
    assert len(found) == len(set(found)) == 2 * size + 2


def test_pages_in_the_other_order_bring_each_item_once() -> None:
    lists = Lists(public=statuses(1, 90))

    def rest(path: str, query: dict[str, str]) -> Any:
        return lists(path, query)[::-1]

    server = ScriptedServer([Connection([update("91")]), GONE], rest=rest)
    found = read(server, "public", resume_from="1")
    updates = [name for name in found if "update" in name]
    assert sorted(updates) == sorted(f"update {n}" for n in range(2, 92))


@pytest.mark.parametrize("id", ["\ud800", "x" * 100_000, "", "a\nb&max_id=1", "\0"])
def test_ids_may_have_any_text(id: str) -> None:
    deletion = b"event: delete\ndata: " + id.encode("utf-8", "replace") + b"\n\n"
    first = Connection([update("1"), update(id), deletion, lost()])
    second = Connection([update("2")])
    server = ScriptedServer([first, second, GONE])
    found, error = read_events(server.open_stream("public"))
    assert isinstance(error, Gone)
    updates = [event.status.id for event in found if isinstance(event, UpdateEvent)]
    assert updates == ["1", id, "2"]
    assert all(len(path) < 2000 for path in server.asked)


def test_items_without_an_id_are_delivered_as_they_come() -> None:
    without = {k: v for k, v in status("1").items() if k != "id"}
    first = Connection([sse("update", without), sse("update", without), lost()])
    server = ScriptedServer([first, Connection([update("2")]), GONE])
    found, _ = read_events(server.open_stream("public"))
    assert [event.name for event in found] == ["update", "update", "gap", "update"]


def test_pages_without_ids_are_delivered_up_to_the_limit() -> None:
    page = [status("")] * 3
    server = ScriptedServer([Connection([]), GONE], rest=lambda path, query: page)
    found, _ = read_events(server.open_stream("public", resume_from="1", fill_limit=2))
    assert [event.name for event in found] == ["update", "update", "gap", "gap"]


def test_no_more_items_are_remembered_than_a_gap_can_bring() -> None:
    (track,) = tracks_of(Stream("public"), None, None)
    items = [make(entities.Status, id=str(n)) for n in range(REMEMBERED + 1)]
    assert all(track.note(item) for item in items)
    assert [track.is_news(items[n]) for n in (0, 1, -1)] == [True, False, False]


def test_conversation_that_goes_back_to_a_state_is_news() -> None:
    states = [True, False, False, True]
    parts: list[Any] = [
        sse("conversation", conversation("8", "6", unread)) for unread in states
    ]
    server = ScriptedServer([Connection([*parts, lost()]), Connection([]), GONE])
    found, _ = read_events(server.open_stream("direct"))
    unread = [
        event.conversation.unread
        for event in found
        if isinstance(event, ConversationEvent)
    ]
    assert unread == [True, False, True]
