"""The authorization page of a server, and the redirect back, with PKCE and state."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from attrs import field, frozen

from .. import entities
from ..values import (
    Secret,
    check_text,
    expect,
    forgets_arguments,
    is_loopback,
    plain_text,
    readable,
)
from ._defaults import OUT_OF_BAND
from ._errors import AuthorizationError


def url_safe(random: bytes) -> str:
    """Encode random bytes as a PKCE verifier or a state: base64url without padding."""
    return urlsafe_b64encode(random).rstrip(b"=").decode()


def pkce_challenge(verifier: str) -> str:
    """Compute the S256 code challenge of RFC 7636."""
    # Imported late: loading OpenSSL takes longer than most programs need to log in.
    from hashlib import sha256

    return url_safe(sha256(verifier.encode()).digest())


def _to_verifier(value: str | Secret) -> Secret:
    return value if isinstance(value, Secret) else Secret(value)


def _to_scopes(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


@frozen
class AuthorizationRequest:
    """An authorization page for a user, and the values to check their redirect with.

    Its `str` is the URL of the page. It cannot be pickled, as the verifier is secret.
    To keep it until the user returns, store the fields, with the verifier revealed, and
    create it from them again.
    """

    url: str = field(repr=False)
    state: str = field(repr=False)
    code_verifier: Secret = field(converter=_to_verifier)
    redirect_uri: str
    scopes: tuple[str, ...] = field(default=(), converter=_to_scopes)
    """The requested scopes."""
    issuer: str | None = None
    """The issuer that the redirect must name, if it names one (RFC 9207)."""
    issuer_required: bool = False
    """Whether the redirect must name the issuer, as the server's metadata says so."""
    # Emptied by the first use, in one step, as two threads may try at once.
    _unused: list[None] = field(
        factory=lambda: [None], init=False, repr=False, eq=False
    )

    def __str__(self) -> str:
        return self.url

    @forgets_arguments
    def code_from(self, callback_url: str) -> Secret:
        """Get the code from the URL that the server redirected the user to.

        It accepts one URL: when its state has matched, the next URL is refused, so
        keep the code. An `AuthorizationRequest` that was stored and created again
        counts anew: take it out of your store before you call this.

        With the out-of-band redirect URI, the server shows the code to the user
        instead. Pass that code to ``log_in(code=...)`` as it is.

        Args:
            callback_url: The whole URL. It must be the redirect URI with a query. If
                your program only sees the URL that a proxy made of it, pass
                ``redirect_uri + "?" + query``.

        Raises:
            AuthorizationError: the user or the server refused; or the URL belongs to
                another authorization request or to another server, or is used again.
        """
        expect("callback_url", callback_url, (str,), "a str")
        callback_url = callback_url.strip()
        if self.redirect_uri == OUT_OF_BAND:
            raise AuthorizationError(
                "this authorization has no callback URL, as the server shows the code"
                " to the user: pass the code to log_in(code=...)"
            )
        place = _without_query(callback_url)
        if (
            place is None
            or place != _without_query(self.redirect_uri)
            or not _pairs_of(self.redirect_uri) <= _pairs_of(callback_url)
        ):
            raise AuthorizationError(
                f"the callback URL must be {self.redirect_uri} with a query; behind a"
                " proxy, add the query to the redirect_uri yourself"
            )
        query = parse_qs(callback_url.partition("?")[2].partition("#")[0])
        states = query.get("state", [])
        if len(states) != 1 or not _equal(states[0], self.state):
            raise AuthorizationError(
                "the callback URL belongs to another authorization request: its state"
                " differs"
            )
        try:
            self._unused.pop()
        except IndexError:
            raise AuthorizationError(
                "the callback URL was used before; start again with a new"
                " auth_request_url()"
            ) from None
        self._check_issuer(query.get("iss", []))
        if "error" in query:
            words = ": ".join([*query["error"], *query.get("error_description", [])])
            raise AuthorizationError(f"authorization refused: {readable(words)}")
        codes = query.get("code", [])
        if len(codes) != 1:
            raise AuthorizationError(
                f"the callback URL must have one code, not {len(codes)}"
            )
        return Secret(codes[0])

    def _check_issuer(self, issuers: Sequence[str]) -> None:
        if not issuers and self.issuer_required:
            raise AuthorizationError(
                f"the callback URL must name its issuer, as {self.issuer} announced"
            )
        if not self.issuer:
            return
        for issuer in issuers:
            if not _equal(issuer.rstrip("/"), self.issuer.rstrip("/")):
                raise AuthorizationError(
                    f"the callback URL must come from {self.issuer}, not from another"
                    " server"
                )


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
    given = {name: plain_text(value) for name, value in query.items() if value}
    for name, value in given.items():
        check_text(name, value)
    pairs = urlencode(given)
    return f"{page}{'&' if '?' in page else '?'}{pairs}"


def _without_query(url: str) -> tuple[str | int | None, ...] | None:
    """Split off what a redirect URI and its callback URL share; None if invalid."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        return None
    user = parts.netloc.rpartition("@")[0]
    return parts.scheme, user, parts.hostname, port, parts.path or "/"


def _pairs_of(url: str) -> set[tuple[str, str]]:
    """Get the parameters in the query of a URL."""
    query = url.partition("?")[2].partition("#")[0]
    return set(parse_qsl(query, keep_blank_values=True))


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
