"""Serve a Mastodon instance for testing, or report what another server supports.

``python -m mastodon_offline serve`` and ``python -m mastodon_offline doctor URL``.
"""

from __future__ import annotations

from mastodon_core.values import need

need("trio", "testing", "mastodon_offline")
need("h11", "testing", "mastodon_offline")

import argparse
import signal
import sys
from collections.abc import Sequence
from functools import partial

import trio
from mastodon_trio import Mastodon

from mastodon_core import MastodonError
from mastodon_core.testing import OfflineInstance

from ._doctor import Report, examine
from ._serving import serve

USERNAME = "pytooter"
PASSWORD = "incrediblygoodpassword"
_ABOUT = "Serve an offline Mastodon instance, or report what another server supports."
_ABOUT_SERVE = (
    "Serve an offline Mastodon instance until Ctrl-C. It keeps everything in memory"
    " and prints its URL, a user, and how to log in."
)
_ABOUT_DOCTOR = (
    "Report which software a server runs and what it supports. This needs no login."
)
_SEED_HELP = (
    "seed for ids, tokens and everything else that is random (default: %(default)s)"
)
_VERSION_HELP = (
    "version of Mastodon to behave like (default: %(default)s); before 4.4, users can"
    " log in with a password"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m mastodon_offline", description=_ABOUT
    )
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser(
        "serve", help="serve an offline instance", description=_ABOUT_SERVE
    )
    command.add_argument("--seed", type=int, default=0, help=_SEED_HELP)
    command.add_argument(
        "--host",
        default="127.0.0.1",
        help="address to listen on (default: %(default)s)",
    )
    command.add_argument(
        "--port",
        type=int,
        default=3000,
        help="port to listen on; 0 picks a free one (default: %(default)s)",
    )
    command.add_argument("--version", default="4.7.0", help=_VERSION_HELP)
    command.set_defaults(run=_run_server)
    command = commands.add_parser(
        "doctor", help="report what a server supports", description=_ABOUT_DOCTOR
    )
    command.add_argument(
        "url", help="URL of the server, such as https://mastodon.social"
    )
    command.add_argument(
        "--allow-http",
        action="store_true",
        help="allow plain http to a host that is not this machine",
    )
    command.set_defaults(run=_run_doctor)
    options = parser.parse_args(arguments)
    try:
        code: int = options.run(options)
    except ValueError as error:
        parser.error(str(error))
    return code


def _run_doctor(options: argparse.Namespace) -> int:
    try:
        print(trio.run(_examined, options.url, options.allow_http))
    except MastodonError as error:
        print(f"cannot examine {options.url}: {error}", file=sys.stderr)
        return 1
    return 0


async def _examined(url: str, allow_http: bool) -> Report:
    client = Mastodon(
        api_base_url=url, access_token="", allow_http=allow_http, retries=0
    )
    async with client:
        return await client.send(examine())


def _run_server(options: argparse.Namespace) -> int:
    instance = OfflineInstance(options.seed, version=options.version)
    instance.add_user(USERNAME, password=PASSWORD)
    code = 0
    try:
        trio.run(_serve, instance, options.host, options.port)
    except* (OSError, OverflowError) as group:
        reason = group.exceptions[0]
        print(f"cannot listen on port {options.port}: {reason}", file=sys.stderr)
        code = 1
    return code


async def _serve(instance: OfflineInstance, host: str, port: int) -> None:
    with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async with trio.open_nursery() as nursery:
            url: str = await nursery.start(
                partial(serve, instance, host=host, port=port)
            )
            # The parent process may be waiting for these lines on a pipe.
            print(_welcome(url, instance.version), flush=True)
            async for _ in signals:
                break
            nursery.cancel_scope.cancel()
    print("stopped", flush=True)


def _welcome(url: str, version: str) -> str:
    way = f'mastodon.log_in("{USERNAME}", "{PASSWORD}")'
    if tuple(map(int, version.split(".")[:2])) >= (4, 4):
        way = (
            "page = mastodon.auth_request_url()  # open it in a browser, then\n"
            'mastodon.log_in(code="...", authorization=page)'
        )
    return f"""\
Mastodon {version} at {url}
user      {USERNAME}
password  {PASSWORD}

Mastodon.create_app("app", to_file="app.txt", api_base_url="{url}")
mastodon = Mastodon("app.txt")
{way}

Press Ctrl-C to stop. Everything posted is lost then."""


if __name__ == "__main__":
    sys.exit(main())
