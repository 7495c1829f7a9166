"""What moderators ask for, where the contract's table does not tell how."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sessions import ACCOUNT, answer, session

from mastodon_core import API, Request, UnprocessableEntity, entities
from mastodon_core._answer import parsed
from mastodon_core.testing import make

api = API()


def sent(request: Request[Any]) -> Any:
    body = session().to_http(request).body
    assert isinstance(body, bytes)
    return json.loads(body)


@pytest.mark.parametrize(
    "status", ["active", "pending", "disabled", "silenced", "suspended"]
)
def test_one_word_asks_for_accounts_of_one_state(status: Any) -> None:
    asked = api.admin_accounts_v1(remote=True, status=status, staff_only=True)
    flags: dict[str, Any] = {"remote": True, "staff": True, status: True}
    assert asked == api.admin_accounts(**flags)


def test_no_false_is_sent_for_accounts_as_servers_take_it_for_true() -> None:
    asked = api.admin_accounts_v1(username="ada", max_id="9", limit=3)
    given = {name: value for name, value in asked.query.items() if value is not None}
    assert given == {
        "local": True,
        "active": True,
        "username": "ada",
        "max_id": "9",
        "limit": 3,
    }


def test_an_account_goes_by_either_of_its_entities() -> None:
    plain = make(entities.Account, id="9")
    seen = make(entities.AdminAccount, id="9", account={"id": "9"})
    assert api.admin_account(plain) == api.admin_account(seen) == api.admin_account("9")


def test_none_clears_a_comment_and_makes_a_block_last_for_good() -> None:
    assert sent(api.admin_update_domain_block("1", public_comment=None)) == {
        "public_comment": None
    }
    assert sent(api.admin_update_ip_block("1", expires_in=None)) == {"expires_in": None}


def test_addresses_are_blocked_for_seconds_or_a_timedelta() -> None:
    for_good = api.admin_create_ip_block("192.0.2.0/24", "no_access")
    assert sent(for_good) == {"ip": "192.0.2.0/24", "severity": "no_access"}
    day = timedelta(days=1)
    made = api.admin_create_ip_block("192.0.2.0/24", "no_access", expires_in=day)
    assert sent(made)["expires_in"] == 86400
    assert sent(api.admin_update_ip_block("1", expires_in=60)) == {"expires_in": 60}


def test_mastodon_3_5_tells_of_roles_and_addresses_otherwise() -> None:
    modern = entities.to_json(make(entities.AdminAccount, id="9", account={"id": "9"}))
    ip = {"user_id": 2, "ip": "192.0.2.1", "used_at": "2022-05-08T18:21:56.944Z"}
    old = {**modern, "account": ACCOUNT, "role": "moderator", "ip": ip}

    account = parsed(api.admin_account("9"), answer(old), strict=True)

    assert account.role == "moderator"
    assert isinstance(account.ip, entities.AdminIp)
    assert account.ip.ip == "192.0.2.1"


def test_the_block_that_is_in_the_way_can_be_read() -> None:
    there = make(entities.AdminDomainBlock, id="5", domain="example")
    body = {"error": "no", "existing_domain_block": entities.to_json(there)}
    with pytest.raises(UnprocessableEntity) as caught:
        parsed(api.admin_create_domain_block("x.example"), answer(body, 422))
    found = json.loads(caught.value.response.body)["existing_domain_block"]
    assert found["domain"] == "example"
