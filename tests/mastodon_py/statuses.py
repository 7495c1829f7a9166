"""Statuses, scheduled statuses, polls and uploads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from mastodon import MastodonAPIError, MastodonNotFoundError
from mastodon.return_types import (
    Account,
    Context,
    MediaAttachment,
    Poll,
    PreviewCard,
    ScheduledStatus,
    Status,
    StatusEdit,
    StatusSource,
    Translation,
)
from mock_server import PNG

from ._rows import row
from ._users import Users, ids, is_recent, refused


def in_an_hour() -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)


@row
def toot(u: Users) -> None:
    status = u.ada.toot("Tooting from Python!")
    assert isinstance(status, Status)
    assert status.content == "<p>Tooting from Python!</p>"
    assert isinstance(status.account, Account)
    assert is_recent(status.created_at)


@row
def status_post(u: Users) -> None:
    first = u.bob.toot("x")
    media = u.ada.media_post(PNG, "image/png")
    status = u.ada.status_post(
        "@bob look",
        in_reply_to_id=first,
        media_ids=[media],
        sensitive=True,
        visibility="unlisted",
        spoiler_text="cats",
        language="en",
    )
    assert (status.visibility, status.spoiler_text) == ("unlisted", "cats")
    assert status.sensitive is True
    assert (status.language, status.in_reply_to_id) == ("en", first.id)
    assert ids(status.media_attachments) == [media.id]
    assert [mention.acct for mention in status.mentions] == ["bob"]


@row
def status_post__with_an_idempotency_key(u: Users) -> None:
    made = [u.ada.status_post("x", idempotency_key="k") for _ in range(2)]
    assert made[0].id == made[1].id


@row
def status_post__scheduled(u: Users) -> None:
    at = in_an_hour()
    waiting = u.ada.status_post("later", scheduled_at=at)
    assert isinstance(waiting, ScheduledStatus)
    assert waiting.scheduled_at == at
    assert waiting.params.text == "later"
    u.instance.pass_time(3600)
    (posted,) = u.ada.account_statuses(u.ada.me())
    assert posted.content == "<p>later</p>"


@row(since=(4, 5))
def status_post__with_a_quote(u: Users) -> None:
    quoted = u.bob.toot("quote me")
    status = u.ada.status_post("look", quoted_status_id=quoted)
    assert status.quote.state == "accepted"
    assert status.quote.quoted_status.id == quoted.id


@row
def status(u: Users) -> None:
    sent = u.bob.toot("x")
    found = u.ada.status(sent.id)
    assert isinstance(found, Status)
    assert found.uri == sent.uri
    refused(lambda: u.ada.status(7), MastodonNotFoundError)


@row
def statuses(u: Users) -> None:
    sent = [u.bob.toot(str(number)) for number in range(3)]
    found = u.ada.statuses([sent[0], sent[2].id])
    assert sorted(ids(found)) == sorted(ids([sent[0], sent[2]]))
    assert isinstance(found[0], Status)


@row
def status_card(u: Users) -> None:
    card = u.ada.status_card(u.bob.toot("https://news.example/story"))
    assert isinstance(card, PreviewCard)
    assert card.url == "https://news.example/story"
    assert u.ada.status_card(u.bob.toot("no link")) is None


@row
def status_context(u: Users) -> None:
    first = u.bob.toot("1")
    second = u.ada.status_post("2", in_reply_to_id=first)
    third = u.bob.status_post("3", in_reply_to_id=second)
    context = u.ada.status_context(second)
    assert isinstance(context, Context)
    assert ids(context.ancestors) == ids([first])
    assert ids(context.descendants) == ids([third])
    assert isinstance(context.ancestors[0], Status)


@row
def status_reblogged_by(u: Users) -> None:
    sent = u.ada.toot("x")
    u.bob.status_reblog(sent)
    (found,) = u.ada.status_reblogged_by(sent)
    assert isinstance(found, Account)
    assert found.acct == "bob"


@row
def status_favourited_by(u: Users) -> None:
    sent = u.ada.toot("x")
    for person in (u.bob, u.eve):
        person.status_favourite(sent)
    found = u.ada.status_favourited_by(sent)
    assert [account.acct for account in found] == ["eve", "bob"]
    assert isinstance(found[0], Account)


@row
def status_reply(u: Users) -> None:
    first = u.bob.status_post("@eve hi", visibility="unlisted", spoiler_text="!")
    reply = u.ada.status_reply(first, "me too")
    assert (reply.in_reply_to_id, reply.visibility) == (first.id, "unlisted")
    assert reply.spoiler_text == "!"
    assert {mention.acct for mention in reply.mentions} == {"bob", "eve"}
    alone = u.ada.status_reply(first, "just you", untag=True)
    assert [mention.acct for mention in alone.mentions] == ["bob"]


@row
def status_update(u: Users) -> None:
    media = u.ada.media_post(PNG, "image/png")
    sent = u.ada.status_post("x", media_ids=[media])
    edited = u.ada.status_update(sent, "y", spoiler_text="!", media_ids=[media])
    assert (edited.id, edited.content) == (sent.id, "<p>y</p>")
    assert edited.spoiler_text == "!"
    assert is_recent(edited.edited_at)
    assert ids(edited.media_attachments) == [media.id]


@row
def generate_media_edit_attributes(u: Users) -> None:
    media = u.ada.media_post(PNG, "image/png")
    sent = u.ada.status_post("x", media_ids=[media])
    change = u.ada.generate_media_edit_attributes(
        media, description="a dot", focus=(0.5, -1.0)
    )
    edited = u.ada.status_update(sent, "x", media_attributes=[change])
    (shown,) = edited.media_attachments
    assert (shown.id, shown.description) == (media.id, "a dot")
    assert (shown.meta.focus.x, shown.meta.focus.y) == (0.5, -1.0)


@row
def status_history(u: Users) -> None:
    sent = u.ada.toot("x")
    u.ada.status_update(sent, "y")
    before, after = u.ada.status_history(sent)
    assert isinstance(before, StatusEdit)
    assert (before.content, after.content) == ("<p>x</p>", "<p>y</p>")
    assert before.created_at < after.created_at


@row
def status_source(u: Users) -> None:
    source = u.ada.status_source(u.ada.status_post("#x", spoiler_text="!"))
    assert isinstance(source, StatusSource)
    assert (source.text, source.spoiler_text) == ("#x", "!")


@row
def status_delete(u: Users) -> None:
    sent = u.ada.toot("x")
    gone = u.ada.status_delete(sent, delete_media=True)
    assert (gone.id, gone.text) == (sent.id, "x")
    refused(lambda: u.ada.status(sent), MastodonNotFoundError)


@row
def status_reblog(u: Users) -> None:
    sent = u.bob.toot("x")
    boost = u.ada.status_reblog(sent, visibility="unlisted")
    assert isinstance(boost.reblog, Status)
    assert (boost.reblog.id, boost.visibility) == (sent.id, "unlisted")
    assert boost.reblogged is True


@row
def status_unreblog(u: Users) -> None:
    sent = u.bob.toot("x")
    u.ada.status_reblog(sent)
    after = u.ada.status_unreblog(sent)
    assert (after.id, after.reblogged, after.reblogs_count) == (sent.id, False, 0)


@row
def status_favourite(u: Users) -> None:
    after = u.ada.status_favourite(u.bob.toot("x"))
    assert (after.favourited, after.favourites_count) == (True, 1)


@row
def status_unfavourite(u: Users) -> None:
    sent = u.bob.toot("x")
    u.ada.status_favourite(sent)
    after = u.ada.status_unfavourite(sent)
    assert (after.favourited, after.favourites_count) == (False, 0)


@row
def status_bookmark(u: Users) -> None:
    assert u.ada.status_bookmark(u.bob.toot("x")).bookmarked is True


@row
def status_unbookmark(u: Users) -> None:
    sent = u.bob.toot("x")
    u.ada.status_bookmark(sent)
    assert u.ada.status_unbookmark(sent).bookmarked is False


@row
def status_pin(u: Users) -> None:
    sent = u.ada.toot("x")
    assert u.ada.status_pin(sent).pinned is True
    assert ids(u.bob.account_statuses(u.ada.me(), pinned=True)) == ids([sent])
    text = "Someone else's post cannot be pinned"
    refused(lambda: u.bob.status_pin(sent), MastodonAPIError, text)


@row
def status_unpin(u: Users) -> None:
    sent = u.ada.toot("x")
    u.ada.status_pin(sent)
    assert u.ada.status_unpin(sent).pinned is False


@row
def status_mute(u: Users) -> None:
    sent = u.ada.toot("x")
    assert u.ada.status_mute(sent).muted is True
    u.bob.status_reply(sent, "hi")
    assert u.ada.notifications() == []


@row
def status_unmute(u: Users) -> None:
    sent = u.ada.toot("x")
    u.ada.status_mute(sent)
    assert u.ada.status_unmute(sent).muted is False
    u.bob.status_reply(sent, "hi")
    assert [about.type for about in u.ada.notifications()] == ["mention"]


@row
def status_translate(u: Users) -> None:
    sent = u.bob.toot("hello")
    text = "This action is not allowed"
    refused(lambda: u.ada.status_translate(sent, "de"), MastodonAPIError, text)
    u.instance.add_translation("hello", "hallo", source="en", target="de")
    found = u.ada.status_translate(sent, "de")
    assert isinstance(found, Translation)
    assert (found.content, found.language) == ("<p>hallo</p>", "de")


@row(since=(4, 5))
def status_quotes(u: Users) -> None:
    quoted = u.bob.toot("quote me")
    quoting = u.ada.status_post("look", quoted_status_id=quoted)
    (found,) = u.bob.status_quotes(quoted)
    assert isinstance(found, Status)
    assert found.id == quoting.id


@row(since=(4, 5))
def status_quote_revoke(u: Users) -> None:
    quoted = u.bob.toot("quote me")
    quoting = u.ada.status_post("look", quoted_status_id=quoted)
    after = u.bob.status_quote_revoke(quoted, quoting)
    assert (after.id, after.quote.state) == (quoting.id, "revoked")


@row(since=(4, 5))
def status_update_quote_approval_policy(u: Users) -> None:
    sent = u.ada.toot("x")
    after = u.ada.status_update_quote_approval_policy(sent.id, "nobody")
    assert after.quote_approval.automatic == []


@row
def scheduled_statuses(u: Users) -> None:
    at = in_an_hour()
    waiting = [u.ada.status_post(str(n), scheduled_at=at) for n in range(3)]
    page = u.ada.scheduled_statuses(limit=2)
    assert isinstance(page[0], ScheduledStatus)
    assert page[0].scheduled_at == at
    assert sorted(ids(u.ada.fetch_remaining(page))) == sorted(ids(waiting))


@row
def scheduled_status(u: Users) -> None:
    waiting = u.ada.status_post("later", scheduled_at=in_an_hour())
    found = u.ada.scheduled_status(waiting)
    assert isinstance(found, ScheduledStatus)
    assert found == waiting
    refused(lambda: u.bob.scheduled_status(waiting), MastodonNotFoundError)


@row
def scheduled_status_update(u: Users) -> None:
    at = in_an_hour()
    waiting = u.ada.status_post("later", scheduled_at=at)
    later = at + timedelta(days=1)
    assert u.ada.scheduled_status_update(waiting, later).scheduled_at == later


@row
def scheduled_status_delete(u: Users) -> None:
    waiting = u.ada.status_post("later", scheduled_at=in_an_hour())
    u.ada.scheduled_status_delete(waiting)
    assert u.ada.scheduled_statuses() == []


@row
def make_poll(u: Users) -> None:
    poll = u.ada.make_poll(["a", "b"], 3600, multiple=True, hide_totals=True)
    asked = u.ada.status_post("?", poll=poll).poll
    assert isinstance(asked, Poll)
    assert asked.multiple is True
    assert [option.title for option in asked.options] == ["a", "b"]
    assert [option.votes_count for option in asked.options] == [None, None]


@row
def poll(u: Users) -> None:
    sent = u.ada.status_post("?", poll=u.ada.make_poll(["a", "b"], 3600))
    found = u.bob.poll(sent.poll)
    assert isinstance(found, Poll)
    assert (found.id, found.voted) == (sent.poll.id, False)
    left = found.expires_at - datetime.now(UTC)
    assert timedelta(minutes=59) < left <= timedelta(hours=1)


@row
def poll_vote(u: Users) -> None:
    sent = u.ada.status_post("?", poll=u.ada.make_poll(["a", "b"], 3600))
    after = u.bob.poll_vote(sent.poll, 1)
    assert (after.voted, after.own_votes) == (True, [1])
    assert [option.votes_count for option in after.options] == [0, 1]
    poll = u.ada.make_poll(["a", "b"], 3600, multiple=True)
    several = u.ada.status_post("?", poll=poll).poll
    assert u.bob.poll_vote(several, [0, 1]).own_votes == [0, 1]
    text = "You cannot vote in your own polls"
    refused(lambda: u.ada.poll_vote(sent.poll, 0), MastodonAPIError, text)


@row
def media_post(u: Users) -> None:
    path = u.folder / "a.png"
    path.write_bytes(PNG)
    media = u.ada.media_post(str(path), description="a dot", focus=(0.5, -1.0))
    assert isinstance(media, MediaAttachment)
    assert (media.type, media.description) == ("image", "a dot")
    assert (media.meta.original.width, media.meta.original.height) == (1, 1)
    assert media.meta.focus.y == -1.0


@row
def media(u: Users) -> None:
    sent = u.ada.media_post(
        b"movie", "video/mp4", thumbnail=PNG, thumbnail_mime_type="image/png"
    )
    assert sent.url is None
    u.instance.pass_time(60)
    found = u.ada.media(sent)
    assert isinstance(found, MediaAttachment)
    assert found.url.startswith(u.url)


@row
def media_update(u: Users) -> None:
    sent = u.ada.media_post(PNG, "image/png")
    after = u.ada.media_update(sent, description="a dot", focus=(-1.0, 0.25))
    assert (after.id, after.description) == (sent.id, "a dot")
    assert after.meta.focus.x == -1.0
    thumbnail = {"thumbnail": PNG, "thumbnail_mime_type": "image/png"}
    again = u.ada.media_update(sent, description="that dot", **thumbnail)
    assert again.description == "that dot"
