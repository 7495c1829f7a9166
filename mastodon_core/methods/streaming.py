"""Follow timelines and notifications as they happen.

Each method here but `streaming_health` and `stream_healthy` opens a stream of events.
`mastodon_core.streaming` has the events, the options and the states of a stream::

    with mastodon.stream_user() as events:
        for event in events:
            if isinstance(event, UpdateEvent):
                print(event.status.content)

https://docs.joinmastodon.org/methods/streaming/
"""

from __future__ import annotations

from contextlib import suppress
from typing import Unpack

from attrs import evolve

from .. import entities, streaming
from ..calls import ApiError, CurrentSession, Flow, Request, Text
from ..clients import endpoint, flow
from ..http import DecodeError
from ..streaming._method import stream_method
from ..values import Credentials
from .instance import InstanceMethods


class StreamingMethods:
    @endpoint(since="2.5.0")
    def streaming_health(self) -> Request[str]:
        """Get the health status of the streaming server.

        `stream_healthy` also finds a streaming server on another host.

        Returns:
            ``OK`` if it is running.

        Raises:
            NotFound: the server has no streaming, or has it on another host.

        Sent without a token. Since Mastodon 2.5.
        https://docs.joinmastodon.org/methods/streaming/#health
        """
        return Request("GET", "/api/v1/streaming/health", answer=Text(), anonymous=True)

    @flow
    def stream_healthy(self) -> Flow[bool]:
        """Check whether the streaming server is running, on whatever host it is.

        This asks the server for its instance document, which names the host, and then
        sends `streaming_health` there.

        Returns:
            Whether it is. False does not mean that there is no streaming: other servers
            than Mastodon, such as GoToSocial, stream without a health endpoint.

        Raises:
            NetworkError: the server or the streaming server cannot be reached.

        Sent to the streaming server without a token.
        https://docs.joinmastodon.org/methods/streaming/#health
        """
        from ..streaming import StreamingUnavailable, find_server

        base_url = (yield from CurrentSession()).base_url
        try:
            server = find_server(base_url, (yield from _instance()))
            word = yield from evolve(
                self.streaming_health(), credentials=Credentials(base_url=server.url)
            )
        except (ApiError, StreamingUnavailable):
            return False
        return word.strip() == "OK"

    @stream_method(since="1.0.0")
    def stream(
        self,
        *streams: streaming.Stream,
        **options: Unpack[streaming.StreamOptions],
    ) -> streaming.StreamCall:
        """Stream the events of several streams over one WebSocket.

        ``subscribe`` of the stream that this opens adds more of them, each with an
        iterator of its own.

        Args:
            streams: Such as ``Stream("user")`` and ``Stream("hashtag", tag="cats")``.
                An event says which of them it belongs to.
            options: See `StreamOptions`.

        Raises:
            StreamingUnavailable: the server has no WebSocket for streams.
            Unauthorized: the token is missing or no longer valid.

        A stream needs the scope ``read:statuses``, and the stream ``user:notification``
        ``read:notifications``. Since Mastodon 1.0, several streams since 3.3.
        https://docs.joinmastodon.org/methods/streaming/#websocket
        """
        if options.get("via") is None:
            options["via"] = "websocket"
        return streaming.StreamCall(streams, options)

    @stream_method(since="1.0.0")
    def stream_user(
        self, **options: Unpack[streaming.StreamOptions]
    ) -> streaming.StreamCall:
        """Stream your home timeline and your notifications.

        There are events for new, edited and deleted statuses, for notifications, and
        for announcements. `stream_direct` has those for conversations.

        Args:
            options: See `StreamOptions`. ``resume_from`` is the last status that you
                have seen, and ``notifications_from`` the last notification.

        Raises:
            StreamingUnavailable: the server has no streaming.
            Unauthorized: the token is missing or no longer valid.

        Scope ``read:statuses``; without ``read:notifications``, there are no
        notifications. Since Mastodon 1.0.
        https://docs.joinmastodon.org/methods/streaming/#user
        """
        return _call("user", options)

    @stream_method(since="1.4.2")
    def stream_user_notifications(
        self, **options: Unpack[streaming.StreamOptions]
    ) -> streaming.StreamCall:
        """Stream your notifications, without your home timeline.

        Args:
            options: See `StreamOptions`. ``resume_from`` is the last notification that
                you have seen.

        Raises:
            StreamingUnavailable: the server has no streaming.
            Unauthorized: the token is missing or no longer valid.

        Scope ``read:notifications``. Since Mastodon 1.4.2.
        https://docs.joinmastodon.org/methods/streaming/#notification
        """
        return _call("user:notification", options)

    @stream_method(since="1.0.0", exclusive=(("local", "remote"),))
    def stream_public(
        self,
        *,
        only_media: bool = False,
        local: bool = False,
        remote: bool = False,
        **options: Unpack[streaming.StreamOptions],
    ) -> streaming.StreamCall:
        """Stream all public statuses that the server receives.

        There are events for new, edited and deleted statuses. On a large server these
        are many a second.

        Args:
            only_media: Only statuses with media attachments. Since Mastodon 2.4.
            local: Only statuses by accounts on this server, as with `stream_local`.
            remote: Only statuses by accounts on other servers, as with `stream_remote`.
            options: See `StreamOptions`. ``resume_from`` is the last status that you
                have seen.

        Raises:
            StreamingUnavailable: the server has no streaming.
            Unauthorized: the token is missing or no longer valid.
            ValueError: ``local`` and ``remote`` are both True.

        Scope ``read:statuses``. Since Mastodon 1.0.
        https://docs.joinmastodon.org/methods/streaming/#public
        """
        if local:
            return self.stream_local(only_media=only_media, **options)
        if remote:
            return self.stream_remote(only_media=only_media, **options)
        return _call("public:media" if only_media else "public", options)

    @stream_method(since="1.1.0")
    def stream_local(
        self,
        *,
        only_media: bool = False,
        **options: Unpack[streaming.StreamOptions],
    ) -> streaming.StreamCall:
        """Stream the public statuses by accounts on this server.

        Args:
            only_media: Only statuses with media attachments. Since Mastodon 2.4.
            options: See `StreamOptions`. ``resume_from`` is the last status that you
                have seen.

        Raises:
            StreamingUnavailable: the server has no streaming.
            Unauthorized: the token is missing or no longer valid.

        Scope ``read:statuses``. Since Mastodon 1.1.
        https://docs.joinmastodon.org/methods/streaming/#public-local
        """
        return _call("public:local:media" if only_media else "public:local", options)

    @stream_method(since="3.1.4")
    def stream_remote(
        self,
        *,
        only_media: bool = False,
        **options: Unpack[streaming.StreamOptions],
    ) -> streaming.StreamCall:
        """Stream the public statuses by accounts on other servers.

        Args:
            only_media: Only statuses with media attachments.
            options: See `StreamOptions`. ``resume_from`` is the last status that you
                have seen.

        Raises:
            StreamingUnavailable: the server has no streaming.
            Unauthorized: the token is missing or no longer valid.

        Scope ``read:statuses``. Since Mastodon 3.1.4.
        https://docs.joinmastodon.org/methods/streaming/#public-remote
        """
        return _call("public:remote:media" if only_media else "public:remote", options)

    @stream_method(since="1.0.0")
    def stream_hashtag(
        self,
        tag: str | entities.Tag | entities.FeaturedTag | entities.ShallowTag,
        *,
        local: bool = False,
        **options: Unpack[streaming.StreamOptions],
    ) -> streaming.StreamCall:
        """Stream the public statuses with a hashtag.

        Args:
            tag: The hashtag, or its name without ``#``.
            local: Only statuses by accounts on this server, as with
                `stream_hashtag_local`.
            options: See `StreamOptions`. ``resume_from`` is the last status that you
                have seen.

        Raises:
            StreamingUnavailable: the server has no streaming.
            Unauthorized: the token is missing or no longer valid.
            ValueError: the name of the hashtag is empty or starts with ``#``.

        Scope ``read:statuses``. Since Mastodon 1.0.
        https://docs.joinmastodon.org/methods/streaming/#hashtag
        """
        if local:
            return self.stream_hashtag_local(tag, **options)
        return streaming.StreamCall((streaming.Stream("hashtag", tag=tag),), options)

    @stream_method(since="1.1.0")
    def stream_hashtag_local(
        self,
        tag: str | entities.Tag | entities.FeaturedTag | entities.ShallowTag,
        **options: Unpack[streaming.StreamOptions],
    ) -> streaming.StreamCall:
        """Stream the public statuses with a hashtag by accounts on this server.

        Args:
            tag: The hashtag, or its name without ``#``.
            options: See `StreamOptions`. ``resume_from`` is the last status that you
                have seen.

        Raises:
            StreamingUnavailable: the server has no streaming.
            Unauthorized: the token is missing or no longer valid.
            ValueError: the name of the hashtag is empty or starts with ``#``.

        Scope ``read:statuses``. Since Mastodon 1.1.
        https://docs.joinmastodon.org/methods/streaming/#hashtag-local
        """
        stream = streaming.Stream("hashtag:local", tag=tag)
        return streaming.StreamCall((stream,), options)

    @stream_method(since="2.1.0")
    def stream_list(
        self,
        id: str | entities.List,
        **options: Unpack[streaming.StreamOptions],
    ) -> streaming.StreamCall:
        """Stream the statuses by the accounts in one of your lists.

        Args:
            options: See `StreamOptions`. ``resume_from`` is the last status that you
                have seen.

        Raises:
            StreamingUnavailable: the server has no streaming.
            Unauthorized: the list is not one of yours, or the token is missing or no
                longer valid.

        Scope ``read:statuses``. Since Mastodon 2.1.
        https://docs.joinmastodon.org/methods/streaming/#list
        """
        return streaming.StreamCall((streaming.Stream("list", list=id),), options)

    @stream_method(since="2.4.0")
    def stream_direct(
        self, **options: Unpack[streaming.StreamOptions]
    ) -> streaming.StreamCall:
        """Stream your direct conversations: each event has one that has changed.

        Args:
            options: See `StreamOptions`. ``resume_from`` is the last status of any
                conversation that you have seen.

        Raises:
            StreamingUnavailable: the server has no streaming.
            Unauthorized: the token is missing or no longer valid.

        Scope ``read:statuses``. Since Mastodon 2.4.
        https://docs.joinmastodon.org/methods/streaming/#direct
        """
        return _call("direct", options)


def _call(
    name: streaming.StreamName, options: streaming.StreamOptions
) -> streaming.StreamCall:
    return streaming.StreamCall((streaming.Stream(name),), options)


def _instance() -> Flow[entities.Instance | entities.InstanceV1 | None]:
    """Get the instance document, of either version, if there is one."""
    api = InstanceMethods()
    with suppress(ApiError, DecodeError):
        return (yield from api.instance())
    with suppress(ApiError, DecodeError):
        return (yield from api.instance_v1())
    return None
