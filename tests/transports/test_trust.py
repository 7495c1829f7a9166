"""Which certificate authorities a client trusts, from its option or the environment."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import mastodon_requests
import pytest
import trustme
from attrs import frozen
from mastodon_network import TlsFiles
from mastodon_offline.conformance import FaultServer
from transport_classes import CLASSES, each_transport, send

from mastodon_core import CertificateError
from mastodon_core.testing.conformance import ok

each_client = pytest.mark.parametrize("client", CLASSES.values(), ids=CLASSES)


@frozen
class Authorities:
    """The authority of a server, another one, and files of both."""

    authority: trustme.CA
    folder: Path

    def __getattr__(self, name: str) -> str:
        return str(self.folder / name)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Authorities:
    folder = tmp_path_factory.mktemp("trust")
    ours = trustme.CA()
    ours.cert_pem.write_to_path(folder / "ours")
    trustme.CA().cert_pem.write_to_path(folder / "other")
    (folder / "text").write_text("hello\n")
    (folder / "garbage").write_text(
        "-----BEGIN CERTIFICATE-----\nhello\n-----END CERTIFICATE-----\n"
    )
    (folder / "empty_folder").mkdir()
    return Authorities(ours, folder)


@pytest.fixture(scope="module")
def url(files: Authorities) -> Iterator[str]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    files.authority.issue_cert("127.0.0.1").configure_cert(context)
    with FaultServer(iter([ok()] * 100), context) as server:
        yield server.url


def is_trusted(client: Any, url: str, **options: Any) -> bool:
    try:
        read = send(client, "instance_v1", api_base_url=url, retries=0, **options)
        return bool(read.title == "X")
    except CertificateError:
        return False


@each_client
@pytest.mark.parametrize(
    ("variables", "verify", "expected"),
    [
        ({}, None, False),
        ({"REQUESTS_CA_BUNDLE": "ours"}, None, True),
        ({"REQUESTS_CA_BUNDLE": "ours"}, True, True),
        ({"REQUESTS_CA_BUNDLE": "ours"}, "other", False),
        ({"REQUESTS_CA_BUNDLE": "other"}, "ours", True),
        ({"REQUESTS_CA_BUNDLE": "other"}, False, True),
        ({"REQUESTS_CA_BUNDLE": "other", "CURL_CA_BUNDLE": "ours"}, None, False),
        ({"CURL_CA_BUNDLE": "ours", "SSL_CERT_FILE": "other"}, None, True),
        ({"CURL_CA_BUNDLE": "other", "SSL_CERT_FILE": "ours"}, None, False),
        ({"SSL_CERT_FILE": "other"}, "ours", True),
        ({"SSL_CERT_FILE": "ours"}, None, True),
        ({"SSL_CERT_FILE": "other"}, None, False),
        ({"REQUESTS_CA_BUNDLE": ""}, "ours", True),
    ],
)
def test_first_of_option_and_variables_decides_whom_a_client_trusts(
    client: Any,
    variables: dict[str, str],
    verify: bool | str | None,
    expected: bool,
    files: Authorities,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, file in variables.items():
        monkeypatch.setenv(name, file and getattr(files, file))
    options: dict[str, Any] = {}
    if verify is not None:
        options["verify"] = (
            getattr(files, verify) if isinstance(verify, str) else verify
        )
    if verify is False and client is mastodon_requests.Mastodon:
        with pytest.warns(Warning, match="Unverified HTTPS request"):
            assert is_trusted(client, url, **options) == expected
    else:
        assert is_trusted(client, url, **options) == expected


def test_context_trusts_what_openssl_takes_from_the_environment(
    files: Authorities, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_DIR", files.empty_folder)
    for name in ("ours", "other"):
        monkeypatch.setenv("SSL_CERT_FILE", getattr(files, name))
        made = TlsFiles.from_options({})
        made.check()
        only = ssl.create_default_context(cafile=getattr(files, name))
        assert made.context().get_ca_certs() == only.get_ca_certs() != []


@each_transport
def test_context_of_the_caller_is_used_as_it_is(
    mastodon_class: Any, url: str, files: Authorities
) -> None:
    context = ssl.create_default_context(cafile=files.ours)
    assert TlsFiles.from_options({"verify": context}).context() is context
    assert is_trusted(mastodon_class, url, verify=context)
    strict = ssl.create_default_context()
    assert not is_trusted(mastodon_class, url, verify=strict)


@each_client
@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "REQUESTS_CA_BUNDLE",
            lambda f: f.missing,
            "[Errno 2] REQUESTS_CA_BUNDLE names a file that does not exist:"
            " '{0}/missing'",
        ),
        (
            "CURL_CA_BUNDLE",
            lambda f: f.text,
            "CURL_CA_BUNDLE must be a file of certificates in PEM format, unlike"
            " {0}/text",
        ),
        (
            "REQUESTS_CA_BUNDLE",
            lambda f: f.empty_folder,
            "REQUESTS_CA_BUNDLE must be a folder of certificates with hashed names,"
            " unlike {0}/empty_folder; run: openssl rehash {0}/empty_folder",
        ),
        (
            "SSL_CERT_FILE",
            lambda f: f.missing,
            "[Errno 2] SSL_CERT_FILE names a file that does not exist: '{0}/missing'",
        ),
        (
            "SSL_CERT_FILE",
            lambda f: f.empty_folder,
            "[Errno 21] SSL_CERT_FILE must name a file: '{0}/empty_folder'",
        ),
        (
            "SSL_CERT_FILE",
            lambda f: f.text,
            "SSL_CERT_FILE must be a file of certificates in PEM format, unlike"
            " {0}/text",
        ),
        (
            "SSL_CERT_DIR",
            lambda f: f"{f.missing}:{f.text}",
            "[Errno 2] SSL_CERT_DIR names no folder that exists:"
            " '{0}/missing:{0}/text'",
        ),
    ],
)
def test_bad_file_in_the_environment_is_an_error_that_names_the_variable(
    client: Any,
    name: str,
    value: Callable[[Authorities], str],
    message: str,
    files: Authorities,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(name, value(files))
    with pytest.raises((OSError, ValueError)) as caught:
        client()
    assert str(caught.value) == message.format(files.folder)
    for verify in (False, files.ours):
        client(verify=verify)


def test_bundle_of_the_environment_that_openssl_refuses_is_named(
    files: Authorities, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", files.garbage)
    made = TlsFiles.from_options({})
    made.check()
    with pytest.raises(ValueError, match="REQUESTS_CA_BUNDLE must be a file of"):
        made.context()
