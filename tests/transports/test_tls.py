"""TLS with certificates made for the tests."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from attrs import frozen
from mastodon_offline.conformance import FaultServer
from transport_classes import each_transport, is_blocking, run

from mastodon_core import CertificateError
from mastodon_core.testing.conformance import Reply, ok

REPLIES = (ok(), ok())


@frozen
class Authority:
    """A certificate authority, and the file with its certificate."""

    ca: trustme.CA
    file: Path

    def server(self, name: str) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.ca.issue_cert(name).configure_cert(context)
        return context


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    ca = trustme.CA()
    file = tmp_path_factory.mktemp("tls") / "ca.pem"
    ca.cert_pem.write_to_path(file)
    return Authority(ca, file)


def titles(mastodon_class: Any, url: str, **options: Any) -> list[str]:
    """Send two requests, which can share one connection."""
    if is_blocking(mastodon_class):
        with mastodon_class(api_base_url=url, **options) as mastodon:
            return [mastodon.instance_v1().title for _ in range(2)]

    async def main() -> list[str]:
        async with mastodon_class(api_base_url=url, **options) as mastodon:
            return [(await mastodon.instance_v1()).title for _ in range(2)]

    found: list[str] = run(mastodon_class, main)
    return found


def replies() -> Iterator[Reply]:
    return iter(REPLIES)


@each_transport
def test_tls_connection_is_reused(mastodon_class: Any, authority: Authority) -> None:
    with FaultServer(replies(), authority.server("127.0.0.1")) as server:
        assert titles(mastodon_class, server.url, verify=authority.file) == ["X", "X"]
        assert server.connections == 1


@each_transport
def test_verify_false_accepts_any_certificate(
    mastodon_class: Any, authority: Authority
) -> None:
    with FaultServer(replies(), authority.server("127.0.0.1")) as server:
        options: dict[str, Any] = {"verify": False}
        if is_blocking(mastodon_class):
            with pytest.warns(Warning, match="Unverified HTTPS request"):
                assert titles(mastodon_class, server.url, **options) == ["X", "X"]
        else:
            assert titles(mastodon_class, server.url, **options) == ["X", "X"]


@each_transport
@pytest.mark.parametrize("name", ["127.0.0.1", "other.example"])
def test_untrusted_server_receives_nothing(
    mastodon_class: Any, name: str, authority: Authority
) -> None:
    """The authority is not trusted, or the certificate is for another host."""
    trusted: Any = {"verify": authority.file} if name == "other.example" else {}
    with FaultServer(replies(), authority.server(name)) as server:
        with pytest.raises(CertificateError) as refused:
            titles(mastodon_class, server.url, **trusted)
        assert not refused.value.sent
    assert (server.connections, server.received) == (1, [])


@each_transport
def test_client_certificate_is_sent(
    mastodon_class: Any, authority: Authority, tmp_path: Path
) -> None:
    own = authority.ca.issue_cert("client.example")
    both_in_one = tmp_path / "client.pem"
    own.private_key_and_cert_chain_pem.write_to_path(both_in_one)
    context = authority.server("127.0.0.1")
    authority.ca.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    with FaultServer(replies(), context) as server:
        options = {"verify": authority.file, "cert": str(both_in_one)}
        assert titles(mastodon_class, server.url, **options) == ["X", "X"]
