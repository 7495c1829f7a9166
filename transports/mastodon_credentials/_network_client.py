"""The constructor of every client that has a network transport."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from typing import Unpack

from mastodon_core import Credentials, Secret, Timeouts
from mastodon_core.transport import (
    MAX_RESPONSE_BYTES,
    ClientOptions,
    Session,
    SessionOptions,
    check_options,
    session_options,
)
from mastodon_core.values import forgets_arguments

from ._load import load
from ._tls import TlsFiles


class NetworkClient(ABC):
    """Reads the arguments of a client that has a network transport.

    It loads the credentials, checks the options, and makes the session. Derive a client
    from this class first, and then from `mastodon_core.BlockingMastodon` or
    `mastodon_core.AsyncMastodon`, and define ``_make_session`` and ``_prepare``.
    """

    @forgets_arguments
    def __init__(
        self,
        client_id: str | os.PathLike[str] | None = None,
        client_secret: str | Secret | None = None,
        access_token: str | Secret | os.PathLike[str] | None = None,
        api_base_url: str | None = None,
        *,
        credentials: Credentials | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        check_options(type(self), ClientOptions, options)
        tls = TlsFiles.from_options(options)
        tls.check()
        self.timeouts: Timeouts = options.get("timeouts", Timeouts())
        self.max_response_bytes: int = options.get(
            "max_response_bytes", MAX_RESPONSE_BYTES
        )
        known = load(
            client_id,
            client_secret,
            access_token,
            api_base_url,
            credentials,
            allow_http=options.get("allow_http", False),
        )
        self.session: Session = self._make_session(known, session_options(options))
        self._prepare(tls)

    @abstractmethod
    def _make_session(
        self, credentials: Credentials, options: SessionOptions
    ) -> Session:
        """Make the session, with the clock and the lock of this transport."""

    @abstractmethod
    def _prepare(self, tls: TlsFiles) -> None:
        """Prepare for connections, without opening one."""
