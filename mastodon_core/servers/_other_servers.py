"""Endpoints that other servers than Mastodon lacked when they were tested."""

from __future__ import annotations

_STREAMS = frozenset(
    {
        "stream",
        "stream_direct",
        "stream_hashtag",
        "stream_hashtag_local",
        "stream_list",
        "stream_local",
        "stream_public",
        "stream_remote",
        "stream_user",
        "stream_user_notifications",
        "streaming_health",
    }
)
_GROUPED = frozenset(
    {
        "grouped_notifications",
        "grouped_notification",
        "grouped_notification_accounts",
        "dismiss_grouped_notification",
        "unread_grouped_notifications_count",
    }
)
_FILTERS = frozenset(
    {
        "filter_create",
        "filter_update",
        "filter_delete",
        "create_filter_v2",
        "update_filter_v2",
        "delete_filter_v2",
    }
)
LACKING: dict[str, tuple[str, frozenset[str]]] = {
    "gotosocial": (
        "0.20",
        # Its streams are on the WebSocket, which has no endpoint for each.
        _GROUPED
        | {
            "account_familiar_followers",
            "accounts",
            "app_verify_credentials",
            "directory",
            "domain_blocks",
            "endorsements",
            "oauth_authorization_server_info",
            "streaming_health",
            "suggestions_v1",
        },
    ),
    "hollo": (
        "0.10",
        _FILTERS
        | _STREAMS
        | {
            "account_create",
            "conversations",
            "filters",
            "filters_v2",
            "push_subscription",
            "push_subscription_set",
            "search_v1",
            "status_history",
        },
    ),
    "snac": (
        "2.94",
        _FILTERS
        | _GROUPED
        | _STREAMS
        | {
            "account_mute",
            "account_note_set",
            "instance",
            "list_update",
            "oauth_authorization_server_info",
            "search_v1",
            "status_history",
        },
    ),
    "takahe": (
        "0.11",
        _FILTERS
        | _GROUPED
        | _STREAMS
        | {
            "list_create",
            "markers_get",
            "markers_set",
            "oauth_authorization_server_info",
            "push_subscription",
            "status_history",
        },
    ),
}
"""The tested version of each, and the endpoints that failed with 404, 405 or 422."""
