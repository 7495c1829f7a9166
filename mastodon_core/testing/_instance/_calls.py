"""One function for each call: what a Mastodon does and answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import frozen

from ..._http import HttpResponse
from . import _about
from ._answers import answer, limit_of, link, not_found, page
from ._oauth import Authorizer, metadata
from ._params import Params, flag, text, texts
from ._posting import Poster
from ._render import Renderer
from ._state import Grant, Notification, Scheduled, State, Status, User, may_see
from ._uploads import upload


@frozen
class Call:
    """A request, once it is known which call it is and who makes it."""

    state: State
    base_url: str
    version: str
    numbers: tuple[int, ...]
    url: str
    """Without its query."""
    id: str
    """What stands for ``{id}`` in its path."""
    params: Params
    key: str | None
    grant: Grant | None

    @property
    def user(self) -> User:
        assert self.grant is not None
        assert self.grant.user is not None
        return self.grant.user

    @property
    def viewer(self) -> User | None:
        return self.grant.user if self.grant else None

    @property
    def render(self) -> Renderer:
        return Renderer(self.state, self.base_url, self.viewer, self.numbers)

    @property
    def poster(self) -> Poster:
        assert self.grant is not None
        return Poster(self.state, self.base_url, self.grant, self.user)

    @property
    def authorizer(self) -> Authorizer:
        return Authorizer(self.state, self.numbers)

    def account(self) -> User:
        found = next((user for user in self.state.users if user.id == self.id), None)
        if found is None:
            raise not_found()
        return found

    def status(self) -> Status:
        found = self.state.status(self.id)
        if found is None or not may_see(self.viewer, found):
            raise not_found()
        return found

    def repeated(self, *names: str) -> Params:
        """The parameters that Mastodon carries on in its links."""
        return {name: self.params[name] for name in names if name in self.params}

    def statuses(
        self, found: list[Status], *repeated: str, only_full: bool = False
    ) -> HttpResponse:
        """A page of a timeline.

        Args:
            only_full: Whether a page that is not full has no next one.
        """
        cut = page(found, _id_of, self.params, default=20, most=40)
        is_last = only_full and len(cut) < limit_of(self.params, 20, 40)
        body = [self.render.status(status) for status in cut]
        if not cut:
            return answer(body)
        return answer(
            body,
            link=link(
                self.url,
                self.repeated(*repeated),
                cut[0].id,
                None if is_last else cut[-1].id,
            ),
        )


def _id_of(item: Status | Notification) -> str:
    return item.id


def app_create(call: Call) -> HttpResponse:
    app = call.authorizer.register(call.params)
    secrets = {"client_id": app.client_id, "client_secret": app.client_secret}
    more = {"client_secret_expires_at": 0} if call.numbers >= (4, 3) else {}
    return answer(call.render.application(app) | secrets | more)


def app_verify_credentials(call: Call) -> HttpResponse:
    assert call.grant is not None
    return answer(call.render.application(call.grant.app))


def oauth_token(call: Call) -> HttpResponse:
    return answer(call.authorizer.token(call.params), cache_control="no-store")


def oauth_revoke(call: Call) -> HttpResponse:
    call.authorizer.revoke(call.params)
    return answer({})


def oauth_authorization_server_info(call: Call) -> HttpResponse:
    if call.numbers < (4, 3):
        raise not_found()
    return answer(metadata(call.base_url))


def account_verify_credentials(call: Call) -> HttpResponse:
    return answer(call.render.own_account(call.user))


def account(call: Call) -> HttpResponse:
    return answer(call.render.account(call.account()))


def account_statuses(call: Call) -> HttpResponse:
    owner, params = call.account(), call.params
    tagged = (text(params, "tagged") or "").lower()
    found = [
        status
        for status in call.state.statuses
        if status.user is owner
        and may_see(call.viewer, status)
        and not (flag(params, "only_media") and not status.media)
        and not (flag(params, "exclude_reblogs") and status.reblog)
        and not (flag(params, "exclude_direct") and status.visibility == "direct")
        and not (flag(params, "exclude_replies") and _is_reply_to_other(status))
        and not (tagged and tagged not in status.tags)
        # Nothing can be pinned here yet.
        and not flag(params, "pinned")
    ]
    names = "only_media", "exclude_replies", "exclude_reblogs", "pinned", "tagged"
    return call.statuses(found, "limit", *names, only_full=True)


def _is_reply_to_other(status: Status) -> bool:
    to = status.in_reply_to
    return to is not None and to.user is not status.user


def account_follow(call: Call) -> HttpResponse:
    other = call.account()
    call.poster.follow(other, call.params)
    return answer(call.render.relationship(other))


def timeline_home(call: Call) -> HttpResponse:
    user = call.user

    def comes_home(status: Status) -> bool:
        if status.user is user:
            return True
        how = user.following.get(status.user.id)
        if how is None or not may_see(user, status) or status.visibility == "direct":
            return False
        if status.reblog is not None and not how["reblogs"]:
            return False
        if how["languages"] and status.language not in how["languages"]:
            return False
        to = status.in_reply_to
        known = to is None or to.user in {user, status.user}
        return known or (to is not None and to.user.id in user.following)

    return call.statuses([s for s in call.state.statuses if comes_home(s)], "limit")


def timeline_public(call: Call) -> HttpResponse:
    found = [
        status
        for status in call.state.statuses
        if status.visibility == "public"
        and status.reblog is None
        and not _is_reply_to_other(status)
        and not (flag(call.params, "only_media") and not status.media)
        # Everybody is here: there are no other servers.
        and not flag(call.params, "remote")
    ]
    return call.statuses(found, "local", "remote", "only_media", "limit")


def status(call: Call) -> HttpResponse:
    return answer(call.render.status(call.status()))


def status_context(call: Call) -> HttpResponse:
    middle = call.status()
    above, place = list[Status](), middle.in_reply_to
    while place is not None:
        above.insert(0, place)
        place = place.in_reply_to

    def below(status: Status) -> list[Status]:
        replies = [s for s in call.state.statuses if s.in_reply_to is status]
        return [found for reply in replies for found in (reply, *below(reply))]

    def shown(found: list[Status]) -> list[Any]:
        present = [s for s in found if s in call.state.statuses]
        return [call.render.status(s) for s in present if may_see(call.viewer, s)]

    return answer({"ancestors": shown(above), "descendants": shown(below(middle))})


def status_post(call: Call) -> HttpResponse:
    made = call.poster.post(call.params, call.key)
    if isinstance(made, Scheduled):
        return answer(call.render.scheduled(made))
    return answer(call.render.status(made))


def status_delete(call: Call) -> HttpResponse:
    gone = call.status()
    body = call.render.status(gone, source=True)
    call.poster.delete(gone, call.params)
    return answer(body)


def status_reblog(call: Call) -> HttpResponse:
    return answer(call.render.status(call.poster.boost(call.status(), call.params)))


def status_favourite(call: Call) -> HttpResponse:
    return answer(call.render.status(call.poster.favourite(call.status())))


def notifications(call: Call) -> HttpResponse:
    types = texts(call.params, "types")
    without = texts(call.params, "exclude_types") or []
    by = text(call.params, "account_id")
    found = [
        about
        for about in call.state.notifications
        if about.to is call.user
        and (types is None or about.type in types)
        and about.type not in without
        and (not by or about.by.id == by)
    ]
    cut = page(found, _id_of, call.params, default=40, most=80)
    body = [call.render.notification(about) for about in cut]
    if not cut:
        return answer(body)
    names = "limit", "types", "exclude_types", "account_id", "include_filtered"
    repeated = call.repeated(*names, "supported_types")
    return answer(body, link=link(call.url, repeated, cut[0].id, cut[-1].id))


def instance(call: Call) -> HttpResponse:
    return answer(_about.instance(call.state, call.base_url, call.version))


def instance_v1(call: Call) -> HttpResponse:
    return answer(_about.instance_v1(call.state, call.base_url, call.version))


def media_upload(call: Call) -> HttpResponse:
    media = upload(call.state, call.user, call.params, wait=False)
    ready = media.ready_at <= call.state.now
    return answer(call.render.media(media), 200 if ready else 202)


def media_upload_v1(call: Call) -> HttpResponse:
    media = upload(call.state, call.user, call.params, wait=True)
    return answer(call.render.media(media))


def media(call: Call) -> HttpResponse:
    for found in call.state.media:
        if found.id == call.id and found.user is call.user and found.status is None:
            ready = found.ready_at <= call.state.now
            return answer(call.render.media(found), 200 if ready else 206)
    raise not_found()


FOR_ANYBODY: dict[str, Callable[[Call], HttpResponse]] = {
    "account": account,
    "account_statuses": account_statuses,
    "app_create": app_create,
    "instance": instance,
    "instance_v1": instance_v1,
    "oauth_authorization_server_info": oauth_authorization_server_info,
    "oauth_revoke": oauth_revoke,
    "oauth_token": oauth_token,
    "status": status,
    "status_context": status_context,
    "timeline_public": timeline_public,
}
FOR_APPS = {"app_verify_credentials": app_verify_credentials}
FOR_USERS: dict[str, Callable[[Call], HttpResponse]] = {
    "account_follow": account_follow,
    "account_verify_credentials": account_verify_credentials,
    "media": media,
    "media_upload": media_upload,
    "media_upload_v1": media_upload_v1,
    "notifications": notifications,
    "status_delete": status_delete,
    "status_favourite": status_favourite,
    "status_post": status_post,
    "status_reblog": status_reblog,
    "timeline_home": timeline_home,
}
