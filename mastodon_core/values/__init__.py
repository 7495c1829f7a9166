"""Values that everything else is made of: secrets, credentials, base URLs, dates."""

from ._arguments import expect, expect_count
from ._base_url import is_loopback, normalised
from ._credentials import Credentials
from ._dates import count_of, http_date, http_date_text, seconds_until
from ._errors import MastodonError, MastodonTimeout
from ._extras import need
from ._lazy import lazy_names
from ._secret import Secret, secret_of
from ._sentinels import NULL, UNSET, Null, Unset
from ._text import readable

__all__ = [
    "NULL",
    "UNSET",
    "Credentials",
    "MastodonError",
    "MastodonTimeout",
    "Null",
    "Secret",
    "Unset",
    "count_of",
    "expect",
    "expect_count",
    "http_date",
    "http_date_text",
    "is_loopback",
    "lazy_names",
    "need",
    "normalised",
    "readable",
    "seconds_until",
    "secret_of",
]
