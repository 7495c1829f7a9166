"""Push subscriptions: the parameters, the secret, and the decoded entity."""

from __future__ import annotations

import json
from typing import Any

from sessions import json_response, session

from mastodon_core import API, PushAlerts, Request, Secret, entities, to_json
from mastodon_core.calls import parse_response

api = API()
STORED = {
    "id": 328183,
    "endpoint": "https://yourdomain.example/listener",
    "server_key": "BCk-QqERU0q-CfYZjcuB6lnyyOYfJ2AifKqfeGIm7Z",
    "alerts": {"follow": True, "admin.sign_up": False},
}


def sent(request: Request[Any]) -> Any:
    body = session().to_http(request).body
    assert isinstance(body, bytes)
    return json.loads(body)


def test_push_subscription_sends_only_given_parameters() -> None:
    plain = api.push_subscription_set("https://x.example/p", p256dh="B", auth="a")
    assert sent(plain) == {
        "subscription": {
            "endpoint": "https://x.example/p",
            "keys": {"p256dh": "B", "auth": "a"},
        }
    }
    some = api.push_subscription_update(alerts=PushAlerts(follow=True, poll=False))
    assert sent(some) == {"data": {"alerts": {"follow": True, "poll": False}}}
    both = api.push_subscription_update(alerts=PushAlerts(), policy="followed")
    assert sent(both) == {"data": {"alerts": {}, "policy": "followed"}}


def test_repr_of_a_push_subscription_request_hides_its_secret() -> None:
    request = api.push_subscription_set(
        "https://x.example/p", p256dh="B", auth="hunter2"
    )
    assert "hunter2" not in repr(request)
    assert request == api.push_subscription_set(
        "https://x.example/p", p256dh="B", auth=Secret("hunter2")
    )


def test_push_subscription_with_missing_fields_is_decoded() -> None:
    subscription = parse_response(api.push_subscription(), json_response(STORED))
    assert subscription.id == "328183"
    assert subscription.alerts == entities.WebPushSubscriptionAlerts(
        follow=True, admin_sign_up=False
    )
    assert to_json(subscription)["alerts"]["admin.sign_up"] is False
