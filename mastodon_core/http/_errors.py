"""Errors that come with a response, or with none: network, size, decoding."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from ..values import MastodonError
from ._describe import media_type_unless_json, request_id_of
from ._messages import HttpResponse


class NetworkError(MastodonError):
    """No response: the name, the connection, TLS or the peer failed.

    Attributes:
        sent: False if surely nothing of the request reached the server, so that
            even a request that changes something can be sent again.
        host: Who was asked, with the port if the URL names one; empty outside of a
            call.
    """

    host: str = ""

    def __init__(self, message: str, *, sent: bool = True) -> None:
        super().__init__(message)
        self.sent = sent

    def __str__(self) -> str:
        return _at(self.host, super().__str__())

    def __reduce__(self) -> Any:
        return _network_error, (type(self), super().__str__(), self.sent), vars(self)


class NetworkTimeout(NetworkError):
    """No response within the time that was given."""


def _at(host: str, reason: str) -> str:
    return f"{host}: {reason}" if host else reason


def _network_error(cls: type[NetworkError], message: str, sent: bool) -> NetworkError:
    return cls(message, sent=sent)


class ResponseTooLarge(MastodonError):
    """A response is longer than the client takes.

    Attributes:
        host: Whose it is, with the port if the URL names one; empty outside of a call.
    """

    host: str = ""

    def __str__(self) -> str:
        return _at(self.host, super().__str__())


class DecodeError(MastodonError):
    """A response that doesn't fit what the endpoint answers.

    Attributes:
        response: What was received; None if it was read outside of a call.
        method: The HTTP method of the request; empty if that is not known.
        path: The path of the request as documented.
    """

    response: HttpResponse | None = None
    method: str = ""
    path: str = ""

    def __str__(self) -> str:
        reason = super().__str__()
        if self.response is None:
            return reason
        about = f"{self.response.status}{media_type_unless_json(self.response)}"
        about += request_id_of(self.response)
        return f"{self.method} {self.path} ({about}): {reason}"

    def __reduce__(self) -> Any:
        # What did not fit may be the answer with a token: it stays here.
        kept = self.response and evolve(self.response, body=b"")
        return type(self), self.args, {**vars(self), "response": kept}
