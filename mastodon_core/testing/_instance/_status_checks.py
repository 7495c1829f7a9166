"""Checks that posting, editing and quoting share."""

from __future__ import annotations

from ...helpers._status_length import status_length
from ._params import Params, text
from ._responses import invalid
from .state import Status, User

MAX_CHARACTERS = 500

_VISIBILITIES = {"public", "unlisted", "private", "direct"}
_POLICIES = {"public", "followers", "nobody"}


def visibility_of(user: User, params: Params) -> str:
    visibility = text(params, "visibility") or user.profile.privacy
    if visibility not in _VISIBILITIES:
        raise invalid("Visibility is not included in the list")
    return visibility


def quote_policy_of(user: User, params: Params, visibility: str) -> str:
    """Read the quote policy; private and direct statuses can't be quoted."""
    given = text(params, "quote_approval_policy")
    policy = given or user.profile.defaults.quote_policy
    if policy not in _POLICIES:
        raise invalid("Quote approval policy is invalid")
    return policy if visibility in {"public", "unlisted"} else "nobody"


def may_quote(user: User | None, status: Status) -> bool:
    """Whether a viewer may quote a status that they see.

    Args:
        user: None for a viewer without a token.
    """
    if user is None or status.visibility == "direct":
        return False
    if user is status.user or status.quote_policy == "public":
        return True
    follows = status.user.id in user.following
    return status.quote_policy == "followers" and follows


def text_and_warning(params: Params) -> tuple[str, str]:
    """Read text and content warning; a warning without text becomes the text."""
    content, spoiler = text(params, "status") or "", text(params, "spoiler_text") or ""
    return (content, spoiler) if content.strip() else (spoiler, "")


def check_text(content: str, spoiler: str, *, may_be_blank: bool) -> None:
    """Raise an error if the text is blank or too long."""
    if not content.strip() and not may_be_blank:
        raise invalid("Text can't be blank")
    if status_length(content, spoiler) > MAX_CHARACTERS:
        raise invalid(f"Text character limit of {MAX_CHARACTERS} exceeded")
