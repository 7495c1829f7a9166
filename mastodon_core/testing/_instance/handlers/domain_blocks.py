"""https://docs.joinmastodon.org/methods/domain_blocks/"""

from __future__ import annotations

import re

from ....http import HttpResponse
from .._call import Call, Handlers
from .._params import text
from .._responses import invalid, json_response
from ..state import DomainBlock

handlers = Handlers()

_DOMAIN = re.compile(r"(?=.{1,253}$)([\w-]{1,63}\.)+[\w-]{1,63}")


def _domain(call: Call) -> str:
    given = (text(call.params, "domain") or "").strip().lower()
    if not given:
        raise invalid("Domain can't be blank")
    if not _DOMAIN.fullmatch(given):
        raise invalid("Domain is not a valid domain name")
    return given


@handlers.for_users
def domain_blocks(call: Call) -> HttpResponse:
    return call.page(
        call.user.domain_blocks,
        lambda block: block.domain,
        default=100,
        newer="since_id",
    )


@handlers.for_users
def domain_block(call: Call) -> HttpResponse:
    """Block a domain; without remote accounts, only the list changes."""
    domain, blocks = _domain(call), call.user.domain_blocks
    if all(block.domain != domain for block in blocks):
        blocks.append(DomainBlock(call.state.next_number(), domain))
    return json_response({})


@handlers.for_users
def domain_unblock(call: Call) -> HttpResponse:
    domain, blocks = _domain(call), call.user.domain_blocks
    blocks[:] = [block for block in blocks if block.domain != domain]
    return json_response({})


@handlers.for_users
def domain_block_preview(call: Call) -> HttpResponse:
    _domain(call)
    return json_response({"following_count": 0, "followers_count": 0})
