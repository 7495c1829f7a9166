import json
import pickle
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Literal

import attrs
import pytest
from attrs import frozen

from mastodon_core import Secret, entities, to_json
from mastodon_core.decoding import Reader
from mastodon_core.entities._types import Id
from mastodon_core.testing import Maker, make

CLASSES = [
    entity
    for entity in (getattr(entities, name) for name in entities.__all__)
    if attrs.has(entity)
]


@pytest.mark.parametrize("cls", CLASSES)
def test_make_returns_a_valid_entity_of_any_class(cls: type[Any]) -> None:
    made = make(cls)
    assert type(made) is cls
    text = json.dumps(to_json(made)).encode()
    assert Reader(strict=True).parse(text, cls) == made
    assert make(cls) == made


def test_make_keeps_given_fields_and_fills_in_the_others() -> None:
    status = make(entities.Status, content="hi", visibility="private")
    assert status.content == "hi"
    assert status.visibility is entities.Visibility.PRIVATE
    assert status.created_at == datetime(2024, 1, 1, tzinfo=UTC)
    assert status.reblog is None


def test_make_builds_nested_entities_from_their_fields() -> None:
    status = make(
        entities.Status,
        account={"acct": "ada", "moved": {"acct": "ada@elsewhere.example"}},
        media_attachments=[{"type": "video"}, make(entities.MediaAttachment, id="9")],
        reblog={"content": "inner"},
    )
    assert status.account.moved is not None
    assert status.account.moved.acct == "ada@elsewhere.example"
    video, given = status.media_attachments
    assert (video.type, given.id) == (entities.MediaType.VIDEO, "9")
    assert status.reblog is not None
    assert status.reblog.content == "inner"


def test_ids_of_a_maker_are_unique_and_depend_on_its_seed() -> None:
    ids = [
        account.id
        for maker in (Maker(), Maker(seed=1))
        for account in (maker.make(entities.Account), maker.make(entities.Account))
    ]
    assert len(set(ids)) == 4
    assert Maker(seed=1).make(entities.Account).id == ids[2]


def test_make_names_an_unknown_field() -> None:
    with pytest.raises(TypeError, match="Status has no field colour, contents"):
        make(entities.Status, contents="hi", colour="red")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("content", 5),
        ("created_at", "2024-01-01T00:00:00Z"),
        ("created_at", datetime(2024, 1, 1)),  # naive
        ("media_attachments", ["nothing of the kind"]),
        ("media_attachments", "nothing of the kind"),
        ("account", None),
        ("id", 7),
    ],
)
def test_make_names_the_field_of_a_wrong_value(field: str, value: object) -> None:
    with pytest.raises(TypeError, match=rf"Status\.{field}.* must (be|have)"):
        make(entities.Status, **{field: value})


def test_make_fills_in_every_kind_of_field() -> None:
    @frozen(kw_only=True)
    class Inner:
        id: Id

    @frozen(kw_only=True)
    class Other:
        name: str

    @frozen(kw_only=True)
    class Everything:
        id: Id
        ratio: float
        count: int
        flag: bool
        avatar_url: str
        secret: Secret
        inners: tuple[Inner, ...]
        anything: Any
        nullable: str | None
        texts: tuple[str, ...] | None
        by_name: Mapping[str, Inner]
        lifetime: int | str
        either: Inner | Other | None

    made = make(Everything)
    assert made.avatar_url == "https://mastodon.example/avatar_url"
    assert (made.inners, made.anything, made.nullable) == ((), None, None)
    given = make(Everything, secret="s", ratio=2, anything=b"", inners=[{"id": "7"}])
    assert given.secret == Secret("s")
    assert (type(given.ratio), given.ratio, given.anything) == (float, 2.0, b"")
    assert (given.inners, given.nullable) == ((Inner(id="7"),), None)
    assert make(Everything, nullable=None) == made
    named = make(Everything, texts=["a"], lifetime="1 day", by_name={"de": {"id": "1"}})
    assert (named.texts, named.lifetime) == (("a",), "1 day")
    assert named.by_name == {"de": Inner(id="1")}
    assert make(Everything, either={"name": "n"}).either == Other(name="n")
    assert make(Everything, either={"id": "1"}).either == Inner(id="1")
    for wrong in ({"count": True}, {"ratio": True}, {"flag": 1}, {"lifetime": 1.5}):
        with pytest.raises(TypeError, match="must be (int|float|bool|str), not"):
            make(Everything, **wrong)


def test_make_knows_the_words_of_own_classes() -> None:
    class Mood(StrEnum):
        HAPPY = "happy"
        SAD = "sad"

    class Moody(entities.Entity):
        mood: Mood
        format: Literal["plain", "markdown"]
        last: Literal["plain", "markdown"] | None = None

    made = make(Moody)
    assert (made.mood, made.format, made.last) == (Mood.HAPPY, "plain", None)
    given = make(Moody, mood="sad", format="markdown", last="plain")
    assert (given.mood, given.format, given.last) == (Mood.SAD, "markdown", "plain")
    with pytest.raises(TypeError, match=r"Moody.last must be 'plain' or 'markdown'$"):
        make(Moody, last="html")


def test_made_secret_does_not_show_in_repr_or_pickle() -> None:
    token = make(entities.Token)
    assert "made-up" not in repr(token)
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(token)
    assert pickle.loads(pickle.dumps(make(entities.Status))) == make(entities.Status)
