"""Base URLs of instances."""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from unicodedata import normalize
from urllib.parse import quote, urlsplit

from ._hosts import is_loopback

DEFAULT_INSTANCE = "https://mastodon.social"

_DEFAULT_PORTS = {"https": 443, "http": 80}
# IDNA reads these as dots too.
_DOTS = str.maketrans("\u3002\uff0e\uff61", "...")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")


def normalize_base_url(url: str, *, allow_http: bool = False) -> str:
    """Turn an instance, as a user types it, into its base URL.

    A host without a scheme gets https. The trailing slash and the scheme's default port
    are removed, a path is kept, and non-ASCII host names are encoded as punycode.

    >>> normalize_base_url("Example.Social/")
    'https://example.social'
    >>> normalize_base_url("bücher.example/mastodon")
    'https://xn--bcher-kva.example/mastodon'
    >>> normalize_base_url("http://[::1]:3000")
    'http://[::1]:3000'

    Args:
        allow_http: Whether plain http is allowed for other hosts than this machine.

    Raises:
        ValueError: it has something else than a scheme, host, port and path, such as a
            user name or a query; one of these is invalid; or it is plain http without
            ``allow_http``.
    """
    text = url.strip()
    if re.search(r"[\s\\\x00-\x1f\x7f\ud800-\udfff]", text):
        raise ValueError(
            "the instance URL must not contain spaces, backslashes, control characters"
            f" or lone surrogates: {_quoted(text)}"
        )
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        port = parts.port
    except ValueError:
        # Its own message may quote a password.
        raise _not_an_instance(text) from None
    # These may be secret, so the message does not quote them.
    for part, is_present in {
        "user name": "@" in parts.netloc,
        "query": "?" in text,
        "fragment": "#" in text,
    }.items():
        if is_present:
            raise ValueError(f"the instance URL must not contain a {part}")
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or port == 0:
        raise _not_an_instance(text)
    host = _normalize_host(parts.hostname, text)
    if parts.scheme == "http" and not (allow_http or is_loopback(host.strip("[]"))):
        raise ValueError(
            f"the instance URL must use https, not {_quoted(text)}: plain http would"
            " send your token unencrypted; pass allow_http=True to permit that"
        )
    if {".", ".."} & set(parts.path.split("/")):
        raise ValueError(
            f"the instance URL must not contain '.' or '..' segments: {_quoted(text)}"
        )
    path = quote(parts.path.rstrip("/"), safe="/%:@!$&'()*+,;=~")
    end = "" if port in {None, _DEFAULT_PORTS[parts.scheme]} else f":{port}"
    return f"{parts.scheme}://{host}{end}{path}"


def _normalize_host(host: str, url: str) -> str:
    if ":" in host:
        try:
            address = IPv6Address(host)
        except ValueError:
            raise ValueError(
                f"the instance URL has an invalid IPv6 address: {_quoted(url)}"
            ) from None
        if address.scope_id is not None:
            raise ValueError(
                "the IPv6 address in the instance URL must not have a zone:"
                f" {_quoted(url)}"
            )
        return f"[{address.compressed}]"
    labels = host.removesuffix(".").translate(_DOTS).split(".")
    try:
        return ".".join(map(_encode_label, labels))
    except ValueError as error:
        raise ValueError(
            f"the instance URL has an invalid host: {_quoted(url)}: {error}"
        ) from None


def _encode_label(label: str) -> str:
    """Encode one label of a host name (RFC 3490, and RFC 5891 where that differs)."""
    if not label.isascii():
        # Few instances have such a name, and the tables for it load slowly.
        from encodings.idna import ToASCII

        name = normalize("NFKC", label.lower())
        # The codec implements the RFC of 2003, which writes ß and ς as ss and σ: today
        # that is another host. It also drops the zero-width joiners, which are valid
        # in few scripts only.
        if re.search("[\u200c\u200d]", name):
            raise ValueError("a label with zero-width joiners must be in punycode")
        checked = ToASCII(name.replace("ß", "s").replace("ς", "σ")).decode()
        if re.search("[ßς]", name):
            checked = "xn--" + name.encode("punycode").decode()
        label = checked
    if not _LABEL.fullmatch(label):
        raise ValueError(
            "a label must have 1 to 63 letters, digits, hyphens and underscores, and"
            " no hyphen at its start or end"
        )
    return label


def _not_an_instance(url: str) -> ValueError:
    return ValueError(
        "the instance must be a host such as mastodon.social, or its https URL, not"
        f" {_quoted(url)}"
    )


def _quoted(url: str) -> str:
    """Quote the start of a URL, with user name and password masked."""
    return repr(re.sub(r"//[^/]*@", "//***@", url)[:200])
