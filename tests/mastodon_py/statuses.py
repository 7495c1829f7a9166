"""Posting, editing and marking; polls, uploads, and what waits."""

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
from ._village import Village, ids, is_recent, refused


def in_an_hour() -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)


@row
def toot(v: Village) -> None:
    status = v.ada.toot("Tooting from Python!")
    assert isinstance(status, Status)
    assert status.content == "<p>Tooting from Python!</p>"
    assert isinstance(status.account, Account)
    assert is_recent(status.created_at)


@row
def status_post(v: Village) -> None:
    first = v.bob.toot("x")
    media = v.ada.media_post(PNG, "image/png")
    status = v.ada.status_post(
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
def status_post__once_for_a_key(v: Village) -> None:
    made = [v.ada.status_post("x", idempotency_key="k") for _ in range(2)]
    assert made[0].id == made[1].id


@row
def status_post__later(v: Village) -> None:
    at = in_an_hour()
    waiting = v.ada.status_post("later", scheduled_at=at)
    assert isinstance(waiting, ScheduledStatus)
    assert waiting.scheduled_at == at
    assert waiting.params.text == "later"
    v.instance.pass_time(3600)
    (posted,) = v.ada.account_statuses(v.ada.me())
    assert posted.content == "<p>later</p>"


@row(since=(4, 5))
def status_post__that_quotes(v: Village) -> None:
    quoted = v.bob.toot("quote me")
    status = v.ada.status_post("look", quoted_status_id=quoted)
    assert status.quote.state == "accepted"
    assert status.quote.quoted_status.id == quoted.id


@row
def status(v: Village) -> None:
    sent = v.bob.toot("x")
    found = v.ada.status(sent.id)
    assert isinstance(found, Status)
    assert found.uri == sent.uri
    refused(lambda: v.ada.status(7), MastodonNotFoundError)


@row
def statuses(v: Village) -> None:
    sent = [v.bob.toot(str(number)) for number in range(3)]
    found = v.ada.statuses([sent[0], sent[2].id])
    assert sorted(ids(found)) == sorted(ids([sent[0], sent[2]]))
    assert isinstance(found[0], Status)


@row
def status_card(v: Village) -> None:
    card = v.ada.status_card(v.bob.toot("https://news.example/story"))
    assert isinstance(card, PreviewCard)
    assert card.url == "https://news.example/story"
    assert v.ada.status_card(v.bob.toot("no link")) is None


@row
def status_context(v: Village) -> None:
    first = v.bob.toot("1")
    second = v.ada.status_post("2", in_reply_to_id=first)
    third = v.bob.status_post("3", in_reply_to_id=second)
    context = v.ada.status_context(second)
    assert isinstance(context, Context)
    assert ids(context.ancestors) == ids([first])
    assert ids(context.descendants) == ids([third])
    assert isinstance(context.ancestors[0], Status)


@row
def status_reblogged_by(v: Village) -> None:
    sent = v.ada.toot("x")
    v.bob.status_reblog(sent)
    (found,) = v.ada.status_reblogged_by(sent)
    assert isinstance(found, Account)
    assert found.acct == "bob"


@row
def status_favourited_by(v: Village) -> None:
    sent = v.ada.toot("x")
    for person in (v.bob, v.eve):
        person.status_favourite(sent)
    found = v.ada.status_favourited_by(sent)
    assert [account.acct for account in found] == ["eve", "bob"]
    assert isinstance(found[0], Account)


@row
def status_reply(v: Village) -> None:
    first = v.bob.status_post("@eve hi", visibility="unlisted", spoiler_text="!")
    reply = v.ada.status_reply(first, "me too")
    assert (reply.in_reply_to_id, reply.visibility) == (first.id, "unlisted")
    assert reply.spoiler_text == "!"
    assert {mention.acct for mention in reply.mentions} == {"bob", "eve"}
    alone = v.ada.status_reply(first, "just you", untag=True)
    assert [mention.acct for mention in alone.mentions] == ["bob"]


@row
def status_update(v: Village) -> None:
    media = v.ada.media_post(PNG, "image/png")
    sent = v.ada.status_post("x", media_ids=[media])
    edited = v.ada.status_update(sent, "y", spoiler_text="!", media_ids=[media])
    assert (edited.id, edited.content) == (sent.id, "<p>y</p>")
    assert edited.spoiler_text == "!"
    assert is_recent(edited.edited_at)
    assert ids(edited.media_attachments) == [media.id]


@row
def generate_media_edit_attributes(v: Village) -> None:
    media = v.ada.media_post(PNG, "image/png")
    sent = v.ada.status_post("x", media_ids=[media])
    change = v.ada.generate_media_edit_attributes(
        media, description="a dot", focus=(0.5, -1.0)
    )
    edited = v.ada.status_update(sent, "x", media_attributes=[change])
    (shown,) = edited.media_attachments
    assert (shown.id, shown.description) == (media.id, "a dot")
    assert (shown.meta.focus.x, shown.meta.focus.y) == (0.5, -1.0)


@row
def status_history(v: Village) -> None:
    sent = v.ada.toot("x")
    v.ada.status_update(sent, "y")
    before, after = v.ada.status_history(sent)
    assert isinstance(before, StatusEdit)
    assert (before.content, after.content) == ("<p>x</p>", "<p>y</p>")
    assert before.created_at < after.created_at


@row
def status_source(v: Village) -> None:
    source = v.ada.status_source(v.ada.status_post("#x", spoiler_text="!"))
    assert isinstance(source, StatusSource)
    assert (source.text, source.spoiler_text) == ("#x", "!")


@row
def status_delete(v: Village) -> None:
    sent = v.ada.toot("x")
    gone = v.ada.status_delete(sent, delete_media=True)
    assert (gone.id, gone.text) == (sent.id, "x")
    refused(lambda: v.ada.status(sent), MastodonNotFoundError)


@row
def status_reblog(v: Village) -> None:
    sent = v.bob.toot("x")
    boost = v.ada.status_reblog(sent, visibility="unlisted")
    assert isinstance(boost.reblog, Status)
    assert (boost.reblog.id, boost.visibility) == (sent.id, "unlisted")
    assert boost.reblogged is True


@row
def status_unreblog(v: Village) -> None:
    sent = v.bob.toot("x")
    v.ada.status_reblog(sent)
    after = v.ada.status_unreblog(sent)
    assert (after.id, after.reblogged, after.reblogs_count) == (sent.id, False, 0)


@row
def status_favourite(v: Village) -> None:
    after = v.ada.status_favourite(v.bob.toot("x"))
    assert (after.favourited, after.favourites_count) == (True, 1)


@row
def status_unfavourite(v: Village) -> None:
    sent = v.bob.toot("x")
    v.ada.status_favourite(sent)
    after = v.ada.status_unfavourite(sent)
    assert (after.favourited, after.favourites_count) == (False, 0)


@row
def status_bookmark(v: Village) -> None:
    assert v.ada.status_bookmark(v.bob.toot("x")).bookmarked is True


@row
def status_unbookmark(v: Village) -> None:
    sent = v.bob.toot("x")
    v.ada.status_bookmark(sent)
    assert v.ada.status_unbookmark(sent).bookmarked is False


@row
def status_pin(v: Village) -> None:
    sent = v.ada.toot("x")
    assert v.ada.status_pin(sent).pinned is True
    assert ids(v.bob.account_statuses(v.ada.me(), pinned=True)) == ids([sent])
    text = "Someone else's post cannot be pinned"
    refused(lambda: v.bob.status_pin(sent), MastodonAPIError, text)


@row
def status_unpin(v: Village) -> None:
    sent = v.ada.toot("x")
    v.ada.status_pin(sent)
    assert v.ada.status_unpin(sent).pinned is False


@row
def status_mute(v: Village) -> None:
    sent = v.ada.toot("x")
    assert v.ada.status_mute(sent).muted is True
    v.bob.status_reply(sent, "hi")
    assert v.ada.notifications() == []


@row
def status_unmute(v: Village) -> None:
    sent = v.ada.toot("x")
    v.ada.status_mute(sent)
    assert v.ada.status_unmute(sent).muted is False
    v.bob.status_reply(sent, "hi")
    assert [about.type for about in v.ada.notifications()] == ["mention"]


@row
def status_translate(v: Village) -> None:
    sent = v.bob.toot("hello")
    text = "This action is not allowed"
    refused(lambda: v.ada.status_translate(sent, "de"), MastodonAPIError, text)
    v.instance.add_translation("hello", "hallo", source="en", target="de")
    found = v.ada.status_translate(sent, "de")
    assert isinstance(found, Translation)
    assert (found.content, found.language) == ("<p>hallo</p>", "de")


@row(since=(4, 5))
def status_quotes(v: Village) -> None:
    quoted = v.bob.toot("quote me")
    quoting = v.ada.status_post("look", quoted_status_id=quoted)
    (found,) = v.bob.status_quotes(quoted)
    assert isinstance(found, Status)
    assert found.id == quoting.id


@row(since=(4, 5))
def status_quote_revoke(v: Village) -> None:
    quoted = v.bob.toot("quote me")
    quoting = v.ada.status_post("look", quoted_status_id=quoted)
    after = v.bob.status_quote_revoke(quoted, quoting)
    assert (after.id, after.quote.state) == (quoting.id, "revoked")


@row(since=(4, 5))
def status_update_quote_approval_policy(v: Village) -> None:
    sent = v.ada.toot("x")
    after = v.ada.status_update_quote_approval_policy(sent.id, "nobody")
    assert after.quote_approval.automatic == []


@row
def scheduled_statuses(v: Village) -> None:
    at = in_an_hour()
    waiting = [v.ada.status_post(str(n), scheduled_at=at) for n in range(3)]
    page = v.ada.scheduled_statuses(limit=2)
    assert isinstance(page[0], ScheduledStatus)
    assert page[0].scheduled_at == at
    assert sorted(ids(v.ada.fetch_remaining(page))) == sorted(ids(waiting))


@row
def scheduled_status(v: Village) -> None:
    waiting = v.ada.status_post("later", scheduled_at=in_an_hour())
    found = v.ada.scheduled_status(waiting)
    assert isinstance(found, ScheduledStatus)
    assert found == waiting
    refused(lambda: v.bob.scheduled_status(waiting), MastodonNotFoundError)


@row
def scheduled_status_update(v: Village) -> None:
    at = in_an_hour()
    waiting = v.ada.status_post("later", scheduled_at=at)
    later = at + timedelta(days=1)
    assert v.ada.scheduled_status_update(waiting, later).scheduled_at == later


@row
def scheduled_status_delete(v: Village) -> None:
    waiting = v.ada.status_post("later", scheduled_at=in_an_hour())
    v.ada.scheduled_status_delete(waiting)
    assert v.ada.scheduled_statuses() == []


@row
def make_poll(v: Village) -> None:
    poll = v.ada.make_poll(["a", "b"], 3600, multiple=True, hide_totals=True)
    asked = v.ada.status_post("?", poll=poll).poll
    assert isinstance(asked, Poll)
    assert asked.multiple is True
    assert [option.title for option in asked.options] == ["a", "b"]
    assert [option.votes_count for option in asked.options] == [None, None]


@row
def poll(v: Village) -> None:
    sent = v.ada.status_post("?", poll=v.ada.make_poll(["a", "b"], 3600))
    found = v.bob.poll(sent.poll)
    assert isinstance(found, Poll)
    assert (found.id, found.voted) == (sent.poll.id, False)
    left = found.expires_at - datetime.now(UTC)
    assert timedelta(minutes=59) < left <= timedelta(hours=1)


@row
def poll_vote(v: Village) -> None:
    sent = v.ada.status_post("?", poll=v.ada.make_poll(["a", "b"], 3600))
    after = v.bob.poll_vote(sent.poll, 1)
    assert (after.voted, after.own_votes) == (True, [1])
    assert [option.votes_count for option in after.options] == [0, 1]
    poll = v.ada.make_poll(["a", "b"], 3600, multiple=True)
    several = v.ada.status_post("?", poll=poll).poll
    assert v.bob.poll_vote(several, [0, 1]).own_votes == [0, 1]
    text = "You cannot vote in your own polls"
    refused(lambda: v.ada.poll_vote(sent.poll, 0), MastodonAPIError, text)


@row
def media_post(v: Village) -> None:
    path = v.folder / "a.png"
    path.write_bytes(PNG)
    media = v.ada.media_post(str(path), description="a dot", focus=(0.5, -1.0))
    assert isinstance(media, MediaAttachment)
    assert (media.type, media.description) == ("image", "a dot")
    assert (media.meta.original.width, media.meta.original.height) == (1, 1)
    assert media.meta.focus.y == -1.0


@row
def media(v: Village) -> None:
    sent = v.ada.media_post(
        b"movie", "video/mp4", thumbnail=PNG, thumbnail_mime_type="image/png"
    )
    assert sent.url is None
    v.instance.pass_time(60)
    found = v.ada.media(sent)
    assert isinstance(found, MediaAttachment)
    assert found.url.startswith(v.url)


@row
def media_update(v: Village) -> None:
    sent = v.ada.media_post(PNG, "image/png")
    after = v.ada.media_update(sent, description="a dot", focus=(-1.0, 0.25))
    assert (after.id, after.description) == (sent.id, "a dot")
    assert after.meta.focus.x == -1.0
    thumbnail = {"thumbnail": PNG, "thumbnail_mime_type": "image/png"}
    again = v.ada.media_update(sent, description="that dot", **thumbnail)
    assert again.description == "that dot"
