"""The notifications to push."""

from __future__ import annotations

from attrs import frozen

from ...calls import checked_fields


@frozen(kw_only=True, field_transformer=checked_fields)
class PushAlerts:
    """The types of notifications to push, for `push_subscription_set`.

    Types that you leave out are not pushed. Older servers ignore types that they do not
    know.

    https://docs.joinmastodon.org/methods/push/#create
    """

    mention: bool | None = None
    status: bool | None = None
    """A new status of an account that you enabled notifications for."""
    reblog: bool | None = None
    follow: bool | None = None
    follow_request: bool | None = None
    favourite: bool | None = None
    poll: bool | None = None
    """A poll that you posted or voted in has ended."""
    update: bool | None = None
    """A status that you boosted was edited; since Mastodon 3.5."""
    quote: bool | None = None
    """Since Mastodon 4.5."""
    quoted_update: bool | None = None
    """A status that you quoted was edited; since Mastodon 4.5."""
    severed_relationships: bool | None = None
    """Since Mastodon 4.3."""
    moderation_warning: bool | None = None
    """Since Mastodon 4.3."""
    annual_report: bool | None = None
    """Since Mastodon 4.3."""
    added_to_collection: bool | None = None
    """Since Mastodon 4.6."""
    collection_update: bool | None = None
    """Since Mastodon 4.6."""
    admin_sign_up: bool | None = None
    """A new user signed up, for admins; since Mastodon 3.5."""
    admin_report: bool | None = None
    """A new report was filed, for moderators; since Mastodon 4.0."""
