"""Arguments of methods: ids, sequences, times and others; errors name them."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from operations import OPERATIONS, Operation

from mastodon_core import (
    API,
    InstanceDimension,
    InstanceMeasure,
    KeywordEdit,
    MediaEdit,
    NewPoll,
    ProfileField,
    PushAlerts,
    TagDimension,
    TagMeasure,
    entities,
)
from mastodon_core.testing import make

api = API()
STATUS = make(entities.Status, id="8")
ACCOUNT = make(entities.Account, id="9")
MEDIA = make(entities.MediaAttachment, id="7")
NOTIFICATION = make(entities.Notification, id="6")


def any_of(value: Any) -> Any:
    """The same value, for arguments of another type."""
    return value


Taking = Callable[[Any], object]
ONE: dict[str, list[Taking]] = {
    "id": [
        api.account,
        api.account_follow,
        api.account_statuses,
        api.media,
        api.status,
        api.status_context,
        api.status_delete,
        api.status_favourite,
        api.status_reblog,
    ],
    "list_id": [api.timeline_list],
    "account_id": [
        lambda one: api.notifications(account_id=one),
        lambda one: api.search("x", account_id=one),
        lambda one: api.notifications_unread_count(account_id=one),
    ],
    "group_key": [
        api.grouped_notification,
        api.grouped_notification_accounts,
        api.dismiss_grouped_notification,
        api.grouped_notification_alpha,
    ],
    "name": [lambda one: api.announcement_reaction_create("7", one)],
    "in_reply_to_id": [lambda one: api.status_post("x", one)],
    "quoted_status_id": [lambda one: api.status_post("x", quoted_status_id=one)],
    "max_id": [
        lambda one: api.timeline_home(max_id=one),
        lambda one: api.timeline_public(max_id=one),
        lambda one: api.notifications(max_id=one),
        lambda one: api.account_statuses("9", one),
    ],
    "since_id": [lambda one: api.timeline_home(since_id=one)],
    "min_id": [lambda one: api.timeline_home(min_id=one)],
}
SEVERAL: dict[str, list[Taking]] = {
    "account_ids": [
        lambda some: api.list_accounts_add("7", some),
        lambda some: api.list_accounts_delete("7", some),
    ],
    "ids": [
        api.accept_multiple_notification_requests,
        api.dismiss_multiple_notification_requests,
        api.statuses,
    ],
    "grouped_types": [lambda some: api.grouped_notifications(grouped_types=some)],
    "allowed_mentions": [lambda some: api.status_post("x", allowed_mentions=some)],
    "exclude_types": [lambda some: api.notifications(exclude_types=some)],
    "languages": [lambda some: api.account_follow("9", languages=some)],
    "media_ids": [
        lambda some: api.status_post("x", media_ids=some),
        lambda some: api.status_schedule(
            "x", datetime.fromisoformat("2030-01-01T00:00Z"), media_ids=some
        ),
    ],
    "options": [
        lambda some: NewPoll(some, 300),
        lambda some: api.make_poll(some, 300),
    ],
    "supported_types": [lambda some: api.notifications(supported_types=some)],
    "types": [lambda some: api.notifications(types=some)],
    "any": [lambda some: api.timeline_hashtag("x", any=some)],
    "all": [lambda some: api.timeline_hashtag("x", all=some)],
    "none": [lambda some: api.timeline_hashtag("x", none=some)],
}


def rows(table: dict[str, list[Taking]]) -> Any:
    return pytest.mark.parametrize(
        ("name", "call"), [(name, call) for name in table for call in table[name]]
    )


@rows(ONE | SEVERAL)
@pytest.mark.parametrize("odd", [7, True, 1.5, b"7", object()])
def test_argument_of_a_wrong_type_is_a_type_error_that_names_it(
    name: str, call: Taking, odd: object
) -> None:
    with pytest.raises(TypeError, match=f"^{name} must "):
        call(odd)


@rows(SEVERAL)
@pytest.mark.parametrize("odd", ["text", [7], [True], [None]])
def test_sequence_argument_refuses_a_single_str_and_wrong_items(
    name: str, call: Taking, odd: object
) -> None:
    with pytest.raises(TypeError, match=f"^{name} must "):
        call(odd)


def test_entity_is_accepted_in_place_of_its_id() -> None:
    assert api.media(MEDIA) == api.media("7")
    assert api.status(STATUS) == api.status("8")
    assert api.account_statuses(ACCOUNT) == api.account_statuses("9")
    assert api.notifications(account_id=ACCOUNT) == api.notifications(account_id="9")
    assert api.status_post(
        "hi", STATUS, [MEDIA], quoted_status_id=STATUS, allowed_mentions=[ACCOUNT]
    ) == api.status_post("hi", "8", ["7"], quoted_status_id="8", allowed_mentions=["9"])


def test_notification_group_is_accepted_in_place_of_its_key() -> None:
    group = make(entities.NotificationGroup, group_key="favourite-7-1")
    assert api.grouped_notification(group) == api.grouped_notification("favourite-7-1")
    assert (
        api.grouped_notification_accounts(group).path_params["group_key"]
        == "favourite-7-1"
    )


@pytest.mark.parametrize("odd", ["2025", True, 1.5, None])
def test_annual_report_year_must_be_an_int(odd: Any) -> None:
    with pytest.raises(TypeError, match="^year must be an int, not "):
        api.annual_report(odd)
    assert api.annual_report(2025).path_params == {"year": "2025"}


def test_terms_of_service_date_is_a_date_or_a_str() -> None:
    day = api.instance_terms_of_service_at(date(2025, 7, 1))
    assert day == api.instance_terms_of_service_at("2025-07-01")
    for odd in (datetime(2025, 7, 1), 20250701, None):
        value: Any = odd
        with pytest.raises(TypeError, match="^date must be a date or a str, not "):
            api.instance_terms_of_service_at(value)


def test_entity_is_accepted_as_a_cursor() -> None:
    assert api.timeline_home(min_id=STATUS) == api.timeline_home(min_id="8")
    assert api.timeline_public(max_id=STATUS) == api.timeline_public(max_id="8")
    assert api.account_statuses("9", since_id=STATUS) == api.account_statuses(
        "9", None, "8"
    )
    assert api.notifications(max_id=NOTIFICATION) == api.notifications(max_id="6")


def test_requests_copy_the_lists_of_the_caller() -> None:
    media, mentions, languages, options = ["7"], [ACCOUNT], ["de"], ["a", "b"]
    poll = NewPoll(options, 300)
    calls = [
        api.status_post("x", media_ids=media, allowed_mentions=mentions, poll=poll),
        api.account_follow("9", languages=languages),
    ]
    before = [repr(call) for call in calls]
    assert (media, mentions, languages) == (["7"], [ACCOUNT], ["de"])
    for own in (media, mentions, languages, options):
        own.clear()
    assert [repr(call) for call in calls] == before


def test_scheduled_at_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="^scheduled_at must have a time zone"):
        api.status_schedule("x", datetime(2030, 1, 1))
    when: Any = "2030-01-01"
    with pytest.raises(TypeError, match="^scheduled_at must be a datetime"):
        api.status_schedule("x", when)


def test_poll_expires_in_seconds_or_a_timedelta() -> None:
    assert api.make_poll(["a", "b"], timedelta(hours=1)) == NewPoll(["a", "b"], 3600)
    for odd in (1.5, True, "300", None):
        length: Any = odd
        with pytest.raises(TypeError, match="^expires_in must be seconds"):
            NewPoll(["a", "b"], length)
    nothing: Any = None
    with pytest.raises(TypeError, match="^options must be a sequence"):
        NewPoll(nothing, 300)


def test_make_poll_takes_multiple_and_hide_totals_by_position() -> None:
    assert api.make_poll(["a", "b"], 300, True, True) == NewPoll(
        ("a", "b"), 300, multiple=True, hide_totals=True
    )


@pytest.mark.parametrize(
    "focus", [(1.1, 0), (0, -2), (float("nan"), 0), (0.0,), (0, 0, 0)]
)
def test_focus_must_be_two_numbers_within_the_picture(focus: Any) -> None:
    with pytest.raises(ValueError, match=r"^focus must be two numbers from -1.0"):
        api.media_upload("a.png", focus=focus)


def test_unknown_enum_value_is_accepted_as_an_argument() -> None:
    own = entities.Visibility("mutuals_only")
    assert (api.status_post("x", visibility=own).json or {})["visibility"] == own
    kind = entities.NotificationType("pleroma:emoji_reaction")
    assert api.notifications(types=[kind]).query["types"] == (kind,)


WITH_TEXT = [
    row
    for row in OPERATIONS
    if any(
        p["type"] in {"string", "array of string"}
        and "enum" not in p
        and p["name"] not in row.ours.given
        for p in row.read
    )
]


@pytest.mark.parametrize("row", WITH_TEXT, ids=lambda row: row.id)
def test_lone_surrogate_in_any_text_is_refused_by_name(row: Operation) -> None:
    with pytest.raises(
        ValueError, match="must be text that can be encoded|printable ASCII"
    ) as caught:
        row.call(words="hi\ud800")
    assert "hi" not in str(caught.value).split()
    name = str(caught.value).removeprefix("the header ").split()[0]
    names = {re.split(r"[\[.]", p["name"].lower())[0] for p in row.read}
    assert re.split(r"[\[.]", name)[0] in names


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (
            lambda: NewPoll(["a", "b"], 300, multiple=any_of("no")),
            "multiple must be a bool",
        ),
        (
            lambda: NewPoll(["a", "b"], 300, False, any_of(1)),
            "hide_totals must be a bool",
        ),
        (lambda: PushAlerts(mention=any_of("yes")), "mention must be a bool"),
        (lambda: KeywordEdit(any_of(5)), "keyword must be a str"),
        (
            lambda: KeywordEdit("a", whole_word=any_of("no")),
            "whole_word must be a bool",
        ),
        (lambda: KeywordEdit(id="7", destroy=any_of("no")), "destroy must be a bool"),
        (lambda: MediaEdit("7", description=any_of(5)), "description must be a str"),
        (lambda: ProfileField("a", any_of(5)), "value must be a str"),
        (
            lambda: InstanceMeasure("instance_reports", any_of(5)),
            "domain must be a str",
        ),
        (
            lambda: InstanceMeasure("instance_reports", "x.example", any_of("no")),
            "include_subdomains must be a bool",
        ),
        (
            lambda: InstanceDimension("instance_accounts", any_of(5)),
            "domain must be a str",
        ),
        (
            lambda: TagDimension(any_of(5), "7"),
            "key must be 'tag_servers' or 'tag_langu",
        ),
    ],
)
def test_values_check_their_fields_like_arguments(
    make: Callable[[], object], expected: str
) -> None:
    with pytest.raises(TypeError, match=f"^{expected}"):
        make()


def test_subclass_of_a_value_is_checked_alike() -> None:
    class Measure(TagMeasure):
        __module__ = "json"

    assert Measure("tag_uses", "7").id == "7"
    with pytest.raises(ValueError, match="^key must be 'tag_accounts', 'tag_uses' or"):
        Measure(any_of("tag_use"), "7")
