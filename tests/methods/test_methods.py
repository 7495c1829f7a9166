"""What methods refuse, and that misuse names the parameter."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sessions import session

from mastodon_core import API, NewPoll, catalog, entities
from mastodon_core.testing import make

api = API()


@pytest.mark.parametrize("id", ["", ".", ".."])
def test_no_id_climbs_out_of_its_path(id: str) -> None:
    with pytest.raises(ValueError, match="id must name something"):
        api.status(id)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_an_id_reaches_no_other_endpoint(id: str) -> None:
    if id in {".", ".."}:
        return
    url = session().to_http(api.account_statuses(id)).url
    found = catalog.match("GET", url.removeprefix("https://x.example"))
    assert found is not None
    assert found.name == "account_statuses"


@pytest.mark.parametrize(
    "id", ["../accounts/verify_credentials", "a/b", "1?x=1#", "%2e%2e", "a\\b"]
)
def test_ids_that_look_like_paths_are_quoted(id: str) -> None:
    url = session().to_http(api.account(id)).url
    assert (
        url.count("/")
        == len(["https:", "", "x.example", "api", "v1", "accounts", "x"]) - 1
    )
    assert "?" not in url
    assert "#" not in url


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda odd: api.status(odd), "id"),
        (lambda odd: api.status_post("x", odd), "in_reply_to_id"),
        (lambda odd: api.status_post("x", None, odd), "media_ids"),
        (lambda odd: api.status_post("x", None, [odd]), "media_ids"),
        (lambda odd: api.status_post("x", quoted_status_id=odd), "quoted_status_id"),
        (lambda odd: api.account_follow("1", languages=odd), "languages"),
        (lambda odd: api.notifications(types=odd), "types"),
        (lambda odd: api.notifications(account_id=odd), "account_id"),
        (lambda odd: NewPoll(odd, 300), "options"),
        (lambda odd: api.status_schedule("x", odd), "scheduled_at"),
    ],
)
def test_a_wrong_kind_of_value_is_a_type_error_that_names_it(
    call: Any, name: str
) -> None:
    for odd in (7, True):
        with pytest.raises(TypeError, match=f"^{name} must"):
            call(odd)


def test_one_text_is_no_sequence_of_texts() -> None:
    for call in (
        lambda odd: api.status_post("x", None, odd),
        lambda odd: api.account_follow("1", languages=odd),
        lambda odd: api.notifications(exclude_types=odd),
        lambda odd: NewPoll(odd, 300),
    ):
        with pytest.raises(TypeError, match="must be a sequence of"):
            call("text")


def test_an_entity_goes_where_its_id_does() -> None:
    media = make(entities.MediaAttachment, id="7")
    status = make(entities.Status, id="8")
    account = make(entities.Account, id="9")
    assert api.media(media) == api.media("7")
    assert api.status_post("hi", status, [media]) == api.status_post("hi", "8", ["7"])
    assert api.account_statuses(account) == api.account_statuses("9")
    assert api.status_post("hi", allowed_mentions=[account]) == api.status_post(
        "hi", allowed_mentions=["9"]
    )


def test_a_status_needs_something_to_say() -> None:
    with pytest.raises(ValueError, match="text, media_ids or a poll"):
        api.status_post("")
    assert api.status_post("", media_ids=["7"]).json == {
        **(api.status_post("x", media_ids=["7"]).json or {}),
        "status": "",
    }


def test_a_poll_takes_a_duration_of_either_kind() -> None:
    options = ["a", "b"]
    assert NewPoll(options, timedelta(hours=1)) == NewPoll(options, 3600)
    request = api.status_post("x", poll=NewPoll(options, 3600, multiple=True))
    message = session().to_http(request)
    assert message.body == (
        b'{"status":"x","poll":{"options":["a","b"],"expires_in":3600,"multiple":true}}'
    )
    # The caller's own list stays the caller's.
    assert options == ["a", "b"]


def test_a_moment_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="scheduled_at needs a time zone"):
        api.status_schedule("x", datetime(2030, 1, 1))
    request = api.status_schedule("x", datetime(2030, 1, 1, tzinfo=UTC))
    assert b'"scheduled_at":"2030-01-01T00:00:00+00:00"' in bytes(
        session().to_http(request).body  # type: ignore[arg-type]
    )


def test_data_needs_a_type_and_a_name_may_tell_it() -> None:
    with pytest.raises(ValueError, match="the type of media_file can't be told"):
        api.media_upload(b"GIF89a")
    with pytest.raises(ValueError, match="the type of media_file .* 'notes.txt'"):
        api.media_upload("notes.txt")
    with pytest.raises(ValueError, match="the type of thumbnail"):
        api.media_upload("a.mp4", thumbnail=b"")
    with pytest.raises(ValueError, match="the type of media_file"):
        next(api.media_post(b"GIF89a"))
    assert api.media_upload(b"", file_name="a.gif").files["file"]
    assert api.media_upload(b"", "image/gif").files["file"]


@pytest.mark.parametrize("focus", [(1.1, 0), (0, -2), (float("nan"), 0)])
def test_a_focus_is_within_the_picture(focus: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match=r"focus is two numbers from -1.0 to 1.0"):
        api.media_upload("a.png", focus=focus)
    assert api.media_upload("a.png", focus=(-1.0, 0.25)).form["focus"] == "-1.0,0.25"


def test_further_readings_are_the_same_request() -> None:
    assert api.me() == api.account_verify_credentials()
    assert api.toot("hi") == api.status_post("hi")
