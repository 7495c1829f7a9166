"""Arguments that take a word of a documented list refuse other words.

The arguments are found by their annotations, and the lists come from the contract.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from inspect import Parameter, getattr_static, signature, unwrap
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st
from operations import OPERATIONS
from sessions import session

from mastodon_core import (
    API,
    BlockingMastodon,
    InstanceDimension,
    InstanceMeasure,
    PushAlerts,
    Request,
    TagDimension,
    TagMeasure,
    Word,
    entities,
)
from mastodon_core.clients._methods import Method
from mastodon_core.testing import AsyncFakeMastodon, make, run
from mastodon_core.transport import WireStep

# Untyped, as a type checker refuses most of these calls.
api: Any = API()
tag_measure: Any = TagMeasure
NEEDED = {"alerts": PushAlerts(poll=True), "code_challenge": "x", "type": "accounts"}
NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)


@frozen
class Argument:
    method: str
    name: str
    words: tuple[str, ...]
    escape: Any
    is_sequence: bool
    others: dict[str, Any]
    """The other required arguments."""

    def __str__(self) -> str:
        return f"{self.method}-{self.name}"

    def given(self, word: object) -> dict[str, Any]:
        return self.others | {self.name: [word] if self.is_sequence else word}


def leaves(hint: Any) -> Iterator[Any]:
    """The innermost types of a union or sequence."""
    if get_origin(hint) is Literal or not get_args(hint):
        yield hint
    else:
        for one in get_args(hint):
            yield from leaves(one)


def words_of(hint: Any) -> tuple[str, ...]:
    literals = [leaf for leaf in leaves(hint) if get_origin(leaf) is Literal]
    return tuple(word for literal in literals for word in get_args(literal))


def example(hint: Any) -> Any:
    """A value that is accepted for a required argument."""
    kinds = {*leaves(hint)}
    if words := words_of(hint):
        return [words[0]] if "Sequence[" in str(hint) else words[0]
    if "Iterable[" in str(hint):
        return ()
    if entities.Status in kinds and str not in kinds:
        return make(entities.Status)
    return NOON if datetime in kinds else "x"


def arguments() -> Iterator[Argument]:
    for method in dir(API):
        member: Any = getattr_static(API, method)
        function = member.function if isinstance(member, Method) else unwrap(member)
        if method.startswith("_") or not callable(function):
            continue
        hints = get_type_hints(function)
        required = {
            name: example(hints[name])
            for name, parameter in [*signature(function).parameters.items()][1:]
            if parameter.default is Parameter.empty
        }
        for name in signature(function).parameters.keys() & hints:
            if words := words_of(hints[name]):
                others = {k: v for k, v in required.items() if k != name}
                about = member.about if isinstance(member, Method) else {}
                if needed := about.get("needs", {}).get(name):
                    others[needed] = NEEDED[needed]
                plain = {*leaves(hints[name])} - {NoneType}
                escapes = [
                    kind
                    for kind in plain
                    if isinstance(kind, type) and issubclass(kind, str)
                ]
                (escape,) = escapes
                is_sequence = "Sequence[" in str(hints[name])
                yield Argument(method, name, words, escape, is_sequence, others)


ARGUMENTS = sorted(arguments(), key=str)
every_argument = pytest.mark.parametrize("argument", ARGUMENTS, ids=str)


def sent(params: Any) -> Iterator[str]:
    """All names and texts in the parameters of a request."""
    if isinstance(params, Mapping):
        yield from sent([*params, *params.values()])
    elif isinstance(params, str):
        yield from [params, *params.split()]
    elif isinstance(params, Sequence):
        several: Sequence[Any] = params
        for one in several:
            yield from sent(one)


class Unplugged(BlockingMastodon):
    """A client that can send nothing."""

    def __init__(self) -> None:
        self.session = session()

    def perform(self, step: WireStep) -> None:
        raise AssertionError(f"{step} was sent")


def test_every_documented_list_of_the_contract_is_found() -> None:
    found = {(argument.method, argument.name) for argument in ARGUMENTS}
    documented = {
        (operation.ours.full or operation.name, operation.argument(param["name"]))
        for operation in OPERATIONS
        for param in operation.read
        if "enum" in param
    }
    assert documented <= found
    # Aliases, variants and helpers that take the same words.
    assert len(found) > len(documented)


@every_argument
def test_list_of_an_argument_is_one_of_the_contract(argument: Argument) -> None:
    lists = [
        set(param["enum"])
        for operation in OPERATIONS
        for param in operation.read
        if "enum" in param and operation.argument(param["name"]) == argument.name
    ]
    assert set(argument.words) in lists


@every_argument
@pytest.mark.parametrize("client", [API(), Unplugged()])
def test_undocumented_word_is_refused_and_nothing_is_sent(
    argument: Argument, client: Any
) -> None:
    with pytest.raises(ValueError, match="^" + argument.name) as caught:
        getattr(client, argument.method)(**argument.given("nonsense"))
    message = str(caught.value)
    verb = "hold" if argument.is_sequence else "be"
    assert message.startswith(f"{argument.name} must {verb} {argument.words[0]!r}")
    assert all(repr(word) in message for word in argument.words)
    assert ", not 'nonsense'" in message
    name = argument.escape.__name__
    escape = name if argument.escape is Word else f"entities.{name}"
    assert f" {escape}('nonsense')" in message


@every_argument
@pytest.mark.parametrize("odd", [7, True, b"public", ("public",)])
def test_value_that_is_no_word_is_a_type_error(argument: Argument, odd: object) -> None:
    with pytest.raises(TypeError, match=f"^{argument.name} must (be|hold) "):
        getattr(API(), argument.method)(**argument.given(odd))


@every_argument
def test_documented_words_and_the_escape_are_accepted(argument: Argument) -> None:
    for word in (*argument.words, argument.escape("mutuals_only")):
        call = getattr(API(), argument.method)(**argument.given(word))
        if isinstance(call, Request):
            assert word in {*sent([call.query, call.json, call.form])}


def test_async_client_refuses_a_word_before_it_sends() -> None:
    async def main() -> None:
        client: Any = AsyncFakeMastodon(user="ada")
        with pytest.raises(ValueError, match="did you mean 'public'"):
            await client.status_post("hi", visibility="pubic")
        assert len(await client.timeline_home()) == 0

    run(main())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: api.status_post("hi", visibility="pubic"),
            "visibility must be 'public', 'unlisted', 'private' or 'direct', not"
            " 'pubic'; did you mean 'public'? (a word that only a fork knows is passed"
            " as entities.Visibility('pubic'))",
        ),
        (
            lambda: api.search("ada", type="Account"),
            "type must be 'accounts', 'hashtags' or 'statuses', not 'Account'; did you"
            " mean 'accounts'? (a word that only a fork knows is passed as"
            " Word('Account'))",
        ),
        (
            lambda: api.search("ada", type="q" * 33),
            "type must be 'accounts', 'hashtags' or 'statuses', not a str of 33"
            " characters (a word that only a fork knows is passed as Word(...))",
        ),
        (
            lambda: api.markers_get(["home", "notification"]),
            "timeline must hold 'home' or 'notifications', not 'notification'; did you"
            " mean 'notifications'? (a word that only a fork knows is passed as"
            " Word('notification'))",
        ),
        (
            lambda: api.create_filter_v2("x", context=iter(["home", "publik"])),
            "context must hold 'home', 'notifications', 'public', 'thread' or"
            " 'account', not 'publik'; did you mean 'public'? (a word that only a fork"
            " knows is passed as entities.FilterContext('publik'))",
        ),
        (
            lambda: api.admin_dimensions(keys=["tag_servers"]),
            "keys must hold 'languages', 'sources', 'servers', 'space_usage',"
            " 'software_versions', a TagDimension or an InstanceDimension, not"
            " 'tag_servers'; did you mean 'servers'? (a word that only a fork knows is"
            " passed as entities.AdminDimensionKey('tag_servers'))",
        ),
        (
            lambda: api.timeline("publik"),
            "timeline must be 'home', 'public', 'local', 'tag/NAME', 'list/ID',"
            " 'link/URL' or 'mentions', not 'publik'; did you mean 'public'?",
        ),
        (
            lambda: tag_measure("tag_use", "7"),
            "key must be 'tag_accounts', 'tag_uses' or 'tag_servers', not 'tag_use';"
            " did you mean 'tag_uses'? (a word that only a fork knows is passed as"
            " entities.AdminMeasureKey('tag_use'))",
        ),
        (
            # A word of another list.
            lambda: api.status_post("hi", visibility=entities.FilterAction.WARN),
            "visibility must be 'public', 'unlisted', 'private' or 'direct', not"
            " 'warn' (a word that only a fork knows is passed as"
            " entities.Visibility('warn'))",
        ),
    ],
)
def test_error_names_the_nearest_word(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match="must") as caught:
        call()
    assert str(caught.value) == message


@given(st.sampled_from(entities.Visibility), st.data())
def test_word_with_two_letters_swapped_is_suggested(
    word: entities.Visibility, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    swapped: Any = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if swapped == word:
        return
    with pytest.raises(ValueError, match=rf"did you mean {str(word)!r}\?"):
        API().status_post("hi", visibility=swapped)


@pytest.mark.parametrize("status", ["active", "pending", "suspended"])
def test_admin_accounts_v1_sends_the_flag_of_the_status(status: Any) -> None:
    request = api.admin_accounts_v1(status=status)
    assert request == api.admin_accounts(local=True, **{status: True})


def test_admin_accounts_v1_sends_the_flag_of_a_status_of_a_fork() -> None:
    own = entities.AdminAccountStatus("sick")
    assert API().admin_accounts_v1(status=own).query["sick"] is True


def test_admin_accounts_v1_takes_a_member_of_any_enum_for_a_status() -> None:
    class Status(str, Enum):  # noqa: UP042  # its str() is not its value
        PENDING = "pending"

    status: Any = Status.PENDING
    request = API().admin_accounts_v1(status=status)
    assert request == API().admin_accounts_v1(status="pending")
    assert session().to_http(request).url.endswith("pending=true")


def test_iterator_of_words_is_read_once_and_all_are_sent() -> None:
    context: Any = iter(["home", "thread"])
    for request in (
        API().create_filter_v2("x", context),
        api.create_filter_v2("x", context=iter(["home", "thread"])),
    ):
        assert (request.json or {})["context"] == ("home", "thread")


def test_keys_with_parameters_take_the_words_of_a_fork() -> None:
    measure = entities.AdminMeasureKey("tag_boosts")
    assert TagMeasure(measure, "7").key == measure
    assert InstanceMeasure(measure, "mastodon.example").key == measure
    dimension = entities.AdminDimensionKey("tag_boosts")
    assert TagDimension(dimension, "7").key == dimension
    assert InstanceDimension(dimension, "mastodon.example").key == dimension


def test_word_is_sent_stored_and_pickled_as_its_text() -> None:
    request = API().search("ada", type=Word("profiles"))
    assert session().to_http(request).url.endswith("type=profiles")
    assert Request.from_json(request.to_json()) == request
    assert pickle.loads(pickle.dumps(request)) == request
    created = API().oauth_token(Word("urn:own"))
    assert session().to_http(created).body == b"grant_type=urn%3Aown"
