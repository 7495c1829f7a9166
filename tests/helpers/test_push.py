"""Push messages that this module encrypts on its own are decrypted by the package."""

from __future__ import annotations

import json
import sys
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hmac import digest
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import example, given
from hypothesis import strategies as st

from mastodon_core import API, DecodeError, PushError, PushKeys, Secret, entities
from mastodon_core.helpers._web_push import decrypt
from mastodon_core.testing import FakeMastodon

api = API()
SALT = bytes(range(16))
SENDER = ec.derive_private_key(12345, ec.SECP256R1())
KEYS = PushKeys.from_random(bytes(range(32)))
MESSAGE = {
    "access_token": "token",
    "preferred_locale": "en",
    "notification_id": 7,
    "notification_type": "mention",
    "icon": "https://x.example/a.png",
    "title": "hi",
    "body": "there",
}


def from_base64url(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def shared(keys: PushKeys, info: bytes) -> bytes:
    curve = ec.SECP256R1()
    other = ec.EllipticCurvePublicKey.from_encoded_point(
        curve, from_base64url(keys.p256dh)
    )
    agreed = SENDER.exchange(ec.ECDH(), other)
    return hkdf(from_base64url(keys.auth.reveal()), agreed, info, 32)


def encrypt_rfc8291(text: bytes, keys: PushKeys = KEYS, *, end: bytes = b"\2") -> bytes:
    """Encrypt as RFC 8291 defines it."""
    sender = point(SENDER.public_key())
    secret = shared(keys, b"WebPush: info\0" + from_base64url(keys.p256dh) + sender)
    key = hkdf(SALT, secret, b"Content-Encoding: aes128gcm\0", 16)
    nonce = hkdf(SALT, secret, b"Content-Encoding: nonce\0", 12)
    body = AESGCM(key).encrypt(nonce, text + end, None)
    return SALT + (4096).to_bytes(4, "big") + bytes([65]) + sender + body


def encrypt_draft(
    text: bytes, padding: bytes = b"\0\0"
) -> tuple[bytes, PushKeys, str, str]:
    """Encrypt as the earlier draft, aesgcm, defines it."""
    sender = point(SENDER.public_key())
    secret = shared(KEYS, b"Content-Encoding: auth\0")
    both = b"P-256\0\0A" + from_base64url(KEYS.p256dh) + b"\0A" + sender
    key = hkdf(SALT, secret, b"Content-Encoding: aesgcm\0" + both, 16)
    nonce = hkdf(SALT, secret, b"Content-Encoding: nonce\0" + both, 12)
    body = AESGCM(key).encrypt(nonce, padding + text, None)
    return body, KEYS, f"salt={base64url(SALT)}", f"dh={base64url(sender)};p256ecdsa=x"


def test_example_of_rfc_8291_is_decrypted() -> None:
    """RFC 8291, Appendix A."""
    keys = PushKeys(
        private_key=Secret("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"),
        p256dh="BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        auth=Secret("BTBZMqHH6r4Tts7J_aSIgg"),
    )
    data = from_base64url(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    assert decrypt(data, keys, None, None) == (
        b"When I grow up, I want to be a watermelon"
    )


@given(st.binary(max_size=3000))
def test_decrypt_reverses_both_encryptions(text: bytes) -> None:
    assert decrypt(encrypt_rfc8291(text), KEYS, None, None) == text
    assert decrypt(*encrypt_draft(text)) == text


def test_decrypt_push_returns_a_notification() -> None:
    text = json.dumps(MESSAGE).encode()
    for found in (
        api.push_subscription_decrypt_push(encrypt_rfc8291(text), KEYS),
        FakeMastodon().push_subscription_decrypt_push(*encrypt_draft(text)),
    ):
        assert isinstance(found, entities.WebPushNotification)
        assert (found.notification_id, found.title) == ("7", "hi")
        assert "token" not in repr(found).replace("access_token", "")
    with pytest.raises(DecodeError):
        api.push_subscription_decrypt_push(encrypt_rfc8291(b"{}"), KEYS)


def test_push_keys_are_generated_and_round_trip_as_text() -> None:
    keys = FakeMastodon().push_subscription_generate_keys()
    assert PushKeys.from_text(keys.text()) == keys
    assert decrypt(encrypt_rfc8291(b"x", keys), keys, None, None) == b"x"
    assert keys.auth.reveal() not in repr(keys)
    assert keys.private_key.reveal() not in repr(keys)


def reference_hkdf(secret: bytes, info: bytes, length: int) -> bytes:
    """HKDF as RFC 5869 defines it, with SHA-256 and no salt."""
    key, block, whole = digest(bytes(32), secret, "sha256"), b"", b""
    for number in range(1, 3):
        block = digest(key, block + info + bytes([number]), "sha256")
        whole += block
    return whole[:length]


@given(st.binary(min_size=32, max_size=32))
@example(bytes(32))
def test_push_keys_are_derived_from_32_bytes_as_documented(secret: bytes) -> None:
    keys = PushKeys.from_random(secret)
    long = reference_hkdf(secret, b"mastodon-core web push: private key", 48)
    order = 2**256 - 2**224 + 2**192 - 0x4319055258E8617B0C46353D039CDAAF
    number = int.from_bytes(long, "big") % (order - 1) + 1
    public = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    assert from_base64url(keys.private_key.reveal()) == number.to_bytes(32, "big")
    assert from_base64url(keys.p256dh) == point(public)
    assert from_base64url(keys.auth.reveal()) == reference_hkdf(
        secret, b"mastodon-core web push: auth", 16
    )


def test_push_keys_of_fixed_bytes_are_the_same_in_every_release() -> None:
    assert PushKeys.from_random(bytes(range(32))) == PushKeys(
        private_key=Secret("TZ065X7Jcvr461U__OlWe0KKEAHOTG9OiekaowUp1RI"),
        p256dh="BKME1OcsRfrCMqAtMaTojeI6b6eQJrsYA8yPTk-v_ZX6v-WYhTVyoIzxGGh20XpbvtTL1GC1Pg1iSXj4cfoZHLo",
        auth=Secret("AXKK7D-j2gQU90RaxvZFZg"),
    )


@given(st.binary(min_size=32, max_size=32), st.integers(0, 255))
def test_push_keys_differ_if_one_random_bit_differs(secret: bytes, bit: int) -> None:
    changed = (int.from_bytes(secret, "big") ^ (1 << bit)).to_bytes(32, "big")
    one, other = PushKeys.from_random(secret), PushKeys.from_random(changed)
    assert one.private_key != other.private_key
    assert one.p256dh != other.p256dh
    assert one.auth != other.auth


@pytest.mark.parametrize("count", [0, 3, 31, 33, 56])
def test_push_keys_need_exactly_32_random_bytes(count: int) -> None:
    with pytest.raises(ValueError, match=f"random must be 32 bytes, not {count}"):
        PushKeys.from_random(bytes(count))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"auth": 1}', '{"p256dh": "x"}'])
def test_push_keys_refuse_malformed_text(text: str) -> None:
    with pytest.raises(ValueError, match="the text of push keys must be JSON with"):
        PushKeys.from_text(text)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("private_key", Secret("x"), "private_key must be 32 bytes"),
        ("private_key", Secret(base64url(bytes(32))), "must be a key of P-256"),
        ("private_key", Secret(base64url(b"\xff" * 32)), "must be a key of P-256"),
        ("p256dh", "???", "p256dh must be 65 bytes"),
        ("auth", Secret("x"), "auth must be 16 bytes"),
    ],
)
def test_push_keys_of_a_wrong_size_are_refused(
    field: str, value: Any, reason: str
) -> None:
    given_keys: dict[str, Any] = {
        "private_key": KEYS.private_key,
        "p256dh": KEYS.p256dh,
        "auth": KEYS.auth,
    }
    with pytest.raises(ValueError, match=reason):
        PushKeys(**{**given_keys, field: value})


WHOLE = encrypt_rfc8291(b"hi")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "incomplete"),
        (WHOLE[:100], "incomplete"),
        (WHOLE[:20] + b"\x40" + WHOLE[21:], "must begin with the sender's key"),
        (WHOLE[:16] + (17).to_bytes(4, "big") + WHOLE[20:], "a single record"),
        (
            WHOLE[:16] + (18).to_bytes(4, "big") + WHOLE[20:] + b"x",
            "a single record",
        ),
        (WHOLE[:21] + b"\4" + bytes(64) + WHOLE[86:], "must be a point of P-256"),
        (WHOLE[:-1] + bytes([WHOLE[-1] ^ 1]), "not encrypted for these keys"),
        (encrypt_rfc8291(b"hi", end=b"\1"), "delimiter of a last record"),
    ],
)
def test_decrypt_refuses_a_damaged_message(data: bytes, reason: str) -> None:
    with pytest.raises(PushError, match=reason):
        decrypt(data, KEYS, None, None)
    other = PushKeys.from_random(bytes(range(1, 33)))
    with pytest.raises(PushError, match="not encrypted for these keys"):
        decrypt(WHOLE, other, None, None)


def test_decrypt_refuses_a_damaged_message_of_the_draft() -> None:
    data, keys, encryption, crypto_key = encrypt_draft(b"hi")
    for changed, reason in (
        ((b"", encryption, crypto_key), "incomplete"),
        ((data, "", crypto_key), "must have a valid salt"),
        ((data, encryption, ""), "must have a valid dh"),
        ((data, encryption + ";rs=1", crypto_key), "a single record"),
        ((data, encryption + ";rs=x", crypto_key), "a single record"),
        (
            (encrypt_draft(b"", b"\0\1x")[0], encryption, crypto_key),
            "invalid padding",
        ),
        (
            (encrypt_draft(b"", b"\0\5")[0], encryption, crypto_key),
            "invalid padding",
        ),
    ):
        with pytest.raises(PushError, match=reason):
            decrypt(changed[0], keys, changed[1], changed[2])
    with pytest.raises(ValueError, match="needs crypto_key_header too"):
        decrypt(data, keys, encryption, None)
    text: Any = "text"
    with pytest.raises(TypeError, match="data must be bytes, not str"):
        decrypt(text, keys, None, None)


def test_push_without_cryptography_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(ImportError, match=r"mastodon-core\[push\]"):
        decrypt(WHOLE, KEYS, None, None)
    with pytest.raises(ImportError, match=r"mastodon-core\[push\]"):
        PushKeys.from_random(bytes(32))
