"""The `Secret` class."""

import copy
import pickle

import attrs
import pytest

from mastodon_core import Credentials, Secret


def test_repr_str_and_format_of_a_secret_hide_its_value() -> None:
    secret = Secret("hunter2")
    for text in (repr(secret), str(secret), f"{secret}", f"{secret!r:>20}"):
        assert "hunter2" not in text
    assert secret.reveal() == "hunter2"


def test_a_secret_compares_by_its_value() -> None:
    assert Secret("a") == Secret("a")
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
    assert Secret("a") != "a"


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_secret_is_copied_and_not_pickled(protocol: int) -> None:
    secret = Secret("hunter2")
    assert copy.copy(secret) is copy.deepcopy(secret) is secret
    for value in (secret, Credentials(access_token=secret)):
        with pytest.raises(TypeError, match="cannot be pickled") as caught:
            pickle.dumps(value, protocol)
        assert "hunter2" not in str(caught.value)


def test_asdict_and_astuple_of_credentials_hide_secrets() -> None:
    assert "hunter2" not in repr(attrs.asdict(Credentials(access_token="hunter2")))
    assert "hunter2" not in repr(attrs.astuple(Credentials(access_token="hunter2")))
