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

# In lower case, without a full stop.
_MESSAGES = {
    400: {"invalid_token", "invalid bearer token"},
    403: {"invalid_token", "invalid credentials"},
    422: {"invalid_token"},
}
# A challenge may have blanks around "=", and quotes or not (RFC 9110, 11.2).
_PLAIN = {ord(character): None for character in ' \t"'}
# Bytes. None of these messages is in a longer body.
_LONGEST = 1000


def refuses_token(response: HttpResponse, method: str, path: str) -> bool:
    """Tell whether an error response refuses the token, by the rule of this module."""
    if response.status == 401:
        return True
    if response.status not in _MESSAGES:
        return False
    challenge = response.headers.get("www-authenticate", "").lower()
    if "error=invalid_token" in challenge.translate(_PLAIN):
        return True
    if response.status == 422 and (method, path) == ("GET", VERIFY_CREDENTIALS):
        return True
    if len(response.body) > _LONGEST:
        return False
    message = message_of(response.body).lower().rstrip(".")
    return message in _MESSAGES[response.status]
