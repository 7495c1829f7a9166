"""The tests' own drivers use every outcome, or the test fails."""

from collections.abc import Callable
from typing import Any

import pytest
from playing import carry_out, play
from sessions import json_response, session

from mastodon_core import API, NetworkError
from mastodon_core.entities import MediaAttachment, MediaType

api = API()
READY = MediaAttachment(id="7", type=MediaType.IMAGE, url="https://x.example/7.png")
Failed = pytest.fail.Exception


def played(*outcomes: Any) -> Any:
    return play(api.media_post("a.png"), outcomes)


def carried_out(*outcomes: Any) -> Any:
    return carry_out(session(retries=0), api.status("7"), outcomes)


@pytest.mark.parametrize(
    ("drive", "outcome"), [(played, READY), (carried_out, json_response())]
)
def test_an_outcome_left_over_after_a_result_fails_the_test(
    drive: Callable[..., Any], outcome: Any
) -> None:
    drive(outcome)
    with pytest.raises(Failed, match="^unused outcomes: "):
        drive(outcome, outcome)


@pytest.mark.parametrize("drive", [played, carried_out])
@pytest.mark.parametrize("expected", [NetworkError, Exception])
def test_an_outcome_left_over_after_an_exception_fails_the_test(
    drive: Callable[..., Any], expected: type[Exception]
) -> None:
    with pytest.raises(expected):
        drive(NetworkError("reset"))
    with (
        pytest.raises(Failed, match="^unused outcomes: ") as caught,
        pytest.raises(expected),
    ):
        drive(NetworkError("reset"), json_response(), json_response())
    assert isinstance(caught.value.__context__, NetworkError)


@pytest.mark.parametrize("drive", [played, carried_out])
def test_a_step_without_an_outcome_fails_the_test(drive: Callable[..., Any]) -> None:
    with (
        pytest.raises(Failed, match="^no outcome is left for the last of "),
        pytest.raises(Exception),  # noqa: B017, PT011
    ):
        drive()
