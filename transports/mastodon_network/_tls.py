"""The files of the options ``verify`` and ``cert``, and of the environment.

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
from typing import cast

from attrs import frozen

from mastodon_core.transport import ClientOptions

# What ``openssl rehash`` calls a certificate. OpenSSL looks for no other names.
_HASHED = re.compile(r"[0-9a-f]{8}\.\d+")


# As in requests, which honours the name of curl too.
_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


class _EncryptedKeyError(Exception):
    pass


@frozen
class TlsFiles:
    """The certificate authorities to trust, and the client certificate."""

    verify: bool | str | ssl.SSLContext = True
    """False to trust any certificate, a file or folder of authorities, or a context."""
    cert: str | tuple[str, str] | None = None
    """The file of a certificate with its key, or the two files of both."""
    source: str = "verify"
    """The option or variable of the environment that names ``verify``, for errors."""

    @classmethod
    def from_options(cls, options: ClientOptions) -> TlsFiles:
        """Read the options of a client, whose types are right, and the environment.

        The first of these that is there decides what is trusted: the option ``verify``,
        unless it is True, and the environment variables ``REQUESTS_CA_BUNDLE`` and
        ``CURL_CA_BUNDLE``. After them, OpenSSL itself takes ``SSL_CERT_FILE`` and
        ``SSL_CERT_DIR``, or else the authorities of the system.
        """
        verify, cert = options.get("verify", True), options.get("cert")
        if isinstance(cert, tuple):
            certificate: str | tuple[str, str] | None = fspath(cert[0]), fspath(cert[1])
        else:
            certificate = None if cert is None else fspath(cert)
        if verify is True:
            for name in _BUNDLES:
                if path := os.environ.get(name):
                    return cls(path, certificate, name)
        if isinstance(verify, bool | ssl.SSLContext):
            return cls(verify, certificate)
        return cls(fspath(cast("str | os.PathLike[str]", verify)), certificate)

    def check(self) -> None:
        """Read the files.

        Raises:
            OSError: a file cannot be read.
            ValueError: a file does not contain what it should, a context is for
                servers, or there is a client certificate beside a context, which has
                its own.
        """
        if isinstance(self.verify, ssl.SSLContext):
            if self.verify.protocol is ssl.PROTOCOL_TLS_SERVER:
                raise ValueError(
                    "verify must be an ssl.SSLContext for clients, such as"
                    " ssl.create_default_context(), not one for servers"
                )
            if self.cert is not None:
                raise ValueError(
                    "cert must be None if verify is an ssl.SSLContext; call its"
                    " load_cert_chain instead"
                )
            return
        if isinstance(self.verify, str):
            _check_authorities(self.source, self.verify)
        elif self.verify:
            _check_environment()
        if isinstance(self.cert, tuple):
            _check_certificate(*self.cert)
        elif self.cert is not None:
            _check_certificate(self.cert, None)

    def context(self) -> ssl.SSLContext:
        """Make a TLS context that uses these files, or return the caller's own.

        Raises:
            OSError: a file cannot be read.
            ValueError: a file of authorities does not contain any.
        """
        if isinstance(self.verify, ssl.SSLContext):
            return self.verify
        if isinstance(self.verify, bool):
            context = ssl.create_default_context()
        elif os.path.isdir(self.verify):
            context = ssl.create_default_context(capath=self.verify)
        else:
            try:
                context = ssl.create_default_context(cafile=self.verify)
            except ssl.SSLError:
                raise _not_certificates(self.source, self.verify) from None
        if self.verify is False:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if isinstance(self.cert, tuple):
            context.load_cert_chain(*self.cert)
        elif self.cert is not None:
            context.load_cert_chain(self.cert)
        return context


def _check_authorities(source: str, path: str) -> None:
    if not _is_folder(source, path):
        # Reading all authorities of a system takes 15 ms. So if the environment names
        # the file, which is mostly theirs, `TlsFiles.context` reads it when needed.
        is_good = _has_certificates if source == "verify" else _looks_like_pem
        if not is_good(path):
            raise _not_certificates(source, path)
        return
    try:
        names = os.listdir(path)
    except OSError as error:
        raise _name_option(source, path, error) from None
    if not any(map(_HASHED.fullmatch, names)):
        raise ValueError(
            f"{source} must be a folder of certificates with hashed names, unlike"
            f" {path}; run: openssl rehash {path}"
        )


def _check_environment() -> None:
    """Check the variables that OpenSSL ignores in silence if they are wrong."""
    file, folders = (os.environ.get(f"SSL_CERT_{name}") for name in ("FILE", "DIR"))
    if file:
        if _is_folder("SSL_CERT_FILE", file):
            reason = "SSL_CERT_FILE must name a file"
            raise IsADirectoryError(errno.EISDIR, reason, file)
        if not _looks_like_pem(file):
            raise _not_certificates("SSL_CERT_FILE", file)
    if folders and not any(map(os.path.isdir, folders.split(os.pathsep))):
        reason = "SSL_CERT_DIR names no folder that exists"
        raise FileNotFoundError(errno.ENOENT, reason, folders)


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


def _not_certificates(source: str, path: str) -> ValueError:
    return ValueError(
        f"{source} must be a file of certificates in PEM format, unlike {path}"
    )


def _looks_like_pem(path: str) -> bool:
    with open(path, "rb") as file:
        return b"-----BEGIN " in file.read()


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
