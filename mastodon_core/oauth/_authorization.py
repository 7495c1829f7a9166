"""The authorization page of a server, and the redirect back, with PKCE and state."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

from attrs import field, frozen

from .. import entities
from ..values import Secret, check_text, is_loopback, readable
from ._errors import AuthorizationError


def url_safe(random: bytes) -> str:
    """Encode random bytes as a PKCE verifier or a state: base64url without padding."""
    return urlsafe_b64encode(random).rstrip(b"=").decode()


def pkce_challenge(verifier: str) -> str:
    """Compute the S256 code challenge of RFC 7636."""
    # Imported late: loading OpenSSL takes longer than most programs need to log in.
    from hashlib import sha256

    return url_safe(sha256(verifier.encode()).digest())


@frozen
class AuthorizationRequest:
    """An authorization page for a user, and the values to check their redirect with.

    Its `str` is the URL of the page. It cannot be pickled, as the verifier is secret.
    To keep it over a restart, store ``url``, ``state``, ``code_verifier`` and
    ``redirect_uri``, and create it from them again.
    """

    url: str = field(repr=False)
    state: str = field(repr=False)
    code_verifier: Secret
    redirect_uri: str
    scopes: tuple[str, ...] = ()
    """The requested scopes."""
    issuer: str | None = None
    """The issuer that the redirect must name, if it names one (RFC 9207)."""

    def __str__(self) -> str:
        return self.url

    def code_from(self, callback_url: str) -> Secret:
        """Get the code from the URL that the server redirected the user to.

        With the out-of-band redirect URI, the server shows the code to the user
        instead. Pass that code to ``log_in(code=...)`` as it is.

        Raises:
            AuthorizationError: the user or the server refused; or the URL belongs to
                another authorization request or to another server.
        """
        # Only the query counts: behind a proxy, the rest of the URL may differ.
        query = parse_qs(callback_url.partition("?")[2].partition("#")[0])
        states = query.get("state", [])
        if len(states) != 1 or not _equal(states[0], self.state):
            raise AuthorizationError(
                "the callback URL belongs to another authorization request: its state"
                " differs"
            )
        for issuer in query.get("iss", []) if self.issuer else []:
            if not _equal(issuer.rstrip("/"), str(self.issuer).rstrip("/")):
                raise AuthorizationError(
                    f"the callback URL must come from {self.issuer}, not from another"
                    " server"
                )
        if "error" in query:
            words = ": ".join([*query["error"], *query.get("error_description", [])])
            raise AuthorizationError(f"authorization refused: {readable(words)}")
        codes = query.get("code", [])
        if len(codes) != 1:
            raise AuthorizationError(
                f"the callback URL must have one code, not {len(codes)}"
            )
        return Secret(codes[0])


def authorization_url(
    base_url: str,
    metadata: entities.OAuthServerMetadata | None,
    query: Mapping[str, str | None],
) -> str:
    """Make the URL of the page where a user authorizes a program.

    If the server's metadata names a page, it is used as long as it is safe: with https,
    or with plain http on the origin of the instance. If the instance is on this
    machine, plain http to any port of this machine is safe too.
    """
    page = f"{base_url}/oauth/authorize"
    endpoint = metadata.authorization_endpoint if metadata else None
    if endpoint and _is_safe(endpoint, base_url):
        page = endpoint.partition("#")[0]
    given = {name: value for name, value in query.items() if value}
    for name, value in given.items():
        check_text(name, value)
    pairs = urlencode(given)
    return f"{page}{'&' if '?' in page else '?'}{pairs}"


def _equal(text: str, other: str) -> bool:
    """Compare in constant time."""
    from hmac import compare_digest

    return compare_digest(*(t.encode(errors="surrogatepass") for t in (text, other)))


def _is_safe(url: str, base_url: str) -> bool:
    try:
        there, here = urlsplit(url), urlsplit(base_url)
        if "@" in there.netloc or not there.hostname:
            return False
        if there.scheme == "https":
            return True
        is_same = (there.scheme, there.netloc) == (here.scheme, here.netloc)
        is_local = is_loopback(there.hostname) and is_loopback(here.hostname or "")
        return there.scheme == "http" and (is_same or is_local)
    except ValueError:
        return False
