"""A served instance, three people there, and what they ask of it."""

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
class Asked:
    """A client, or the class of all, that notes which of its methods are called."""

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
class Village:
    """Ada, bob and eve, each with a client of Mastodon.py; nobody knows anybody."""

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
        return Asked(made, self.calls)

    @property
    def anybody(self) -> Any:
        """What needs no client yet."""
        return Asked(mastodon.Mastodon, self.calls)

    def befriend(self) -> None:
        """Let ada and bob follow each other."""
        self.ada.account_follow(self.bob.me())
        self.bob.account_follow(self.ada.me())


@contextmanager
def village(version: str, folder: Path) -> Iterator[Village]:
    instance = OfflineInstance(seed=7, version=version)
    with mastodon_offline.running(instance) as url:
        yield Village(instance, url, folder)


def ids(items: Iterable[Any]) -> list[str]:
    return [str(item.id) for item in items]


def is_recent(moment: Any) -> bool:
    """Whether it was read as a time, and is one of just now."""
    now = datetime.now(UTC)
    return isinstance(moment, datetime) and abs((now - moment).total_seconds()) < 60


def refused(call: Callable[[], Any], kind: type[Exception], text: str = "404") -> None:
    """Hold that Mastodon.py raises, with the number or the words of the server."""
    with pytest.raises(kind, match=re.escape(text)):
        call()
