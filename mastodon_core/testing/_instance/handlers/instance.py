"""https://docs.joinmastodon.org/methods/instance/"""

from __future__ import annotations

from ....http import HttpResponse
from .. import _instance_documents
from .._call import Call, Handlers
from .._responses import json_response

handlers = Handlers()


@handlers.public
def instance(call: Call) -> HttpResponse:
    document = _instance_documents.instance(
        call.state, call.base_url, call.version, call.version_numbers
    )
    return json_response(document)


@handlers.public
def instance_v1(call: Call) -> HttpResponse:
    return json_response(
        _instance_documents.instance_v1(call.state, call.base_url, call.version)
    )


@handlers.public
def instance_translation_languages(call: Call) -> HttpResponse:
    found: dict[str, list[str]] = {}
    for source, target in call.state.translations:
        found.setdefault(source, []).append(target)
    return json_response(found)
