"""OAuth as Mastodon implements it: scopes, authorization, tokens."""

from ._authorization import (
    OUT_OF_BAND,
    AuthorizationRequest,
    authorization_url,
    pkce_challenge,
    url_safe,
)
from ._errors import AuthorizationError, LogInError
from ._scopes import SCOPES, Scope, parse_scopes, scopes_cover, smallest_scopes
from ._tokens import (
    obtain_token,
    refresh_request,
    required_client_id,
    token_request,
    with_token,
)

__all__ = [
    "OUT_OF_BAND",
    "SCOPES",
    "AuthorizationError",
    "AuthorizationRequest",
    "LogInError",
    "Scope",
    "authorization_url",
    "obtain_token",
    "parse_scopes",
    "pkce_challenge",
    "refresh_request",
    "required_client_id",
    "scopes_cover",
    "smallest_scopes",
    "token_request",
    "url_safe",
    "with_token",
]
