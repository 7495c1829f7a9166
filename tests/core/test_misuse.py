"""Errors about wrong arguments name the argument, what was expected and what came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from inspect import iscoroutine
from io import RawIOBase, StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal, NewType, Protocol

import pytest
from playing import carry_out
from sessions import STATUS, json_response, session

from mastodon_core import (
    API,
    Credentials,
    Empty,
    NewPoll,
    Page,
    Paged,
    PagedArrays,
    PagedObject,
    PushKeys,
    Request,
    Secret,
    Timeouts,
    endpoint,
    entities,
)
from mastodon_core.calls import checked
from mastodon_core.testing import (
    AsyncFakeMastodon,
    AsyncScriptedMastodon,
    FakeMastodon,
    OfflineInstance,
    ScriptedMastodon,
    make,
    run,
)
from mastodon_core.transport import FileSource

# Untyped, as a type checker refuses all of these calls.
api: Any = API()
fake: Any = FakeMastodon()
async_fake: Any = AsyncFakeMastodon()
fakes: Any = FakeMastodon
async_fakes: Any = AsyncFakeMastodon
scripted: Any = ScriptedMastodon
async_scripted: Any = AsyncScriptedMastodon
instances: Any = OfflineInstance
credentials: Any = Credentials
sessions: Any = session
timeouts: Any = Timeouts
endpoints: Any = endpoint
paged: Any = Paged
paged_arrays: Any = PagedArrays
poll: Any = NewPoll
secret: Any = Secret
naive = datetime(2030, 1, 1)
KEYS = PushKeys.from_random(bytes(range(32)))
hunter2 = b"hunter2"


class Pipe(RawIOBase):
    def tell(self) -> int:
        raise OSError("Illegal seek")


def from_arguments(**arguments: Any) -> Credentials:
    found: Credentials = credentials.from_arguments(
        **arguments, read=dict[str, str]().__getitem__, exists=lambda name: False
    )
    return found


def sent(**parts: Any) -> Any:
    """Return the HTTP message of a custom request."""
    return session().to_http(Request("POST", "/x", answer=Empty(), **parts))


def walk(client: Any, *args: Any, **options: Any) -> Any:
    """List all items with a blocking or an async client."""
    if client is fake:
        return list(client.items(*args, **options))

    async def main() -> list[Any]:
        return [item async for item in client.items(*args, **options)]

    return run(main())


def finish(outcome: Any) -> Any:
    """Return the result of a blocking or an async call."""
    return run(outcome) if iscoroutine(outcome) else outcome


LOG_IN = (
    "log_in needs exactly one of: username and password, code, refresh_token,"
    " client_credentials; got"
)
Misuse = tuple[Callable[[], object], type[Exception], str]
MISUSES: list[Misuse] = [
    # Plain arguments of any method.
    (lambda: api.toot(5), TypeError, "status must be a str, not int"),
    (lambda: api.toot(None), TypeError, "status must be a str, not NoneType"),
    (lambda: api.toot(Secret("x")), TypeError, "status must be a str, not Secret"),
    (
        lambda: api.timeline_home(limit=True),
        TypeError,
        "limit must be an int, not bool",
    ),
    (
        lambda: api.markers_set(),
        TypeError,
        "markers_set needs home or notifications",
    ),
    (
        lambda: api.markers_set(zzz="7"),
        TypeError,
        "MarkerMethods.markers_set() got an unexpected keyword argument 'zzz'",
    ),
    (
        lambda: fake.markers_set(home=None, notifications=None),
        TypeError,
        "markers_set needs home or notifications",
    ),
    (lambda: api.timeline_home(limit="5"), TypeError, "limit must be an int, not str"),
    (
        lambda: fake.timeline_home(limit=1.5),
        TypeError,
        "limit must be an int, not float",
    ),
    (
        lambda: api.status_post("x", sensitive="no"),
        TypeError,
        "sensitive must be a bool, not str",
    ),
    (
        lambda: api.status_delete("7", delete_media=1),
        TypeError,
        "delete_media must be a bool, not int",
    ),
    (
        lambda: api.oauth_token("password", password=hunter2),
        TypeError,
        "password must be a str or a Secret, not bytes",
    ),
    (
        lambda: api.media_post("a.png", timeout="60"),
        TypeError,
        "timeout must be a number, not str",
    ),
    (
        lambda: api.media_post("a.png", timeout=True),
        TypeError,
        "timeout must be a number, not bool",
    ),
    # Ids.
    (lambda: api.status(7), TypeError, "id must be a str or a Status, not int"),
    (lambda: api.status(True), TypeError, "id must be a str or a Status, not bool"),
    (lambda: api.status(None), TypeError, "id must be a str or a Status, not NoneType"),
    *(
        (
            lambda client=client: finish(client.status(make(entities.Account))),
            TypeError,
            "id must be a str or a Status, not Account",
        )
        for client in (api, fake, async_fake)
    ),
    (
        lambda: api.admin_account(make(entities.Status)),
        TypeError,
        "id must be a str or an Account or an AdminAccount, not Status",
    ),
    (lambda: api.status(""), ValueError, "id must be a name or id, not ''"),
    (lambda: api.status(".."), ValueError, "id must be a name or id, not '..'"),
    (
        lambda: api.timeline_home(max_id=7),
        TypeError,
        "max_id must be a str or a Status, not int",
    ),
    (
        lambda: api.timeline_home(max_id=make(entities.Notification)),
        TypeError,
        "max_id must be a str or a Status, not Notification",
    ),
    # Sequences.
    (
        lambda: api.status_post("x", media_ids="7"),
        TypeError,
        "media_ids must be a sequence of ids, not one str",
    ),
    (
        lambda: api.status_post("x", media_ids=7),
        TypeError,
        "media_ids must be a sequence, not int",
    ),
    (
        lambda: api.status_post("x", media_ids=[7]),
        TypeError,
        "media_ids must be a str or an entity, not int",
    ),
    (
        lambda: api.notifications(types="mention"),
        TypeError,
        "types must be a sequence of str, not one str; pass ['mention']",
    ),
    (
        lambda: api.markers_get([7]),
        TypeError,
        "timeline must hold 'home' or 'notifications', not int",
    ),
    *(
        (
            lambda call=call: call(None),
            TypeError,
            "ids must be a sequence, not NoneType",
        )
        for call in (
            api.accounts,
            api.statuses,
            api.accept_multiple_notification_requests,
            api.dismiss_multiple_notification_requests,
        )
    ),
    *(
        (
            lambda call=call: call(None),
            TypeError,
            "ids must be a str or an Account or a sequence, not NoneType",
        )
        for call in (
            api.account_relationships,
            api.account_familiar_followers,
            fake.account_relationships,
        )
    ),
    *(
        (
            lambda call=call: call("7", None),
            TypeError,
            "account_ids must be a sequence, not NoneType",
        )
        for call in (api.list_accounts_add, api.list_accounts_delete)
    ),
    # Moments, durations, polls.
    (
        lambda: api.status_schedule("x", None),
        TypeError,
        "scheduled_at must be a datetime, not NoneType",
    ),
    (
        lambda: api.status_schedule("x", naive),
        ValueError,
        "scheduled_at must have a time zone, unlike 2030-01-01 00:00:00",
    ),
    (
        lambda: api.status_schedule("x", "tomorrow"),
        TypeError,
        "scheduled_at must be a datetime, not str",
    ),
    (
        lambda: poll(["a", "b"], 1.5),
        TypeError,
        "expires_in must be seconds or a timedelta, not float",
    ),
    (
        lambda: api.status_post("x", poll={"options": ["a"]}),
        TypeError,
        "poll must be a NewPoll, not dict",
    ),
    # Files.
    (
        lambda: api.media_upload(7, "image/png"),
        TypeError,
        "media_file: a file must be bytes, a file name, or a file opened in binary"
        " mode, not int",
    ),
    (
        lambda: api.media_upload(StringIO("x"), "image/png"),
        TypeError,
        "media_file: a file must be bytes, a file name, or a file opened in binary"
        " mode, not StringIO",
    ),
    (
        lambda: api.media_upload(Pipe(), "image/png"),
        ValueError,
        "media_file: an open file must be seekable, as a retry reads it again; read it"
        " into bytes first",
    ),
    (
        lambda: api.media_upload("a.png", thumbnail=7, thumbnail_mime_type="image/png"),
        TypeError,
        "thumbnail: a file must be bytes, a file name, or a file opened in binary mode,"
        " not int",
    ),
    (
        lambda: api.media_upload(b"x"),
        ValueError,
        "cannot guess the MIME type of media_file from a file name: pass mime_type,"
        " such as image/png",
    ),
    (
        lambda: api.account_update_credentials(avatar=b"x"),
        ValueError,
        "cannot guess the MIME type of avatar from a file name: pass avatar_mime_type,"
        " such as image/png",
    ),
    *(
        (
            lambda focus=focus: api.media_upload("a.png", focus=focus),
            kind,
            f"focus must be two numbers from -1.0 to 1.0, not {focus!r}",
        )
        for focus, kind in (
            (5, TypeError),
            (("a", "b"), TypeError),
            ((2, 0), ValueError),
        )
    ),
    # Credentials.
    (
        lambda: credentials(base_url=5),
        TypeError,
        "base_url must be a str, not int",
    ),
    (
        lambda: credentials(client_id=hunter2),
        TypeError,
        "client_id must be a str, not bytes",
    ),
    (
        lambda: credentials(access_token=hunter2),
        TypeError,
        "access_token must be a str or a Secret, not bytes",
    ),
    (
        lambda: credentials(scopes="read"),
        TypeError,
        "scopes must be a sequence of str, not str",
    ),
    (lambda: credentials(scopes=[7]), TypeError, "scopes must hold str, not int"),
    (
        lambda: credentials(expires_at=naive),
        ValueError,
        "expires_at must have a time zone, unlike 2030-01-01 00:00:00",
    ),
    (
        lambda: credentials(expires_at="soon"),
        TypeError,
        "expires_at must be a datetime, not str",
    ),
    (
        lambda: from_arguments(access_token=hunter2),
        TypeError,
        "access_token must be a str or a path, not bytes",
    ),
    (
        lambda: from_arguments(client_secret=hunter2),
        TypeError,
        "client_secret must be a str or a Secret, not bytes",
    ),
    (
        lambda: from_arguments(api_base_url=5),
        TypeError,
        "api_base_url must be a str, not int",
    ),
    (
        lambda: from_arguments(credentials="user.txt"),
        TypeError,
        "credentials must be Credentials, not str",
    ),
    (
        lambda: from_arguments(access_token=Path("user")),
        FileNotFoundError,
        "[Errno 2] access_token names a file that does not exist: 'user'",
    ),
    (
        lambda: from_arguments(client_id="app.txt"),
        FileNotFoundError,
        "[Errno 2] client_id names a file that does not exist: 'app.txt'",
    ),
    (lambda: secret(hunter2), TypeError, "a Secret must hold a str, not bytes"),
    # Options of a client.
    (
        lambda: sessions(rate_limit="sleep"),
        ValueError,
        "rate_limit must be 'wait', 'throw' or 'pace', not 'sleep'",
    ),
    (
        lambda: sessions(rate_limit="throws"),
        ValueError,
        "rate_limit must be 'wait', 'throw' or 'pace', not 'throws'; did you mean"
        " 'throw'?",
    ),
    (
        lambda: sessions(rate_limit=5),
        TypeError,
        "rate_limit must be 'wait', 'throw' or 'pace', not int",
    ),
    (lambda: sessions(retries="2"), TypeError, "retries must be an int, not str"),
    (lambda: sessions(retries=True), TypeError, "retries must be an int, not bool"),
    (lambda: sessions(retries=-1), ValueError, "retries must be 0 or more, not -1"),
    (
        lambda: sessions(max_wait="60"),
        TypeError,
        "max_wait must be a number, not str",
    ),
    (lambda: sessions(max_wait=-1), ValueError, "max_wait must be 0 or more, not -1"),
    (
        lambda: sessions(max_wait=float("nan")),
        ValueError,
        "max_wait must be 0 or more, not nan",
    ),
    (
        lambda: sessions(max_wait=float("inf")),
        ValueError,
        "max_wait must be finite, or None to wait as long as the server says, not inf",
    ),
    (
        lambda: sessions(user_agent=None),
        TypeError,
        "user_agent must be a str, not NoneType",
    ),
    (lambda: sessions(lang=["de"]), TypeError, "lang must be a str, not list"),
    (
        lambda: sessions(hooks=print),
        TypeError,
        "hooks must be Hooks, not builtin_function_or_method",
    ),
    (
        lambda: sessions(credentials="user.txt"),
        TypeError,
        "credentials must be Credentials, not str",
    ),
    (
        lambda: timeouts(connect="5"),
        TypeError,
        "connect must be a number of seconds, not str",
    ),
    (
        lambda: timeouts(total=0),
        ValueError,
        "total must be more than 0 seconds, not 0",
    ),
    (
        lambda: timeouts(read=float("nan")),
        ValueError,
        "read must be more than 0 seconds, not nan",
    ),
    (
        lambda: timeouts(connect=True),
        TypeError,
        "connect must be a number of seconds, not bool",
    ),
    *(
        (
            lambda s=seconds: timeouts(read=s),
            ValueError,
            f"read must be at most 2147483 seconds, not {seconds}; None is no limit",
        )
        for seconds in (float("inf"), 1e12, 2147484)
    ),
    # The offline instance, and clients of it.
    *(
        (lambda k=kind: k(user=7), TypeError, "user must be a str, not int")
        for kind in (fakes, async_fakes)
    ),
    *(
        (
            lambda k=kind: k(server="https://mastodon.example"),
            TypeError,
            "server must be an OfflineInstance, not str",
        )
        for kind in (fakes, async_fakes)
    ),
    *(
        (
            lambda k=kind: k(zzz=1),
            TypeError,
            f"{kind.__name__}.__init__() got an unexpected keyword argument 'zzz'",
        )
        for kind in (fakes, async_fakes, scripted, async_scripted)
    ),
    *(
        (lambda k=kind: k(files=7), TypeError, "files must be a dict, not int")
        for kind in (fakes, async_fakes)
    ),
    (lambda: instances(version=4), TypeError, "version must be a str, not int"),
    (lambda: instances(seed="x"), TypeError, "seed must be an int, not str"),
    (lambda: instances(seed=True), TypeError, "seed must be an int, not bool"),
    (lambda: instances(base_url=7), TypeError, "base_url must be a str, not int"),
    (lambda: instances(now="noon"), TypeError, "now must be a datetime, not str"),
    (
        lambda: instances(now=naive),
        ValueError,
        "now must have a time zone, unlike 2030-01-01 00:00:00",
    ),
    *(
        (lambda call=call: call(7), TypeError, "username must be a str, not int")
        for call in (
            instances().add_user,
            instances().confirm_email,
            instances().token_for,
            lambda name: instances().authorize("https://offline.example", name),
        )
    ),
    (
        lambda: instances().add_custom_emoji(7),
        TypeError,
        "shortcode must be a str, not int",
    ),
    *(
        (
            lambda change=change: instances().add_translation(
                **{"text": "", "translation": "", "source": "de", "target": "en"}
                | change
            ),
            TypeError,
            f"{next(iter(change))} must be a str, not int",
        )
        for change in ({"text": 7}, {"translation": 7}, {"source": 7}, {"target": 7})
    ),
    # Ways to log in.
    # A file that cannot be written would lose what the server issues once.
    *(
        (lambda c=call, v=value: c(v), TypeError, f"to_file must be {error}")
        for call in (
            lambda to_file: fake.log_in(code="hunter2", to_file=to_file),
            lambda to_file: fakes.create_app("bot", to_file=to_file),
            lambda to_file: fake.create_account(
                "bob", "secret", "bob@x.example", True, to_file=to_file
            ),
        )
        for value, error in (
            (b"user.txt", "a str or a path, not bytes"),
            (7, "a str or a path, not int"),
        )
    ),
    (
        lambda: fake.log_in(),
        ValueError,
        f"{LOG_IN} none",
    ),
    (
        lambda: fake.log_in("ada", "hunter2", code="hunter2"),
        ValueError,
        f"{LOG_IN} username and password, code",
    ),
    (
        lambda: fake.log_in(refresh_token="hunter2", client_credentials=True),
        ValueError,
        f"{LOG_IN} refresh_token, client_credentials",
    ),
    # Calls to send, and pages to continue from.
    (lambda: fake.send(5), TypeError, "a call must be a Request or a flow, not int"),
    (lambda: fake.send("x"), TypeError, "a call must be a Request or a flow, not str"),
    (
        lambda: fake.send(api.timeline_home),
        TypeError,
        "a call must be a Request or a flow, not method",
    ),
    (
        lambda: fake.send(Page(())),
        TypeError,
        "a call must be a Request or a flow, not Page",
    ),
    *(
        (
            lambda client=client: walk(client, (1, 2)),
            TypeError,
            "start must be a Page, or a Request of one, not tuple",
        )
        for client in (fake, async_fake)
    ),
    *(
        (
            # A PagedObject has neighbours, but is not a sequence of items.
            lambda client=client: walk(client, PagedObject(7)),
            TypeError,
            "start must be a Page, or a Request of one, not PagedObject",
        )
        for client in (fake, async_fake)
    ),
    *(
        (lambda c=client, n=name, odd=odd: finish(getattr(c, n)(odd)), TypeError, text)
        for client in (fake, async_fake)
        for name, odd, text in (
            ("send_raw", None, "request must be a Request, not NoneType"),
            ("send_raw", api.log_in("ada"), "request must be a Request, not FlowCall"),
            ("fetch_next", None, "page must be a Page or a PagedObject, not NoneType"),
            ("fetch_previous", "x", "page must be a Page or a PagedObject, not str"),
            ("fetch_remaining", None, "first must be a Page, not NoneType"),
            (
                "fetch_remaining",
                PagedObject(7),
                "first must be a Page, not PagedObject",
            ),
        )
    ),
    *(
        (
            lambda c=client, n=limit: walk(c, Page(()), limit=n),
            kind,
            f"limit must be {text}",
        )
        for client in (fake, async_fake)
        for limit, kind, text in (
            ("5", TypeError, "an int, not str"),
            (True, TypeError, "an int, not bool"),
            (-1, ValueError, "0 or more, not -1"),
        )
    ),
    # Custom requests.
    (
        lambda: sent(query={"q": b"x"}),
        TypeError,
        "q: cannot encode a bytes as a parameter",
    ),
    (
        lambda: sent(form={"poll": {"options": [make(entities.Tag)]}}),
        TypeError,
        "poll[options]: cannot encode a Tag as a parameter",
    ),
    (
        lambda: sent(json={"poll": {"options": [b"x"]}}),
        TypeError,
        "options: cannot encode a bytes as a parameter",
    ),
    (
        lambda: sent(json={"media_ids": {"7"}}),
        TypeError,
        "media_ids: cannot encode a set as a parameter",
    ),
    (
        lambda: endpoints(sinse="4.0.0"),
        TypeError,
        "endpoint() got an unexpected keyword argument 'sinse'",
    ),
    (
        lambda: paged(entities.Status, by="page"),
        ValueError,
        "by must be 'link', 'id' or 'offset', not 'page'",
    ),
    (
        lambda: paged_arrays(entities.Search, ("statuses",), by="cursor"),
        ValueError,
        "by must be 'link', 'id' or 'offset', not 'cursor'",
    ),
    *(
        (
            lambda kind=kind: sent(**{kind: {"at": naive}}),
            ValueError,
            "at must have a time zone, unlike 2030-01-01 00:00:00",
        )
        for kind in ("query", "json", "form")
    ),
]


@pytest.mark.parametrize(
    ("misuse", "error", "message"),
    MISUSES,
    ids=[message[:50] for *_, message in MISUSES],
)
def test_misuse_raises_an_error_that_says_what_was_expected(
    misuse: Callable[[], object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as caught:
        misuse()
    assert type(caught.value) is error
    assert str(caught.value) == message
    assert "hunter2" not in repr(caught.value)


def test_valid_arguments_are_accepted() -> None:
    assert api.timeline_home(limit=None) == api.timeline_home()
    public = api.status_post("x", visibility=entities.Visibility.PUBLIC)
    assert public == api.status_post("x", visibility="public")
    made = sessions(max_wait=1, retries=0, lang=None)
    assert "accept-language" not in made.to_http(public).headers
    sessions(max_wait=None)
    limits = timeouts(connect=None, read=2147483, total=0.5)
    assert (limits.connect, limits.read, limits.total) == (None, 2147483, 0.5)
    assert carry_out(session(), api.status("7"), [json_response(STATUS)])[1].id == "7"
    assert FileSource(b"x").content == b"x"


def test_endpoint_refuses_an_unknown_keyword_argument() -> None:
    untyped: Any = endpoint
    with pytest.raises(TypeError, match="unexpected keyword argument 'sience'$"):
        untyped(sience="4.0.0")


def test_arguments_of_a_custom_endpoint_are_checked() -> None:
    class Own(FakeMastodon):
        @endpoint
        def wave(
            self, id: str, times: int | None = None, *, to: Any = 1
        ) -> Request[Any]:
            return Request("GET", "/x", query={"times": times}, answer=Empty())

    own: Any = Own()
    with pytest.raises(TypeError, match="^times must be an int, not str$"):
        own.wave("7", "often")


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (
            lambda api: api.decode_blurhash(None),
            "media must be a MediaAttachment or a PreviewCard or a str, not NoneType",
        ),
        (
            lambda api: api.filters_apply(None, [], "home"),
            "objects must be a sequence, not NoneType",
        ),
        (
            lambda api: api.filters_match(STATUS, [], "home"),
            "object must be a Status or a Notification, not dict",
        ),
        (
            lambda api: api.get_status_length(None),
            "text must be a str, not NoneType",
        ),
        (
            lambda api: api.push_subscription_decrypt_push(b"", None),
            "keys must be a PushKeys, not NoneType",
        ),
        (
            lambda api: api.push_subscription_decrypt_push(b"", KEYS, 7),
            "encryption_header must be a str, not int",
        ),
    ],
)
def test_helpers_that_send_nothing_check_their_arguments(
    call: Callable[[Any], object], expected: str
) -> None:
    with pytest.raises(TypeError) as raised:
        call(API())
    assert str(raised.value) == expected


def test_annotation_that_is_missing_at_run_time_is_not_checked() -> None:
    # As if it were imported under TYPE_CHECKING, or from another package.
    scopes: list[dict[str, Any]] = [{}, {"entities": object()}]
    for scope in scopes:
        exec("def wave(self, id: str | entities.Status): return id", scope)
        assert checked(scope["wave"])(None, 7) == 7


def test_arguments_beyond_the_named_ones_are_not_checked() -> None:
    def wave(self: Any, to: str, *more: str, loud: bool = False, **others: str) -> Any:
        return more, loud, others

    call = checked(wave)
    assert call(None, "a", 1, 2, others=3) == ((1, 2), False, {"others": 3})
    with pytest.raises(TypeError, match="^loud must be a bool, not int$"):
        call(None, "a", 1, 2, loud=3)


def test_error_of_a_method_that_takes_any_argument_is_its_own() -> None:
    class Waving:
        @endpoint
        def wave(self, to: str, **others: str) -> Request[Any]:
            raise TypeError(f"{to} does not wave")

    with pytest.raises(TypeError, match="^ada does not wave$"):
        Waving().wave("ada", loud="yes")


class Sized(Protocol):
    size: int


@pytest.mark.parametrize(
    "kind", [Callable[[], None], Literal[1, 2], NewType("Id", str), Sized]
)
def test_annotation_that_is_not_a_class_is_not_checked(
    kind: object,
) -> None:
    scope: dict[str, Any] = {"entities": SimpleNamespace(Kind=kind)}
    exec("def wave(self, kind: entities.Kind | None = None): return kind", scope)
    assert checked(scope["wave"])(None, "a") == "a"


@pytest.mark.parametrize("text", ["an account", "1 + 2", "'Status' | None", "int[str]"])
def test_annotation_that_is_not_a_type_is_not_checked(text: str) -> None:
    def wave(self: Any, to: Any) -> Any:
        return to

    wave.__annotations__["to"] = text
    assert checked(wave)(None, 7) == 7
