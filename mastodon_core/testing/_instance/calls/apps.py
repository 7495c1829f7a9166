"""https://docs.joinmastodon.org/methods/apps/"""

from __future__ import annotations

from ....http import HttpResponse
from .._answers import answer
from .._call import Call, Calls

calls = Calls()


@calls.for_anybody
def app_create(call: Call) -> HttpResponse:
    app = call.authorizer.register(call.params)
    secrets = {"client_id": app.client_id, "client_secret": app.client_secret}
    more = {"client_secret_expires_at": 0} if call.numbers >= (4, 3) else {}
    return answer(call.render.application(app) | secrets | more)


@calls.for_apps
def app_verify_credentials(call: Call) -> HttpResponse:
    assert call.grant is not None
    return answer(call.render.application(call.grant.app))
