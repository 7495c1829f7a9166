"""https://docs.joinmastodon.org/methods/instance/"""

from __future__ import annotations

from ....http import HttpResponse
from .. import _about
from .._answers import answer
from .._call import Call, Calls

calls = Calls()


@calls.for_anybody
def instance(call: Call) -> HttpResponse:
    about = _about.instance(call.state, call.base_url, call.version, call.numbers)
    return answer(about)


@calls.for_anybody
def instance_v1(call: Call) -> HttpResponse:
    return answer(_about.instance_v1(call.state, call.base_url, call.version))


@calls.for_anybody
def instance_translation_languages(call: Call) -> HttpResponse:
    found: dict[str, list[str]] = {}
    for source, target in call.state.translations:
        found.setdefault(source, []).append(target)
    return answer(found)
