"""The lowest layer: secrets, credentials, base URLs, dates, and the root of errors."""

from ._arguments import (
    Word,
    alternatives,
    expect,
    expect_count,
    expect_word,
    nearest,
    refuse_word,
)
from ._base_url import normalize_base_url
from ._calling_hooks import HookFailed, call_hook
from ._credentials import Credentials, warn_about_guess
from ._dates import (
    format_http_date,
    format_moment,
    parse_count,
    parse_http_date,
    seconds_until,
)
from ._errors import MastodonError, MastodonTimeout
from ._extras import need
from ._hosts import HostKind, host_kind, ipv4_address, is_loopback, may_refer
from ._lazy import ModuleGetAttr, lazy_names
from ._rechecked import Rechecked
from ._secret import Hidden, Secret, hide, to_secret
from ._sentinels import NULL, UNSET, Null, Unset
from ._text import check_text, plain_text, readable
from ._tracebacks import forget_locals, forgets_arguments
from ._warnings import DefaultInstanceWarning, caller_level

__all__ = [
    "NULL",
    "UNSET",
    "Credentials",
    "DefaultInstanceWarning",
    "Hidden",
    "HookFailed",
    "HostKind",
    "MastodonError",
    "MastodonTimeout",
    "ModuleGetAttr",
    "Null",
    "Rechecked",
    "Secret",
    "Unset",
    "Word",
    "alternatives",
    "call_hook",
    "caller_level",
    "check_text",
    "expect",
    "expect_count",
    "expect_word",
    "forget_locals",
    "forgets_arguments",
    "format_http_date",
    "format_moment",
    "hide",
    "host_kind",
    "ipv4_address",
    "is_loopback",
    "lazy_names",
    "may_refer",
    "nearest",
    "need",
    "normalize_base_url",
    "parse_count",
    "parse_http_date",
    "plain_text",
    "readable",
    "refuse_word",
    "seconds_until",
    "to_secret",
    "warn_about_guess",
]
