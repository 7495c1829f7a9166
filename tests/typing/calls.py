"""Each call, built, sent and awaited, for mypy and pyright."""

from datetime import UTC, datetime, timedelta
from typing import Any, assert_type

import mastodon_asyncio
import mastodon_requests
import mastodon_trio

from mastodon_core import (
    API,
    AsyncMastodon,
    BlockingMastodon,
    Flow,
    NewPoll,
    Page,
    PagedObject,
    Raw,
    Request,
    TagMeasure,
    Word,
    catalog,
)
from mastodon_core.entities import (
    Account,
    Application,
    Context,
    CredentialAccount,
    CredentialApplication,
    Instance,
    InstanceV1,
    MediaAttachment,
    Notification,
    NotificationType,
    OAuthServerMetadata,
    Relationship,
    ScheduledStatus,
    Search,
    Status,
    Token,
    Visibility,
)

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)


def pages_are_sequences(
    page: Page[Status], told: Page[Notification], ids: list[str]
) -> None:
    assert_type(page[0], Status)
    assert_type(page[:5], tuple[Status, ...])
    assert_type(page + page, tuple[Status, ...])
    assert_type(page + told, tuple[Status | Notification, ...])
    assert_type(page + ids, tuple[Status | str, ...])
    assert_type(ids + page, list[str | Status])
    assert_type(page.end_is_proven, bool)
    page + 5  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue, reportUnusedExpression]


def built(api: API) -> None:
    assert_type(api.account("9"), Request[Account])
    assert_type(api.account_follow("9"), Request[Relationship])
    assert_type(api.account_statuses("9"), Request[Page[Status]])
    assert_type(api.account_verify_credentials(), Request[CredentialAccount])
    assert_type(api.app_create("bot"), Request[CredentialApplication])
    assert_type(api.app_verify_credentials(), Request[Application])
    assert_type(api.instance(), Request[Instance])
    assert_type(api.instance_v1(), Request[InstanceV1])
    assert_type(api.make_poll(["a", "b"], 300), NewPoll)
    assert_type(api.me(), Request[CredentialAccount])
    assert_type(api.media("7"), Request[MediaAttachment])
    assert_type(api.media_post("a.png"), Flow[MediaAttachment])
    assert_type(api.media_upload("a.png"), Request[MediaAttachment])
    assert_type(api.notifications(), Request[Page[Notification]])
    assert_type(api.oauth_authorization_server_info(), Request[OAuthServerMetadata])
    assert_type(
        api.oauth_revoke(client_id="x", client_secret="x", token="x"), Request[None]
    )
    assert_type(api.oauth_token("client_credentials"), Request[Token])
    assert_type(api.status("8"), Request[Status])
    assert_type(api.status_context("8"), Request[Context])
    assert_type(api.status_delete("8"), Request[Status | None])
    assert_type(api.status_favourite("8"), Request[Status])
    assert_type(api.status_post("hi"), Request[Status])
    assert_type(api.status_reblog("8"), Request[Status])
    assert_type(api.status_schedule("hi", NOON), Request[ScheduledStatus])
    assert_type(api.timeline_home(), Request[Page[Status]])
    assert_type(api.timeline_public(), Request[Page[Status]])
    assert_type(api.toot("hi"), Request[Status])
    assert_type(api.timeline_home().with_response(), Request[Raw[Page[Status]]])


def sent(mastodon: BlockingMastodon) -> None:
    assert_type(mastodon.account("9"), Account)
    assert_type(mastodon.account_follow("9"), Relationship)
    assert_type(mastodon.account_statuses("9"), Page[Status])
    assert_type(mastodon.account_verify_credentials(), CredentialAccount)
    assert_type(mastodon.app_create("bot"), CredentialApplication)
    assert_type(mastodon.app_verify_credentials(), Application)
    assert_type(mastodon.instance(), Instance)
    assert_type(mastodon.instance_v1(), InstanceV1)
    assert_type(mastodon.make_poll(["a", "b"], 300), NewPoll)
    assert_type(mastodon.me(), CredentialAccount)
    assert_type(mastodon.media("7"), MediaAttachment)
    assert_type(mastodon.media_post("a.png"), MediaAttachment)
    assert_type(mastodon.media_upload("a.png"), MediaAttachment)
    assert_type(mastodon.notifications(), Page[Notification])
    assert_type(mastodon.oauth_authorization_server_info(), OAuthServerMetadata)
    assert_type(mastodon.oauth_token("client_credentials"), Token)
    assert_type(mastodon.status("8"), Status)
    assert_type(mastodon.status_context("8"), Context)
    assert_type(mastodon.status_delete("8"), Status | None)
    assert_type(mastodon.status_favourite("8"), Status)
    assert_type(mastodon.status_post("hi"), Status)
    assert_type(mastodon.status_reblog("8"), Status)
    assert_type(mastodon.status_schedule("hi", NOON), ScheduledStatus)
    assert_type(mastodon.timeline_home(), Page[Status])
    assert_type(mastodon.timeline_public(), Page[Status])
    assert_type(mastodon.toot("hi"), Status)
    assert_type(mastodon.fetch_next(mastodon.timeline_home()), Page[Status] | None)
    assert_type(mastodon.fetch_remaining(mastodon.timeline_home()), list[Status])
    # These return None, and checkers refuse a use of their result.
    mastodon.oauth_revoke(client_id="x", client_secret="x", token="x")
    mastodon.revoke_access_token()


async def awaited(mastodon: AsyncMastodon) -> None:
    assert_type(await mastodon.account("9"), Account)
    assert_type(await mastodon.account_follow("9"), Relationship)
    assert_type(await mastodon.account_statuses("9"), Page[Status])
    assert_type(await mastodon.account_verify_credentials(), CredentialAccount)
    assert_type(await mastodon.app_create("bot"), CredentialApplication)
    assert_type(await mastodon.app_verify_credentials(), Application)
    assert_type(await mastodon.instance(), Instance)
    assert_type(await mastodon.instance_v1(), InstanceV1)
    assert_type(mastodon.make_poll(["a", "b"], 300), NewPoll)
    assert_type(await mastodon.me(), CredentialAccount)
    assert_type(await mastodon.media("7"), MediaAttachment)
    assert_type(await mastodon.media_post("a.png"), MediaAttachment)
    assert_type(await mastodon.media_upload("a.png"), MediaAttachment)
    assert_type(await mastodon.notifications(), Page[Notification])
    assert_type(await mastodon.oauth_authorization_server_info(), OAuthServerMetadata)
    assert_type(await mastodon.oauth_token("client_credentials"), Token)
    assert_type(await mastodon.status("8"), Status)
    assert_type(await mastodon.status_context("8"), Context)
    assert_type(await mastodon.status_delete("8"), Status | None)
    assert_type(await mastodon.status_favourite("8"), Status)
    assert_type(await mastodon.status_post("hi"), Status)
    assert_type(await mastodon.status_reblog("8"), Status)
    assert_type(await mastodon.status_schedule("hi", NOON), ScheduledStatus)
    assert_type(await mastodon.timeline_home(), Page[Status])
    assert_type(await mastodon.timeline_public(), Page[Status])
    assert_type(await mastodon.toot("hi"), Status)
    page = await mastodon.timeline_home()
    assert_type(await mastodon.fetch_next(page), Page[Status] | None)
    assert_type(await mastodon.fetch_remaining(page), list[Status])
    await mastodon.oauth_revoke(client_id="x", client_secret="x", token="x")
    await mastodon.revoke_access_token()


def both() -> None:
    sent(mastodon_requests.Mastodon())
    assert_type(mastodon_requests.Mastodon().me(), CredentialAccount)


async def both_awaited() -> None:
    await awaited(mastodon_trio.Mastodon())
    assert_type(await mastodon_trio.Mastodon().me(), CredentialAccount)
    await awaited(mastodon_asyncio.Mastodon())
    assert_type(await mastodon_asyncio.Mastodon().me(), CredentialAccount)


def arguments(
    api: API,
    status: Status,
    account: Account,
    media: MediaAttachment,
    one: Notification,
) -> None:
    poll = NewPoll(["a", "b"], timedelta(hours=1), multiple=True)
    assert_type(poll.options, tuple[str, ...])
    assert_type(poll.expires_in, int)
    api.status_post("hi", status, [media, "7"], visibility="direct", poll=poll)
    api.status_post("hi", visibility=Visibility("mutuals_only"), language="de")
    api.status_post("hi", quoted_status_id=status, quote_approval_policy="nobody")
    api.status_post("hi", allowed_mentions=(account,), idempotency_key="once")
    api.account_statuses(account, status, "7", 40, min_id=status, pinned=True)
    api.timeline_home(max_id=status)
    api.notifications(min_id=one, types=["mention", NotificationType.POLL])
    api.media_upload(b"", "image/png", focus=(0.0, 1.0), thumbnail=b"")


def misuse(api: API, mastodon: BlockingMastodon, trio: AsyncMastodon) -> None:
    # Both checkers must refuse each line; an ignore that is not needed fails too.
    api.status_post("hi", visibilty="public")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    mastodon.status_post("hi", visibilty="public")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    trio.status_post("hi", visibilty="public")  # type: ignore[call-arg, unused-coroutine]  # pyright: ignore[reportCallIssue]
    api.status_post("hi", visibility="everybody")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    mastodon.status_reblog("8", visibility="direct")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    api.status_post("hi", quote_approval_policy="friends")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    api.status_post("hi", scheduled_at=NOON)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    api.status_post(["hi"])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    mastodon.account(9)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    mastodon.timeline_home("7")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    mastodon.timeline_home(max_id=7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    mastodon.media_upload("a.png", focus=0.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    mastodon.status_schedule("hi", "2030-01-01")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    NewPoll(["a", "b"], 1.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    _ = api.instance().uri  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]
    _ = mastodon.instance().uri  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]
    _ = mastodon.status_delete("8").id  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]


def table() -> None:
    for entry in catalog:
        assert_type(entry.name, str)
        assert_type(entry.scopes, tuple[str, ...])
        assert_type(entry.since, str | None)
        assert_type(entry.variants, tuple[str, ...])
        assert_type(entry.request, Request[Any])
    found = catalog.match("GET", "/api/v1/timelines/home")
    if found is not None:
        assert_type(found.path, str)
        assert_type(found.request, Request[Any])
        assert_type(found.entry.name, str)


def words(api: API) -> None:
    assert_type(api.status_post("hi", visibility="unlisted"), Request[Status])
    # A word that a fork added, where there is an open enum, and where there is none.
    other = Visibility("mutuals_only")
    assert_type(api.status_post("hi", visibility=other), Request[Status])
    found = api.search("ada", type=Word("profiles"))
    assert_type(found, Request[PagedObject[Search]])
    api.status_post("hi", visibility="pubic")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    api.search("ada", type="status")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    api.notifications(types=["mention", NotificationType("pleroma:emoji_reaction")])
    api.notifications(types=["mentoin"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    TagMeasure("tag_use", "7")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
