"""Helpers without requests.

They are blurhash, HTML to text, status length, filters, web push and the software of a
server.

They are loaded when first used, as some need a library that an extra installs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..values import ModuleGetAttr, lazy_names

if TYPE_CHECKING:
    from ._blurhash import Blurhash, to_srgb
    from ._errors import PushError
    from ._filtering import FilterMatch, find_matches, remove_hidden
    from ._html import text_of
    from ._software import InstanceInfo, Software, parse_release, software
    from ._status_length import LINK_LENGTH, status_length
    from ._web_push import RANDOM_BYTES, PushKeys, decrypt

__all__ = [
    "LINK_LENGTH",
    "RANDOM_BYTES",
    "Blurhash",
    "FilterMatch",
    "InstanceInfo",
    "PushError",
    "PushKeys",
    "Software",
    "decrypt",
    "find_matches",
    "parse_release",
    "remove_hidden",
    "software",
    "status_length",
    "text_of",
    "to_srgb",
]

__getattr__: ModuleGetAttr = lazy_names(
    __name__,
    {
        "FilterMatch": "_filtering",
        "InstanceInfo": "_software",
        "LINK_LENGTH": "_status_length",
        "PushError": "_errors",
        "PushKeys": "_web_push",
        "RANDOM_BYTES": "_web_push",
        "Software": "_software",
        "Blurhash": "_blurhash",
        "decrypt": "_web_push",
        "parse_release": "_software",
        "remove_hidden": "_filtering",
        "software": "_software",
        "find_matches": "_filtering",
        "status_length": "_status_length",
        "text_of": "_html",
        "to_srgb": "_blurhash",
    },
)
