"""Filters are applied as Mastodon applies them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mastodon_core import API, FilterMatch, entities
from mastodon_core.testing import make

api = API()
NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)


def status(content: str = "<p>a cat</p>", **fields: Any) -> entities.Status:
    absent = {"reblog": None, "poll": None, "media_attachments": (), "spoiler_text": ""}
    return make(entities.Status, content=content, **(absent | fields))


def words(
    *keywords: str, whole: bool = True, action: str = "hide", **fields: Any
) -> entities.Filter:
    made = tuple(
        make(entities.FilterKeyword, keyword=word, whole_word=whole)
        for word in keywords
    )
    absent = {"statuses": (), "expires_at": None, "context": ("home",)}
    return make(
        entities.Filter,
        keywords=made,
        filter_action=entities.FilterAction(action),
        **(absent | fields),
    )


def old(phrase: str, **fields: Any) -> entities.FilterV1:
    absent = {"expires_at": None, "context": ("home",), "whole_word": True}
    return make(entities.FilterV1, phrase=phrase, **(absent | fields))


def hides(filter: Any, one: Any, **options: Any) -> bool:
    return api.filters_apply([one], [filter], "home", **options) == ()


@pytest.mark.parametrize(
    ("content", "keyword", "whole", "is_found"),
    [
        ("a cat", "cat", True, True),
        ("a CAT!", "cat", True, True),
        ("concatenate", "cat", True, False),
        ("concatenate", "cat", False, True),
        ("cat_food", "cat", True, False),
        ("cats cat", "cat", True, True),
        ("<b>c</b>at", "cat", True, True),
        ('<a href="https://cat.example">x</a>', "cat", True, False),
        ("a #cat", "#cat", True, True),
        ("x#cat", "#cat", True, True),
        ("naïve", "na", True, False),
        ("anything", "", True, False),
    ],
)
def test_filter_matches_whole_words_or_parts_of_words(
    content: str, keyword: str, whole: bool, is_found: bool
) -> None:
    one = status(f"<p>{content}</p>")
    assert hides(words(keyword, whole=whole), one) is is_found
    assert hides(old(keyword, whole_word=whole), one) is is_found


def test_filter_searches_content_warning_poll_alt_text_and_boosted_status() -> None:
    poll = make(entities.Poll, options=(make(entities.PollOption, title="cat"),))
    file = make(entities.MediaAttachment, description="a cat")
    mute = make(entities.MediaAttachment, description=None)
    for one in (
        status("", spoiler_text="cat"),
        status("", spoiler_text=None, poll=poll),
        status("", media_attachments=(mute, file)),
        status("", reblog=status()),
        make(entities.Notification, status=status()),
    ):
        assert hides(words("cat"), one)
    assert not hides(words("cat"), make(entities.Notification, status=None))


def test_filter_matches_the_statuses_that_it_lists() -> None:
    named = (
        make(entities.FilterStatus, status_id="7"),
        make(entities.FilterStatus, status_id=None),
    )
    filter = words(statuses=named)
    assert hides(filter, status(id="7"))
    assert hides(filter, status(id="8", reblog=status(id="7")))
    assert not hides(filter, status(id="8"))
    [match] = api.filters_match(status(id="7"), [filter], "home")
    assert match == FilterMatch(filter, entities.FilterAction.HIDE, (), ("7",))


def test_filters_match_reports_filters_that_warn_or_blur() -> None:
    warns, blurs = words("cat", action="warn"), words("a", action="blur")
    assert not hides(warns, status())
    found = api.filters_match(status(), [warns, blurs, words("dog")], "home")
    assert [(match.action, match.keyword_matches) for match in found] == [
        ("warn", ("cat",)),
        ("blur", ("a",)),
    ]


def test_filter_applies_only_in_its_contexts_and_before_it_expires() -> None:
    assert not hides(words("cat", context=("public",)), status())
    ended = words("cat", expires_at=NOON)
    assert hides(ended, status())
    assert hides(ended, status(), now=NOON - timedelta(seconds=1))
    assert not hides(ended, status(), now=NOON)
    assert hides(words("cat"), status(), now=NOON)
    assert not hides(old("cat", expires_at=NOON), status(), now=NOON)


def test_filters_apply_refuses_a_wrong_context_or_naive_time() -> None:
    anywhere: Any = "everywhere"
    with pytest.raises(ValueError, match="be 'home', .*, not 'everywhere' "):
        api.filters_apply([status()], [], anywhere)
    with pytest.raises(ValueError, match="now must have a time zone"):
        api.filters_apply([status()], [], "home", NOON.replace(tzinfo=None))
    # A server may define contexts of its own.
    own = entities.FilterContext("explore")
    assert api.filters_apply([status()], [words("cat")], own)
