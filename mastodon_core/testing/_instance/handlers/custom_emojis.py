"""https://docs.joinmastodon.org/methods/custom_emojis/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers
from .._responses import json_response

handlers = Handlers()


@handlers.public
def custom_emojis(call: Call) -> HttpResponse:
    found = sorted(call.state.emojis.values(), key=lambda emoji: emoji.shortcode)
    return json_response([call.render.listed_emoji(emoji) for emoji in found])
