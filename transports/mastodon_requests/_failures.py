"""Map what requests, urllib3 and PySocks raise to the errors of the core."""

from __future__ import annotations

from collections.abc import Iterator

import requests
from urllib3.exceptions import (
    ConnectTimeoutError,
    MaxRetryError,
    NewConnectionError,
    ReadTimeoutError,
)

from mastodon_core import NetworkError, NetworkTimeout
from mastodon_core.transport import network_error, proxy_words, timeout_words

from ._exchange import Exchange, TimeoutName


def network_failure(error: Exception, exchange: Exchange) -> NetworkError:
    """Make the error for an exchange that failed."""
    sent = exchange.sent if exchange.is_ours else _was_sent(error, exchange)
    which = exchange.expired
    if which is None and not exchange.is_ours:
        which = _expired(error, exchange)
    if which is not None:
        return NetworkTimeout(timeout_words(exchange.timeouts, which), sent=sent)
    retried = error.args[0] if error.args else None
    if isinstance(error, requests.exceptions.RetryError) and retried is not None:
        # The reason has no more than the status.
        reason = getattr(retried, "reason", "")
        return NetworkError(f"the adapter of the session gave up: {reason}", sent=sent)
    if exchange.proxy_status is not None:
        return NetworkError(proxy_words(exchange.proxy_status), sent=False)
    return network_error(error, sent=sent, reused=exchange.died_unsaid)


def _was_sent(error: Exception, exchange: Exchange) -> bool:
    """Tell whether a connection of another adapter may have sent something."""
    retried = error.args[0] if error.args else None
    reason = retried.reason if isinstance(retried, MaxRetryError) else None
    # The first two mean that the connection was not established, TLS included; the last
    # one that requests refused the URL or the headers.
    return exchange.responded or not (
        isinstance(reason, ConnectTimeoutError | NewConnectionError)
        or isinstance(error, ValueError)
    )


def _expired(error: Exception, exchange: Exchange) -> TimeoutName | None:
    """Return the timeout that expired on a connection of another adapter."""
    which: TimeoutName
    if isinstance(error, requests.ConnectTimeout):
        which = "connect"
    elif isinstance(error, requests.ReadTimeout | ReadTimeoutError):
        which = "read"
    else:
        return None
    if exchange.is_over:
        return "total"
    # Without a timeout of ours, the operating system timed out.
    return None if getattr(exchange.timeouts, which) is None else which


def passwords(exchange: Exchange) -> Iterator[str]:
    """Yield the names and passwords of proxies."""
    for url in exchange.proxies.values():
        user = (url or "").rpartition("@")[0].rpartition("//")[2]
        # An empty text is part of every other one.
        yield from filter(None, (user, user.partition(":")[2]))


def drop_request(error: Exception) -> Exception:
    """Remove the request from the exception, as it holds the token."""
    if isinstance(error, requests.RequestException):
        error.request = error.response = None
    return error
