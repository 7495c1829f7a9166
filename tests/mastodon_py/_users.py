"""A served instance, and three users with a client of Mastodon.py each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import mastodon
import mastodon_offline
import pytest
from attrs import define, field

from mastodon_core.testing import OfflineInstance

PASSWORD = "incrediblygoodpassword"


@define
class CallRecorder:
    """Wraps a client or the client class, and notes which methods are called."""

    client: Any
    calls: set[str]

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.client, name)
        if not callable(found):
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            self.calls.add(name)
            return found(*args, **kwargs)

        return call


@define
class Users:
    """The users ada, bob and eve, who do not follow each other at first."""

    instance: OfflineInstance
    url: str
    folder: Path
    ada: Any = field(init=False)
    bob: Any = field(init=False)
    eve: Any = field(init=False)
    calls: set[str] = field(factory=set[str], init=False)

    def __attrs_post_init__(self) -> None:
        for name in ("ada", "bob", "eve"):
            self.instance.add_user(name, password=PASSWORD)
            setattr(self, name, self.client(access_token=self.instance.token_for(name)))

    def client(self, **credentials: Any) -> Any:
        """A client that knows the server's version, and never waits at a limit."""
        made = mastodon.Mastodon(
            api_base_url=self.url,
            version_check_mode="created",
            ratelimit_method="throw",
            **credentials,
        )
        return CallRecorder(made, self.calls)

    @property
    def client_class(self) -> Any:
        """The client class, for calls that need no client."""
        return CallRecorder(mastodon.Mastodon, self.calls)

    def befriend(self) -> None:
        """Let ada and bob follow each other."""
        self.ada.account_follow(self.bob.me())
        self.bob.account_follow(self.ada.me())


@contextmanager
def served_users(version: str, folder: Path) -> Iterator[Users]:
    instance = OfflineInstance(seed=7, version=version)
    with mastodon_offline.running(instance) as url:
        yield Users(instance, url, folder)


def ids(items: Iterable[Any]) -> list[str]:
    return [str(item.id) for item in items]


def is_recent(moment: Any) -> bool:
    """Whether `moment` is a datetime within a minute of now."""
    now = datetime.now(UTC)
    return isinstance(moment, datetime) and abs((now - moment).total_seconds()) < 60


def refused(call: Callable[[], Any], kind: type[Exception], text: str = "404") -> None:
    """Check that Mastodon.py raises, with the status code or text of the server."""
    with pytest.raises(kind, match=re.escape(text)):
        call()
