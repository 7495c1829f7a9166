"""Which network a host belongs to, as far as its name or address tells.

A name is not resolved, as that is I/O: a public name whose address is private counts as
public.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum, auto
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias, cast
from unicodedata import normalize

Address: TypeAlias = "IPv4Address | IPv6Address"
Networks: TypeAlias = "tuple[IPv4Network | IPv6Network, ...]"


class HostKind(Enum):
    """The network that a host belongs to."""

    PUBLIC = auto()
    """The internet."""
    LOOPBACK = auto()
    """This machine."""
    LINK_LOCAL = auto()
    """The network segment; clouds serve the secrets of a machine here."""
    PRIVATE = auto()
    """A private network."""
    RESERVED = auto()
    """Addresses that no server has: multicast, documentation, and so on."""


# The first one that an address is in counts. Python's own tables, behind ``is_private``
# and ``is_global``, differ by version.
_NETWORKS: Mapping[HostKind, tuple[str, ...]] = {
    HostKind.LOOPBACK: ("127.0.0.0/8", "0.0.0.0/32", "::1/128", "::/128"),
    HostKind.LINK_LOCAL: ("169.254.0.0/16", "fe80::/10"),
    HostKind.PRIVATE: (
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "172.16.0.0/12",
        "192.168.0.0/16",
        "64:ff9b:1::/48",  # NAT64 of a local network
        "fc00::/7",
        "fec0::/10",
    ),
    HostKind.RESERVED: (
        "0.0.0.0/8",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, and what is above it
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
    ),
    HostKind.PUBLIC: ("0.0.0.0/0", "2000::/3"),
}

# IPv6 networks whose addresses lead to an IPv4 address, and the bits to its right.
_EMBEDDED: Mapping[str, int] = {
    "::/96": 0,  # IPv4-compatible
    "::ffff:0:0/96": 0,  # IPv4-mapped
    "::ffff:0:0:0/96": 0,  # IPv4-translated
    "64:ff9b::/96": 0,  # NAT64
    "64:ff9b:1::/48": 0,
    "2002::/16": 80,  # 6to4
}

# RFC 6761, RFC 6762 with its appendix G, RFC 8375, and ICANN's ``internal``.
_PRIVATE_NAMES = {
    "corp",
    "home",
    "internal",
    "intranet",
    "lan",
    "local",
    "localdomain",
    "private",
}

_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")


def host_kind(host: str) -> HostKind:
    """Tell the network of a host from its name, or from any spelling of its address.

    Names without a dot are private, and so are names that end in ``local``,
    ``internal``, ``home.arpa``, ``lan``, ``home``, ``corp``, ``private``, ``intranet``
    or ``localdomain``: the public DNS has none of these.

    >>> host_kind("mastodon.social"), host_kind("2130706433")
    (<HostKind.PUBLIC: 1>, <HostKind.LOOPBACK: 2>)

    Args:
        host: A host as in a URL, in any case; an IPv6 address without brackets.
    """
    name = normalize("NFKC", host).lower().replace("\u3002", ".").rstrip(".")
    address = _address(name)
    if address is not None:
        return _kind_of_address(address)
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        # It ends like an IPv4 address, and programs disagree about what it means.
        return HostKind.RESERVED
    if labels[-1] == "localhost":
        return HostKind.LOOPBACK
    is_private = (
        len(labels) == 1
        or labels[-1] in _PRIVATE_NAMES
        or labels[-2:] == ["home", "arpa"]
    )
    return HostKind.PRIVATE if is_private else HostKind.PUBLIC


def may_refer(here: str, there: str) -> bool:
    """Whether a server may send its clients to another host, as by a redirect.

    It may name public hosts, and hosts of its own kind. Otherwise, a server on the
    internet could make a client ask the machines in its private network.
    """
    return host_kind(there) in {HostKind.PUBLIC, host_kind(here)}


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, so that requests certainly do not leave it.

    An address must be in its usual spelling: this decides where plain http is allowed,
    and a proxy or resolver may read the other ones in another way.
    """
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def ipv4_address(host: str) -> IPv4Address | None:
    """Parse an IPv4 address in each spelling that operating systems accept.

    >>> ipv4_address("127.1")
    IPv4Address('127.0.0.1')
    """
    address = None if ":" in host else _address(host.lower())
    return cast("IPv4Address | None", address)


def _address(name: str) -> Address | None:
    """Parse an address in each spelling that operating systems accept.

    Those of IPv4 are the ones of ``inet_aton``: one to four numbers, each decimal,
    octal or hexadecimal. The last one fills the remaining bytes.
    """
    if ":" in name:
        try:
            return IPv6Address(name)
        except ValueError:
            return None
    parts = name.split(".")
    try:
        *first, last = map(_number, parts[:4])
        value = last.to_bytes(4 - len(first), "big")
        return IPv4Address(bytes(first) + value) if len(parts) <= 4 else None
    except (ValueError, OverflowError):
        return None


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text) or len(text) > 20:
        raise ValueError
    if text.startswith("0x"):
        return int(text, 16)
    return int(text, 8 if text.startswith("0") else 10)


def _kind_of_address(address: Address) -> HostKind:
    kind = next(
        (kind for kind, networks in _networks().items() if _is_in(address, networks)),
        HostKind.RESERVED,
    )
    if kind is HostKind.LOOPBACK or isinstance(address, IPv4Address):
        return kind
    for text, bits in _EMBEDDED.items():
        if address in IPv6Network(text):
            inner = _kind_of_address(IPv4Address(int(address) >> bits & 0xFFFFFFFF))
            is_local = kind is HostKind.PRIVATE and inner is HostKind.PUBLIC
            return kind if is_local else inner
    return kind


def _is_in(address: Address, networks: Networks) -> bool:
    return any(address in network for network in networks)


@cache
def _networks() -> Mapping[HostKind, Networks]:
    return {
        kind: tuple(
            IPv6Network(text) if ":" in text else IPv4Network(text) for text in texts
        )
        for kind, texts in _NETWORKS.items()
    }
