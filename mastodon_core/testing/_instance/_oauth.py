"""Apps, authorization codes and tokens, with the rules of Mastodon's Doorkeeper."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

from attrs import evolve, frozen

from ...oauth import OUT_OF_BAND, Scope, pkce_challenge, scopes_cover
from ._params import Params, text, texts
from ._responses import ErrorResponse, invalid
from .render import Json
from .state import App, Grant, State, User, token_channel

# The release that dropped the password grant and added the userinfo endpoint.
_NO_PASSWORDS = 4, 4

# The scopes of Mastodon 4.7, without those that earlier releases removed.
SCOPES = tuple(str(s) for s in Scope if s not in {Scope.CRYPTO, Scope.READ_REPORTS})


def _invalid_client() -> ErrorResponse:
    return ErrorResponse(
        401,
        "invalid_client",
        "Client authentication failed due to unknown client, no client authentication"
        " included, or unsupported authentication method.",
    )


def _invalid_grant() -> ErrorResponse:
    return ErrorResponse(
        400,
        "invalid_grant",
        "The provided authorization grant is invalid, expired, revoked, does not match"
        " the redirection URI used in the authorization request, or was issued to"
        " another client.",
    )


def _invalid_scope() -> ErrorResponse:
    return ErrorResponse(
        400, "invalid_scope", "The requested scope is invalid, unknown, or malformed."
    )


def _unsupported() -> ErrorResponse:
    return ErrorResponse(
        400,
        "unsupported_grant_type",
        "The authorization grant type is not supported by the authorization server.",
    )


@frozen
class Authorizer:
    """Registers apps, and issues and revokes tokens."""

    state: State
    version: tuple[int, ...]

    def register(self, params: Params) -> App:
        name = text(params, "client_name") or ""
        if not name.strip():
            raise invalid("Application name can't be blank")
        uris = texts(params, "redirect_uris")
        uris = uris or (text(params, "redirect_uris") or "").split()
        if not uris:
            raise invalid("Redirect URI can't be blank")
        for uri in uris:
            if not _is_absolute(uri):
                raise invalid("Redirect URI must be an absolute URI.")
        scopes = tuple((text(params, "scopes") or "read").split())
        if not set(scopes) <= set(SCOPES):
            raise invalid("Scopes doesn't match configured on the server.")
        app = App(
            self.state.next_number(),
            name,
            text(params, "website"),
            uris,
            scopes,
            self._random_token(),
            self._random_token(),
        )
        self.state.apps.append(app)
        return app

    def check_authorization(self, params: Params) -> Grant:
        """Validate the parameters of an authorization page.

        Returns:
            A grant without a user.

        Raises:
            ErrorResponse: the app, the redirect URI or a scope is unknown.
        """
        app = self._app(text(params, "client_id"))
        if app is None:
            raise _invalid_client()
        uri = text(params, "redirect_uri") or ""
        if uri not in app.redirect_uris:
            raise ErrorResponse(
                400,
                "invalid_redirect_uri",
                "The redirect uri included is not valid.",
            )
        method = text(params, "code_challenge_method")
        asked = text(params, "code_challenge") if method == "S256" else None
        scopes = self._scopes(app, params)
        return Grant(app, None, scopes, self.state.now, uri, asked)

    def approve(self, params: Params, user: User) -> tuple[str, str]:
        """Authorize an app for a user.

        Returns:
            The code and the URL to redirect to, which is empty if the code is shown
            instead.
        """
        code = self._random_token()
        grant = self.check_authorization(params)
        self.state.codes[code] = evolve(grant, user=user)
        if grant.redirect_uri == OUT_OF_BAND:
            return code, ""
        query = {"code": code}
        if state := text(params, "state"):
            query["state"] = state
        mark = "&" if "?" in grant.redirect_uri else "?"
        return code, f"{grant.redirect_uri}{mark}{urlencode(query)}"

    def token(self, params: Params) -> Json:
        app = self._app(text(params, "client_id"))
        if app is None or app.client_secret != text(params, "client_secret"):
            raise _invalid_client()
        match text(params, "grant_type"):
            case "authorization_code":
                grant = self._redeem(app, params)
            case "client_credentials":
                grant = Grant(app, None, self._scopes(app, params), self.state.now)
            case "password" if self.version < _NO_PASSWORDS:
                grant = self._by_password(app, params)
            case _:
                raise _unsupported()
        return self.issue_token(grant)

    def revoke(self, params: Params) -> None:
        token = text(params, "token") or ""
        grant = self.state.grants.get(token)
        if grant is None:
            return
        app = self._app(text(params, "client_id"))
        known = app is not None and app is grant.app
        if not known or grant.app.client_secret != text(params, "client_secret"):
            raise ErrorResponse(
                403,
                "unauthorized_client",
                "You are not authorized to revoke this token",
            )
        del self.state.grants[token]
        self.state.bus.publish("kill", [token_channel(token)])

    def token_for(self, grant: Grant) -> str:
        token = self._random_token()
        self.state.grants[token] = grant
        return token

    def issue_token(self, grant: Grant) -> Json:
        """Issue a token for a grant."""
        return {
            "access_token": self.token_for(grant),
            "token_type": "Bearer",
            "scope": " ".join(grant.scopes),
            "created_at": int(self.state.now.timestamp()),
        }

    def _redeem(self, app: App, params: Params) -> Grant:
        # A code can be used once, even if the request fails.
        grant = self.state.codes.pop(text(params, "code") or "", None)
        if grant is None or grant.app is not app:
            raise _invalid_grant()
        age = (self.state.now - grant.created_at).total_seconds()
        if age > 600 or grant.redirect_uri != text(params, "redirect_uri"):
            raise _invalid_grant()
        verifier = text(params, "code_verifier") or ""
        if grant.challenge is not None and pkce_challenge(verifier) != grant.challenge:
            raise _invalid_grant()
        return grant

    def _by_password(self, app: App, params: Params) -> Grant:
        user = self.state.user((text(params, "username") or "").partition("@")[0])
        if user is None or user.password != text(params, "password"):
            raise _invalid_grant()
        return Grant(app, user, self._scopes(app, params), self.state.now)

    def _scopes(self, app: App, params: Params) -> tuple[str, ...]:
        asked = tuple((text(params, "scope") or "read").split())
        if not set(asked) <= set(SCOPES) or not scopes_cover(app.scopes, asked):
            raise _invalid_scope()
        return asked

    def _app(self, client_id: str | None) -> App | None:
        apps = (app for app in self.state.apps if app.client_id == client_id)
        return next(apps, None)

    def _random_token(self) -> str:
        return self.state.random_bytes(32).hex()


def _is_absolute(uri: str) -> bool:
    try:
        return uri == OUT_OF_BAND or bool(urlsplit(uri).scheme)
    except ValueError:
        return False


def metadata(base_url: str, version: tuple[int, ...]) -> Json:
    """Render the OAuth server metadata, which exists since Mastodon 4.3."""
    since: Json = {"userinfo_endpoint": f"{base_url}/oauth/userinfo"}
    old = version < _NO_PASSWORDS
    return ({} if old else since) | {
        "issuer": f"{base_url}/",
        "service_documentation": "https://docs.joinmastodon.org/",
        "authorization_endpoint": f"{base_url}/oauth/authorize",
        "token_endpoint": f"{base_url}/oauth/token",
        "app_registration_endpoint": f"{base_url}/api/v1/apps",
        "revocation_endpoint": f"{base_url}/oauth/revoke",
        "scopes_supported": list(SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": [
            "authorization_code",
            *(["password"] if old else []),
            "client_credentials",
        ],
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post",
        ],
        "code_challenge_methods_supported": ["S256"],
    }


def query_of(url: str) -> Params:
    return {name: values[-1] for name, values in parse_qs(urlsplit(url).query).items()}
