"""What people type for an instance, as the start of every URL of it."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address
from unicodedata import normalize
from urllib.parse import quote, urlsplit

DEFAULT_INSTANCE = "https://mastodon.social"

_DEFAULT_PORTS = {"https": 443, "http": 80}
_DOTS = re.compile("[.\u3002\uff0e\uff61]")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")


def normalised(url: str, *, allow_http: bool = False) -> str:
    """Make what people type the start of every URL of an instance.

    A bare host means https; the trailing slash goes, a path stays; names in other
    scripts become punycode, and a port that the scheme implies is left out.

    >>> normalised("Example.Social/")
    'https://example.social'
    >>> normalised("bücher.example/mastodon")
    'https://xn--bcher-kva.example/mastodon'
    >>> normalised("http://[::1]:3000")
    'http://[::1]:3000'

    Raises:
        ValueError: it is not a host with a port and a path at most; it carries a user
            name or password; or it is plain http, neither on this machine nor allowed.
    """
    text = url.strip()
    if re.search(r"[\s\\\x00-\x1f\x7f]", text):
        raise ValueError(f"not an instance, as there is a blank in it: {url!r}")
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        port = parts.port
    except ValueError:
        # Its own message may quote a password.
        raise ValueError(f"not an instance: {_shown(text)}") from None
    # These may be secret, so none of them is quoted.
    for part, is_there in {
        "user name": "@" in parts.netloc,
        "query": "?" in text,
        "fragment": "#" in text,
    }.items():
        if is_there:
            raise ValueError(f"an instance is a host, without {part}")
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or port == 0:
        raise ValueError(f"not an instance: {_shown(text)}")
    host = _host(parts.hostname, text)
    if parts.scheme == "http" and not (allow_http or is_loopback(host.strip("[]"))):
        raise ValueError(
            f"{_shown(text)} would show your token to everybody on the way:"
            " use https, or say allow_http=True"
        )
    if {".", ".."} & set(parts.path.split("/")):
        raise ValueError(f"the path of an instance must not climb: {_shown(text)}")
    path = quote(parts.path.rstrip("/"), safe="/%:@!$&'()*+,;=~")
    end = "" if port in {None, _DEFAULT_PORTS[parts.scheme]} else f":{port}"
    return f"{parts.scheme}://{host}{end}{path}"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, so that nobody is on the way to it."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _host(host: str, url: str) -> str:
    if ":" in host:
        try:
            address = IPv6Address(host)
        except ValueError:
            raise ValueError(f"not an IPv6 address: {_shown(url)}") from None
        if address.scope_id is not None:
            raise ValueError(f"an address with a zone is not a URL's: {_shown(url)}")
        return f"[{address.compressed}]"
    labels = _DOTS.split(host.removesuffix("."))
    try:
        ascii = [_label(label) for label in labels]
    except ValueError as error:
        reason = f"{_shown(url)} names no host: {error}"
        raise ValueError(reason) from None
    return ".".join(ascii)


def _label(label: str) -> str:
    """Encode one part of a name (RFC 3490, and RFC 5891 where that differs)."""
    if not label.isascii():
        # Few instances have such a name, and its tables take a while to load.
        from encodings.idna import ToASCII

        name = normalize("NFKC", label.lower())
        # The codec's RFC of 2003 writes them as ss and σ, which is another host
        # today; it also drops the joiners, which only few scripts may hold.
        if re.search("[\u200c\u200d]", name):
            raise ValueError("write a name with joiners in punycode")
        checked = ToASCII(name.replace("ß", "s").replace("ς", "σ")).decode()
        if re.search("[ßς]", name):
            checked = "xn--" + name.encode("punycode").decode()
        label = checked
    if not _LABEL.fullmatch(label):
        raise ValueError("a part of it is empty, too long, or holds what no name may")
    return label


def _shown(url: str) -> str:
    return repr(re.sub(r"//[^/]*@", "//***@", url)[:200])
