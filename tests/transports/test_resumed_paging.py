"""Paging resumes in another process, from a request saved as JSON."""

import subprocess
import sys
from pathlib import Path

from mastodon_offline import running

from mastodon_core.testing import FakeMastodon

PROGRAM = """
import json, sys
from pathlib import Path
from mastodon_core import Page, Request
from mastodon_requests import Mastodon

url, token, place = sys.argv[1], sys.argv[2], Path(sys.argv[3])
with Mastodon(access_token=token, api_base_url=url) as mastodon:
    if place.exists():
        request = Request.from_json(json.loads(place.read_text("utf-8")))
    else:
        request = mastodon.api.timeline_home(limit=2)
    page = mastodon.send(request)
    assert Page.from_json(json.loads(json.dumps(page.to_json()))) == page
    print(*(status.id for status in page))
    if page.next is not None:
        place.write_text(json.dumps(page.next.to_json()), "utf-8")
    else:
        place.unlink()
"""


def test_paging_resumes_in_another_process(tmp_path: Path) -> None:
    mastodon = FakeMastodon(user="ada")
    posted = [mastodon.toot(f"number {number}").id for number in range(3)]
    token, place = mastodon.server.token_for("ada"), tmp_path / "place.json"
    found: list[list[str]] = []
    with running(mastodon.server) as url:
        while not found or place.exists():
            done = subprocess.run(
                [sys.executable, "-c", PROGRAM, url, token, str(place)],
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            found.append(done.stdout.split())
            if place.exists():
                assert token not in place.read_text("utf-8")
    assert found[:2] == [posted[:0:-1], posted[:1]]
    assert found[2:] in ([], [[]])
