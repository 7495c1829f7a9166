"""Push messages, opened with the keys of a subscription.

There are two ways to seal them: ``aes128gcm`` of RFC 8291 and RFC 8188, where the salt
and the sender's key stand before the message, and ``aesgcm``, by the fourth draft of
RFC 8291, where they stand in two headers.
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
"""How many unguessable bytes make the keys of a subscription."""

# A private key is a number from 1 to this, less 1 (FIPS 186, P-256).
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_TAG = 16
_RECORD = 4096
_PARAMETER = re.compile(r"""\b(?P<name>salt|rs|dh)\s*=\s*"?(?P<value>[\w+/=-]+)""")


@frozen
class PushKeys:
    """The keys of a push subscription: whoever has them opens what it gets.

    The server gets ``p256dh`` and ``auth`` when one subscribes. Keep all three: `text`
    is for that. They do not pickle.
    """

    private_key: Secret
    """A number of 32 bytes, in base64url, as all three."""
    p256dh: str
    """The public key that belongs to it: a point of P-256, uncompressed."""
    auth: Secret
    """16 bytes that the server must know too."""

    def __attrs_post_init__(self) -> None:
        private = _bytes("private_key", self.private_key.reveal(), 32)
        if not 0 < int.from_bytes(private, "big") < _ORDER:
            raise ValueError("private_key is no key of P-256")
        _bytes("p256dh", self.p256dh, 65)
        _bytes("auth", self.auth.reveal(), 16)

    @classmethod
    def from_random(cls, random: bytes) -> PushKeys:
        """Make keys of unguessable bytes, of which the same give the same keys.

        Args:
            random: 32 bytes, such as ``secrets.token_bytes(32)`` gives; as secret as
                the keys themselves.

        Raises:
            ImportError: ``cryptography`` is not installed.
            ValueError: there are more of them, or less.
        """
        if len(random) != RANDOM_BYTES:
            raise ValueError(f"random must be {RANDOM_BYTES} bytes, not {len(random)}")
        need("cryptography", "push", "web push")
        # FIPS 186-5, A.2.1: with 16 bytes more than it has itself, each key is as
        # likely as any other.
        long = _derive(b"", random, b"mastodon-core web push: private key", 48)
        number = int.from_bytes(long, "big") % (_ORDER - 1) + 1
        return cls(
            private_key=Secret(_text(number.to_bytes(32, "big"))),
            p256dh=_text(_public(number)),
            auth=Secret(
                _text(_derive(b"", random, b"mastodon-core web push: auth", 16))
            ),
        )

    @classmethod
    def from_text(cls, text: str) -> PushKeys:
        """Read what `text` gave.

        Raises:
            ValueError: it is something else.
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
            raise ValueError(f"the text of push keys is JSON with {', '.join(names)}")
        return cls(Secret(private_key), p256dh, Secret(auth))

    def text(self) -> str:
        """Spell them in the clear, to be kept where only the owner reads."""
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
    """Open a message: the draft's if there is an ``Encryption`` header."""
    if not isinstance(data, bytes):
        raise TypeError(f"data must be bytes, not {type(data).__name__}")
    need("cryptography", "push", "web push")
    if encryption is None:
        return _standard(data, keys)
    if crypto_key is None:
        raise ValueError("crypto_key_header is needed with encryption_header")
    return _draft(data, keys, _parameters(encryption), _parameters(crypto_key))


def _standard(data: bytes, keys: PushKeys) -> bytes:
    salt, size, length = data[:16], int.from_bytes(data[16:20], "big"), data[20:21]
    sender, sealed = data[21:86], data[86:]
    if len(data) < 21 + 65 + _TAG + 1:
        raise PushError("the push message is cut short")
    if length != b"\x41":
        raise PushError("the push message does not begin with its sender's key")
    if size < _TAG + 2 or len(sealed) > size:
        # RFC 8291, 4: there is but one record, so the first is the last.
        raise PushError("the push message is not one record")
    own = _unspelled(keys.p256dh)
    shared = _derive(
        _unspelled(keys.auth.reveal()),
        _agreed(keys, sender),
        b"WebPush: info\0" + own + sender,
        32,
    )
    plain = _opened(
        sealed,
        _derive(salt, shared, b"Content-Encoding: aes128gcm\0", 16),
        _derive(salt, shared, b"Content-Encoding: nonce\0", 12),
    )
    text = plain.rstrip(b"\0")
    if not text.endswith(b"\2"):
        raise PushError("the push message does not end as the last record does")
    return text[:-1]


def _draft(
    data: bytes, keys: PushKeys, encryption: dict[str, str], crypto_key: dict[str, str]
) -> bytes:
    salt = _header("salt", encryption, 16)
    sender = _header("dh", crypto_key, 65)
    size = encryption.get("rs", str(_RECORD))
    if not re.fullmatch("[0-9]{1,10}", size) or len(data) > int(size) + _TAG:
        raise PushError("the push message is not one record")
    if len(data) < _TAG + 2:
        raise PushError("the push message is cut short")
    own = _unspelled(keys.p256dh)
    auth = _unspelled(keys.auth.reveal())
    shared = _derive(auth, _agreed(keys, sender), b"Content-Encoding: auth\0", 32)
    both = b"P-256\0" + b"".join(
        len(key).to_bytes(2, "big") + key for key in (own, sender)
    )
    plain = _opened(
        data,
        _derive(salt, shared, b"Content-Encoding: aesgcm\0" + both, 16),
        _derive(salt, shared, b"Content-Encoding: nonce\0" + both, 12),
    )
    padding = 2 + int.from_bytes(plain[:2], "big")
    if plain[2:padding].strip(b"\0") or len(plain) < padding:
        raise PushError("the push message is padded with something")
    return plain[padding:]


def _parameters(header: str) -> dict[str, str]:
    return {found["name"]: found["value"] for found in _PARAMETER.finditer(header)}


def _header(name: str, parameters: dict[str, str], length: int) -> bytes:
    try:
        return _bytes(name, parameters.get(name, ""), length)
    except ValueError:
        raise PushError(f"the headers of the push message lack a {name}") from None


def _derive(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), length, salt, info).derive(secret)


def _public(number: int) -> bytes:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    return key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def _agreed(keys: PushKeys, sender: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric import ec

    number = int.from_bytes(_unspelled(keys.private_key.reveal()), "big")
    curve = ec.SECP256R1()
    try:
        other = ec.EllipticCurvePublicKey.from_encoded_point(curve, sender)
    except ValueError:
        raise PushError("the sender's key is no point of P-256") from None
    return ec.derive_private_key(number, curve).exchange(ec.ECDH(), other)


def _opened(sealed: bytes, key: bytes, nonce: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(nonce, sealed, None)
    except InvalidTag:
        raise PushError(
            "these keys do not open the push message, or it was changed"
        ) from None


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _unspelled(text: str) -> bytes:
    text = text.rstrip("=").replace("+", "-").replace("/", "_")
    return b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _bytes(name: str, text: str, length: int) -> bytes:
    try:
        data = _unspelled(text)
    except ValueError:
        data = b""
    if len(data) != length:
        raise ValueError(f"{name} must be {length} bytes in base64url")
    return data
