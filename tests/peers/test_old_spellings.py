"""Code written for Mastodon.py gets errors that name the spelling of this project.

Its methods, arguments and attributes are read from the installed Mastodon.py, and the
ones that only 1.8 had are listed here.
"""

from __future__ import annotations

import copy
import inspect
import pickle
import re
from collections.abc import Callable, Iterator
from typing import Any

import mastodon
import mastodon.streaming
import mastodon.streaming_websocket
import mastodon_requests
import mastodon_trio
import pytest
from transport_classes import CLASSES

import mastodon_core
from mastodon_core import API, PagedObject, entities
from mastodon_core.calls import _mastodon_py as mastodon_py
from mastodon_core.methods import arguments
from mastodon_core.streaming import StreamOptions
from mastodon_core.streaming._deliver import METHODS as LISTENER_METHODS
from mastodon_core.streaming._deliver import check_listener
from mastodon_core.testing import (
    AsyncFakeMastodon,
    AsyncScriptedMastodon,
    FakeMastodon,
    ScriptedMastodon,
    make,
    run,
)

BLOCKING: Any = FakeMastodon(user="ada")
ASYNC: Any = AsyncFakeMastodon(user="ada")

THEIRS: dict[str, Callable[..., Any]] = {
    name: getattr(mastodon.Mastodon, name)
    for name in dir(mastodon.Mastodon)
    if not name.startswith("_")
}
ONLY_IN_1_8 = [("status_reply", "in_reply_to_id")]
METHODS = [name for name in THEIRS if hasattr(FakeMastodon, name)]
GONE_METHODS = [name for name in THEIRS if not hasattr(FakeMastodon, name)]


def parameters(function: Callable[..., Any]) -> Iterator[str]:
    for name in inspect.signature(function).parameters:
        if name != "self":
            yield name


GONE_ARGUMENTS = ONLY_IN_1_8 + [
    (method, name)
    for method in METHODS
    for name in parameters(THEIRS[method])
    if name not in inspect.signature(getattr(BLOCKING, method)).parameters
]
OPTIONS = [
    name
    for name in parameters(mastodon.Mastodon.__init__)
    if name
    not in {*parameters(mastodon_trio.Mastodon.__init__)}
    | mastodon_core.transport.SessionOptions.__annotations__.keys()
]


def public_attributes() -> list[str]:
    """The attributes of a client of Mastodon.py that are no methods."""
    theirs = mastodon.Mastodon(
        access_token="x",
        api_base_url="https://mastodon.example",
        version_check_mode="none",
    )
    return [name for name in vars(theirs) if not name.startswith("_")]


GONE_ATTRIBUTES = [name for name in public_attributes() if name != "session"]


@pytest.mark.parametrize("client", [BLOCKING, ASYNC], ids=["blocking", "async"])
@pytest.mark.parametrize("name", GONE_METHODS + GONE_ATTRIBUTES)
def test_missing_method_or_attribute_is_an_error_with_advice(
    name: str, client: Any
) -> None:
    owner = type(client).__name__
    with pytest.raises(AttributeError) as caught:
        getattr(client, name)
    expected = f"{owner!r} object has no attribute {name!r}: "
    assert str(caught.value).startswith(expected)
    assert len(str(caught.value)) > len(expected) + 10
    assert (caught.value.name, caught.value.obj) == (name, client)
    assert not hasattr(client, name)


@pytest.mark.parametrize(("method", "name"), GONE_ARGUMENTS)
def test_missing_argument_is_an_error_with_advice(method: str, name: str) -> None:
    wrong: Any = {name: "x"}

    async def awaited() -> None:
        called = getattr(ASYNC, method)(**wrong)
        # A stream is not awaited.
        assert inspect.isawaitable(called)
        await called

    calls: list[Callable[[], Any]] = [
        lambda: getattr(BLOCKING, method)(**wrong),
        lambda: run(awaited()),
    ]
    if hasattr(API, method):
        calls.append(lambda: getattr(API(), method)(**wrong))
    for call in calls:
        with pytest.raises(TypeError) as caught:
            call()
        start = rf"\w+\.{method}\(\) got an unexpected keyword argument '{name}': "
        assert re.match(start, str(caught.value))
        assert "did you mean" not in str(caught.value)


@pytest.mark.parametrize(
    "client_class",
    [
        *CLASSES.values(),
        FakeMastodon,
        AsyncFakeMastodon,
        ScriptedMastodon,
        AsyncScriptedMastodon,
    ],
)
@pytest.mark.parametrize("name", OPTIONS)
def test_missing_option_is_an_error_with_advice(name: str, client_class: Any) -> None:
    expected = rf"__init__\(\) got an unexpected keyword argument '{name}': "
    if name in parameters(client_class.__init__):
        expected = f"{name} must be a requests.Session, not str"
    with pytest.raises(TypeError, match=expected) as caught:
        client_class(**{name: "x"})
    assert "did you mean" not in str(caught.value)


def test_table_has_only_names_that_mastodon_py_has_and_we_do_not() -> None:
    older = {"version_check_worked"}
    members = {*GONE_METHODS, *GONE_ATTRIBUTES}
    assert mastodon_py.MEMBERS.keys() - older <= members
    listed = {
        (method, name)
        for rows, _ in mastodon_py.TABLES
        for methods, names, _ in rows
        for method in methods.split()
        for name in names.split()
    }
    gone = {*GONE_ARGUMENTS, *(("__init__", name) for name in OPTIONS)}
    assert listed == gone


def names_in_advice() -> Iterator[tuple[str, str]]:
    for method, name in GONE_ARGUMENTS:
        advice = mastodon_py.advice_on_argument(method, name)
        assert advice is not None
        if advice.startswith("use ") and not method.startswith("__"):
            yield method, advice.removeprefix("use ")


@pytest.mark.parametrize(("method", "advice"), [*names_in_advice()])
def test_advice_names_something_that_exists(method: str, advice: str) -> None:
    word = re.match(r"(\w+)(\(?)", advice)
    assert word is not None
    name, is_call = word.groups()
    if is_call:
        ours = inspect.signature(getattr(FakeMastodon(), name)).parameters
        given = re.findall(r"[(,] ?(\w+)(?==|,|\))", advice)
        assert {*given} <= ours.keys(), advice
    elif advice != "lang= of the client, or with_lang() of a request":
        ours = inspect.signature(getattr(FakeMastodon(), method)).parameters
        if method.startswith("stream_"):
            ours = StreamOptions.__annotations__
        listed = re.sub(r", (which|in|a|such).*|=.*", "", advice)
        assert {*re.split(r" and ", listed)} - {"a flag for the state"} <= ours.keys()
    if made := re.search(r"(Push\w+|Tag\w+|Instance\w+)\(", advice):
        assert hasattr(arguments, made[1])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: BLOCKING.status_post("hi", scheduled_at="x"),
            "StatusMethods.status_post() got an unexpected keyword argument"
            " 'scheduled_at': use status_schedule(status, scheduled_at)",
        ),
        (
            lambda: BLOCKING.notifications(mentions_only=True),
            "NotificationMethods.notifications() got an unexpected keyword argument"
            " 'mentions_only': use types=['mention']",
        ),
        (
            lambda: BLOCKING.admin_measures(tag_uses=True),
            "AdminMeasureMethods.admin_measures() got an unexpected keyword argument"
            " 'tag_uses': use keys=[TagMeasure('tag_uses', id)]",
        ),
        (
            lambda: BLOCKING.push_subscription_update(admin_sign_up_events=True),
            "PushMethods.push_subscription_update() got an unexpected keyword argument"
            " 'admin_sign_up_events': use alerts=PushAlerts(admin_sign_up=...)",
        ),
        (
            lambda: BLOCKING.fetch_next(previous_page=()),
            "BlockingClient.fetch_next() got an unexpected keyword argument"
            " 'previous_page': use page",
        ),
        (
            lambda: BLOCKING.status_post("hi", visibilty="public"),
            "StatusMethods.status_post() got an unexpected keyword argument"
            " 'visibilty': did you mean 'visibility'?",
        ),
        (
            lambda: BLOCKING.status_post("hi", None, None, True),
            "StatusMethods.status_post() takes status, in_reply_to_id, media_ids by"
            " position, not 4 arguments: pass the others by name",
        ),
        (
            lambda: BLOCKING.stream_user(print),
            "StreamingMethods.stream_user() takes no listener: with"
            " mastodon.stream_user() as events: events.deliver(listener)",
        ),
        (
            # What the listener is for stands in the way of all else.
            lambda: ASYNC.stream_hashtag("cats", print, run_async=True),
            "StreamingMethods.stream_hashtag() takes no listener: with"
            " mastodon.stream_hashtag(tag) as events: events.deliver(listener)",
        ),
        (
            lambda: API().stream_list("7", listener=print),  # type: ignore[call-arg]  # old
            "StreamingMethods.stream_list() got an unexpected keyword argument"
            " 'listener': with mastodon.stream_list(id) as events:"
            " events.deliver(listener)",
        ),
        (
            lambda: BLOCKING.stream_direct(timeout=300),
            "StreamingMethods.stream_direct() got an unexpected keyword argument"
            " 'timeout': use max_silence, in seconds",
        ),
        (
            lambda: BLOCKING.stream_user(fill_limt=5),
            "StreamingMethods.stream_user() got an unexpected keyword argument"
            " 'fill_limt': did you mean 'fill_limit'?",
        ),
        (
            lambda: BLOCKING.timeline_home("7"),
            "TimelineMethods.timeline_home() takes nothing by position, not 1"
            " arguments: pass the others by name",
        ),
        (
            lambda: mastodon_requests.Mastodon(ratelimit_method="throw"),  # type: ignore[call-arg]  # old
            "Mastodon.__init__() got an unexpected keyword argument"
            " 'ratelimit_method': use rate_limit",
        ),
        (
            lambda: FakeMastodon(max_wiat=5),  # type: ignore[call-arg]  # misspelt
            "FakeMastodon.__init__() got an unexpected keyword argument 'max_wiat':"
            " did you mean 'max_wait'?",
        ),
    ],
)
def test_error_about_arguments_names_the_way_out(
    call: Callable[[], Any], message: str
) -> None:
    with pytest.raises(TypeError) as caught:
        call()
    assert str(caught.value) == message
    assert caught.value.__cause__ is None


def test_classes_for_streaming_are_import_errors_with_advice() -> None:
    theirs = {
        name
        for module in (mastodon.streaming, mastodon.streaming_websocket)
        for name, value in vars(module).items()
        if inspect.isclass(value) and re.search("Stream(Handle|Listener)$", name)
    }
    assert mastodon_py.CLASSES.keys() == theirs
    for name in theirs:
        for package in (
            "mastodon_core",
            "mastodon_core.streaming",
            "mastodon_requests",
        ):
            with pytest.raises(ImportError, match=f"^cannot import name '{name}'") as e:
                exec(f"from {package} import {name}")
            assert re.search(r"stream_user\(\)", str(e.value))
            assert e.value.name == package
    for package in (mastodon_core, mastodon_core.streaming):
        assert not hasattr(package, "Listener")


THEIR_LISTENER = [
    name
    for name in vars(mastodon.StreamListener)
    if name.startswith(("on_", "handle_"))
]


@pytest.mark.parametrize("name", THEIR_LISTENER)
def test_method_of_a_listener_is_called_or_an_error_with_advice(name: str) -> None:
    listener = type("Listener", (), {name: print, "helper": print})()
    if name in LISTENER_METHODS:
        check_listener(listener)
        return
    with pytest.raises(
        TypeError,
        match=f"^listener has a method {name}, which no event calls; [a-z_]+.{{20}}",
    ) as caught:
        check_listener(listener)
    assert "did you mean" not in str(caught.value)


def test_table_of_listeners_has_only_methods_that_no_event_calls() -> None:
    assert mastodon_py.LISTENER_METHODS.keys() == {*THEIR_LISTENER} - LISTENER_METHODS


def test_error_of_a_method_itself_is_left_alone() -> None:
    with pytest.raises(TypeError, match=r"missing 1 required positional argument"):
        BLOCKING.status()
    with pytest.raises(TypeError, match=r"^page must be a Page"):
        BLOCKING.fetch_next(None)


STATUS: Any = make(entities.Status)
PREFERENCES: Any = make(entities.Preferences)


@pytest.mark.parametrize(
    ("use", "error", "message"),
    [
        (
            lambda: STATUS["content"],
            TypeError,
            "Status has attributes, not keys: use status.content, or to_json(status)"
            " for a dict",
        ),
        (
            lambda: "content" in STATUS,
            TypeError,
            "Status has attributes, not keys: use status.content, or to_json(status)"
            " for a dict",
        ),
        (
            lambda: STATUS["contnt"],
            TypeError,
            "Status has attributes, not keys: use status.content, or to_json(status)"
            " for a dict",
        ),
        (
            lambda: make(entities.CredentialAccount)[0],  # type: ignore[index]  # old
            TypeError,
            "CredentialAccount has attributes, not keys: use credential_account.NAME,"
            " or to_json(credential_account) for a dict",
        ),
        (
            lambda: PREFERENCES["posting:default:visibility"],
            TypeError,
            "Preferences has attributes, not keys: use"
            " preferences.posting_default_visibility, or to_json(preferences) for a"
            " dict",
        ),
        (
            lambda: STATUS.get("content"),
            AttributeError,
            "'Status' object has no attribute 'get': its fields are attributes;"
            " to_json() makes a dict of them",
        ),
        (
            lambda: STATUS.contnt,
            AttributeError,
            "'Status' object has no attribute 'contnt'",
        ),
        (lambda: [*STATUS], TypeError, "'Status' object is not iterable"),
        (
            lambda: PagedObject(STATUS)["content"],  # type: ignore[index]  # old
            TypeError,
            "PagedObject has no keys: use the attributes of its .value",
        ),
        (
            lambda: PagedObject(STATUS).content,  # type: ignore[attr-defined]  # old
            AttributeError,
            "'PagedObject' object has no attribute 'content': use .value.content",
        ),
        (
            lambda: PagedObject(STATUS).contnt,  # type: ignore[attr-defined]  # old
            AttributeError,
            "'PagedObject' object has no attribute 'contnt'",
        ),
        (
            lambda: list(PagedObject(STATUS)),  # type: ignore[call-overload]  # old
            TypeError,
            "'PagedObject' object is not iterable",
        ),
    ],
)
def test_results_that_are_used_as_dicts_name_the_attribute(
    use: Callable[[], Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as caught:
        use()
    assert str(caught.value) == message


def test_results_can_still_be_copied_and_pickled() -> None:
    for value in (STATUS, PagedObject(STATUS)):
        assert copy.copy(value) == copy.deepcopy(value) == value
        assert pickle.loads(pickle.dumps(value)) == value
    paged: Any = PagedObject
    unfinished = paged.__new__(paged)
    with pytest.raises(AttributeError, match="no attribute 'value'$"):
        repr(unfinished.value)
