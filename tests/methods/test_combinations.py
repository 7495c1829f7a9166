"""Arguments that mean nothing, or do harm, without or with another one."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from typing import Any

import pytest
from sessions import session

from mastodon_core import (
    API,
    MediaEdit,
    PushAlerts,
    Request,
    TagDimension,
    TagMeasure,
    endpoint,
    entities,
)
from mastodon_core.calls import One
from mastodon_core.clients import Endpoint
from mastodon_core.testing import FakeMastodon, make

# Untyped, as a type checker refuses some of these calls.
api: Any = API()
PNG = b"\x89PNG"
FILES = [make(entities.MediaAttachment, id=id) for id in ("7", "8")]
STATUS = make(entities.Status, id="9", media_attachments=tuple(FILES))


def sent(request: Request[Any]) -> Any:
    body = session().to_http(request).body
    assert isinstance(body, bytes)
    return json.loads(body)


def query(request: Request[Any]) -> dict[str, Any]:
    return {k: v for k, v in request.query.items() if v is not None}


Refused = tuple[Callable[[], object], str]
REFUSED: list[Refused] = [
    *(
        (
            lambda edit=edit, image=image: edit(**{f"{image}_mime_type": "image/png"}),
            f"{image}_mime_type needs {image} too",
        )
        for edit in (api.account_update_credentials, api.profile_update)
        for image in ("avatar", "header")
    ),
    *(
        (
            lambda upload=upload: upload(thumbnail_mime_type="image/png"),
            "thumbnail_mime_type needs thumbnail too",
        )
        for upload in (
            lambda **options: api.media_upload(PNG, "image/png", **options),
            lambda **options: api.media_upload_v1(PNG, "image/png", **options),
            lambda **options: next(api.media_post(PNG, "image/png", **options)),
            lambda **options: api.media_update("7", **options),
        )
    ),
    *(
        (lambda search=search: search("x", offset=20), "offset needs type too")
        for search in (api.search, api.search_v1, api.search_v2)
    ),
    *(
        (
            lambda timeline=timeline: timeline(local=True, remote=True),
            "local and remote exclude each other: pass only one of them",
        )
        for timeline in (
            api.timeline_public,
            lambda **options: api.timeline_hashtag("x", **options),
            lambda **options: api.timeline("public", **options),
            lambda **options: api.timeline("tag/x", **options),
            api.admin_accounts,
        )
    ),
    (
        lambda: api.admin_accounts(pending=True, silenced=True),
        "pending and silenced exclude each other: pass only one of them",
    ),
    (
        lambda: api.admin_create_canonical_email_block(
            "ada@x.example", canonical_email_hash="5e88"
        ),
        "email and canonical_email_hash exclude each other: pass only one of them",
    ),
    (
        lambda: api.oauth_authorize(client_id="x", code_challenge_method="S256"),
        "code_challenge_method needs code_challenge too",
    ),
    (
        lambda: api.report("9", forward_to_domains=["x.example"]),
        "forward_to_domains needs forward too",
    ),
    (
        lambda: api.report("9", forward=False, forward_to_domains=["x.example"]),
        "forward_to_domains needs forward too, not forward=False",
    ),
    *(
        (
            lambda report=report, spam=spam: report("9", category=spam, rule_ids=["1"]),
            "category must be 'violation' with rule_ids, not 'spam'; or leave one of"
            " them out",
        )
        for report in (api.report, api.admin_report_update)
        for spam in ("spam", entities.ReportCategory("spam"))
    ),
    (
        lambda: api.push_subscription_set(
            "https://x.example", p256dh="B", auth="a", policy="followed"
        ),
        "policy needs alerts too",
    ),
    (
        lambda: api.push_subscription_update(policy="followed"),
        "policy needs alerts too",
    ),
    (
        lambda: api.status_update("9", "x", media_attributes=[MediaEdit("7", "")]),
        "media_attributes needs media_ids too, as an edit removes all other files; or"
        " pass the Status itself in place of its id, to keep its files",
    ),
    *(
        (
            lambda of=of, files=files: api.status_update(
                of, "x", media_ids=files, media_attributes=[MediaEdit("6", "")]
            ),
            "media_attributes must be for files of the status, not for '6': add it to"
            " media_ids",
        )
        for of, files in ((STATUS, None), ("9", ["7"]), ("9", []))
    ),
    *(
        (
            lambda call=call, kind=kind, word=word: call(keys=[kind(word)]),
            f"keys must hold {word!r} with its parameters: pass a {cls}",
        )
        for call, kind, word, cls in (
            (api.admin_measures, entities.AdminMeasureKey, "tag_uses", "TagMeasure"),
            (
                api.admin_measures,
                entities.AdminMeasureKey,
                "instance_reports",
                "InstanceMeasure",
            ),
            (
                api.admin_dimensions,
                entities.AdminDimensionKey,
                "tag_servers",
                "TagDimension",
            ),
            (
                api.admin_dimensions,
                entities.AdminDimensionKey,
                "instance_languages",
                "InstanceDimension",
            ),
        )
    ),
    *(
        (
            lambda call=call, cls=cls: call(
                keys=[cls("tag_servers", "7"), cls("tag_servers", "8")]
            ),
            "keys must hold 'tag_servers' only once, as a request has one set of"
            " parameters for it",
        )
        for call, cls in (
            (api.admin_measures, TagMeasure),
            (api.admin_dimensions, TagDimension),
        )
    ),
]


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_arguments_that_do_not_go_together_are_refused(
    call: Callable[[], object], message: str
) -> None:
    with pytest.raises(ValueError, match="^") as caught:
        call()
    assert str(caught.value) == message


ASKS_FOR_NOTHING: list[tuple[Request[Any], Request[Any]]] = [
    (api.search("x", offset=0), api.search("x")),
    (api.timeline_public(local=True, remote=False), api.timeline_public(local=True)),
    (api.report("9", forward_to_domains=[]), api.report("9")),
    (api.report("9", category="spam", rule_ids=[]), api.report("9", category="spam")),
]


@pytest.mark.parametrize(("request_", "plain"), ASKS_FOR_NOTHING)
def test_false_zero_and_empty_ask_for_nothing(
    request_: Request[Any], plain: Request[Any]
) -> None:
    assert (request_.method, request_.path) == (plain.method, plain.path)


def test_arguments_that_go_together_are_sent() -> None:
    assert query(api.search("x", type="accounts", offset=20)) == {
        "q": "x",
        "type": "accounts",
        "offset": 20,
    }
    alerts = PushAlerts(mention=True)
    changed = api.push_subscription_update(alerts=alerts, policy="followed")
    assert sent(changed)["data"] == {"alerts": {"mention": True}, "policy": "followed"}
    forwarded = api.report("9", forward=True, forward_to_domains=["x.example"])
    assert sent(forwarded)["forward_to_domains"] == ["x.example"]


def test_one_of_several_arguments_is_needed_by_position_or_by_name() -> None:
    block = api.admin_create_canonical_email_block
    assert sent(block("ada@x.example")) == {"email": "ada@x.example"}
    assert sent(block(canonical_email_hash="5e88")) == {"canonical_email_hash": "5e88"}
    for call in (block, lambda: block(None)):
        with pytest.raises(TypeError, match=r" needs email or canonical_email_hash$"):
            call()


def test_rules_of_a_report_make_it_a_violation() -> None:
    assert sent(api.report("9", rule_ids=["1"]))["category"] == "violation"
    assert sent(api.admin_report_update("9", rule_ids=["1"])) == {
        "category": "violation",
        "rule_ids": ["1"],
    }
    assert "category" not in sent(api.report("9"))


def test_pkce_challenge_is_sent_with_its_method() -> None:
    page = api.oauth_authorize(client_id="x", code_challenge="c")
    assert query(page)["code_challenge_method"] == "S256"
    assert "code_challenge_method" not in query(api.oauth_authorize(client_id="x"))


def test_admin_accounts_of_a_domain_are_remote_accounts() -> None:
    assert query(api.admin_accounts(by_domain="x.example")) == {
        "remote": True,
        "by_domain": "x.example",
    }
    assert query(api.admin_accounts_v1(by_domain="x.example")) == {
        "remote": True,
        "by_domain": "x.example",
        "active": True,
    }
    own = api.admin_accounts(local=True, by_domain="x.example")
    assert query(own) == {"local": True, "by_domain": "x.example"}


def test_admin_accounts_sends_no_false_which_servers_take_for_true() -> None:
    assert query(api.admin_accounts(remote=False, staff=False, pending=False)) == {}


def test_editing_media_of_a_status_keeps_its_other_files() -> None:
    edited = api.status_update(STATUS, "x", media_attributes=[MediaEdit("8", "cat")])
    assert sent(edited) == {
        "status": "x",
        "media_ids": ["7", "8"],
        "media_attributes": [{"id": "8", "description": "cat"}],
    }
    # An explicit list decides, and no list at all leaves out nothing but files.
    fewer = api.status_update(
        STATUS, "x", media_ids=["8"], media_attributes=[MediaEdit("8", "cat")]
    )
    assert sent(fewer)["media_ids"] == ["8"]
    assert sent(api.status_update(STATUS, "x")) == {"status": "x"}
    assert sent(api.status_update(STATUS, "x", media_attributes=[]))["media_ids"] == [
        "7",
        "8",
    ]


def test_edited_media_are_kept_by_a_server() -> None:
    client = FakeMastodon(user="ada")
    files = [client.media_post(PNG, "image/png") for _ in range(2)]
    status = client.status_post("x", media_ids=files)
    edit = client.generate_media_edit_attributes(files[1], description="a cat")
    edited = client.status_update(status, "y", media_attributes=[edit])
    assert [media.id for media in edited.media_attachments] == [f.id for f in files]
    assert [media.description for media in edited.media_attachments] == [None, "a cat"]


def test_every_rule_is_about_parameters_of_its_method() -> None:
    found = 0
    for name, method in inspect.getmembers_static(API):
        if isinstance(method, Endpoint):
            rules = method.about
            named = {*rules.get("one_of", ()), *rules.get("needs", {})}
            named |= {*rules.get("needs", {}).values()}
            named |= {name for group in rules.get("exclusive", ()) for name in group}
            assert named <= set(method.signature.parameters), name
            found += bool(named)
    assert found > 10


def test_rules_hold_for_methods_of_users() -> None:
    class Own:
        @endpoint(needs={"sort": "by"}, exclusive=(("up", "down", "by"),))
        def sorted(
            self,
            sort: bool = False,
            *,
            by: str | None = None,
            up: bool = False,
            down: bool = False,
        ) -> Request[str]:
            """Sort."""
            return Request("GET", "/x", answer=One(str))

    with pytest.raises(ValueError, match="^sort needs by too$"):
        Own().sorted(True)
    with pytest.raises(ValueError, match="^up and down and by exclude each other"):
        Own().sorted(by="x", up=True, down=True)
    # A wrong type is reported before a missing partner.
    odd: Any = 7
    with pytest.raises(TypeError, match="^sort must be a bool, not int$"):
        Own().sorted(odd)
    assert Own().sorted(True, by="x").path == "/x"
