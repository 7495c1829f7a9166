"""OAuth as Mastodon implements it: scopes, authorization, tokens."""

from typing import TYPE_CHECKING

from ..values import ModuleGetAttr, lazy_names
from ._defaults import OUT_OF_BAND, SCOPES
from ._errors import AuthorizationError, LogInError
from ._scopes import parse_scopes, scopes_cover, smallest_scopes
from ._tokens import (
    obtain_token,
    refresh_request,
    required_client_id,
    token_request,
    with_token,
)

if TYPE_CHECKING:
    from ._authorization import (
        AuthorizationRequest,
        authorization_url,
        pkce_challenge,
        url_safe,
    )
    from ._scope import Scope

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

# Programs that have a token need none of these.
__getattr__: ModuleGetAttr = lazy_names(
    __name__,
    {
        "AuthorizationRequest": "_authorization",
        "Scope": "_scope",
        "authorization_url": "_authorization",
        "pkce_challenge": "_authorization",
        "url_safe": "_authorization",
    },
)
