"""https://docs.joinmastodon.org/methods/oauth/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers
from .._oauth import metadata
from .._responses import json_response

handlers = Handlers()


@handlers.public
def oauth_token(call: Call) -> HttpResponse:
    return json_response(call.authorizer.token(call.params), cache_control="no-store")


@handlers.public
def oauth_revoke(call: Call) -> HttpResponse:
    call.authorizer.revoke(call.params)
    return json_response({})


@handlers.public
def oauth_authorization_server_info(call: Call) -> HttpResponse:
    return json_response(metadata(call.base_url, call.version_numbers))
