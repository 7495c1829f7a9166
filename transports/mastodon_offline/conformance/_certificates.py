"""Certificates for the servers of cases, made when they are first needed."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from mastodon_core.testing.conformance import Certificate
from mastodon_core.values import need

need("trustme", "testing", "TLS in the conformance suite")

import trustme

_PAST = datetime(2020, 1, 1, tzinfo=UTC)


@cache
def _authority() -> trustme.CA:
    return trustme.CA()


def authority_pem() -> bytes:
    """The certificate of the authority that clients are to trust."""
    return _authority().cert_pem.bytes()


@cache
def server_context(certificate: Certificate = "trusted") -> ssl.SSLContext:
    """Make the TLS context of a server at 127.0.0.1."""
    signer = trustme.CA() if certificate == "unknown" else _authority()
    name = "other.example" if certificate == "of another host" else "127.0.0.1"
    issued = signer.issue_cert(
        name, not_after=_PAST if certificate == "expired" else None
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    # The type of its argument is partly unknown.
    cast(Any, issued).configure_cert(context)
    return context
