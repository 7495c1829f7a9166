"""Masks secrets in requests, responses and texts."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from attrs import define, evolve, field

from ..http import (
    MIN_SECRET_LENGTH,
    SECRET_HEADERS,
    HttpRequest,
    HttpResponse,
    Multipart,
    spellings,
)
from ._normalized import (
    Content,
    NormalizedRequest,
    body_of,
    content_of,
    members,
    normalize,
)

MASKED = "***"

_TOKENS = ("access_token", "refresh_token", "id_token", "token")
_RESPONSE_FIELDS = (*_TOKENS, "client_secret", "password", "auth")
# In responses, `code` can be a language code.
_REQUEST_FIELDS = (
    *_RESPONSE_FIELDS,
    "code",
    "code_verifier",
    "state",
    "client_assertion",
    "assertion",
)
_IN_URL = re.compile(
    rf"(?P<name>[?&;#](?:{'|'.join(_REQUEST_FIELDS)})=)(?P<value>[^&#\s\"'<>]+)"
)
_IN_TEXT = re.compile(
    rf"""(?P<name>\b(?:{"|".join(_REQUEST_FIELDS)})\b["']?\s*[:=]\s*)"""
    r"""(?P<value>"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s&;,<>"']+)"""
)
# A token has a digit; a word without one is ordinary text after "Bearer".
_BEARER = re.compile(
    r"(?P<name>\b(?:Bearer|Basic)\s+)(?P<value>(?=[\w.~+/-]*\d)[\w.~+/-]{8,}=*)", re.I
)
# These describe how the body was transferred, not the body that is recorded.
_TRANSFER_HEADERS = {
    "connection",
    "content-encoding",
    "content-length",
    "keep-alive",
    "transfer-encoding",
}
_MIN_EXCERPT = 6
# Up to this number of secrets, ``str.replace`` for each is faster.
_MANY = 200


@define
class Mask:
    """Masks secrets: in fields by name, and known ones everywhere.

    The mask learns the tokens, client secrets, codes and passwords of every request
    and response that it masks.
    """

    _known: set[str] = field(factory=set[str], init=False, repr=False)

    def learn(self, secret: str) -> None:
        """Mask this secret from now on, also as escaped in JSON, URLs and HTML.

        A secret of less than ten characters is ignored: it could be part of any text.
        """
        if len(secret) >= MIN_SECRET_LENGTH:
            self._known |= spellings(secret)

    def request(self, request: HttpRequest) -> NormalizedRequest:
        """Normalize a request and mask its secrets."""
        for name, value in request.headers.items():
            if name.lower() in SECRET_HEADERS:
                self.learn(value.partition(" ")[2] or value)
        return self.normalized(normalize(request))

    def learn_request(self, request: HttpRequest) -> None:
        """Learn the secrets of a request; the files that it uploads are not read."""
        if isinstance(body := request.body, Multipart):
            texts = tuple(part for part in body.parts if isinstance(part[1], bytes))
            request = evolve(request, body=evolve(body, parts=texts))
        self.request(request)

    def normalized(self, plain: NormalizedRequest) -> NormalizedRequest:
        """Mask the secrets of a normalized request."""
        content = self._content(plain.content, _REQUEST_FIELDS)
        return NormalizedRequest(plain.method, self._url(plain.url), content)

    def response(self, response: HttpResponse) -> HttpResponse:
        """Mask the secrets of a response, and remove headers about the transfer."""
        content = self._content(content_of(response.body), _RESPONSE_FIELDS)
        headers = {
            name: MASKED if name in SECRET_HEADERS else self.text(value)
            for name, value in sorted(response.headers.items())
            if name not in _TRANSFER_HEADERS
        }
        return evolve(response, headers=headers, body=body_of(content))

    def _url(self, url: str) -> str:
        parts = urlsplit(url)
        pairs = [
            (name, self._value(name, value, _REQUEST_FIELDS))
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
        ]
        # With "*" left as it is, masking is idempotent.
        query = urlencode(pairs, safe="*")
        return self.known(parts._replace(query=query).geturl())

    def text(self, text: str) -> str:
        """Mask the secrets in any text, such as a log or incomplete JSON."""
        return self.known(self._mask_matches(text, _IN_TEXT))

    def known(self, text: str) -> str:
        """Mask known secrets, and those that are recognizable in any text.

        These are values after ``Bearer``, and values such as ``access_token=`` in URLs.
        """
        text = self._mask_matches(text, _BEARER, _IN_URL)
        if len(self._known) > _MANY:
            return self._scan(text)
        # Longest first, as one secret may be the beginning of another.
        for secret in sorted(self._known, key=lambda s: (-len(s), s)):
            text = text.replace(secret, MASKED)
        return text

    def _scan(self, text: str) -> str:
        """Mask known secrets in a time that hardly depends on their number."""
        lengths: dict[str, set[int]] = {}
        for secret in self._known:
            lengths.setdefault(secret[:MIN_SECRET_LENGTH], set()).add(len(secret))
        pieces: list[str] = []
        start = place = 0
        while place <= len(text) - MIN_SECRET_LENGTH:
            found = lengths.get(text[place : place + MIN_SECRET_LENGTH], ())
            for length in sorted(found, reverse=True):
                if text[place : place + length] in self._known:
                    pieces += text[start:place], MASKED
                    start = place = place + length
                    break
            else:
                place += 1
        return "".join([*pieces, text[start:]])

    def known_in_excerpts(self, text: str) -> str:
        """Mask known secrets, also where dots stand for a part that was left out.

        Then only the beginning of a secret may be left before the dots, or its end
        after them; six characters or more are masked.
        """
        pieces = self.known(text).split("...")
        if len(pieces) == 1:
            return pieces[0]
        heads, tails = _by_start(self._known), _by_start(s[::-1] for s in self._known)
        # An end is the beginning of the reversed text.
        shown = [pieces[0], *(_uncut(piece[::-1], tails)[::-1] for piece in pieces[1:])]
        return "...".join([*(_uncut(piece, heads) for piece in shown[:-1]), shown[-1]])

    def _mask_matches(self, text: str, *patterns: re.Pattern[str]) -> str:
        for pattern in patterns:
            for found in pattern.finditer(text):
                self.learn(found["value"].strip("\"'"))
            text = pattern.sub(rf"\g<name>{MASKED}", text)
        return text

    def _content(self, content: Content, names: Sequence[str]) -> Content:
        match content:
            case {"json": value}:
                self._learn_from(value, names)
                return {"json": self._json(value, names)}
            case {"form": pairs}:
                return {"form": [[n, self._value(n, v, names)] for n, v in pairs]}
            case {"multipart": parts}:
                return {"multipart": [self._part(part, names) for part in parts]}
            case {"text": text}:
                return {"text": self.text(text)}
            case {"base64": text}:
                # Latin-1 maps every byte to a character.
                masked = self.text(b64decode(text).decode("latin-1")).encode("latin-1")
                return {"base64": b64encode(masked).decode()}
            case _:
                return None

    def _part(self, part: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
        name = part["name"]
        return {
            k: self._value(name, v, names) if k == "text" else v
            for k, v in part.items()
        }

    def _value(self, name: str, value: str, names: Sequence[str]) -> str:
        # The name of `subscription[keys][auth]` is its last part.
        if _last(name) in names and value:
            self.learn(value)
            return MASKED
        return self.known(value)

    def _learn_from(self, value: Any, names: Sequence[str], name: str = "") -> None:
        # Learn before masking, as a secret may occur before its own field.
        if isinstance(value, str) and name in names:
            self.learn(value)
        for key, child in members(value):
            self._learn_from(child, names, name if key is None else key)

    def _json(self, value: Any, names: Sequence[str], name: str = "") -> Any:
        if isinstance(value, str):
            return self._value(name, value, names)
        hidden = [
            (key, self._json(child, names, name if key is None else key))
            for key, child in members(value)
        ]
        if isinstance(value, dict):
            return {self.known(str(key)): child for key, child in hidden}
        return [child for _, child in hidden] if isinstance(value, list) else value


def _last(name: str) -> str:
    return name.replace("]", "").rpartition("[")[2] or name


def _by_start(secrets: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for secret in secrets:
        found.setdefault(secret[:_MIN_EXCERPT], []).append(secret)
    return found


def _uncut(text: str, by_start: Mapping[str, Sequence[str]]) -> str:
    """Mask the beginning of a secret at the end of a text."""
    longest = max((len(s) for group in by_start.values() for s in group), default=0)
    for place in range(max(0, len(text) - longest), len(text) - _MIN_EXCERPT + 1):
        rest = text[place:]
        group = by_start.get(rest[:_MIN_EXCERPT], ())
        if any(secret.startswith(rest) for secret in group):
            return text[:place] + MASKED
    return text
