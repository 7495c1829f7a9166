"""Request tokens, and turn the responses into credentials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from attrs import evolve

from .. import entities
from ..calls import (
    ApiError,
    BadRequest,
    Flow,
    Forbidden,
    Now,
    One,
    Param,
    Request,
    Unauthorized,
    UnprocessableEntity,
)
from ..values import Credentials, Secret, readable
from ._errors import LogInError
from ._scopes import scopes_cover

_REFUSALS = (BadRequest, Unauthorized, Forbidden, UnprocessableEntity)

# 100 years. A token with a longer lifetime does not expire, and datetime has a maximum.
_FOREVER = timedelta(days=36525)


def token_request(form: Mapping[str, Param]) -> Request[entities.Token]:
    """Request a token; the form has the grant type and its parameters."""
    return Request(
        "POST",
        "/oauth/token",
        form=form,
        answer=One(entities.Token),
        anonymous=True,
    )


def refresh_request(credentials: Credentials) -> Request[entities.Token]:
    """Request a new token with the refresh token of these credentials (RFC 6749, 6)."""
    return token_request(
        {
            "grant_type": "refresh_token",
            "client_id": credentials.client_id,
            "client_secret": credentials.client_secret,
            "refresh_token": credentials.refresh_token,
        }
    )


def with_token(
    credentials: Credentials,
    token: entities.Token,
    now: datetime,
    requested: Sequence[str] = (),
) -> Credentials:
    """Return a copy of the credentials with a token that the server granted at ``now``.

    Args:
        requested: The requested scopes. If the response names no scopes, these were
            granted (RFC 6749, 5.1).

    Raises:
        LogInError: the token cannot be sent in a header.
    """
    # Counted from our clock: the server's ``created_at`` is by its own clock, and some
    # servers leave it out or send milliseconds.
    lifetime = min(timedelta(seconds=min(token.expires_in or 0, 1e10)), _FOREVER)
    expires = timedelta() < lifetime < _FOREVER
    try:
        return evolve(
            credentials,
            access_token=token.access_token,
            # If the server sends no new refresh token, the old one stays valid.
            refresh_token=token.refresh_token or credentials.refresh_token,
            expires_at=now + lifetime if expires else None,
            scopes=tuple((token.scope or "").split())
            or tuple(requested)
            or credentials.scopes,
        )
    except ValueError as error:
        raise LogInError(
            f"the server sent a token that cannot be used: {error}"
        ) from None


def obtain_token(
    request: Request[entities.Token],
    grant_type: str,
    credentials: Credentials,
    requested: Sequence[str] | None,
) -> Flow[tuple[Secret, Credentials]]:
    """Send a token request; return the token and the credentials with it.

    Args:
        requested: The scopes that the token must have; None for any.

    Raises:
        CarriedOut: the token cannot be read, and a code is spent.
        LogInError: the server refused, or granted fewer scopes than requested.
    """
    try:
        token = yield from request
    except ApiError as error:
        # Some servers refuse with an error under 200.
        if error.status >= 300 and not isinstance(error, _REFUSALS):
            raise
        raise _log_in_error(error, grant_type, requested) from error
    found = with_token(credentials, token, (yield from Now()), requested or ())
    if not scopes_cover(found.scopes, requested or ()):
        scopes = "scope" if len(found.scopes) == 1 else "scopes"
        raise LogInError(
            f"the server granted only the {scopes} {' '.join(found.scopes)};"
            f" asked for: {' '.join(requested or ())}"
        )
    return token.access_token, found


def required_client_id(credentials: Credentials) -> str:
    """Return the client id.

    Raises:
        ValueError: the credentials lack it.
    """
    if credentials.client_id is None:
        raise ValueError("client_id is missing; register an app with create_app")
    return credentials.client_id


def _log_in_error(
    error: ApiError, grant_type: str, scopes: Sequence[str] | None
) -> LogInError:
    """Explain why a server granted no token, and what to do about it."""
    said = readable(error.error_description or error.error)
    if error.error == "invalid_scope":
        return LogInError(
            f"the server rejected the scopes {' '.join(scopes or ())!r}: {said}"
        )
    if grant_type != "password" or error.error == "invalid_client":
        return LogInError(f"the server granted no token: {said}")
    code_flow = (
        "send the user to auth_request_url(), and pass the code to log_in(code=...)"
    )
    if error.error == "invalid_grant":
        return LogInError(
            f"wrong user name or password: {said} (if the server accepts no passwords,"
            f" like Mastodon since 4.4, {code_flow})"
        )
    return LogInError(
        f"this server accepts no passwords, like Mastodon since 4.4: {said};"
        f" {code_flow}"
    )
