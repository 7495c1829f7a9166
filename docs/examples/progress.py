"""Progress bars of rich: for a long upload, and for paging through everything.

    python progress.py user.txt upload holiday.mp4 "Waves at the beach"
    python progress.py user.txt read

``user.txt`` is a file that ``log_in(to_file="user.txt")`` has written.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import mastodon_requests
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from mastodon_core import BlockingMastodon, Hooks, Retry, Upload, Wait, entities


class Bars:
    """Shows what a client does; its hooks are for the client.

    Args:
        progress: The display. The caller starts and stops it.
    """

    def __init__(self, progress: Progress) -> None:
        self.progress: Progress = progress
        self._uploads: dict[str, TaskID] = {}

    @property
    def hooks(self) -> Hooks:
        return Hooks(
            on_upload=self.on_upload, on_retry=self.on_retry, on_wait=self.on_wait
        )

    def on_upload(self, upload: Upload) -> None:
        task = self._uploads.get(upload.name)
        if task is None:
            task = self.progress.add_task(upload.name)
            self._uploads[upload.name] = task
        # A retry sends the file from its start again, and the bar goes back.
        self.progress.update(task, completed=upload.sent, total=upload.total)
        if upload.sent == upload.total:
            self.say("sent; the server processes it")

    def on_retry(self, retry: Retry) -> None:
        why = retry.failed.status or retry.failed.error
        self.say(f"sending again after {why}: {retry.reason}")

    def on_wait(self, wait: Wait) -> None:
        if wait.seconds >= 1:
            self.say(f"waiting {wait.seconds:.0f} s: {wait.reason}")

    def say(self, text: str) -> None:
        """Print a line above the bars."""
        self.progress.console.print(text)


def upload(
    mastodon: BlockingMastodon, file: Path, description: str
) -> entities.MediaAttachment:
    """Upload a file, and wait up to ten minutes until the server has processed it."""
    return mastodon.media_post(file, description=description, timeout=600.0)


def read_all(mastodon: BlockingMastodon, progress: Progress) -> list[entities.Status]:
    """Read all statuses of the client's account, with a bar."""
    me = mastodon.me()
    found: list[entities.Status] = []
    # Servers count late, and some never: the total is a guess until the end.
    task = progress.add_task("statuses", total=me.statuses_count)
    for page in mastodon.pages(mastodon.account_statuses(me, limit=40)):
        found += page
        progress.update(task, completed=len(found))
    progress.update(task, total=len(found))
    return found


def upload_bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
    )


def reading_bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Progress bars for a Mastodon client.")
    parser.add_argument("account", help="token file")
    commands = parser.add_subparsers(dest="command", required=True)
    uploading = commands.add_parser("upload")
    uploading.add_argument("file", type=Path)
    uploading.add_argument("description", help="alt text")
    commands.add_parser("read")
    options = parser.parse_args(arguments)
    progress = upload_bar() if options.command == "upload" else reading_bar()
    bars = Bars(progress)
    with (
        mastodon_requests.Mastodon(
            access_token=options.account, hooks=bars.hooks
        ) as mastodon,
        progress,
    ):
        if options.command == "upload":
            media = upload(mastodon, options.file, options.description)
            bars.say(f"upload {media.id} is ready")
        else:
            bars.say(f"read {len(read_all(mastodon, progress))} statuses")


if __name__ == "__main__":
    main()
