"""The network that a host belongs to, in each spelling of its name or address."""

import socket
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastodon_core import Credentials
from mastodon_core.values import HostKind, host_kind, is_loopback, may_refer

THIS_MACHINE = """
 127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0X7F000001 0x7f.1 0177.0.0.1
017700000001 00000000177.1 127.255.255.254 127.0.0.0x1 0.0.0.0 0 00 0x0 127.0.0.1.
127.1.. １２７.0.0.1 127。0．0｡1 ①②⑦.0.0.1 ::1 0:0:0:0:0:0:0:1 :: ::ffff:127.0.0.1
::FFFF:7F00:1 ::127.0.0.1 ::ffff:0:127.0.0.1 ::ffff:0.0.0.0 64:ff9b::127.0.0.1
64:ff9b:1::7f00:1 2002:7f00:1:: 2002:7f00:1::8 localhost LOCALHOST localhost.
app.localhost a.b.LocalHost.
"""
LINK_LOCAL = """
 169.254.169.254 169.254.1 2852039166 0xa9fea9fe 0251.0376.0251.0376 fe80::1
fe80::1%eth0 ::ffff:169.254.169.254 ::ffff:a9fe:a9fe 64:ff9b::a9fe:a9fe
2002:a9fe:a9fe::
"""
PRIVATE = """
 10.0.0.1 10.1 167772161 0xa.1 012.0.0.1 172.16.0.1 172.31.255.255 192.168.0.1
192.168.1 100.64.0.1 100.127.255.255 fc00::1 fd12:3456::1 fec0::1 ::ffff:10.0.0.1
::10.0.0.1 64:ff9b::10.0.0.1 2002:a00:1:: 2002:c0a8:1::1 intranet db nas.
printer.local PRINTER.LOCAL. metadata.google.internal router.home.arpa social.lan
x.home x.corp x.intranet x.private localhost.localdomain 64:ff9b:1::101:101
"""
RESERVED = """
 0.0.0.1 0.255.255.255 192.0.0.1 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1
224.0.0.1 239.1.1.1 255.255.255.255 4294967295 240.0.0.1 ff02::1 100::1 2001::1
2001:db8::1 3fff::1 4000::1 64:ff9b::224.0.0.1 256.1.1.1 4294967296 1.2.3.4.5
1.2.3.4.0 08.1.1.1 0x 1.2.3.0x 1..2 99999999999999999999999999 127.0.0.1.5 x.example.7
"""
PUBLIC = """
 mastodon.social x.example localhost.example localhost.social 1.1.1.1 8.8.8.8
134744072 172.15.0.1 172.32.0.1 100.63.0.1 100.128.0.1 169.253.0.1 11.0.0.1
2606:4700::1111 2a00::1 ::ffff:1.1.1.1 64:ff9b::1.1.1.1 2002:101:101::
127.0.0.1.nip.io 1a.2b xn--bcher-kva.example 10.example home.example arpa.example
"""


@pytest.mark.parametrize(
    ("kind", "hosts"),
    [
        (HostKind.LOOPBACK, THIS_MACHINE),
        (HostKind.LINK_LOCAL, LINK_LOCAL),
        (HostKind.PRIVATE, PRIVATE),
        (HostKind.RESERVED, RESERVED),
        (HostKind.PUBLIC, PUBLIC),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_host_has_one_kind_in_each_spelling(kind: HostKind, hosts: str) -> None:
    assert {h: host_kind(h) for h in hosts.split()} == dict.fromkeys(
        hosts.split(), kind
    )


def spelled(address: IPv4Address, draw: Any) -> str:
    """Spell an IPv4 address in one of the ways of ``inet_aton``."""
    count = draw(st.integers(1, 4), label="how many numbers")
    packed = address.packed
    numbers = [*packed[: count - 1], int.from_bytes(packed[count - 1 :], "big")]
    style = st.sampled_from(["{}", "0{:o}", "0x{:x}", "0X{:X}", "00{:o}"])
    return ".".join(draw(style).format(number) for number in numbers)


@given(st.ip_addresses(v=4), st.data())
def test_spelled_address_is_of_the_kind_that_the_system_connects_to(
    address: IPv4Address, data: st.DataObject
) -> None:
    text = spelled(address, data.draw)
    assert socket.inet_aton(text) == address.packed
    assert host_kind(text) is host_kind(str(address))
    for embedded in (f"::ffff:{address}", f"64:ff9b::{address}"):
        assert host_kind(IPv6Address(embedded).exploded) is host_kind(text)


@given(st.text(st.sampled_from("01789afxX.:"), min_size=1, max_size=16))
def test_host_that_the_system_takes_for_an_address_has_the_kind_of_it(
    text: str,
) -> None:
    # A trailing dot is part of names, and browsers accept it with addresses too.
    name = text.rstrip(".")
    try:
        found = IPv4Address(socket.inet_aton(name))
    except OSError:
        # A name; the public DNS has none that ends in a number.
        is_number = name.rpartition(".")[2].isdecimal()
        assert not is_number or host_kind(text) is not HostKind.PUBLIC
    else:
        assert host_kind(text) is host_kind(str(found))


@given(st.ip_addresses())
def test_public_address_is_global(address: IPv4Address | IPv6Address) -> None:
    if host_kind(str(address)) is HostKind.PUBLIC:
        # Versions of Python differ on addresses that have one of IPv4 inside.
        inner = [getattr(address, name, None) for name in ("ipv4_mapped", "sixtofour")]
        reached = next(filter(None, inner), address)
        assert reached.is_global
        assert not reached.is_multicast


def test_loopback_for_plain_http_is_an_address_in_its_usual_spelling() -> None:
    for host in ("127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1", "localhost"):
        assert is_loopback(host), host
    assert is_loopback("app.localhost")
    # Where these go depends on the system, the resolver or a proxy.
    for host in ("0.0.0.0", "::", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "x"):
        assert not is_loopback(host), host
        place = f"[{host}]" if ":" in host else host
        with pytest.raises(ValueError, match="must use https"):
            Credentials(base_url=f"http://{place}").on(None)


def test_server_may_refer_to_public_hosts_and_to_those_of_its_own_kind() -> None:
    hosts = {
        HostKind.PUBLIC: ("x.example", "1.1.1.1"),
        HostKind.LOOPBACK: ("localhost", "127.1"),
        HostKind.LINK_LOCAL: ("169.254.169.254", "fe80::1"),
        HostKind.PRIVATE: ("10.0.0.1", "db.internal"),
        HostKind.RESERVED: ("192.0.2.1", "224.0.0.1"),
    }
    for kind, (here, _) in hosts.items():
        for other, (_, there) in hosts.items():
            expected = other in {HostKind.PUBLIC, kind}
            assert may_refer(here, there) is expected, (here, there)
