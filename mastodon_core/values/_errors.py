"""The base classes of the errors that this package raises.

The packages of the core define their own errors; together they form this tree::

    MastodonError
    ├── ApiError                    a status of 300 or above, or an error under 2xx
    │   ├── RedirectError           3xx that must not be followed
    │   ├── BadRequest              400
    │   ├── Unauthorized            401
    │   ├── Forbidden               403
    │   ├── NotFound                404
    │   ├── Gone                    410
    │   ├── UnprocessableEntity     422
    │   ├── TooManyRequests         429, also a RateLimitReached
    │   └── ServerError             5xx
    │       └── ServiceUnavailable  503
    ├── NetworkError                no response
    │   ├── CertificateError        nothing was sent
    │   ├── NetworkTimeout          also a MastodonTimeout
    │   └── WebSocketClosed         the stream connects again
    ├── DecodeError                 a response that cannot be parsed
    │   └── CarriedOut              the response to a write that was carried out
    │       └── PublishedNow        a status that was to be scheduled
    ├── ResponseTooLarge
    ├── RateLimitReached            nothing was sent
    ├── MastodonTimeout
    │   ├── MediaTimeout
    │   └── AsyncRefreshTimeout
    ├── AuthorizationError
    │   └── LogInError              also a ValueError
    ├── PushError
    ├── StreamingUnavailable        nothing that streams
    └── ClientClosed                also a RuntimeError

Wrong arguments raise a plain `TypeError` or `ValueError`, and problems with files an
`OSError`.
"""

from __future__ import annotations


class MastodonError(Exception):
    """The base class of all errors of this package."""


class MastodonTimeout(MastodonError):
    """Something was not finished within its time limit."""
