"""https://docs.joinmastodon.org/methods/emails/"""

from __future__ import annotations

from ....http import HttpResponse
from .._answers import answer
from .._call import Call, Calls

calls = Calls()


@calls.for_the_unconfirmed
def email_resend_confirmation(call: Call) -> HttpResponse:
    call.registrar.resend(call.user, call.params)
    return answer({})


@calls.for_the_unconfirmed
def email_check_confirmation(call: Call) -> HttpResponse:
    return answer(call.user.confirmed)
