"""Check headers that callers set, before they reach a transport.

Libraries differ in what they refuse: a line break in a value is a second header in one,
and an error that quotes the value, with the token beside it, in another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..values import expect, plain_text

TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
"""A regular expression for a token of RFC 9110, 5.6.2."""
_NAME = re.compile(TOKEN)
_PRINTABLE = re.compile(r"[!-~](?:[ -~]*[!-~])?")
_is_printable = _PRINTABLE.fullmatch

_OWNED: Mapping[str, str] = {
    **dict.fromkeys(
        ("content-encoding", "content-length", "content-type"),
        "it follows from the body",
    ),
    **dict.fromkeys(
        (
            *("accept-encoding", "connection", "expect", "http2-settings"),
            *("keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding"),
            "upgrade",
        ),
        "it belongs to the connection",
    ),
    "authorization": "the session adds the token of its credentials",
    "host": "it follows from the URL",
    "proxy-authorization": "it would tell a proxy's password to the server",
}
"""Headers that only the session or the transport sets, and why."""


def is_token(text: str) -> bool:
    """Whether a text is a token of RFC 9110, such as the name of a protocol."""
    return _NAME.fullmatch(text) is not None


def check_header_value(name: str, value: str, *, may_be_empty: bool = False) -> None:
    """Check that a text can be the value of a header.

    Args:
        name: The header or argument, for the error.

    Raises:
        TypeError: it is not a str.
        ValueError: it has characters other than printable ASCII, or spaces at an end.
            The message leaves the value out, as it may be a secret.
    """
    if type(value) is not str:
        expect(name, value, (str,), "a str")
    if not (_is_printable(value) or (may_be_empty and not value)):
        empty = "" if may_be_empty else "not empty, "
        raise ValueError(
            f"{name} must be printable ASCII, {empty}without spaces at either end"
        )


def checked_headers(headers: Mapping[str, str | None]) -> Mapping[str, str | None]:
    """Return the headers that a caller set, with their names in lower case.

    Raises:
        TypeError: it is not a mapping, or a name or value is not a str.
        ValueError: a name is not a token, occurs twice, or belongs to the session or
            the transport; or a value cannot be sent.
    """
    if headers.__class__ is dict and not headers:
        # Most requests have none, and building one is frequent.
        return headers
    expect("headers", headers, (Mapping,), "a mapping")
    checked: dict[str, str | None] = {}
    for key, value in headers.items():
        expect("the name of a header", key, (str,), "a str")
        name = plain_text(key).lower()
        if not _NAME.fullmatch(name):
            raise ValueError(
                "the name of a header must be letters, digits and hyphens, not"
                f" {key[:60]!r}"
            )
        if name in _OWNED:
            raise ValueError(f"headers must not contain {name}: {_OWNED[name]}")
        if name in checked:
            raise ValueError(f"headers must contain {name} only once")
        if value is not None:
            check_header_value(f"the header {name}", value, may_be_empty=True)
        checked[name] = None if value is None else plain_text(value)
    return checked
