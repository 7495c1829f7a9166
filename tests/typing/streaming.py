"""Streams and their events on each kind of client, for mypy and pyright."""

from collections.abc import Awaitable, Callable
from typing import assert_never, assert_type

from mastodon_core import (
    API,
    AsyncMastodon,
    BlockingMastodon,
    required_scopes,
    supports,
)
from mastodon_core.entities import (
    Announcement,
    Conversation,
    Instance,
    List,
    Notification,
    Status,
    Tag,
)
from mastodon_core.streaming import (
    AnnouncementDeleteEvent,
    AnnouncementEvent,
    AnnouncementReactionEvent,
    AsyncEventStream,
    Closed,
    Connect,
    Connecting,
    ConversationEvent,
    DeleteEvent,
    Disconnect,
    EncryptedMessageEvent,
    Event,
    EventStream,
    FiltersChangedEvent,
    Gap,
    GapReason,
    Live,
    MalformedEvent,
    NotificationEvent,
    NotificationsMergedEvent,
    Pause,
    Receive,
    RunExchange,
    Send,
    State,
    StatusUpdateEvent,
    Stream,
    StreamCall,
    StreamOptions,
    StreamSession,
    StreamStep,
    Subscription,
    UnknownEvent,
    UpdateEvent,
    Via,
    Waiting,
    drive_stream,
    drive_stream_async,
)
from mastodon_core.transport import HttpRequest, Session, Signal

OPTIONS: StreamOptions = {"resume_from": "7", "fill_limit": 0, "via": "websocket"}


async def driven(
    session: Session,
    perform: Callable[[StreamStep], object],
    perform_async: Callable[[StreamStep], Awaitable[object]],
) -> None:
    stream = StreamSession(session, API().stream_user())
    drive_stream(stream.connect(), perform)
    event = drive_stream(stream.next_event(stream.main), perform)
    assert_type(event, Event | None)
    added = stream.subscribe((Stream("direct"),))
    assert_type(added, Subscription)
    steps = stream.next_event(added, until=7)
    assert_type(await drive_stream_async(steps, perform_async), Event | None)


def step_performed(step: StreamStep) -> None:
    match step:
        case Connect(message=message):
            assert_type(message, HttpRequest)
        case Receive(until=until):
            assert_type(until, float)
        case Send(data=data):
            assert_type(data, bytes)
        case Disconnect():
            pass
        case RunExchange(begin=begin):
            begin()
        case Pause(signal=signal):
            assert_type(signal, Signal)
        case _:
            assert_never(step)


def built(api: API, status: Status, instance: Instance) -> None:
    call = api.stream_user(resume_from=status, notifications_from="7")
    assert_type(call, StreamCall)
    assert_type(call.streams, tuple[Stream, ...])
    assert_type(api.stream(Stream("user"), Stream("direct")), StreamCall)
    assert_type(api.stream_direct(**OPTIONS), StreamCall)
    assert_type(required_scopes([call]), tuple[str, ...])
    assert_type(bool(supports(instance, call)), bool)
    api.stream_user(7)  # type: ignore[arg-type, call-arg]  # pyright: ignore[reportCallIssue]
    api.stream_user(resume_from=7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    api.stream("user")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def on_state(state: State) -> str:
    match state:
        case Connecting():
            return "connecting"
        case Live(via=via):
            assert_type(via, Via)
            return via
        case Waiting(seconds=seconds, why=why):
            assert_type(seconds, float)
            return why
        case Closed(why=why):
            return why
        case _:
            assert_never(state)


def text_of(event: Event) -> str:
    assert_type(event.stream, Stream)
    match event:
        case UpdateEvent(status=status) | StatusUpdateEvent(status=status):
            assert_type(status, Status)
            return status.content or ""
        case DeleteEvent(id=id) | AnnouncementDeleteEvent(id=id):
            return id
        case NotificationEvent(notification=notification):
            assert_type(notification, Notification)
            return notification.account.acct
        case ConversationEvent(conversation=conversation):
            assert_type(conversation, Conversation)
            return conversation.id
        case AnnouncementEvent(announcement=announcement):
            assert_type(announcement, Announcement)
            return announcement.content
        case AnnouncementReactionEvent(reaction=reaction):
            return reaction.name
        case FiltersChangedEvent() | NotificationsMergedEvent():
            return event.name
        case EncryptedMessageEvent():
            return event.name
        case (
            UnknownEvent(name=name, payload=payload)
            | MalformedEvent(name=name, payload=payload)
        ):
            assert_type(payload, str | None)
            return name
        case Gap(since=since, reason=reason):
            assert_type(reason, GapReason)
            return since or ""
        case _:
            assert_never(event)


def blocking(mastodon: BlockingMastodon, tag: Tag, friends: List) -> None:
    with mastodon.stream_user(on_state=on_state) as events:
        assert_type(events, EventStream)
        for event in events:
            assert_type(event, Event)
        assert_type(events.next_event(timeout=5), Event | None)
        assert_type(events.state, State)
        with events.subscribe(Stream("list", list=friends)) as added:
            for event in added:
                assert_type(event, Event)
        events.deliver(object())
    assert_type(mastodon.stream_hashtag(tag, local=True), EventStream)
    assert_type(mastodon.stream_list(friends), EventStream)
    assert_type(mastodon.stream_public(remote=True, only_media=True), EventStream)
    assert_type(mastodon.stream(Stream("hashtag", tag=tag)), EventStream)
    assert_type(mastodon.stream_healthy(), bool)
    mastodon.stream_user(timeout=5)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


async def awaited(mastodon: AsyncMastodon) -> None:
    async with mastodon.stream_user_notifications(**OPTIONS) as events:
        assert_type(events, AsyncEventStream)
        async for event in events:
            assert_type(event, Event)
        assert_type(await events.next_event(timeout=5), Event | None)
        async with events.subscribe(Stream("public:local")) as added:
            assert_type(await added.next_event(), Event | None)
        await events.deliver(object())
    assert_type(mastodon.stream_local(), AsyncEventStream)
    assert_type(await mastodon.stream_healthy(), bool)
    await mastodon.stream_user()  # type: ignore[misc]  # pyright: ignore[reportGeneralTypeIssues]
