"""Cassettes that Mastodon.py recorded with VCR.py play the same calls of our client."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import mastodon
import mastodon_requests
import pytest
import requests
import vcr
from mastodon_offline import running

from mastodon_core.testing import OfflineInstance

# As the tests of Mastodon.py have it.
RECORDER = vcr.VCR(match_on=["method", "uri"], filter_headers=["Authorization"])


def use(client: Any) -> list[str]:
    """Make calls that both clients have, and read what both return."""
    status = client.status_post("#tea is ready")
    media = client.media_post(b"tea", "image/png", description="tea")
    client.status_favourite(status.id)
    return [
        client.account_verify_credentials().acct,
        status.content,
        str(media.id),
        *(status.content for status in client.timeline_home()),
        *(status.content for status in client.timeline_hashtag("tea")),
        str(client.status(status.id).favourites_count),
        str(client.status_delete(status.id).id),
    ]


@pytest.mark.parametrize("session", [None, requests.Session()], ids=["own", "given"])
def test_cassette_of_mastodon_py_plays(session: Any, tmp_path: Path) -> None:
    cassette = str(tmp_path / "cassette.yaml")
    instance = OfflineInstance()
    instance.add_user("ada")
    token = instance.token_for("ada")
    with running(instance) as url, RECORDER.use_cassette(cassette):
        theirs = mastodon.Mastodon(
            access_token=token, api_base_url=url, version_check_mode="none"
        )
        recorded = use(theirs)
    # The server is gone.
    with (
        RECORDER.use_cassette(cassette, record_mode="none") as played,
        mastodon_requests.Mastodon(
            access_token="another-token", api_base_url=url, session=session
        ) as ours,
    ):
        assert use(ours) == recorded
        assert played.play_count >= 8
    assert recorded[0] == "ada"
    assert token.encode() not in Path(cassette).read_bytes()
