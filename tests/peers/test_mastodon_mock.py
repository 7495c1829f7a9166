"""All transports against mastodon_mock, a server by other authors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import mastodon_requests
import pytest
from mock_server import PNG, AwaitableClass, logged_in, serving
from transport_classes import each_transport, is_blocking, run

from mastodon_core import ApiError, BadRequest, LogInError, NewPoll, Unauthorized


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("mastodon_mock")) as url:
        yield url


async def tour(mastodon_class: Any, url: str, folder: Path) -> None:
    accounts = ("ada", "grace")
    async with (
        await logged_in(mastodon_class, url, folder, accounts[0]) as ada,
        await logged_in(mastodon_class, url, folder, accounts[1]) as bob,
    ):
        me, you = await ada.me(), await bob.account_verify_credentials()
        assert (await ada.account(you)).username == you.username
        assert (await ada.account_follow(you)).following
        assert (await ada.app_verify_credentials()).name == "tour"
        assert (await ada.instance()).version == (await ada.instance_v1()).version

        media = await bob.media_post(PNG, "image/png", description="a pixel")
        assert (await bob.media(media)).description == "a pixel"
        first = await bob.status_post("look", media_ids=[media], language="en")
        assert [shown.id for shown in first.media_attachments] == [media.id]
        poll = await bob.status_post(
            f"@{me.acct} which?", poll=NewPoll(["a", "b"], 3600)
        )
        assert [option.title for option in poll.poll.options] == ["a", "b"]
        reply = await ada.status_post("nice", first, spoiler_text="praise")
        assert reply.in_reply_to_id == first.id
        context = await bob.status_context(first)
        assert [status.id for status in context.descendants] == [reply.id]
        assert (await ada.status_reblog(first)).reblog.id == first.id
        assert (await ada.status_favourite(first)).favourited
        assert (await bob.toot("bye")).content == "<p>bye</p>"

        home = await ada.timeline_home(limit=2)
        rest = await ada.fetch_remaining(home)
        assert {first.id, reply.id, poll.id} <= {status.id for status in rest}
        assert not home.rejected
        newer = await ada.fetch_previous(await ada.fetch_next(home))
        assert [status.id for status in newer] == [status.id for status in home]
        assert len(await ada.timeline_public(local=True, limit=5)) == 5
        own = await ada.account_statuses(you, only_media=True)
        assert own[0].id == first.id
        later = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
        assert (await bob.status_schedule("later", later)).scheduled_at == later

        told = await bob.notifications()
        assert {"follow", "reblog", "favourite"} <= {about.type for about in told}
        told = await ada.notifications(types=["mention"], account_id=you)
        assert told[0].status.id == poll.id
        assert (await ada.status_delete(reply)).id == reply.id
        with pytest.raises(ApiError, match="404"):
            await ada.status(reply)
        await ada.revoke_access_token()
        with pytest.raises(Unauthorized):
            await ada.me()


@each_transport
def test_tour_of_common_calls_works(
    mastodon_class: Any, url: str, tmp_path: Path
) -> None:
    client_class = AwaitableClass() if is_blocking(mastodon_class) else mastodon_class
    run(mastodon_class, tour, client_class, url, tmp_path)


def test_log_in_by_password_is_refused(url: str) -> None:
    """The mock has no password grant, which Mastodon dropped as well."""
    app = mastodon_requests.Mastodon.create_app("lacking", api_base_url=url)
    with mastodon_requests.Mastodon(*app, api_base_url=url) as mastodon:
        with pytest.raises(LogInError, match="auth_request_url") as refused:
            mastodon.log_in("ada", "password")
        assert isinstance(refused.value.__cause__, BadRequest)
        # The other grants still work.
        assert mastodon.log_in(client_credentials=True, scopes=["read"])
        assert mastodon.app_verify_credentials().name == "lacking"
