"""https://docs.joinmastodon.org/methods/oauth/"""

from __future__ import annotations

from ....http import HttpResponse
from .._answers import answer
from .._call import Call, Calls
from .._oauth import metadata

calls = Calls()


@calls.for_anybody
def oauth_token(call: Call) -> HttpResponse:
    return answer(call.authorizer.token(call.params), cache_control="no-store")


@calls.for_anybody
def oauth_revoke(call: Call) -> HttpResponse:
    call.authorizer.revoke(call.params)
    return answer({})


@calls.for_anybody
def oauth_authorization_server_info(call: Call) -> HttpResponse:
    return answer(metadata(call.base_url, call.numbers))
