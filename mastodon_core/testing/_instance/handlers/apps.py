"""https://docs.joinmastodon.org/methods/apps/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers
from .._responses import json_response

handlers = Handlers()


@handlers.public
def app_create(call: Call) -> HttpResponse:
    app = call.authorizer.register(call.params)
    secrets = {"client_id": app.client_id, "client_secret": app.client_secret}
    more = {"client_secret_expires_at": 0} if call.version_numbers >= (4, 3) else {}
    return json_response(call.render.application(app) | secrets | more)


@handlers.for_apps
def app_verify_credentials(call: Call) -> HttpResponse:
    assert call.grant is not None
    return json_response(call.render.application(call.grant.app))
