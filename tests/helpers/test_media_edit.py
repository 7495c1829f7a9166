"""`MediaEdit` describes a change to an attachment of a status."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastodon_core import API, MediaEdit, entities
from mastodon_core.testing import AsyncFakeMastodon, FakeMastodon, make

api = API()
numbers = st.floats(-1, 1)


def test_media_edit_sends_only_what_was_given() -> None:
    sent = {k: v for k, v in MediaEdit("7").as_param().items() if v is not None}
    assert sent == {"id": "7"}


def test_empty_description_is_sent_because_it_removes_the_alt_text() -> None:
    assert MediaEdit("7", "").as_param()["description"] == ""


@given(numbers, numbers)
def test_focus_of_a_media_edit_is_sent_as_two_numbers(x: float, y: float) -> None:
    focus = MediaEdit("7", focus=(x, y)).as_param()["focus"]
    assert isinstance(focus, str)
    assert tuple(map(float, focus.split(","))) == (x, y)


@given(st.binary(min_size=1))
def test_thumbnail_of_a_media_edit_is_sent_as_a_data_url(picture: bytes) -> None:
    edit = MediaEdit("7", thumbnail=picture, thumbnail_mime_type="image/png")
    sent = json.loads(json.dumps(edit.as_param()))["thumbnail"]
    start = "data:image/png;base64,"
    assert sent.startswith(start)
    assert b64decode(sent.removeprefix(start), validate=True) == picture


def test_media_edit_takes_an_attachment_in_place_of_its_id() -> None:
    file = make(entities.MediaAttachment, id="7")
    assert MediaEdit(file) == MediaEdit("7")
    assert api.generate_media_edit_attributes(file, "a cat") == MediaEdit("7", "a cat")


def test_generate_media_edit_attributes_is_the_same_on_every_client() -> None:
    given: Any = ("7", "a cat", (0.5, -1), b"GIF89a", "image/gif")
    for client in (api, FakeMastodon(), AsyncFakeMastodon()):
        assert client.generate_media_edit_attributes(*given) == MediaEdit(*given)


def test_repr_of_a_media_edit_leaves_out_the_picture() -> None:
    edit = MediaEdit("7", thumbnail=b"secret", thumbnail_mime_type="image/png")
    assert "secret" not in repr(edit)


@pytest.mark.parametrize(
    ("given", "error", "names"),
    [
        ({"id": ""}, ValueError, "id"),
        ({"id": 7}, TypeError, "id"),
        ({"id": None}, TypeError, "id"),
        ({"focus": (0, 1.5)}, ValueError, "focus"),
        ({"focus": (float("nan"), 0)}, ValueError, "focus"),
        ({"focus": (1,)}, ValueError, "focus"),
        ({"thumbnail": "a.png"}, TypeError, "thumbnail must be bytes of an image"),
        ({"thumbnail": b"GIF"}, ValueError, "thumbnail_mime_type"),
        ({"thumbnail_mime_type": "image/png"}, ValueError, "thumbnail and"),
    ],
)
def test_media_edit_names_the_wrong_argument(
    given: dict[str, Any], error: type[Exception], names: str
) -> None:
    for make_edit in (MediaEdit, api.generate_media_edit_attributes):
        with pytest.raises(error, match=names):
            make_edit(**{"id": "7", **given})
