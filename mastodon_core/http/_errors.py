"""Transport errors: no response, or a response that is too large or malformed."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from attrs import evolve

from ..values import MastodonError, MastodonTimeout, forget_locals
from ._describe import media_type_suffix, request_id_suffix
from ._messages import HttpResponse

_SHOWN = {"content-type", "x-request-id"}


class NetworkError(MastodonError):
    """No response arrived: DNS, the connection, TLS or the server failed.

    Attributes:
        sent: False if the server certainly received nothing, so that even a write can
            safely be retried.
        reused: True if the request went over a kept connection, which ended before any
            byte of the response. Servers close idle connections without a word, so the
            session sends the request again on a new one, if that is safe.
        host: The host, with the port if the URL has one; empty outside of a call.
    """

    host: str = ""

    def __init__(
        self, message: str, *, sent: bool = True, reused: bool = False
    ) -> None:
        super().__init__(message)
        self.sent: bool = sent
        self.reused: bool = reused

    def __str__(self) -> str:
        return _with_host(self.host, super().__str__())


class NetworkTimeout(NetworkError, MastodonTimeout):
    """No response arrived within the timeout."""


class CertificateError(NetworkError):
    """The server's certificate is not valid: nothing was sent, and a retry is useless.

    It has expired, is for another host, or comes from an authority that is not trusted.
    """


def _with_host(host: str, reason: str) -> str:
    return f"{host}: {reason}" if host else reason


class ResponseTooLarge(MastodonError):
    """A response is longer than ``max_response_bytes``.

    Attributes:
        host: The host, with the port if the URL has one; empty outside of a call.
    """

    host: str = ""

    def __str__(self) -> str:
        return _with_host(self.host, super().__str__())


class DecodeError(MastodonError):
    """A response cannot be parsed as what the endpoint returns.

    Attributes:
        response: The response; None outside of a call.
        method: The HTTP method of the request; empty outside of a call.
        path: The documented path of the request, such as ``/api/v1/statuses/{id}``.
    """

    response: HttpResponse | None = None
    method: str = ""
    path: str = ""

    def __str__(self) -> str:
        reason = super().__str__()
        if self.response is None:
            return reason
        about = f"{self.response.status}{media_type_suffix(self.response)}"
        about += request_id_suffix(self.response)
        return f"{self.method} {self.path} ({about}): {reason}"

    def __reduce__(self) -> Any:
        # A response may contain a token, so a pickle has only what the text needs.
        kept = self.response and evolve(
            self.response,
            headers={k: v for k, v in self.response.headers.items() if k in _SHOWN},
            body=b"",
        )
        return type(self), self.args, {**vars(self), "response": kept}


@contextmanager
def attach_response(
    response: HttpResponse, *, method: str, path: str
) -> Generator[None]:
    """Add the response and its request to a `DecodeError` that is raised inside."""
    try:
        yield
    except BaseException as error:
        # The decoder's variables are the content of the response.
        forget_locals(error)
        if isinstance(error, DecodeError):
            error.response = response
            error.method, error.path = method, path
        raise
