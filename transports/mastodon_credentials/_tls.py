"""The files of the options ``verify`` and ``cert``.

They are checked when a client is made, with the same words for every client. The
libraries would do it later, or without naming the file, or would ask for the password
of a key on the terminal.
"""

from __future__ import annotations

import errno
import os
import re
import ssl
import stat
from os import fspath

from attrs import frozen

from mastodon_core.transport import ClientOptions

# What ``openssl rehash`` calls a certificate. OpenSSL looks for no other names.
_HASHED = re.compile(r"[0-9a-f]{8}\.\d+")


class _EncryptedKeyError(Exception):
    pass


@frozen
class TlsFiles:
    """The certificate authorities to trust, and the client certificate."""

    verify: bool | str = True
    """False to trust any certificate, or a file or folder of authorities."""
    cert: str | tuple[str, str] | None = None
    """The file of a certificate with its key, or the two files of both."""

    @classmethod
    def from_options(cls, options: ClientOptions) -> TlsFiles:
        """Read the options of a client, whose types are right."""
        verify, cert = options.get("verify", True), options.get("cert")
        if isinstance(cert, tuple):
            certificate: str | tuple[str, str] | None = fspath(cert[0]), fspath(cert[1])
        else:
            certificate = None if cert is None else fspath(cert)
        return cls(verify if isinstance(verify, bool) else fspath(verify), certificate)

    def check(self) -> None:
        """Read the files.

        Raises:
            OSError: a file cannot be read.
            ValueError: a file does not contain what it should.
        """
        if not isinstance(self.verify, bool):
            _check_authorities(self.verify)
        if isinstance(self.cert, tuple):
            _check_certificate(*self.cert)
        elif self.cert is not None:
            _check_certificate(self.cert, None)

    def context(self) -> ssl.SSLContext:
        """Make a TLS context that uses these files."""
        if isinstance(self.verify, bool):
            context = ssl.create_default_context()
        elif os.path.isdir(self.verify):
            context = ssl.create_default_context(capath=self.verify)
        else:
            context = ssl.create_default_context(cafile=self.verify)
        if self.verify is False:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if isinstance(self.cert, tuple):
            context.load_cert_chain(*self.cert)
        elif self.cert is not None:
            context.load_cert_chain(self.cert)
        return context


def _check_authorities(path: str) -> None:
    if not _is_folder("verify", path):
        if not _has_certificates(path):
            raise ValueError(
                f"verify must be a file of certificates in PEM format, unlike {path}"
            )
        return
    try:
        names = os.listdir(path)
    except OSError as error:
        raise _name_option("verify", path, error) from None
    if not any(map(_HASHED.fullmatch, names)):
        raise ValueError(
            f"verify must be a folder of certificates with hashed names, unlike {path};"
            f" run: openssl rehash {path}"
        )


def _check_certificate(cert: str, key: str | None) -> None:
    for path in (cert, key):
        if path is not None and _is_folder("cert", path):
            raise IsADirectoryError(errno.EISDIR, "cert must name files", path)
    if not _has_certificates(cert):
        raise ValueError(
            f"cert must name a file with a certificate in PEM format, unlike {cert}"
        )
    problem = _problem_of_key(cert, key)
    if problem is not None:
        raise ValueError(f"cert: {problem}")


def _is_folder(option: str, path: str) -> bool:
    """Check that a path leads to a folder, or to a file that can be read."""
    if "\n" in path or "\0" in path:
        # It may be a private key, so the message does not quote it.
        raise ValueError(f"{option} must be the path of a file, not its content")
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISREG(mode):
            # OpenSSL's own error would not name the file.
            with open(path, "rb"):
                return False
    except OSError as error:
        raise _name_option(option, path, error) from None
    if stat.S_ISDIR(mode):
        return True
    raise OSError(errno.EINVAL, f"{option} must name a regular file", path)


def _name_option(option: str, path: str, error: OSError) -> OSError:
    """Make the error for a file that cannot be read, of the same class."""
    if isinstance(error, FileNotFoundError):
        problem = "names a file that does not exist"
    else:
        problem = f"cannot be read: {error.strerror}"
    return OSError(error.errno, f"{option} {problem}", path)


def _has_certificates(path: str) -> bool:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cafile=path)
    except ssl.SSLError:
        return False
    return context.cert_store_stats()["x509"] > 0


def _problem_of_key(cert: str, key: str | None) -> str | None:
    """Return what is wrong with the key of a certificate."""

    def password() -> str:
        raise _EncryptedKeyError

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_cert_chain(cert, key, password)
    except _EncryptedKeyError:
        return f"the key in {key or cert} must not be encrypted"
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            return f"the key in {key or cert} is not the one of the certificate"
        if key is None:
            return (
                f"{cert} has a certificate but no private key; if that is in a file of"
                " its own, pass cert=(certificate, key)"
            )
        return f"{key} must have a private key in PEM format"
    return None
