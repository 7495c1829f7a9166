"""Registration of accounts, with Mastodon's validation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen

from ._params import Params, flag, text
from ._responses import ErrorResponse, Problem, invalid_parameters
from .state import Grant, Policy, Profile, State, User

LONGEST_USERNAME = 30
_SHORTEST_PASSWORD = 8
_LONGEST_PASSWORD = 72  # in bytes, as bcrypt counts
_USERNAME = re.compile(r"[A-Za-z0-9_]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_IS_BLANK = "ERR_BLANK", "can't be blank"
_IS_TAKEN = "ERR_TAKEN", "has already been taken"


def create_user(
    state: State,
    version: tuple[int, ...],
    username: str,
    password: str,
    profile: Profile,
) -> User:
    """Create an account."""
    # Releases before 4.3 filter no notifications.
    policy = Policy() if version >= (4, 3) else Policy.accepting_all()
    user = User(state.next_id(), username, password, state.now, profile, policy=policy)
    state.users.append(user)
    return user


def _email_of(params: Params) -> str:
    return (text(params, "email") or "").strip()


@frozen
class Registrar:
    """Registers accounts for an app, which gets their tokens."""

    state: State
    grant: Grant
    version: tuple[int, ...]

    def sign_up(self, params: Params) -> Grant:
        """Create an account with an unconfirmed e-mail address.

        Raises:
            ErrorResponse: the parameters are not valid.
        """
        if self.grant.user is not None:
            raise ErrorResponse(
                403, "This method requires an client credentials authentication"
            )
        problems = [*self._problems(params)]
        if problems:
            raise invalid_parameters(problems)
        username = text(params, "username") or ""
        password = text(params, "password") or ""
        user = create_user(self.state, self.version, username, password, Profile())
        user.email = _email_of(params)
        user.confirmed, user.signed_up_with = False, self.grant.app.id
        app = self.grant.app
        return Grant(app, user, app.scopes, self.state.now)

    def resend(self, user: User, params: Params) -> None:
        """Resend the confirmation e-mail, optionally to a new address.

        Raises:
            ErrorResponse: another app created the account, the address is confirmed
                already, or the new one is not valid.
        """
        if user.signed_up_with != self.grant.app.id:
            raise ErrorResponse(
                403,
                "This method is only available to the application the user originally"
                " signed-up with",
            )
        if user.confirmed:
            raise ErrorResponse(
                403,
                "This method is only available while the e-mail is awaiting"
                " confirmation",
            )
        if _email_of(params):
            if problems := [*self._email_problems(params)]:
                raise invalid_parameters(problems)
            user.email = _email_of(params)

    def _problems(self, params: Params) -> Iterator[Problem]:
        yield from self._username_problems(text(params, "username") or "")
        yield from self._email_problems(params)
        password = text(params, "password") or ""
        if not password:
            yield Problem("password", *_IS_BLANK)
        elif len(password) < _SHORTEST_PASSWORD:
            problem = f"is too short (minimum is {_SHORTEST_PASSWORD} characters)"
            yield Problem("password", "ERR_TOO_SHORT", problem)
        elif len(password.encode()) > _LONGEST_PASSWORD:
            problem = f"is too long (maximum is {_LONGEST_PASSWORD} characters)"
            yield Problem("password", "ERR_TOO_LONG", problem)
        if not flag(params, "agreement"):
            yield Problem("agreement", "ERR_ACCEPTED", "must be accepted")

    def _username_problems(self, username: str) -> Iterator[Problem]:
        if not username:
            yield Problem("username", *_IS_BLANK)
        elif not _USERNAME.fullmatch(username):
            problem = "must contain only letters, numbers and underscores"
            yield Problem("username", "ERR_INVALID", problem)
        elif len(username) > LONGEST_USERNAME:
            problem = f"is too long (maximum is {LONGEST_USERNAME} characters)"
            yield Problem("username", "ERR_TOO_LONG", problem)
        elif self.state.user(username) is not None:
            yield Problem("username", *_IS_TAKEN)

    def _email_problems(self, params: Params) -> Iterator[Problem]:
        email = _email_of(params)
        if not email:
            yield Problem("email", *_IS_BLANK)
        elif not _EMAIL.fullmatch(email):
            yield Problem("email", "ERR_INVALID", "is invalid")
        elif any(user.email == email for user in self.state.users):
            yield Problem("email", *_IS_TAKEN)
