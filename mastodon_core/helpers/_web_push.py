"""Decrypt push messages with the keys of a subscription.

There are two encodings: ``aes128gcm`` of RFC 8291 and RFC 8188, where the message
begins with the salt and the sender's key; and ``aesgcm`` of the fourth draft of
RFC 8291, where both are in headers.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, urlsafe_b64encode
from typing import Any, cast

from attrs import frozen

from ..decoding import parse_json
from ..http import DecodeError
from ..values import Secret, need
from ._errors import PushError

RANDOM_BYTES = 32
"""Number of random bytes needed to make the keys of a subscription."""

# The order of P-256 (FIPS 186). Private keys are positive numbers below it.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_TAG = 16
_RECORD = 4096
_PARAMETER = re.compile(r"""\b(?P<name>salt|rs|dh)\s*=\s*"?(?P<value>[\w+/=-]+)""")


@frozen
class PushKeys:
    """The keys of a push subscription, used to decrypt its messages.

    To subscribe, send ``p256dh`` and ``auth`` to the server. Store all three with
    `text`, as they cannot be pickled. Each one is encoded in base64url.
    """

    private_key: Secret
    """The private key: 32 bytes."""
    p256dh: str
    """The public key: an uncompressed point of P-256, 65 bytes."""
    auth: Secret
    """The secret shared with the server: 16 bytes."""

    def __attrs_post_init__(self) -> None:
        private = _decode_key("private_key", self.private_key.reveal(), 32)
        if not 0 < int.from_bytes(private, "big") < _ORDER:
            raise ValueError("private_key must be a key of P-256")
        _decode_key("p256dh", self.p256dh, 65)
        _decode_key("auth", self.auth.reveal(), 16)

    @classmethod
    def from_random(cls, random: bytes) -> PushKeys:
        """Make keys from random bytes; the same bytes give the same keys.

        Args:
            random: 32 bytes, such as ``secrets.token_bytes(32)``. They are as secret as
                the keys.

        Raises:
            ImportError: ``cryptography`` is not installed.
            ValueError: ``random`` does not have 32 bytes.
        """
        if len(random) != RANDOM_BYTES:
            raise ValueError(f"random must be {RANDOM_BYTES} bytes, not {len(random)}")
        need("cryptography", "push", "web push")
        # FIPS 186-5, A.2.1: 16 extra bytes make all keys equally likely.
        long = _derive(b"", random, b"mastodon-core web push: private key", 48)
        number = int.from_bytes(long, "big") % (_ORDER - 1) + 1
        return cls(
            private_key=Secret(_to_base64url(number.to_bytes(32, "big"))),
            p256dh=_to_base64url(_public_key(number)),
            auth=Secret(
                _to_base64url(_derive(b"", random, b"mastodon-core web push: auth", 16))
            ),
        )

    @classmethod
    def from_text(cls, text: str) -> PushKeys:
        """Parse the result of `text`.

        Raises:
            ValueError: it is malformed.
        """
        try:
            value = parse_json(text.encode())
        except DecodeError:
            value = None
        names = ("private_key", "p256dh", "auth")
        found = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
        private_key, p256dh, auth = (found.get(name) for name in names)
        if not (
            isinstance(private_key, str)
            and isinstance(p256dh, str)
            and isinstance(auth, str)
        ):
            raise ValueError(
                f"the text of push keys must be JSON with {', '.join(names)}"
            )
        return cls(Secret(private_key), p256dh, Secret(auth))

    def text(self) -> str:
        """Return the keys as JSON, unencrypted: store it where only you can read it."""
        return json.dumps(
            {
                "private_key": self.private_key.reveal(),
                "p256dh": self.p256dh,
                "auth": self.auth.reveal(),
            }
        )


def decrypt(
    data: bytes, keys: PushKeys, encryption: str | None, crypto_key: str | None
) -> bytes:
    """Decrypt a message: ``aesgcm`` if there is an ``Encryption`` header."""
    if not isinstance(data, bytes):
        raise TypeError(f"data must be bytes, not {type(data).__name__}")
    need("cryptography", "push", "web push")
    if encryption is None:
        return _decrypt_aes128gcm(data, keys)
    if crypto_key is None:
        raise ValueError("encryption_header needs crypto_key_header too")
    return _decrypt_aesgcm(
        data, keys, _parse_parameters(encryption), _parse_parameters(crypto_key)
    )


def _decrypt_aes128gcm(data: bytes, keys: PushKeys) -> bytes:
    salt, size, length = data[:16], int.from_bytes(data[16:20], "big"), data[20:21]
    sender, sealed = data[21:86], data[86:]
    if len(data) < 21 + 65 + _TAG + 1:
        raise PushError("the push message is incomplete")
    if length != b"\x41":
        raise PushError("the push message must begin with the sender's key")
    if size < _TAG + 2 or len(sealed) > size:
        # RFC 8291, 4.
        raise PushError("the push message must be a single record")
    own = _from_base64url(keys.p256dh)
    shared = _derive(
        _from_base64url(keys.auth.reveal()),
        _shared_secret(keys, sender),
        b"WebPush: info\0" + own + sender,
        32,
    )
    plain = _decrypt_record(
        sealed,
        _derive(salt, shared, b"Content-Encoding: aes128gcm\0", 16),
        _derive(salt, shared, b"Content-Encoding: nonce\0", 12),
    )
    text = plain.rstrip(b"\0")
    if not text.endswith(b"\2"):
        raise PushError("the push message must end with the delimiter of a last record")
    return text[:-1]


def _decrypt_aesgcm(
    data: bytes, keys: PushKeys, encryption: dict[str, str], crypto_key: dict[str, str]
) -> bytes:
    salt = _decode_parameter("salt", encryption, 16)
    sender = _decode_parameter("dh", crypto_key, 65)
    size = encryption.get("rs", str(_RECORD))
    if not re.fullmatch("[0-9]{1,10}", size) or len(data) > int(size) + _TAG:
        raise PushError("the push message must be a single record")
    if len(data) < _TAG + 2:
        raise PushError("the push message is incomplete")
    own = _from_base64url(keys.p256dh)
    auth = _from_base64url(keys.auth.reveal())
    shared = _derive(
        auth, _shared_secret(keys, sender), b"Content-Encoding: auth\0", 32
    )
    both = b"P-256\0" + b"".join(
        len(key).to_bytes(2, "big") + key for key in (own, sender)
    )
    plain = _decrypt_record(
        data,
        _derive(salt, shared, b"Content-Encoding: aesgcm\0" + both, 16),
        _derive(salt, shared, b"Content-Encoding: nonce\0" + both, 12),
    )
    padding = 2 + int.from_bytes(plain[:2], "big")
    if plain[2:padding].strip(b"\0") or len(plain) < padding:
        raise PushError("the push message has invalid padding")
    return plain[padding:]


def _parse_parameters(header: str) -> dict[str, str]:
    return {found["name"]: found["value"] for found in _PARAMETER.finditer(header)}


def _decode_parameter(name: str, parameters: dict[str, str], length: int) -> bytes:
    try:
        return _decode_key(name, parameters.get(name, ""), length)
    except ValueError:
        raise PushError(
            f"the headers of the push message must have a valid {name}"
        ) from None


def _derive(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), length, salt, info).derive(secret)


def _public_key(number: int) -> bytes:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    return key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def _shared_secret(keys: PushKeys, sender: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric import ec

    number = int.from_bytes(_from_base64url(keys.private_key.reveal()), "big")
    curve = ec.SECP256R1()
    try:
        other = ec.EllipticCurvePublicKey.from_encoded_point(curve, sender)
    except ValueError:
        raise PushError("the sender's key must be a point of P-256") from None
    return ec.derive_private_key(number, curve).exchange(ec.ECDH(), other)


def _decrypt_record(sealed: bytes, key: bytes, nonce: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(nonce, sealed, None)
    except InvalidTag:
        raise PushError(
            "the push message was not encrypted for these keys, or was changed"
        ) from None


def _to_base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _from_base64url(text: str) -> bytes:
    text = text.rstrip("=").replace("+", "-").replace("/", "_")
    return b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _decode_key(name: str, text: str, length: int) -> bytes:
    try:
        data = _from_base64url(text)
    except ValueError:
        data = b""
    if len(data) != length:
        raise ValueError(f"{name} must be {length} bytes in base64url")
    return data
