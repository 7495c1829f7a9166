"""Many accounts in one file.

The file is JSON: ``{"version": 1, "accounts": {NAME: {"base_url": ..., "client_id":
..., "client_secret": ..., "access_token": ..., "refresh_token": ..., "expires_at":
..., "scopes": [...], "app_name": ...}}}``. Unset values are left out. Unknown keys are
preserved at every level.
"""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

from mastodon_core import Credentials, Secret
from mastodon_core.values import expect, forgets_arguments

from ._files import read, replace
from ._locks import LOCK_TIMEOUT, check_timeout, locked
from ._paths import resolved

_VERSION = 1
_TEXTS = (
    "base_url",
    "client_id",
    "client_secret",
    "access_token",
    "refresh_token",
    "app_name",
)


class AccountStore:
    """A file of credentials by account name, such as ``ada@example.social``.

    Only the owner of the file can read it. It is replaced atomically, and each change
    reads it again under a lock, so several processes can share it.
    ``Hooks(on_credentials=partial(store.save, name))`` saves refreshed tokens.

    It blocks. In async code, call it in a thread.

    Args:
        path: The file. It is created if necessary; its folder must exist.
        timeout: How long to wait while another program changes the file, in seconds.
    """

    def __init__(
        self, path: str | os.PathLike[str], *, timeout: float = LOCK_TIMEOUT
    ) -> None:
        check_timeout(timeout)
        self.path = path
        self.timeout = timeout

    @forgets_arguments
    def names(self) -> tuple[str, ...]:
        """List the account names, in the order in which they were first saved.

        Raises:
            OSError: the file cannot be read.
            ValueError: the file is not an account file of this version.
        """
        return tuple(self._accounts(self._document()))

    @forgets_arguments
    def load(self, name: str) -> Credentials:
        """Load an account, for the argument ``credentials`` of a client.

        Raises:
            LookupError: the file has no such account.
            OSError: the file cannot be read.
            ValueError: the file is not an account file of this version.
        """
        record = self._account(self._document(), name)
        try:
            until = record.get("expires_at")
            return Credentials(
                **{key: record[key] for key in _TEXTS if key in record},
                expires_at=None if until is None else datetime.fromisoformat(until),
                scopes=record.get("scopes", ()),
            )
        except (TypeError, ValueError):
            # This error may quote secrets, so raise another one below.
            pass
        raise ValueError(f"{self}: the account {name!r} is not valid")

    @forgets_arguments
    def save(self, name: str, credentials: Credentials) -> None:
        """Add an account, or replace it.

        Raises:
            LockTimeout: another program still changes the file; it is unchanged.
            OSError: the file cannot be read or written; it is unchanged.
            ValueError: the file is not an account file of this version, or the name is
                empty.
        """
        expect("name", name, (str,), "a str")
        expect("credentials", credentials, (Credentials,), "Credentials")
        if not name:
            raise ValueError("name must not be empty")
        texts = {key: getattr(credentials, key) for key in _TEXTS}
        until = credentials.expires_at
        with self._edited_document() as document:
            record = self._accounts(document).setdefault(name, {})
            for key in (*_TEXTS, "expires_at", "scopes"):
                record.pop(key, None)
            for key, value in texts.items():
                if value is not None:
                    record[key] = value.reveal() if isinstance(value, Secret) else value
            if until is not None:
                record["expires_at"] = until.isoformat()
            if credentials.scopes:
                record["scopes"] = list(credentials.scopes)

    @forgets_arguments
    def delete(self, name: str) -> None:
        """Delete an account from the file; its token stays valid until it is revoked.

        Raises:
            LookupError: the file has no such account.
            LockTimeout: another program still changes the file; it is unchanged.
            OSError: the file cannot be read or written; it is unchanged.
            ValueError: the file is not an account file of this version.
        """
        with self._edited_document() as document:
            self._account(document, name)
            del self._accounts(document)[name]

    def __repr__(self) -> str:
        return f"AccountStore({os.fspath(self.path)!r})"

    @contextmanager
    def _edited_document(self) -> Generator[dict[str, Any]]:
        """Hold the lock from reading to writing, or concurrent changes get lost."""
        target = resolved(self.path)
        with locked(target, self.timeout):
            document = self._document()
            yield document
            replace(target, Secret(json.dumps(document, indent=1) + "\n"))

    def _document(self) -> dict[str, Any]:
        try:
            text = read(self.path)
        except FileNotFoundError:
            text = ""
        if not text.strip():
            return {"version": _VERSION, "accounts": {}}
        try:
            document: Any = json.loads(text)
        except (ValueError, RecursionError):
            # This error contains the file's content, so raise another one below.
            document = None
        if not isinstance(document, dict):
            raise ValueError(f"{self}: not an account file")
        found = cast("dict[str, Any]", document)
        if found.get("version") != _VERSION:
            raise ValueError(f"{self}: the version must be {_VERSION}")
        return found

    def _accounts(self, document: dict[str, Any]) -> dict[str, dict[str, Any]]:
        accounts: Any = document.setdefault("accounts", {})
        if not isinstance(accounts, dict) or not all(
            isinstance(record, dict)
            for record in cast("dict[str, Any]", accounts).values()
        ):
            raise ValueError(f"{self}: 'accounts' must be an object of objects")
        return cast("dict[str, dict[str, Any]]", accounts)

    def _account(self, document: dict[str, Any], name: str) -> dict[str, Any]:
        accounts = self._accounts(document)
        if name not in accounts:
            raise LookupError(f"{self}: no account {name!r}")
        return accounts[name]
