"""What Mastodon.py calls differently, for errors that name the new spelling.

The tables cover the methods, arguments and attributes of Mastodon.py 1.8 and 2.3; a
test compares them with its signatures. They are loaded when there is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from inspect import Parameter, signature
from typing import Any, Unpack, get_args, get_origin

from ..values import nearest
from ._checks import resolved

_IS_LOCAL = "no method checks the version of the server; see supports() and software()"

MEMBERS: Mapping[str, str] = {
    # Methods.
    "clear_caches": "there is no cache to clear",
    "get_approx_server_time": (
        "use send_raw(request).response, whose headers have the date"
    ),
    "get_async_refresh_info": "use send_raw(request).async_refresh",
    "get_pagination_info": "use page.next and page.previous",
    "get_supported_version": "use mastodon_core.__version__",
    "pagination_iterator": "use items(page)",
    "pagination_page_iterator": "use pages(page)",
    "persistable_login_credentials": "use session.credentials.user_text()",
    "retrieve_mastodon_version": _IS_LOCAL,
    "set_language": "use lang= of the client, or with_lang() of a request",
    "stream_open_websocket": (
        "open one with stream(): with mastodon.stream() as events:"
        " home = events.subscribe(Stream('user'))"
    ),
    "timeline_is_available": "use instance().configuration.timelines_access",
    "verify_minimum_version": _IS_LOCAL,
    # Attributes.
    "access_token": "use session.credentials.access_token, which is a Secret",
    "api_base_url": "use session.credentials.base_url",
    "client_id": "use session.credentials.client_id",
    "client_secret": "use session.credentials.client_secret, which is a Secret",
    "debug_requests": "use the log of the logger 'mastodon_core'",
    "feature_set": "fields that other servers leave out are optional everywhere",
    "lang": "pass lang= to the client, or use with_lang() of a request",
    "mastodon_api_version": _IS_LOCAL,
    "mastodon_major": _IS_LOCAL,
    "mastodon_minor": _IS_LOCAL,
    "mastodon_patch": _IS_LOCAL,
    "ratelimit_lastcall": "rate_limit='pace' keeps that to itself",
    "ratelimit_limit": "use rate_limit_status()['general'].limit",
    "ratelimit_method": "pass rate_limit= to the client",
    "ratelimit_pacefactor": "rate_limit='pace' needs no factor",
    "ratelimit_remaining": "use rate_limit_status()['general'].remaining",
    "ratelimit_reset": "use rate_limit_status()['general'].resets_at",
    "request_timeout": "pass timeouts=Timeouts(...) to the client",
    "user_agent": "pass user_agent= to the client",
    "version_check_mode": _IS_LOCAL,
    "version_check_worked": _IS_LOCAL,
}
"""By name of a method or attribute: what to do instead."""

_ANY_LISTENER = (
    "a listener needs no base class: with mastodon.stream_user() as events:"
    " events.deliver(listener)"
)
_THE_STREAM = "stream_user() returns the stream itself, which has close() and state"
CLASSES: Mapping[str, str] = {
    "CallbackStreamListener": _ANY_LISTENER,
    "SSEStreamHandle": _THE_STREAM,
    "StreamHandle": _THE_STREAM,
    "StreamListener": _ANY_LISTENER,
    "WebSocketStreamHandle": _THE_STREAM,
}
"""By name of a class for streaming: what to do instead."""

_Rows = tuple[tuple[str, str, str], ...]
_STREAMS = (
    "stream_user stream_user_notifications stream_public stream_local stream_hashtag"
    " stream_list stream_direct"
)
_RENAMED: _Rows = (
    ("search search_v2", "result_type", "type"),
    ("fetch_next", "previous_page", "page"),
    ("fetch_previous", "next_page", "page"),
    ("fetch_remaining", "first_page", "first"),
    ("tag tag_follow tag_unfollow", "hashtag", "name"),
    ("account_relationships account_familiar_followers", "id", "ids"),
    (
        "account_collections account_in_collections follow_request_authorize"
        " follow_request_reject",
        "id",
        "account_id",
    ),
    ("timeline_list", "id", "list_id"),
    ("collection_item_add", "id", "collection_id"),
    ("collection_item_delete collection_item_revoke", "item_id", "id"),
    ("filter_v2 update_filter_v2 delete_filter_v2", "filter_id", "id"),
    ("delete_filter_keyword_v2", "keyword_id", "id"),
    ("filter_status_v2 delete_filter_status_v2", "filter_status_id", "id"),
    (
        "announcement_reaction_create announcement_reaction_delete",
        "reaction",
        "name",
    ),
    ("decode_blurhash", "media_dict", "media"),
    ("decode_blurhash", "out_size", "size"),
    ("decode_blurhash", "return_linear", "linear"),
    ("generate_media_edit_attributes", "thumb_mimetype", "thumbnail_mime_type"),
    ("await_async_refresh", "result", "refresh"),
    ("await_async_refresh", "max_attempts", "timeout, in seconds"),
    ("get_async_refresh_status", "result_or_id", "id"),
    ("push_subscription_set", "encrypt_params", "p256dh and auth"),
    ("push_subscription_decrypt_push", "decrypt_params", "keys, a PushKeys"),
    ("markers_set", "timelines last_read_ids", "home and notifications"),
    ("status_reply", "in_reply_to_id", "to_status"),
    ("status_post", "scheduled_at", "status_schedule(status, scheduled_at)"),
    (
        "status_reply",
        "scheduled_at",
        "status_schedule(status, scheduled_at, in_reply_to_id=...)",
    ),
    ("status_post status_reply", "quote_id", "quoted_status_id"),
    ("notifications", "id", "notification(id)"),
    ("notifications", "mentions_only", "types=['mention']"),
    ("admin_accounts", "status", "a flag for the state, such as pending=True"),
    ("admin_accounts", "staff_only", "staff"),
    ("admin_domain_blocks", "id", "admin_domain_block(id)"),
    ("auth_request_url", "redirect_uris", "redirect_uri, which takes one"),
    ("instance_terms_of_service", "date", "instance_terms_of_service_at(date)"),
    (
        "trending_links trending_statuses trending_tags",
        "lang",
        "lang= of the client, or with_lang() of a request",
    ),
    (_STREAMS, "timeout", "max_silence, in seconds"),
    ("__init__", "ratelimit_method", "rate_limit"),
    ("__init__", "request_timeout", "timeouts=Timeouts(connect=..., read=...)"),
)
"""Methods, arguments that have another name here, and this name."""

_REMOVED: _Rows = (
    (
        "account_followers account_following admin_canonical_email_blocks"
        " admin_domain_allows admin_domain_blocks admin_email_domain_blocks"
        " admin_ip_blocks admin_reports blocks bookmarks conversations domain_blocks"
        " favourites follow_requests followed_tags list_accounts mutes",
        "max_id min_id since_id",
        "the cursors are not ids of items: use items(), or page.next",
    ),
    (
        "status_quotes",
        "max_id since_id",
        "the cursors are not ids of items: use items(), or page.next",
    ),
    (
        "status_post status_reply",
        "content_type strict_content_type",
        "Mastodon ignores it; for a fork, add it to the json of the request from"
        " api.status_post()",
    ),
    (
        "timeline_home timeline_link timeline_list",
        "local remote only_media",
        "servers ignore it here: leave it out",
    ),
    (
        "auth_request_url",
        "state",
        "the state is random, and log_in(authorization=...) checks it: leave it out",
    ),
    ("auth_request_url", "skip_server_info", "leave it out: nothing more is requested"),
    (
        "auth_request_url log_in revoke_access_token",
        "allow_http",
        "pass allow_http to the client",
    ),
    (
        "create_app",
        "request_timeout session user_agent",
        "make a client with your options and use its app_create()",
    ),
    (
        "create_account",
        "return_detailed_error",
        "leave it out: UnprocessableEntity has the details",
    ),
    (
        "stream_user stream_user_notifications stream_public stream_local"
        " stream_direct",
        "listener",
        "with mastodon.{method}() as events: events.deliver(listener)",
    ),
    (
        "stream_hashtag",
        "listener",
        "with mastodon.stream_hashtag(tag) as events: events.deliver(listener)",
    ),
    (
        "stream_list",
        "listener",
        "with mastodon.stream_list(id) as events: events.deliver(listener)",
    ),
    (
        _STREAMS,
        "run_async",
        "it returns a stream to read from; read it in a thread or task of your own",
    ),
    (
        _STREAMS,
        "reconnect_async reconnect_async_wait_sec",
        "a stream always reconnects, after waits that grow: leave it out",
    ),
    (
        _STREAMS,
        "websocket_handle",
        "with mastodon.stream() as events: events.subscribe(Stream(...))",
    ),
    ("decode_blurhash", "size_per_component", "size is the size of the whole image"),
    (
        "grouped_notifications unread_grouped_notifications_count",
        "account_id",
        "servers ignore it here: leave it out",
    ),
    (
        "instance_nodeinfo",
        "schema",
        "the newest supported schema is used: leave it out",
    ),
    (
        "media_post",
        "synchronous",
        "media_post always waits until the file is processed; media_upload never does",
    ),
    ("__init__", "debug_requests", "use the log of the logger 'mastodon_core'"),
    ("__init__", "ratelimit_pacefactor", "rate_limit='pace' needs no factor"),
    (
        "__init__",
        "mastodon_version version_check_mode",
        "no method checks the version of the server: leave it out",
    ),
    (
        "__init__",
        "feature_set",
        "fields that other servers leave out are optional everywhere: leave it out",
    ),
    (
        "__init__",
        "session",
        "only mastodon_requests.Mastodon takes one; others take proxies, verify, cert"
        " and timeouts",
    ),
)
"""Methods, arguments that are gone, and what to do."""

_FLAGS: _Rows = (
    (
        "admin_measures",
        "active_users new_users interactions opened_reports resolved_reports",
        "use keys=['{}']",
    ),
    (
        "admin_dimensions",
        "languages sources servers space_usage software_versions",
        "use keys=['{}']",
    ),
    (
        "admin_measures",
        "tag_accounts tag_uses tag_servers",
        "use keys=[TagMeasure('{}', id)]",
    ),
    (
        "admin_measures",
        "instance_accounts instance_media_attachments instance_reports"
        " instance_statuses instance_follows instance_followers",
        "use keys=[InstanceMeasure('{}', domain)]",
    ),
    (
        "admin_dimensions",
        "tag_servers tag_languages",
        "use keys=[TagDimension('{}', id)]",
    ),
    (
        "admin_dimensions",
        "instance_accounts instance_languages",
        "use keys=[InstanceDimension('{}', domain)]",
    ),
    (
        "push_subscription_set push_subscription_update",
        "follow_events favourite_events reblog_events mention_events poll_events"
        " follow_request_events status_events update_events admin_sign_up_events"
        " admin_report_events quote_events quoted_update_events",
        "use alerts=PushAlerts({}=...)",
    ),
)
"""Methods, flags that are values of another argument here, and what to do."""


TABLES = ((_RENAMED, "use {}"), (_REMOVED, "{}"), (_FLAGS, "{}"))
"""The tables of arguments, with the form of their advice."""


def advice_on_member(name: str) -> str | None:
    """Tell what to do instead of using a method or attribute of Mastodon.py."""
    return MEMBERS.get(name)


LISTENER_METHODS: Mapping[str, str] = {
    "handle_heartbeat": "max_silence= of the stream watches the heartbeats",
    "handle_stream": "deliver() reads the stream",
    "handle_websocket_message": "deliver() reads the stream",
    "on_abort": "an error comes out of deliver(), and on_state= tells of the others",
    "on_any_event": "loop over the stream in place of deliver()",
    "on_websocket_error": "an error comes out of the loop over the subscription",
}
"""By name of a method of a listener that no event calls here: what to do instead."""


def advice_on_class(name: str) -> str | None:
    """Tell what to do instead of using a class of Mastodon.py for streaming."""
    return CLASSES.get(name)


def advice_on_listener(name: str) -> str | None:
    """Tell what to do instead of a listener's method that only Mastodon.py calls."""
    return LISTENER_METHODS.get(name)


def advice_on_argument(method: str, name: str) -> str | None:
    """Tell what to do instead of passing an argument that Mastodon.py has."""
    for rows, text in TABLES:
        for methods, names, advice in rows:
            if method in methods.split() and name in names.split():
                return text.format(advice).format(
                    name.removesuffix("_events"), method=method
                )
    return None


def unknown_argument(
    where: str, method: str, name: str, known: Iterable[str]
) -> TypeError:
    """Make the error for a keyword argument that a function does not have.

    Args:
        where: The qualified name of the function.
        method: Its name in the tables.
        known: The names of its arguments.
    """
    advice = advice_on_argument(method, name)
    if advice is None and (near := nearest(name, known)):
        advice = f"did you mean {near!r}?"
    text = f"{where}() got an unexpected keyword argument {name!r}"
    return TypeError(f"{text}: {advice}" if advice else text)


def wrong_arguments(
    function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> TypeError | None:
    """See `clearer_error`."""
    parameters = [*signature(function).parameters.values()][1:]
    kinds = {parameter.kind for parameter in parameters}
    first = [p.name for p in parameters if p.kind is Parameter.POSITIONAL_OR_KEYWORD]
    are_too_many = len(args) > len(first) and Parameter.VAR_POSITIONAL not in kinds
    where, method = function.__qualname__, function.__name__
    if are_too_many and (advice := advice_on_argument(method, "listener")):
        return TypeError(f"{where}() takes no listener: {advice}")
    known = _known_keywords(parameters, function)
    for name in kwargs:
        if known is not None and name not in known:
            return unknown_argument(where, method, name, known)
    if are_too_many:
        return TypeError(
            f"{where}() takes {', '.join(first) or 'nothing'} by position, not"
            f" {len(args)} arguments: pass the others by name"
        )
    return None


def _known_keywords(
    parameters: Iterable[Parameter], function: Callable[..., Any]
) -> list[str] | None:
    """The keyword arguments that a function takes; None if it takes any."""
    known: list[str] = []
    for parameter in parameters:
        if parameter.kind is not Parameter.VAR_KEYWORD:
            known.append(parameter.name)
            continue
        hint = resolved(parameter.annotation, function.__globals__)
        if get_origin(hint) is not Unpack:
            return None
        (options,) = get_args(hint)
        known += options.__annotations__
    return known
