"""Posting, boosting and deleting, with what Mastodon checks and tells of it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from attrs import frozen

from ._answers import Refusal, invalid, not_allowed, not_found
from ._params import Params, flag, hash_of, number, text, texts
from ._text import MENTION, hashtags_of, length_of
from .state import (
    App,
    Grant,
    Media,
    Notification,
    Poll,
    Scheduled,
    State,
    Status,
    User,
    may_see,
)

MAX_CHARACTERS = 500
MAX_MEDIA = 4
MAX_OPTIONS = 4
MAX_OPTION = 50
SHORTEST_POLL = 300
LONGEST_POLL = 2_629_746
_KEY_LIFETIME = timedelta(hours=1)
_SOONEST = timedelta(minutes=5)

_VISIBILITIES = {"public", "unlisted", "private", "direct"}
_POLICIES = {"public", "followers", "nobody"}


@frozen
class Poster:
    """Posts for one user."""

    state: State
    base_url: str
    grant: Grant
    user: User

    def post(self, params: Params, key: str | None) -> Status | Scheduled:
        """Post a status, or have it wait for its time.

        Raises:
            Refusal: something about it is not acceptable.
        """
        if key is not None and (known := self.state.posted.get((self.user.id, key))):
            at, made = known
            if self.state.now - at < _KEY_LIFETIME:
                return made  # type: ignore[no-any-return]
        scheduled_at = text(params, "scheduled_at")
        made = (
            self._status(params)
            if scheduled_at is None
            else self._scheduled(params, scheduled_at)
        )
        if key is not None:
            self.state.posted[self.user.id, key] = self.state.now, made
        return made

    def _status(self, params: Params) -> Status:
        content = text(params, "status") or ""
        spoiler = text(params, "spoiler_text") or ""
        media = self._media(params)
        poll = self._poll(params, bool(media))
        if not content.strip() and not media and poll is None:
            raise invalid("Text can't be blank")
        if length_of(content) + len(spoiler) > MAX_CHARACTERS:
            raise invalid(f"Text character limit of {MAX_CHARACTERS} exceeded")
        visibility = self._visibility(params)
        mentions = self._mentions(content)
        self._check_mentions(params, mentions)
        status = Status(
            self.state.next_id(),
            self.user,
            self.state.now,
            text=content,
            visibility=visibility,
            sensitive=bool(flag(params, "sensitive") or spoiler),
            spoiler_text=spoiler,
            language=text(params, "language") or "en",
            app=self.grant.app,
            in_reply_to=self._answered(params),
            quote=self._quoted(params),
            quote_policy=self._policy(params, visibility),
            media=media,
            poll=poll,
            mentions=mentions,
            tags=hashtags_of(content),
        )
        for item in media:
            item.status = status
        self.state.statuses.append(status)
        self._tell(status)
        return status

    def _tell(self, status: Status) -> None:
        for user in status.mentions:
            self.state.notify("mention", user, self.user, status)
        for user in self.state.users:
            how = user.following.get(self.user.id)
            if how and how["notify"] and may_see(user, status):
                self.state.notify("status", user, self.user, status)
        if status.quote is not None:
            self.state.notify("quote", status.quote.user, self.user, status)

    def _scheduled(self, params: Params, at: str) -> Scheduled:
        try:
            moment = datetime.fromisoformat(at)
        except ValueError:
            raise invalid("Scheduled at is not a valid date") from None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self.state.now.tzinfo)
        if moment < self.state.now + _SOONEST:
            raise invalid("Scheduled at The scheduled date must be in the future")
        content, media = text(params, "status") or "", self._media(params)
        if not content.strip() and not media and not hash_of(params, "poll"):
            raise invalid("Text can't be blank")
        scheduled = Scheduled(
            self.state.next_number(),
            self.user,
            moment,
            {
                "text": content,
                "poll": hash_of(params, "poll"),
                "media_ids": [item.id for item in media] or None,
                "sensitive": flag(params, "sensitive"),
                "spoiler_text": text(params, "spoiler_text"),
                "visibility": text(params, "visibility"),
                "in_reply_to_id": text(params, "in_reply_to_id"),
                "language": text(params, "language"),
                "application_id": int(self.grant.app.id),
                "scheduled_at": None,
                "idempotency": None,
                "with_rate_limit": False,
            },
            media,
        )
        self.state.scheduled.append(scheduled)
        return scheduled

    def _media(self, params: Params) -> list[Media]:
        ids = texts(params, "media_ids") or []
        if len(ids) > MAX_MEDIA:
            raise invalid("Cannot attach more than 4 files")
        mine = [m for m in self.state.media if m.user is self.user and not m.status]
        media = [item for item in mine if item.id in ids]
        if any(item.ready_at > self.state.now for item in media):
            raise invalid(
                "Cannot attach files that have not finished processing."
                " Try again in a moment!"
            )
        if len(media) > 1 and any(item.type != "image" for item in media):
            raise invalid(
                "Cannot attach a video to a post that already contains images"
            )
        return media

    def _poll(self, params: Params, has_media: bool) -> Poll | None:
        given = hash_of(params, "poll")
        if not given:
            return None
        if has_media:
            raise invalid("Cannot attach a poll to a post that already contains images")
        options = texts(given, "options") or []
        expires_in = number(given, "expires_in")
        if len(options) < 2:
            raise invalid("Options must have more than one item")
        if len(options) > MAX_OPTIONS:
            raise invalid(f"Options can't contain more than {MAX_OPTIONS} items")
        if any(len(option) > MAX_OPTION for option in options):
            raise invalid(f"Options can't be longer than {MAX_OPTION} characters each")
        if len(set(options)) < len(options):
            raise invalid("Options contain duplicate items")
        if expires_in is None:
            raise invalid("Expires at can't be blank")
        if expires_in < SHORTEST_POLL:
            raise invalid("Expires at is too soon")
        if expires_in > LONGEST_POLL:
            raise invalid("Expires at is too far into the future")
        return Poll(
            self.state.next_number(),
            options,
            self.state.now + timedelta(seconds=expires_in),
            bool(flag(given, "multiple")),
            bool(flag(given, "hide_totals")),
        )

    def _answered(self, params: Params) -> Status | None:
        id = text(params, "in_reply_to_id")
        if not id:
            return None
        status = self.state.status(id)
        if status is None or not may_see(self.user, status):
            raise Refusal(
                404, "The post you are trying to reply to does not appear to exist."
            )
        return status.reblog or status

    def _quoted(self, params: Params) -> Status | None:
        id = text(params, "quoted_status_id")
        if not id:
            return None
        status = self.state.status(id)
        if status is None or not may_see(self.user, status):
            raise Refusal(
                404, "The post you are trying to quote does not appear to exist."
            )
        if status.quote_policy != "public" and status.user is not self.user:
            raise invalid("Quoted status You are not allowed to quote this post")
        return status.reblog or status

    def _visibility(self, params: Params) -> str:
        visibility = text(params, "visibility") or "public"
        if visibility not in _VISIBILITIES:
            raise invalid("Visibility is not included in the list")
        return visibility

    def _policy(self, params: Params, visibility: str) -> str:
        policy = text(params, "quote_approval_policy") or "public"
        if policy not in _POLICIES:
            raise invalid("Quote approval policy is invalid")
        return policy if visibility in {"public", "unlisted"} else "nobody"

    def _mentions(self, content: str) -> list[User]:
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
            raise Refusal(422, "Post would be sent to unexpected accounts")

    def boost(self, status: Status, params: Params) -> Status:
        """Boost a status; a second time gives the same boost."""
        status = status.reblog or status
        for known in self.state.statuses:
            if known.reblog is status and known.user is self.user:
                return known
        own = status.user is self.user
        if status.visibility == "direct" or (
            status.visibility == "private" and not own
        ):
            raise not_allowed()
        visibility = self._visibility(params)
        boost = Status(
            self.state.next_id(),
            self.user,
            self.state.now,
            reblog=status,
            visibility="private" if status.visibility == "private" else visibility,
        )
        self.state.statuses.append(boost)
        self.state.notify("reblog", status.user, self.user, status)
        return boost

    def favourite(self, status: Status) -> Status:
        """Mark a status; a second time changes nothing."""
        status = status.reblog or status
        if self.user not in status.favourited_by:
            status.favourited_by.append(self.user)
            self.state.notify("favourite", status.user, self.user, status)
        return status

    def delete(self, status: Status, params: Params) -> None:
        """Delete a status of one's own, its boosts, and what was told of it."""
        if status.user is not self.user:
            raise not_found()
        gone = [s for s in self.state.statuses if s is status or s.reblog is status]
        self.state.statuses[:] = [s for s in self.state.statuses if s not in gone]
        self.state.notifications[:] = [
            about for about in self.state.notifications if about.status not in gone
        ]
        for item in status.media:
            item.status = None
            if flag(params, "delete_media"):
                self.state.media.remove(item)
        for other in self.state.statuses:
            if other.in_reply_to is status:
                other.in_reply_to = None


def post_due(state: State, base_url: str) -> None:
    """Post what was scheduled and is due, and tell of polls that ended."""
    for scheduled in [s for s in state.scheduled if s.at <= state.now]:
        state.scheduled.remove(scheduled)
        params = {k: v for k, v in scheduled.params.items() if v is not None}
        params["status"] = params.pop("text", "")
        nobody = App("0", "", None, [], (), "", "")
        grant = Grant(nobody, scheduled.user, (), state.now)
        # What is not acceptable any more, as it answers what is gone, is dropped.
        with suppress(Refusal):
            Poster(state, base_url, grant, scheduled.user).post(params, None)
    for status in state.statuses:
        poll = status.poll
        if poll is not None and not poll.told and poll.expires_at <= state.now:
            poll.told = True
            about = state.next_number()
            state.notifications.append(
                Notification(about, status.user, status.user, "poll", state.now, status)
            )
