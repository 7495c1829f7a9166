"""OAuth as Mastodon speaks it: scopes, authorization, tokens."""

from ._errors import AuthorizationError, LogInError
from ._oauth import (
    OUT_OF_BAND,
    AuthorizationRequest,
    authorization_url,
    challenge,
    client_id_of,
    granted,
    refresh_request,
    token_request,
    unguessable,
    with_token,
)
from ._scopes import SCOPES, Scope, scopes_cover, scopes_of, smallest_scopes

__all__ = [
    "OUT_OF_BAND",
    "SCOPES",
    "AuthorizationError",
    "AuthorizationRequest",
    "LogInError",
    "Scope",
    "authorization_url",
    "challenge",
    "client_id_of",
    "granted",
    "refresh_request",
    "scopes_cover",
    "scopes_of",
    "smallest_scopes",
    "token_request",
    "unguessable",
    "with_token",
]
