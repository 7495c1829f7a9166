"""The tests can connect to this machine only."""

import socket
from typing import Any

import pytest
from transport_classes import each_transport, send


@pytest.mark.parametrize("host", ["x.example", "192.0.2.1", "10.0.0.1"])
def test_connecting_to_another_machine_raises(host: str) -> None:
    with pytest.raises(RuntimeError, match=f"must not connect to {host}"):
        socket.create_connection((host, 80), timeout=1)


@each_transport
def test_transports_cannot_connect_to_another_machine(mastodon_class: Any) -> None:
    with pytest.raises(RuntimeError, match=r"must not connect to x\.example"):
        send(mastodon_class, "instance", api_base_url="x.example")
