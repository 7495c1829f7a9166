"""Hashtags that one follows, features and reads of."""

from __future__ import annotations

from mastodon.return_types import FeaturedTag, Tag

from ._rows import row
from ._village import Village, ids, is_recent


@row
def tag(v: Village) -> None:
    v.bob.toot("#cats")
    found = v.ada.tag("cats")
    assert isinstance(found, Tag)
    assert (found.name, found.following) == ("cats", False)
    assert found.url == f"{v.url}/tags/cats"


@row
def tag_follow(v: Village) -> None:
    assert v.ada.tag_follow("cats").following is True
    status = v.bob.toot("#cats")
    assert ids(v.ada.timeline_home()) == ids([status])


@row
def tag_unfollow(v: Village) -> None:
    followed = v.ada.tag_follow("cats")
    assert v.ada.tag_unfollow(followed).following is False
    assert v.ada.followed_tags() == []


@row
def followed_tags(v: Village) -> None:
    for name in ("cats", "dogs", "owls"):
        v.ada.tag_follow(name)
    page = v.ada.followed_tags(limit=2)
    assert isinstance(page[0], Tag)
    found = [tag.name for tag in v.ada.fetch_remaining(page)]
    assert found == ["owls", "dogs", "cats"]


@row
def featured_tag_create(v: Village) -> None:
    v.ada.toot("#cats")
    made = v.ada.featured_tag_create("cats")
    assert isinstance(made, FeaturedTag)
    assert made.name == "cats"
    assert int(made.statuses_count) == 1


@row
def featured_tags(v: Village) -> None:
    made = v.ada.featured_tag_create("cats")
    (found,) = v.ada.featured_tags()
    assert isinstance(found, FeaturedTag)
    assert (found.id, found.name) == (made.id, "cats")


@row
def featured_tag_delete(v: Village) -> None:
    assert v.ada.featured_tag_delete(v.ada.featured_tag_create("cats")) is None
    assert v.ada.featured_tags() == []


@row
def featured_tag_suggestions(v: Village) -> None:
    v.ada.toot("#cats and #dogs")
    v.ada.featured_tag_create("dogs")
    (found,) = v.ada.featured_tag_suggestions()
    assert found.name == "cats"


@row
def account_featured_tags(v: Village) -> None:
    v.bob.toot("#cats")
    v.bob.featured_tag_create("cats")
    (found,) = v.ada.account_featured_tags(v.bob.me())
    assert found.name == "cats"
    assert found.url == f"{v.url}/@bob/tagged/cats"


@row(since=(4, 4))
def tag_feature(v: Village) -> None:
    assert v.ada.tag_feature("cats").featuring is True
    assert [tag.name for tag in v.ada.featured_tags()] == ["cats"]


@row(since=(4, 4))
def tag_unfeature(v: Village) -> None:
    v.ada.tag_feature("cats")
    assert v.ada.tag_unfeature("cats").featuring is False
    assert v.ada.featured_tags() == []


@row
def featured_tags__tell_when_they_were_last_used(v: Village) -> None:
    v.ada.toot("#cats")
    v.ada.featured_tag_create("cats")
    (found,) = v.ada.featured_tags()
    assert found.last_status_at.date() == v.instance.now.date()
    assert is_recent(v.ada.timeline_hashtag("cats")[0].created_at)
