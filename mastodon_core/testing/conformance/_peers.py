"""Servers that cannot be reached or trusted, and proxies."""

from __future__ import annotations

from ...http import CertificateError, NetworkError, NetworkTimeout, Timeouts
from ._case import Case, Certificate, Cut, Record, Tunnel
from ._making import (
    BODY,
    STATUS,
    ask,
    bookmark,
    broken,
    head,
    header,
    is_status,
    is_x,
    ok,
    whole,
)

_CERTIFICATES: tuple[tuple[str, Certificate, str], ...] = (
    ("expired", "expired", "has expired"),
    ("for another host", "of another host", "is for another host"),
    ("not of a trusted authority", "unknown", "is not trusted"),
)

UNREACHABLE = (
    Case(
        name="a refused connection",
        peer="none",
        outcome=NetworkError,
        words=("the connection was refused",),
        sent=False,
    ),
    Case(
        name="a write that certainly did not arrive is retried",
        peer="none",
        calls=(bookmark,),
        retries=1,
        outcome=NetworkError,
        sent=False,
        check=lambda record: len(record.slept) == 1,
    ),
    Case(
        name="a read may never have arrived, even if it is not retried",
        replies=(ok(Cut()),),
        outcome=NetworkError,
        sent=True,
    ),
)

TLS = (
    *(
        Case(
            name=f"a certificate that is {words}",
            tls=True,
            certificate=certificate,
            outcome=CertificateError,
            words=(f"the server's certificate {said}",),
            sent=False,
            retries=1,
            connections=1,
            check=lambda record: record.slept == (),
        )
        for words, certificate, said in _CERTIFICATES
    ),
    Case(
        name="a server without TLS",
        tls=True,
        peer="plain",
        outcome=NetworkError,
        words=("TLS failed",),
        sent=False,
    ),
    broken(
        "a body over TLS that ends without close_notify",
        head(),
        BODY,
        Cut(),
        tls=True,
    ),
    Case(
        name="a whole body over TLS, without close_notify after it",
        tls=True,
        calls=(ask, ask),
        replies=(ok(whole(BODY), Cut()), ok()),
        outcome=is_x,
        connections=2,
    ),
)

_OPEN = ok(head(status="200 Connection established"), Tunnel())


def _asks_for_a_tunnel(record: Record) -> bool:
    """Whether the proxy saw its password and no token, and the server the reverse."""
    (asked,) = record.proxied
    return (
        asked.startswith(b"CONNECT 127.0.0.1:")
        and header(asked, "proxy-authorization") == ["Basic dXNlcjpzZXNhbWU="]
        and header(asked, "authorization") == []
        and not any(header(r, "proxy-authorization") for r in record.requests)
    )


def _asks_for_a_url(record: Record) -> bool:
    (asked,) = record.proxied
    return asked.startswith(b"GET http://127.0.0.1:")


PROXIES = (
    Case(
        name="the option for proxies wins over the environment",
        replies=(ok(),),
        environment=dict.fromkeys(
            ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"),
            "http://127.0.0.1:1",
        ),
        outcome=is_x,
    ),
    Case(
        name="a proxy connects to the server",
        tls=True,
        calls=(ask, ask),
        replies=(ok(), ok()),
        proxy=(_OPEN,),
        outcome=is_x,
        check=_asks_for_a_tunnel,
    ),
    Case(
        name="a proxy forwards a request",
        tls=False,
        proxy=(ok(),),
        outcome=is_x,
        connections=0,
        check=_asks_for_a_url,
    ),
    *(
        Case(
            name=f"a proxy that answers {status}",
            tls=True,
            calls=(bookmark, bookmark),
            replies=(ok(whole(STATUS)),),
            proxy=(ok(whole(b"no", status=status), closes=True), _OPEN),
            outcome=(NetworkError, is_status),
            sent=False,
        )
        for status in ("407 Proxy Authentication Required", "502 Bad Gateway")
    ),
    Case(
        name="a proxy that refuses the connection",
        proxy="none",
        outcome=NetworkError,
        sent=False,
        connections=0,
    ),
    Case(
        name="a proxy that says nothing",
        tls=True,
        proxy="silent",
        timeouts=Timeouts(connect=0.2),
        outcome=NetworkTimeout,
        words=("no connection within 0.2 s",),
        sent=False,
        connections=0,
    ),
    Case(
        name="a proxy that closes the connection",
        tls=True,
        proxy=(ok(b"HTTP/1.1 200", closes=True),),
        outcome=NetworkError,
        sent=False,
        connections=0,
    ),
)
