"""Masks find secrets in any text, and learn them from requests."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastodon_core import API, Credentials, Secret
from mastodon_core.testing import FakeMastodon, Mask

LETTERS = "abcdef0123"
SECRETS = st.text(LETTERS, min_size=10, max_size=30)


def masking(*secrets: str) -> Mask:
    mask = Mask()
    for secret in secrets:
        mask.learn(secret)
    return mask


@given(
    st.sets(SECRETS, min_size=1, max_size=5),
    st.lists(st.integers(0, 4) | st.text(LETTERS, max_size=9), max_size=8),
)
def test_many_secrets_are_masked_like_few(
    few: set[str], parts: list[int | str]
) -> None:
    known = sorted(few)
    others = [f"another-secret-{number:04}" for number in range(300)]
    text = " ".join(
        each if isinstance(each, str) else known[each % len(known)] for each in parts
    )
    assert masking(*known, *others).known(text) == masking(*known).known(text)


def test_longest_of_many_secrets_is_masked() -> None:
    secrets = [f"{number:010}" for number in range(300)]
    mask = masking(*secrets, secrets[7] + "-and-more", secrets[7] + "-and-more-of-it")
    assert mask.known(f"<{secrets[7]}-and-more>") == "<***>"
    assert mask.known(f"<{secrets[7]}-and-less>") == "<***-and-less>"
    assert mask.known("short") == "short"


@given(SECRETS, st.integers(0, 30), st.integers(0, 30), st.booleans())
def test_parts_of_a_secret_beside_dots_are_masked(
    secret: str, before: int, after: int, many: bool
) -> None:
    others = [f"zz-another-{number:04}" for number in range(3 if many else 0)]
    head, tail = secret[:before], secret[len(secret) - min(after, len(secret)) :]
    shown = masking(secret, *others).known_in_excerpts(f"x = '{head}...{tail}'")
    start = "***" if len(head) >= 6 else head
    end = "***" if len(tail) >= 6 else tail
    assert shown == f"x = '{start}...{end}'"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("no dots, 0123456 is left", "no dots, 0123456 is left"),
        ("012345678 ... 3456789ab", "012345678 ... 3456789ab"),
        ("x012345678...and...789abc", "x***...and...***"),
        ("0123456789abc...", "***..."),
        ("012345...789abc", "***...***"),
        ("01234...89abc", "01234...89abc"),
        ("...", "..."),
    ],
)
def test_excerpts_are_masked_only_beside_the_dots(text: str, shown: str) -> None:
    assert masking("0123456789abc").known_in_excerpts(text) == shown


def test_mask_without_secrets_leaves_excerpts_alone() -> None:
    assert Mask().known_in_excerpts("some text...and more") == "some text...and more"


def test_mask_learns_from_an_upload_without_reading_its_file() -> None:
    token = "the-token-of-ada-7"
    url = "https://offline.example"
    credentials = Credentials(base_url=url, access_token=Secret(token))
    session = FakeMastodon(credentials=credentials).session
    file = BytesIO(b"0123456789")
    request = session.to_http(
        API().media_upload(file, "image/png", description="token=ada")
    )
    file.seek(7)
    mask = Mask()
    mask.learn_request(request)
    assert file.tell() == 7
    file.close()
    mask.learn_request(request)
    mask.learn_request(session.to_http(API().me()))
    assert mask.known(f"it is {token}") == "it is ***"
