"""OAuth."""

from ._errors import AuthorizationError, LogInError

__all__ = [
    "AuthorizationError",
    "LogInError",
]
