"""The example with progress bars, offline and over sockets."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import mastodon_credentials
import progress as example
import pytest
from mastodon_offline import running
from rich.console import Console
from rich.progress import Progress

from mastodon_core import Credentials, Secret
from mastodon_core.testing import (
    FakeMastodon,
    FaultPlan,
    LostResponse,
    OfflineInstance,
    Refusal,
)


def quiet() -> tuple[Progress, StringIO]:
    text = StringIO()
    console = Console(file=text, width=100, force_terminal=False)
    return Progress(console=console, auto_refresh=False), text


def test_upload_fills_its_bar_once_more_after_a_retry(tmp_path: Path) -> None:
    progress, text = quiet()
    bars = example.Bars(progress)
    video = tmp_path / "sea.mp4"
    video.write_bytes(bytes(1_000_000))
    plan = FaultPlan().at(1, Refusal(429, retry_after=7), path="/api/v2/media")
    plan = plan.at(2, Refusal(429, retry_after=9), path="/api/v2/media")
    with plan:
        mastodon = plan.around(FakeMastodon)(
            user="ada",
            files={str(video): video.read_bytes()},
            hooks=bars.hooks,
        )
        media = example.upload(mastodon, video, "Waves")
    assert media.url is not None
    assert media.description == "Waves"
    [task] = progress.tasks
    assert task.description == "sea.mp4"
    assert task.completed == task.total
    assert task.completed > 1_000_000
    assert text.getvalue().splitlines() == [
        "sending again after 429: rate limit",
        "waiting 7 s: rate limit",
        "sending again after 429: rate limit",
        "waiting 9 s: rate limit",
        "sent; the server processes it",
    ]


def test_bar_of_all_pages_is_full_at_the_end() -> None:
    progress, text = quiet()
    bars = example.Bars(progress)
    path = "/api/v1/accounts/{id}/statuses"
    with FaultPlan().at(2, LostResponse(timeout=True), path=path) as plan:
        mastodon = plan.around(FakeMastodon)(user="ada", hooks=bars.hooks)
        for number in range(100):
            mastodon.toot(f"status {number}")
        statuses = example.read_all(mastodon, progress)
    assert len({status.id for status in statuses}) == 100
    [task] = progress.tasks
    assert (task.completed, task.total) == (100, 100)
    assert "sending again after NetworkTimeout: network error" in text.getvalue()


def test_program_shows_its_bars_over_sockets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance = OfflineInstance()
    instance.add_user("ada")
    picture = tmp_path / "sea.png"
    picture.write_bytes(b"png" * 100_000)
    with running(instance) as url:
        known = Credentials(
            base_url=url, access_token=Secret(instance.token_for("ada"))
        )
        account = str(tmp_path / "user.txt")
        mastodon_credentials.write(account, known.user_text())
        FakeMastodon(server=instance, user="ada").toot("hi")
        example.main([account, "upload", str(picture), "Waves"])
        example.main([account, "read"])
    shown = capsys.readouterr().out
    assert "sent; the server processes it" in shown
    assert "is ready" in shown
    assert "300." in shown  # kilobytes
    assert "read 1 statuses" in shown
    assert "1/1" in shown
