"""Editing of statuses."""

from __future__ import annotations

from attrs import frozen

from ._fan_out import FanOut
from ._params import Params, flag, hashes, text
from ._polls import PollSettings, edit_poll, new_poll, read_poll
from ._posting import Poster
from ._responses import not_found
from ._status_checks import check_text, quote_policy_of, text_and_warning
from ._tags import tags_of
from ._uploads import attachable, check_description, update_media
from .state import Edit, Media, State, Status, User


@frozen
class Editor:
    """Edits the statuses of one user."""

    state: State
    poster: Poster
    version: tuple[int, ...]

    def edit(self, status: Status, params: Params) -> None:
        """Edit a status; omitted parameters are cleared, but not language and policy.

        An edit without changes makes no new version and sends no notifications.

        Raises:
            ErrorResponse: the edit is not valid; nothing is changed.
        """
        if status.user is not self.poster.user or status.reblog is not None:
            raise not_found()
        content, spoiler = text_and_warning(params)
        media = attachable(self.state, status.user, params, status)
        settings = read_poll(params)
        blank = bool(media) or status.quote is not None
        check_text(content, spoiler, may_be_blank=blank)
        policy = status.quote_policy
        if text(params, "quote_approval_policy"):
            policy = quote_policy_of(status.user, params, status.visibility)
        described = self._media_updates(media, params)
        before = status.version(status.created_at)
        changed = self._edit_poll(status, settings)
        language = text(params, "language") or status.language
        changed |= (policy, language) != (status.quote_policy, status.language)
        for item, given in described:
            update_media(item, given)
        status.media, status.text, status.spoiler_text = media, content, spoiler
        status.sensitive = bool(flag(params, "sensitive") or spoiler)
        status.quote_policy, status.language = policy, language
        if changed or before != status.version(status.created_at):
            self._add_version(before, status)
            self._notify(status)
            FanOut(self.state).edited(status)

    def _media_updates(
        self, media: list[Media], params: Params
    ) -> list[tuple[Media, Params]]:
        """The media attachments to change, with their new attributes."""
        named = hashes(params, "media_attributes") or []
        found = [
            (item, attributes)
            for attributes in named
            for item in media
            if item.id == text(attributes, "id")
        ]
        for _, attributes in found:
            check_description(attributes, self.version)
        return found

    def _edit_poll(self, status: Status, settings: PollSettings | None) -> bool:
        """Add, edit or remove the poll; return whether an existing one changed."""
        if settings is None or status.poll is None:
            status.poll = new_poll(self.state, settings) if settings else None
            return False
        return edit_poll(self.state, status.poll, settings)

    def _add_version(self, before: Edit, status: Status) -> None:
        if not status.edits:
            status.edits.append(before)
        status.edited_at = self.state.now
        status.edits.append(status.version(self.state.now))
        for item in status.media:
            item.status = status
        status.tags = tags_of(self.state, status.text)

    def _notify(self, status: Status) -> None:
        """Notify accounts that are newly mentioned, boosted the status or quoted it."""
        known, status.mentions = status.mentions, self.poster.mentions(status.text)
        for user in status.mentions:
            if user not in known:
                self.state.notify("mention", user, status.user, status)
        for other in self.state.statuses:
            if other.reblog is status:
                self._notify_again("update", other.user, status.user, status)
            if other.quote is status and other.quote_state == "accepted":
                self._notify_again("quoted_update", other.user, status.user, other)

    def _notify_again(self, type: str, to: User, by: User, status: Status) -> None:
        """Notify of the latest edit, in place of the previous notification."""
        self.state.notifications[:] = [
            notification
            for notification in self.state.notifications
            if (notification.type, notification.to, notification.status)
            != (type, to, status)
        ]
        self.state.notify(type, to, by, status)
