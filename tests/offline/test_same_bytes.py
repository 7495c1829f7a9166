"""Same seed and calls, same bytes: in two runs, and in every Python."""

from __future__ import annotations

from hashlib import sha256

from asking import ask

from mastodon_core.testing import OfflineInstance

# What all Pythons and machines must come to. Whoever changes on purpose what the
# instance answers takes the new digest from the failure of this test.
DIGEST = "421e99854e2a78e8e3a1ef715d87b0015660fb779931a4c79bd4edd52c5eee37"


def script(seed: int) -> str:
    """Ask for a bit of everything, and hash all that comes back."""
    instance = OfflineInstance(seed)
    ada, bob = instance.token_for("ada"), instance.token_for("bob")
    digest = sha256(f"{ada} {bob} {instance.random_bytes(8).hex()}".encode())
    calls = [
        ("POST", "/api/v1/apps", {"client_name": "a", "redirect_uris": "urn:x"}, None),
        ("GET", "/api/v1/accounts/verify_credentials", None, ada),
        (
            "POST",
            "/api/v1/statuses",
            {"status": "@bob #hi https://example.com/é <b>\n\nso", "language": "de"},
            ada,
        ),
        (
            "POST",
            "/api/v1/statuses",
            {"status": "?", "poll": {"options": ["1", "2"], "expires_in": 300}},
            bob,
        ),
        ("POST", "/api/v1/statuses", {"status": ""}, bob),
        ("GET", "/api/v1/timelines/home?limit=1", None, ada),
        ("GET", "/api/v1/timelines/public", None, None),
        ("GET", "/api/v1/notifications", None, bob),
        ("GET", "/api/v1/instance", None, None),
        ("GET", "/api/v2/instance", None, None),
        ("GET", "/api/v1/statuses/1", None, "nobody's"),
    ]
    for method, path, body, token in calls:
        response = ask(instance, method, path, body, token=token)
        head = (response.status, sorted(response.headers.items()))
        digest.update(f"{method} {path} {head}".encode() + response.body)
        instance.pass_time(0.25)
    return digest.hexdigest()


def test_two_runs_are_the_same() -> None:
    assert script(7) == script(7)
    assert script(7) != script(8)


def test_every_python_comes_to_the_same() -> None:
    assert script(7) == DIGEST
