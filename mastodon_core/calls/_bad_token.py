"""Recognize the refusal of a token, whatever its status.

A response refuses the token if one of these holds:

- Its status is 401.
- Its status is 400, 403 or 422, and ``WWW-Authenticate`` or the message has the code
  ``invalid_token`` (RFC 6750, 3.1).
- It is a 400 with the text ``Invalid Bearer token`` (Takahe).
- It is a 403 with the message ``Invalid credentials.`` (Pleroma, Akkoma).
- It is a 422 to `account_verify_credentials` (snac; Mastodon for the token of an app).
  That request has no parameter that could be invalid.
"""

from __future__ import annotations

from ..http import HttpResponse
from ._explanations import message_of

VERIFY_CREDENTIALS = "/api/v1/accounts/verify_credentials"

_MESSAGES = {
    400: {"invalid_token", "Invalid Bearer token"},
    403: {"invalid_token", "Invalid credentials."},
    422: {"invalid_token"},
}
# Bytes. None of these messages is in a longer body.
_LONGEST = 1000


def refuses_token(response: HttpResponse, method: str, path: str) -> bool:
    """Tell whether an error response refuses the token, by the rule of this module."""
    if response.status == 401:
        return True
    if response.status not in _MESSAGES:
        return False
    if 'error="invalid_token"' in response.headers.get("www-authenticate", ""):
        return True
    if response.status == 422 and (method, path) == ("GET", VERIFY_CREDENTIALS):
        return True
    if len(response.body) > _LONGEST:
        return False
    return message_of(response.body) in _MESSAGES[response.status]
