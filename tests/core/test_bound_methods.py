"""Methods of clients as objects, and what help and debuggers show of them."""

from __future__ import annotations

import inspect
import pickle
import pydoc
from collections.abc import Coroutine
from typing import Any, get_type_hints
from unittest.mock import ANY

import pytest
from attrs import evolve

from mastodon_core import (
    API,
    AsyncMastodon,
    BlockingMastodon,
    Credentials,
    Empty,
    Flow,
    Request,
    Secret,
    entities,
    flow,
)
from mastodon_core.testing import AsyncFakeMastodon, FakeMastodon, run
from mastodon_core.transport import Sleep

BLOCKING: Any = FakeMastodon(user="ada")
ASYNC: Any = AsyncFakeMastodon(user="ada")
BOTH = pytest.mark.parametrize("client", [BLOCKING, ASYNC], ids=["blocking", "async"])


@BOTH
def test_method_of_one_client_equals_itself_and_no_other(client: Any) -> None:
    assert client.me == client.me
    assert hash(client.me) == hash(client.me)
    assert client.me != client.status
    assert client.me != type(client)(user="ada").me
    assert client.me != type(client).me
    assert client.me != API().me
    assert client.me == ANY
    assert len({client.me, client.me, client.status}) == 2


@BOTH
def test_bound_method_has_name_documentation_and_signature(client: Any) -> None:
    method = client.timeline_home
    assert method.__name__ == "timeline_home"
    assert method.__qualname__ == "TimelineMethods.timeline_home"
    assert method.__self__ is client
    assert inspect.getdoc(method).startswith("Get statuses of the accounts")
    assert "-> Page[entities.Status]" in str(inspect.signature(method))
    assert inspect.unwrap(method).__module__ == "mastodon_core.methods.timelines"
    with pytest.raises(AttributeError, match="no attribute 'sent'"):
        _ = method.sent


@BOTH
def test_bound_method_has_the_module_and_annotations_of_its_function(
    client: Any,
) -> None:
    for method in (client.status, type(client).status):
        assert method.__module__ == "mastodon_core.methods.statuses"
        assert method.__annotations__["id"] == "str | entities.Status"
        assert get_type_hints(method) == {
            "id": str | entities.Status,
            "return": entities.Status,
        }
    assert get_type_hints(type(client).create_app)["return"] == tuple[str, str]
    assert type(client.status).__module__ == "mastodon_core.clients._bound"


def test_bound_method_stays_bound_on_another_class() -> None:
    class Holder:
        me = BLOCKING.me

    assert Holder().me().acct == "ada"


def test_method_of_the_class_takes_the_client_first() -> None:
    unbound: Any = BlockingMastodon.me
    assert unbound(BLOCKING).acct == "ada"
    assert run(unbound(ASYNC)).acct == "ada"
    assert BlockingMastodon.me == unbound
    assert BlockingMastodon.me != AsyncMastodon.me
    assert [*inspect.signature(BlockingMastodon.status).parameters] == ["self", "id"]

    class Own(FakeMastodon):
        whoami = BlockingMastodon.me

    assert Own(user="bob").whoami().acct == "bob"
    assert Own.whoami == BlockingMastodon.me


def test_help_of_a_client_class_shows_results() -> None:
    text = pydoc.render_doc(BlockingMastodon, renderer=pydoc.plaintext)
    assert "status(self, id: str | entities.Status) -> entities.Status" in text
    assert "-> Request[" not in text
    # Python 3.13 breaks a long signature into lines.
    _, _, create_app = text.partition(" create_app(")
    assert create_app.split()[:2] in (["client_name:", "str,"], ["|", "client_name:"])


def test_api_still_shows_requests() -> None:
    text = pydoc.render_doc(API, renderer=pydoc.plaintext)
    assert "-> 'Request[entities.Status]'" in text


def test_async_methods_count_as_coroutine_functions() -> None:
    assert inspect.iscoroutinefunction(ASYNC.me)
    assert inspect.iscoroutinefunction(AsyncFakeMastodon.create_app)
    assert not inspect.iscoroutinefunction(BLOCKING.me)
    assert not inspect.isgeneratorfunction(BLOCKING.media_post)


def test_class_methods_return_the_result_of_a_client_of_their_own() -> None:
    blocking = FakeMastodon.create_app("bot")
    assert run(AsyncFakeMastodon.create_app("bot")) == blocking
    assert len(blocking) == 2


def test_coroutine_has_the_name_of_its_method() -> None:
    for coroutine, name in (
        (ASYNC.me(), "AccountMethods.me"),
        (AsyncFakeMastodon.create_app("bot"), "AppMethods.create_app"),
    ):
        begun: Coroutine[Any, Any, Any] = coroutine
        assert begun.__qualname__ == name
        begun.close()


def test_wrong_arguments_of_an_async_method_are_reported_when_it_is_awaited() -> None:
    coroutine = ASYNC.timeline_home(limit="many")
    with pytest.raises(TypeError, match="limit must be an int, not str"):
        run(coroutine)


@BOTH
def test_bound_method_does_not_pickle_with_its_client(client: Any) -> None:
    with pytest.raises(TypeError, match="a client cannot be pickled"):
        pickle.dumps(client.me)


def test_method_of_the_class_pickles() -> None:
    method: Any = FakeMastodon.me
    assert pickle.loads(pickle.dumps(method)) == method


def test_bound_methods_have_no_dict_of_their_own() -> None:
    for method in (BLOCKING.me, ASYNC.me, BLOCKING.create_app, ASYNC.create_app):
        assert not hasattr(method, "__dict__")
    assert not hasattr(type(BLOCKING).me, "__dict__")


def test_documentation_of_the_kinds_of_method() -> None:
    assert "blocking client" in str(type(BLOCKING.me).__doc__)
    assert "async client" in str(type(ASYNC.me).__doc__)
    assert not hasattr(type(BLOCKING.me), "__signature__")


def test_repr_of_a_client_shows_instance_and_account() -> None:
    client = FakeMastodon(user="ada")
    assert repr(client) == "<FakeMastodon at https://offline.example with a token>"
    client.me()
    assert repr(client) == "<FakeMastodon at https://offline.example as @ada>"
    assert repr(client.session) == "<Session at https://offline.example as @ada>"
    method = "<method StatusMethods.status of"
    assert repr(client.status) == f"{method} {client!r}>"
    anonymous = FakeMastodon()
    assert repr(anonymous) == "<FakeMastodon at https://offline.example with no token>"


def test_repr_of_a_client_forgets_the_account_with_its_token() -> None:
    client = FakeMastodon(user="ada")
    client.me()
    client.files["bob.txt"] = (
        f"{client.server.token_for('bob')}\n{client.session.base_url}\n"
    )
    client.log_in_from("bob.txt")
    assert repr(client).endswith("with a token>")
    client.me()
    assert repr(client).endswith("as @bob>")


def test_repr_of_a_client_without_a_session_says_so() -> None:
    class Unfinished(FakeMastodon):
        def __init__(self) -> None:
            raise ValueError(repr(self))

    with pytest.raises(ValueError, match="^<Unfinished without a session>$"):
        Unfinished()


def test_repr_of_a_flow_shows_name_and_arguments_without_secrets() -> None:
    api = API()
    media = api.media_post(b"GIF89a", "image/gif", description="x" * 99)
    assert repr(media).startswith("<flow media_post(media_file=<6 bytes>, mime_type=")
    assert len(repr(media)) < 150
    login = api.log_in("ada@mail.example", "hunter2", scopes=["read"])
    assert repr(login) == (
        "<flow log_in(username='ada@mail.example', password=***, scopes=['read'])>"
    )
    assert repr(api.log_in("ada", None, code="c")) == (
        "<flow log_in(username='ada', password=None, code=***)>"
    )


def test_repr_of_a_request_shows_what_it_sends() -> None:
    api = API()
    assert repr(api.me()) == "<Request GET /api/v1/accounts/verify_credentials>"
    request = api.status_context("7").with_lang("de")
    path = "GET /api/v1/statuses/{id}/context"
    assert repr(request) == f"<Request {path} path_params={{'id': '7'}} lang='de'>"
    assert repr(api.timeline_home(limit=5)).endswith("home query={'limit': 5}>")
    token = api.oauth_token("password", username="a", password="hunter2")
    assert "hunter2" not in repr(token)
    elsewhere = evolve(api.me(), credentials=Credentials(base_url="https://b.example"))
    assert repr(elsewhere).endswith("verify_credentials at https://b.example>")


class Loud:
    def __repr__(self) -> str:
        return "\x1b[31m\n" * 1000


class Own:
    @flow
    def nap(self, value: object) -> Flow[None]:
        yield from Sleep(1)


def test_reprs_of_calls_are_one_short_line_whatever_they_send() -> None:
    def request(path: str = "/x", **parts: Any) -> Request[None]:
        return Request("POST", path, answer=Empty(), **parts)

    long: Any = "\x1b[31m\n" * 1000
    place = Credentials(base_url=f"https://x.example/{'a' * 1000}")
    client: Any = BlockingMastodon
    hostile: list[object] = [
        request(query={"q": long}),
        request(json={"poll": {"options": [long] * 1000, "key": Secret(long)}}),
        request(json={"at": Loud(), "b": b"x" * 1000}, lang="x" * 1000),
        request(form={"x" * 1000: "1"}, path="/{id}", path_params={"id": long}),
        request(headers={"x" * 1000: "x" * 1000, "cookie": "x" * 1000}),
        request(credentials=place),
        API().media_post("x" * 1000, description=long),
        Own().nap([Loud(), b"x" * 1000] * 99),
        FakeMastodon(credentials=place).session,
        FakeMastodon(credentials=place).me,
        client.me,
    ]
    for value in hostile:
        assert repr(value).isprintable()
        assert len(repr(value)) < 600
    assert repr(request(query={"q": "a" * 99})).startswith(
        "<Request POST /x query={'q': 'aaaaaaaaaaaaaaaaaaaaaaaaaaa...aaaa"
    )


def test_repr_of_a_page_shows_length_and_ends() -> None:
    client = FakeMastodon(user="ada")
    assert repr(client.timeline_home()) == "<Page of 0 items>"
    for number in range(3):
        client.toot(f"number {number}")
    page = client.timeline_home(limit=2)
    assert repr(page) == "<Page of 2 Status, with next and previous>"
    found = client.search("number", resolve=False)
    assert repr(found).startswith("<PagedObject <Search")


def test_endpoint_on_a_class_that_is_no_client_builds_a_request() -> None:
    request = API().status("7")
    assert isinstance(request, Request)
    assert request.path_params == {"id": "7"}
    assert isinstance(BLOCKING.toot("hi"), entities.Status)
