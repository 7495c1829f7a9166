"""https://docs.joinmastodon.org/methods/emails/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers
from .._responses import json_response

handlers = Handlers()


@handlers.for_unconfirmed_users
def email_resend_confirmation(call: Call) -> HttpResponse:
    call.registrar.resend(call.user, call.params)
    return json_response({})


@handlers.for_unconfirmed_users
def email_check_confirmation(call: Call) -> HttpResponse:
    return json_response(call.user.confirmed)
