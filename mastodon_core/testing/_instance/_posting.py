"""Posting of statuses, with Mastodon's validation and notifications."""

from __future__ import annotations

from datetime import timedelta

from attrs import frozen

from ...helpers._status_length import MENTION
from ._fan_out import FanOut
from ._params import Params, flag, text, texts
from ._polls import new_poll, read_poll
from ._responses import ErrorResponse, invalid, unprocessable
from ._scheduling import NOT_VALID, moment_of, schedule
from ._status_checks import (
    check_text,
    may_quote,
    quote_policy_of,
    text_and_warning,
    visibility_of,
)
from ._tags import tags_of
from ._uploads import attachable
from .state import Grant, Scheduled, State, Status, User, may_see

_KEY_LIFETIME = timedelta(hours=1)


class UnexpectedMentions(ErrorResponse):
    """The status mentions accounts other than ``allowed_mentions``."""

    def __init__(self, users: list[User]) -> None:
        super().__init__(422, "Post would be sent to unexpected accounts")
        self.users = users


@frozen
class Poster:
    """Posts statuses for one user."""

    state: State
    base_url: str
    grant: Grant
    user: User

    def post(self, params: Params, key: str | None) -> Status | Scheduled:
        """Post or schedule a status; the same key gives the same one for an hour.

        Raises:
            ErrorResponse: the status is not valid.
        """
        if key is not None and (known := self.state.posted.get((self.user.id, key))):
            at, made = known
            if self.state.now - at < _KEY_LIFETIME:
                return made
        made = self._create(params)
        if key is not None:
            self.state.posted[self.user.id, key] = self.state.now, made
        return made

    def _create(self, params: Params) -> Status | Scheduled:
        content, spoiler = text_and_warning(params)
        media = attachable(self.state, self.user, params)
        quote = self._quoted(params)
        replied_to = self._replied_to(params)
        at = moment_of(self.state, params)
        try:
            settings = read_poll(params)
            blank = bool(media) or quote is not None
            check_text(content, spoiler, may_be_blank=blank)
            visibility = visibility_of(self.user, params)
            policy = quote_policy_of(self.user, params, visibility)
        except ErrorResponse:
            if at is not None:
                raise unprocessable(NOT_VALID) from None
            raise
        if at is not None:
            app = self.grant.app
            return schedule(self.state, self.user, app, at, params, media)
        mentions = self.mentions(content)
        self._check_mentions(params, mentions)
        if (
            visibility == "direct"
            and quote
            and quote.user not in {self.user, *mentions}
        ):
            raise invalid(
                "Cannot quote a non-mentioned user in a Private Mention post."
            )
        id = self.state.next_id()
        status = Status(
            id,
            self.user,
            self.state.now,
            replied_to.conversation if replied_to else id,
            text=content,
            visibility=visibility,
            sensitive=bool(self._is_sensitive(params) or spoiler),
            spoiler_text=spoiler,
            language=text(params, "language")
            or self.user.profile.defaults.language
            or "en",
            app=self.grant.app,
            in_reply_to=replied_to,
            quote=quote,
            quote_policy=policy,
            media=media,
            poll=new_poll(self.state, settings) if settings else None,
            mentions=mentions,
            tags=tags_of(self.state, content),
        )
        for item in media:
            item.status = status
        self.state.publish(status)
        FanOut(self.state).posted(status)
        self._notify(status)
        return status

    def _is_sensitive(self, params: Params) -> bool:
        given = flag(params, "sensitive")
        return self.user.profile.defaults.sensitive if given is None else given

    def _notify(self, status: Status) -> None:
        for user in status.mentions:
            self.state.notify("mention", user, self.user, status)
        for user in self.state.users:
            follow = user.following.get(self.user.id)
            if follow and follow.notify and may_see(user, status):
                self.state.notify("status", user, self.user, status)
        if status.visibility == "direct":
            self.state.add_to_conversation(self.user, status)
        if status.quote is not None:
            self.state.notify("quote", status.quote.user, self.user, status)

    def _replied_to(self, params: Params) -> Status | None:
        id = text(params, "in_reply_to_id")
        if not id:
            return None
        status = self.state.status(id)
        if status is None or not may_see(self.user, status):
            raise ErrorResponse(
                404, "The post you are trying to reply to does not appear to exist."
            )
        return status.proper

    def _quoted(self, params: Params) -> Status | None:
        id = text(params, "quoted_status_id")
        if not id:
            return None
        status = self.state.status(id)
        seen = status is not None and may_see(self.user, status)
        if status is None or not seen or not may_quote(self.user, status.proper):
            raise ErrorResponse(
                404, "The post you are trying to quote does not appear to exist."
            )
        return status.proper

    def mentions(self, content: str) -> list[User]:
        """Find the local accounts that a text mentions."""
        own = self.base_url.partition("://")[2]
        found = (
            self.state.user(match["user"])
            for match in MENTION.finditer(content)
            if match["domain"] in {None, own}
        )
        return list(dict.fromkeys(user for user in found if user is not None))

    def _check_mentions(self, params: Params, mentions: list[User]) -> None:
        allowed = texts(params, "allowed_mentions")
        if allowed is None:
            return
        others = [u for u in mentions if u.id not in allowed and u is not self.user]
        if others:
            raise UnexpectedMentions(others)
