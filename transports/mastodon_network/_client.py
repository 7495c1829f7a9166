"""The constructor of every client that has a network transport."""

from __future__ import annotations

import inspect
import os
import threading
import time
from abc import ABC, abstractmethod
from datetime import UTC, datetime
from typing import ClassVar, Unpack

from mastodon_credentials import load

from mastodon_core import Credentials, Secret, Timeouts
from mastodon_core.transport import (
    MAX_RESPONSE_BYTES,
    ClientOptions,
    Clock,
    Session,
    check_options,
    need,
    session_options,
)
from mastodon_core.values import forgets_arguments

from ._proxies import Proxies
from ._tls import TlsFiles


class NetworkClient(ABC):
    """Reads the arguments of a client that has a network transport.

    It loads the credentials, checks the options, and makes the session. Derive a client
    from this class first, and then from `mastodon_core.BlockingMastodon` or
    `mastodon_core.AsyncMastodon`, and define ``_prepare``. The docstring of the client
    is extended by that of the constructor.
    """

    _socks_library: ClassVar[str]
    """The library with which this transport talks to SOCKS proxies."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        constructor = NetworkClient.__init__.__doc__
        is_ours = cls.__module__.startswith("mastodon_")
        if cls.__doc__ and constructor and is_ours:
            # Editors show the text of the constructor, help() that of the class.
            _, _, arguments = inspect.cleandoc(constructor).partition("\n\n")
            cls.__doc__ = f"{inspect.cleandoc(cls.__doc__)}\n\n{arguments}"

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
        """Load the credentials and check the options; connect at the first call.

        Args:
            client_id: The id of the app, or the name of a file written by `create_app`.
            client_secret: The secret of the app.
            access_token: The token of the user, or the name of a file written by
                `log_in`.
            api_base_url: The instance; by default the one in the files, or else
                https://mastodon.social.
            credentials: Credentials, instead of the four arguments above.

        The other arguments are `mastodon_core.transport.ClientOptions`: ``rate_limit``,
        ``max_wait``, ``retries``, ``user_agent``, ``lang``, ``strict``, ``hooks``,
        ``allow_http``, ``converter``, ``entities``, ``timeouts``, ``proxies``,
        ``verify``, ``cert`` and ``max_response_bytes``.

        Warns:
            CredentialFileWarning: other users can read or write a credential file.
            DefaultInstanceWarning: there is a token or client secret, but nothing names
                its instance.

        Raises:
            FileNotFoundError: an argument looks like a file name, but the file does not
                exist.
            ImportError: a proxy speaks SOCKS, and the extra ``socks`` is not installed.
            TypeError: an option is unknown or has a wrong type.
            ValueError: the files and ``api_base_url`` name different instances, or an
                option, the content of a file or a variable of the environment is not
                valid.
        """
        check_options(type(self), ClientOptions, options)
        tls, proxies = TlsFiles.from_options(options), Proxies.from_options(options)
        tls.check()
        if proxies.need_socks:
            need(self._socks_library, "socks", "a SOCKS proxy")
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
        self.session: Session = Session(
            credentials=known,
            clock=Clock(self._monotonic, lambda: datetime.now(UTC)),
            random=os.urandom,
            # Also for async clients: programs use one event loop in each of several
            # threads, and the lock is never held over a step.
            guard=threading.Lock(),
            **session_options(options),
        )
        self._prepare(tls, proxies)

    def _monotonic(self) -> float:
        """Return the time in seconds of the clock by which this transport sleeps."""
        return time.monotonic()

    @abstractmethod
    def _prepare(self, tls: TlsFiles, proxies: Proxies) -> None:
        """Prepare for connections, without opening one."""
