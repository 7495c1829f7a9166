"""https://docs.joinmastodon.org/methods/custom_emojis/"""

from __future__ import annotations

from ....http import HttpResponse
from .._answers import answer
from .._call import Call, Calls

calls = Calls()


@calls.for_anybody
def custom_emojis(call: Call) -> HttpResponse:
    found = sorted(call.state.emojis.values(), key=lambda emoji: emoji.shortcode)
    return answer([call.render.listed_emoji(emoji) for emoji in found])
