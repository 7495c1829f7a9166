"""Admin calls, in addition to the tests by the contract's tables."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sessions import ACCOUNT, json_response, session

from mastodon_core import (
    API,
    InstanceDimension,
    InstanceMeasure,
    Request,
    TagDimension,
    TagMeasure,
    UnprocessableEntity,
    entities,
    to_json,
)
from mastodon_core.calls import parse_response
from mastodon_core.testing import make

api = API()
BEGIN = datetime(2030, 1, 1, tzinfo=UTC)
END = datetime(2030, 1, 8, tzinfo=UTC)


def sent(request: Request[Any]) -> Any:
    body = session().to_http(request).body
    assert isinstance(body, bytes)
    return json.loads(body)


@pytest.mark.parametrize(
    "status", ["active", "pending", "disabled", "silenced", "suspended"]
)
def test_admin_accounts_v1_sends_its_status_as_a_flag(status: Any) -> None:
    asked = api.admin_accounts_v1(remote=True, status=status, staff_only=True)
    flags: dict[str, Any] = {"remote": True, "staff": True, status: True}
    assert asked == api.admin_accounts(**flags)


def test_admin_accounts_v1_sends_no_false_because_servers_take_it_for_true() -> None:
    asked = api.admin_accounts_v1(username="ada", max_id="9", limit=3)
    given = {name: value for name, value in asked.query.items() if value is not None}
    assert given == {
        "local": True,
        "active": True,
        "username": "ada",
        "max_id": "9",
        "limit": 3,
    }


def test_admin_account_takes_an_account_or_an_admin_account() -> None:
    plain = make(entities.Account, id="9")
    seen = make(entities.AdminAccount, id="9", account={"id": "9"})
    assert api.admin_account(plain) == api.admin_account(seen) == api.admin_account("9")


def test_none_clears_a_comment_and_makes_a_block_permanent() -> None:
    assert sent(api.admin_update_domain_block("1", public_comment=None)) == {
        "public_comment": None
    }
    assert sent(api.admin_update_ip_block("1", expires_in=None)) == {"expires_in": None}


def test_ip_block_expires_after_seconds_or_a_timedelta() -> None:
    for_good = api.admin_create_ip_block("192.0.2.0/24", "no_access")
    assert sent(for_good) == {"ip": "192.0.2.0/24", "severity": "no_access"}
    day = timedelta(days=1)
    made = api.admin_create_ip_block("192.0.2.0/24", "no_access", expires_in=day)
    assert sent(made)["expires_in"] == 86400
    assert sent(api.admin_update_ip_block("1", expires_in=60)) == {"expires_in": 60}


def test_admin_account_of_mastodon_3_5_is_decoded() -> None:
    modern = to_json(make(entities.AdminAccount, id="9", account={"id": "9"}))
    ip = {"user_id": 2, "ip": "192.0.2.1", "used_at": "2022-05-08T18:21:56.944Z"}
    old = {**modern, "account": ACCOUNT, "role": "moderator", "ip": ip}

    account = parse_response(api.admin_account("9"), json_response(old), strict=True)

    assert account.role == "moderator"
    assert isinstance(account.ip, entities.AdminIp)
    assert account.ip.ip == "192.0.2.1"


def test_error_about_an_existing_domain_block_holds_that_block() -> None:
    there = make(entities.AdminDomainBlock, id="5", domain="example")
    body = {"error": "no", "existing_domain_block": to_json(there)}
    with pytest.raises(UnprocessableEntity) as caught:
        parse_response(
            api.admin_create_domain_block("x.example"), json_response(body, 422)
        )
    found = json.loads(caught.value.response.body)["existing_domain_block"]
    assert found["domain"] == "example"


def test_admin_measures_takes_keys_and_measures_with_parameters() -> None:
    asked = api.admin_measures(
        BEGIN,
        END,
        keys=[
            "new_users",
            TagMeasure("tag_uses", make(entities.Tag, id="7", name="cats")),
            InstanceMeasure("instance_statuses", "x.example", include_subdomains=True),
            InstanceMeasure("instance_reports", "x.example"),
            entities.AdminMeasureKey("of_tomorrow"),
        ],
    )
    assert sent(asked) == {
        "keys": [
            "new_users",
            "tag_uses",
            "instance_statuses",
            "instance_reports",
            "of_tomorrow",
        ],
        "tag_uses": {"id": "7"},
        "instance_statuses": {"domain": "x.example", "include_subdomains": True},
        "instance_reports": {"domain": "x.example"},
        "start_at": "2030-01-01T00:00:00.000Z",
        "end_at": "2030-01-08T00:00:00.000Z",
    }


def test_admin_measures_may_leave_the_days_to_the_server() -> None:
    assert sent(api.admin_measures(keys=["new_users"])) == {"keys": ["new_users"]}
    assert sent(api.admin_measures(BEGIN, keys=["new_users"])) == {
        "keys": ["new_users"],
        "start_at": "2030-01-01T00:00:00.000Z",
    }


def test_admin_dimensions_takes_keys_and_dimensions_with_parameters() -> None:
    assert sent(api.admin_dimensions(keys=["software_versions"])) == {
        "keys": ["software_versions"]
    }
    of = [
        TagDimension("tag_languages", "7"),
        InstanceDimension("instance_accounts", "x.example"),
    ]
    assert sent(api.admin_dimensions(BEGIN, END, 5, keys=of)) == {
        "keys": ["tag_languages", "instance_accounts"],
        "tag_languages": {"id": "7"},
        "instance_accounts": {"domain": "x.example"},
        "start_at": "2030-01-01T00:00:00.000Z",
        "end_at": "2030-01-08T00:00:00.000Z",
        "limit": 5,
    }


@pytest.mark.parametrize("odd", ["new_users", 7, None, [7], [None]])
def test_admin_measures_and_dimensions_refuse_other_keys(odd: Any) -> None:
    with pytest.raises(TypeError, match="^keys must "):
        api.admin_measures(BEGIN, END, keys=odd)
    with pytest.raises(TypeError, match="^keys must "):
        api.admin_dimensions(keys=odd)


def test_admin_hashtag_calls_refuse_a_tag_without_an_id() -> None:
    nameless: Any = None
    nowhere = make(entities.Tag, id=None, name="cats")
    for odd in (nameless, ""):
        with pytest.raises(ValueError, match="^id must be the id of a hashtag, not "):
            TagMeasure("tag_uses", odd)
    takers: list[Callable[[entities.Tag], object]] = [
        api.admin_tag,
        lambda tag: api.admin_tags(max_id=tag),
        lambda tag: TagDimension("tag_servers", tag),
    ]
    for take in takers:
        with pytest.raises(ValueError, match="must be an entity with an id"):
            take(nowhere)


def test_admin_trending_links_without_review_fields_are_decoded() -> None:
    link = to_json(make(entities.TrendsLink, history=[]))
    plain = {k: v for k, v in link.items() if k not in {"id", "requires_review"}}

    page = parse_response(
        api.admin_trending_links(), json_response([plain]), strict=True
    )

    assert (page[0].id, page[0].requires_review) == (None, None)


def test_admin_measure_dates_may_be_sent_as_dates_or_datetimes() -> None:
    days = [
        {"date": "2030-01-01T00:00:00Z", "value": "7"},
        {"date": "2030-01-02", "value": ""},
    ]
    body = [{"key": "new_users", "unit": None, "total": "7", "data": days}]

    [measure] = parse_response(
        api.admin_measures(BEGIN, END, keys=["new_users"]),
        json_response(body),
        strict=True,
    )

    found = [(data.date.isoformat(), data.value) for data in measure.data]
    assert found == [("2030-01-01", 7), ("2030-01-02", None)]
