"""Every operation of the contract is a method, which sends every parameter."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any, get_args
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from allow_list import AllowList, names
from attrs import evolve, fields, resolve_types
from operations import OPERATIONS, Operation, normal, type_of
from sessions import json_response, session

import mastodon_core
from mastodon_core import API, Request, catalog, entities, to_json
from mastodon_core.calls import (
    Answer,
    Empty,
    Hash,
    IfSent,
    Many,
    One,
    Paged,
    PagedArrays,
    PagedBy,
    Perhaps,
    Text,
)
from mastodon_core.session import PAGING, limits_of
from mastodon_core.testing import make
from mastodon_core.transport import FileSource, Multipart

# Results whose type differs from the contract.
OTHER_RESULTS = AllowList[Answer[Any]](
    "OTHER_RESULTS",
    {
        "one name has one type of result; status_schedule returns ScheduledStatus": {
            "statuses_create": One(entities.Status)
        },
        "some servers send something else after a deletion": {
            "profile_avatar_delete": IfSent(entities.CredentialAccount),
            "profile_header_delete": IfSent(entities.CredentialAccount),
            "statuses_delete": IfSent(entities.Status),
        },
        "it is an empty object if there is no link": {
            "statuses_card": Perhaps(entities.PreviewCard)
        },
    },
)
# The arrays of an object that continue on its next page.
ARRAYS = {
    "Collections": ("collections",),
    "GroupedNotificationsResults": ("notification_groups",),
    "Search": ("accounts", "statuses", "hashtags", "collections"),
    "V1::Search": ("accounts", "statuses", "hashtags"),
}
# Methods whose docstring refers to another method for the parameters.
DOCUMENTED_ELSEWHERE = AllowList(
    "DOCUMENTED_ELSEWHERE",
    {
        "it is the same call under its earlier path": {
            "account_collections_alpha": "account_collections",
            "account_in_collections_alpha": "account_in_collections",
            "collection_create_alpha": "collection_create",
            "collection_item_add_alpha": "collection_item_add",
            "collection_item_delete_alpha": "collection_item_delete",
            "collection_item_revoke_alpha": "collection_item_revoke",
            "collection_update_alpha": "collection_update",
        },
        "it is a step of the flow that most programs call": {
            "media_upload": "media_post",
            "media_upload_v1": "media_post",
        },
        "it is an alias": {"search_v2": "search"},
        "it is the same call, scheduled for later": {"status_schedule": "status_post"},
        "it is a short form": {"toot": "status_post"},
    },
)
# Operations that need no token by the contract, but are sent one.
MAY_BE_CLOSED = AllowList(
    "MAY_BE_CLOSED",
    {
        "servers may require a token here, as GoToSocial does": names(
            "accounts_featured_tags",
            "custom_emojis_list",
            "instance_activity",
            "instance_extended_description",
            "instance_get",
            "instance_languages",
            "instance_peers",
            "instance_privacy_policy",
            "instance_rules",
            "instance_terms_of_service",
            "instance_terms_of_service_at",
            "instance_translation_languages",
            "instance_v1_get",
        )
    },
)
# Parameters that are sent although neither the server nor our method requires them.
SENT_ANYWAY = AllowList(
    "SENT_ANYWAY",
    {
        "each status gets a random key": names("Idempotency-Key"),
        "log_in and create_app request more than the default scopes": names("scopes"),
    },
)
CURSORS = {"max_id", "since_id", "min_id", "offset"}
HEADERS = ("Idempotency-Key", "Mastodon-Async-Refresh-Id")
# The oldest supported version; docstrings need not mention older changes.
OLDEST = (3, 5)


def paged_by(operation: Operation) -> PagedBy | None:
    """How an operation is paginated; None if it is not."""
    response = operation.response
    if "offset" in response.get("pagination_params", ()):
        return "offset"
    if not response["paginated"]:
        return None
    # Where the documentation calls `max_id` internal, it is not an id of the items.
    cursors = {p["name"]: p for p in operation.params if not p.get("ignored")}
    ids = {"max_id", "min_id"} <= cursors.keys()
    return "id" if ids and not cursors["max_id"].get("internal") else "link"


each = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda row: row.id)
each_paged = pytest.mark.parametrize(
    "operation",
    [row for row in OPERATIONS if "link" in row.response],
    ids=lambda row: row.id,
)
each_paged_by_id, each_paged_by_link = (
    pytest.mark.parametrize(
        "operation",
        [row for row in OPERATIONS if paged_by(row) == by],
        ids=lambda row: row.id,
    )
    for by in ("id", "link")
)
each_method = pytest.mark.parametrize(
    ("name", "operation"),
    [(name, row) for row in OPERATIONS for name in (row.name, *row.ours.variants)],
    ids=lambda value: value if isinstance(value, str) else "",
)


def received(request: Request[Any]) -> dict[tuple[str, str], Any]:
    """The values that a server finds in a request, by place and name."""
    message = session().to_http(request)
    url = urlsplit(message.url)
    found: dict[tuple[str, str], Any] = {}
    for name, value in parsed(parse_qsl(url.query, keep_blank_values=True)):
        found["query", normal(name)] = value
    for own, other in zip(request.path.split("/"), url.path.split("/"), strict=True):
        if own.startswith("{"):
            found["path", own.strip("{}")] = [unquote(other)]
    for name in HEADERS:
        if name.lower() in message.headers:
            found["header", name] = [message.headers[name.lower()]]
    if isinstance(message.body, Multipart):
        for name, part in message.body.parts:
            is_file = isinstance(part, FileSource)
            place = "multipart" if is_file else "form"
            value = part.content if is_file else part.decode()
            found.setdefault((place, normal(name)), []).append(value)
    elif message.headers.get("content-type") == "application/json":
        for name, value in flat(json.loads(message.body)):
            found["form", name] = value
    else:
        for name, value in parsed(parse_qsl(message.body.decode())):
            found["form", normal(name)] = value
    return found


def parsed(pairs: list[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    for name, group in groupby(pairs, lambda pair: pair[0]):
        yield name, [value for _, value in group]


def flat(value: dict[str, Any], outer: str = "") -> Iterator[tuple[str, Any]]:
    for key, inner in value.items():
        name = f"{outer}[{key}]" if outer else key
        match inner:
            case dict():
                yield from flat(inner, name)
            case [dict() as only]:
                yield from flat(only, f"{name}[]")
            case list():
                yield f"{name}[]", inner
            case _:
                yield name, inner


def test_catalog_and_contract_have_the_same_operations() -> None:
    rows = {row.name: set(row.ours.variants) for row in OPERATIONS}
    assert {entry.name: set(entry.variants) for entry in catalog} == rows
    assert len(catalog) == len(OPERATIONS) == len({row.id for row in OPERATIONS})


@each
def test_method_path_scopes_and_versions_are_those_of_the_contract(
    operation: Operation,
) -> None:
    entry = operation.entry
    assert (entry.method, entry.path) == (operation.method, operation.path)
    assert entry.scopes == tuple(operation.ours.scopes or operation.scopes)
    since = None if operation.since == "0.0.0" else operation.since
    versions = (since, operation.deprecated, operation.removed)
    assert (entry.since, entry.deprecated, entry.removed) == versions


@each
def test_result_type_is_that_of_the_contract(operation: Operation) -> None:
    expected = result_of(operation)
    other = OTHER_RESULTS.get(operation.id, expected)
    assert operation.entry.answer == other
    assert (other != expected) == (operation.id in OTHER_RESULTS)


def result_of(operation: Operation) -> Answer[Any]:
    entity, response = operation.response["entity"], operation.response
    by = paged_by(operation)
    if entity.startswith("array of "):
        item = type_of(entity.removeprefix("array of "))
        return Many(item) if by is None else Paged(item, by)
    if entity.startswith("hash of "):
        return Hash(type_of(entity.removeprefix("hash of ")))
    match entity:
        case "empty":
            return Empty()
        case "string" | "stream":
            return Text()
        case "object":
            return Hash(object)
    if by is not None:
        return PagedArrays(type_of(entity), ARRAYS[entity], by)
    kind_of_one = Perhaps if 204 in response["statuses"] else One
    return kind_of_one(type_of(entity))


@each
@pytest.mark.parametrize("flag", [True, False])
def test_every_parameter_is_sent_where_and_as_the_server_reads_it(
    operation: Operation, flag: bool
) -> None:
    for turn in range(operation.calls):
        request, expected = operation.call(flag, turn)
        assert received(request) == expected


@each
def test_the_body_is_encoded_as_every_server_reads_it(operation: Operation) -> None:
    message = session().to_http(operation.call()[0])
    kind, _, _ = message.headers.get("content-type", "").partition(";")
    has_body = any(param["in"] in {"form", "multipart"} for param in operation.read)
    assert kind == (operation.body if has_body else "")
    assert bool(message.body) == has_body


def sent_but_not_required(operation: Operation) -> set[str]:
    """The parameters that a call sends although they are not required."""
    own = operation.entry.request
    required = {param["name"] for param in operation.params if param.get("required")}
    # Parameters that our method requires, such as the text of a status.
    taken = inspect.signature(getattr(API(), operation.name)).parameters.values()
    insisted = {p.name for p in taken if p.default is p.empty}
    insisted |= {*operation.entry.about.get("one_of", ())}
    required |= {
        p["name"]
        for p in operation.read
        if operation.argument(p["name"]).removesuffix("[]") in insisted
    }
    return {name for _, name in received(own)} - required


def test_parameters_that_are_not_given_are_not_sent() -> None:
    sent = {operation.id: sent_but_not_required(operation) for operation in OPERATIONS}
    assert {i: s for i, s in sent.items() if not s <= SENT_ANYWAY.keys()} == {}
    assert set().union(*sent.values()) == set(SENT_ANYWAY)


@each_method
def test_positional_parameters_are_those_of_the_path_or_the_contract(
    name: str, operation: Operation
) -> None:
    parameters = inspect.signature(getattr(API(), name)).parameters.values()
    positional = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    own = operation.ours.variants.get(name, operation.ours.positional)
    if own is None:
        own = re.findall(r"\{(\w+)\}", operation.path)
    assert positional == own


@each
def test_request_has_a_token_if_the_server_needs_one(operation: Operation) -> None:
    sent = session().to_http(operation.entry.request).headers
    is_needed = operation.auth != "none" or operation.id in MAY_BE_CLOSED
    assert ("authorization" in sent) == is_needed
    # A row for an operation that needs a token anyway would be useless.
    assert operation.auth == "none" or operation.id not in MAY_BE_CLOSED


@each
def test_no_path_ends_in_a_slash(operation: Operation) -> None:
    url = urlsplit(session().to_http(operation.call()[0]).url)
    assert not url.path.endswith("/")


@each_paged
@pytest.mark.parametrize("rel", ["next", "prev"])
def test_next_and_previous_keep_all_parameters_but_the_cursor(
    operation: Operation, rel: str
) -> None:
    request, expected = operation.call()
    cursor = operation.response["link"][rel]
    # The worst that servers do: the link has lost all our parameters.
    link = f'<https://elsewhere.example/any?{cursor}=42>; rel="{rel}"'
    page = operation.entry.parse(
        json_response(one_item(request.answer, "42"), link=link), request
    )
    neighbour = page.next if rel == "next" else page.previous
    kept = {key: value for key, value in expected.items() if key[1] not in CURSORS}
    if cursor == "offset":
        # We compute the offset, as some servers leave out one of the links.
        kept["query", "limit"] = ["1234"]
        place = {"next": "1235", "prev": "0"}[rel]
    else:
        place = "42"
    assert received(neighbour) == {**kept, ("query", cursor): [place]}


@each_paged_by_id
def test_without_links_the_ids_of_the_items_are_cursors(operation: Operation) -> None:
    request, expected = operation.call()
    if "pinned" in request.query:
        # Pinned statuses are in the order of pinning.
        request = evolve(request, query={**request.query, "pinned": None})
        del expected["query", "pinned"]
    for link in ("", '<?max_id=9>; rel="next", <?min_id=9>; rel="prev"'):
        body = one_item(request.answer, "42")
        page = operation.entry.parse(json_response(body, link=link), request)
        kept = {key: value for key, value in expected.items() if key[1] not in CURSORS}
        assert received(page.next) == {**kept, ("query", "max_id"): ["42"]}
        assert received(page.previous) == {**kept, ("query", "min_id"): ["42"]}
        assert not page.end_is_proven


@each_paged_by_link
def test_without_links_an_internal_cursor_leaves_the_end_unproven(
    operation: Operation,
) -> None:
    request, _ = operation.call()
    page = operation.entry.parse(json_response(one_item(request.answer, "42")), request)
    assert (page.next, page.previous, page.end_is_proven) == (None, None, False)


def one_item(answer: Any, id: str) -> Any:
    """The body of a response that holds one item with this id."""
    item = answer.entity
    if isinstance(answer, PagedArrays):
        body = to_json(make(item))
        for name in answer.arrays:
            array = getattr(fields(resolve_types(item)), name).type
            body[name] = [with_id(get_args(array)[0], id)]
        return body
    return ["x.example"] if item is str else [with_id(item, id)]


def with_id(entity: Any, id: str) -> Any:
    item = to_json(make(entity))
    keys = {"id", "most_recent_notification_id"} & item.keys()
    return item | dict.fromkeys(keys, id)


@each
def test_catalog_finds_the_operation_by_its_path(operation: Operation) -> None:
    path = re.sub(r"\{\w+\}", "109", operation.path)
    assert catalog.find_path(operation.method, operation.path) is operation.entry
    assert catalog.find_path(operation.method, path) is operation.entry
    assert catalog.find_path(operation.method, path + "/") is operation.entry
    assert catalog.find_path(operation.method, path + "//") is None
    assert catalog.find_path("OPTIONS", path) is None


@each
@pytest.mark.parametrize("flag", [True, False])
def test_catalog_reads_the_parameters_of_path_and_query(
    operation: Operation, flag: bool
) -> None:
    for turn in range(operation.calls):
        request, _ = operation.call(flag, turn)
        message = session().to_http(request)
        match = catalog.match(message.method, message.url)
        assert match is not None
        assert match.entry is operation.entry
        assert session().to_http(match.request).url == message.url
        # The session sends the language in the query too.
        sent = {**request.query, "lang": request.lang}
        query = {k: _as_read(v) for k, v in sent.items() if v is not None}
        assert match.request.query == query
        if operation.method == "GET":
            known = {"headers": request.headers, "lang": request.lang}
            assert evolve(match.request, **known) == evolve(request, query=query)


def _as_read(value: Any) -> Any:
    """What a parameter in a query is read as."""
    if isinstance(value, list | tuple):
        return tuple(map(str, value))
    if value == "true":
        # In the query of a stream.
        return True
    return value if isinstance(value, bool | int) else str(value)


@each
def test_docstring_links_the_page_and_names_the_scopes(operation: Operation) -> None:
    text = inspect.getdoc(getattr(API, operation.name)) or ""
    if operation.doc is None:
        assert "Not documented." in text.rpartition("\n\n")[2]
    else:
        page, mark, anchor = operation.doc.partition("#")
        assert text.endswith(f"https://docs.joinmastodon.org/{page}/{mark}{anchor}")
    if operation.auth != "none":
        assert "oken" in text or "cope" in text
    for scope in operation.scopes:
        assert f"``{scope}``" in text


@each
def test_docstring_names_limits_and_versions_of_parameters(
    operation: Operation,
) -> None:
    said = documented(DOCUMENTED_ELSEWHERE.get(operation.name, operation.name))
    # The fields of a value class are documented in the class.
    for argument, name in operation.value_classes.items():
        source = inspect.getsource(getattr(mastodon_core, name))
        said[argument] = said.get(argument, "") + source
    for param in operation.read:
        name = operation.argument(param["name"]).split(".")[0].removesuffix("[]")
        since = param.get("since")
        if since and tuple(map(int, since.split(".")[:2])) > OLDEST:
            text = said[name]
            assert "Mastodon " + since.removesuffix(".0") in text, name
        if name == "limit" and "maximum" in param:
            assert f"1 to {param['maximum']}" in said[name]
            assert f"default is {param['default']}" in said[name]


@each_method
def test_docstring_describes_every_argument(name: str, operation: Operation) -> None:
    # An id needs no explanation.
    taken = set(inspect.signature(getattr(API(), name)).parameters) - {"id"}
    said = set(documented(name))
    assert said - {"id"} <= taken
    assert (taken > said) == (name in DOCUMENTED_ELSEWHERE)
    if elsewhere := DOCUMENTED_ELSEWHERE.get(name):
        assert f"`{elsewhere}`" in (getattr(API, name).__doc__ or "")
        assert taken <= said | set(documented(elsewhere))


def test_rows_of_the_allow_lists_are_in_the_contract() -> None:
    ids = {operation.id for operation in OPERATIONS}
    assert ids >= {*OTHER_RESULTS, *MAY_BE_CLOSED}
    readings = {name for row in OPERATIONS for name in (row.name, *row.ours.variants)}
    assert readings >= DOCUMENTED_ELSEWHERE.keys()


@each
def test_docstring_names_the_versions_of_the_endpoint(operation: Operation) -> None:
    entry = operation.entry
    doc = " ".join((getattr(API, entry.name).__doc__ or "").lower().split())
    for version, words in (
        (entry.since, "since"),
        (entry.deprecated, "deprecated since"),
        (entry.removed, "removed in"),
    ):
        if version is not None:
            short = re.sub(r"^(\d+\.\d+)\.0$", r"\1", version)
            said = rf"\b{words} (mastodon )?{re.escape(short)}(?![.\d]*\d)"
            assert re.search(said, doc), doc


def documented(name: str) -> dict[str, str]:
    """The description of each argument in a docstring."""
    text = inspect.getdoc(getattr(API, name)) or ""
    _, _, rest = text.partition("\nArgs:\n")
    lines, _, _ = rest.partition("\n\n")
    parts = re.split(r"^    (\w+):", lines, flags=re.MULTILINE)[1:]
    words = [" ".join(part.split()) for part in parts]
    return dict(zip(words[::2], words[1::2], strict=True))


@each
def test_a_value_class_has_the_parameters_of_the_contract(operation: Operation) -> None:
    for argument, name in operation.value_classes.items():
        cls = getattr(mastodon_core, name)
        paths = [operation.argument(param["name"]) for param in operation.read]
        of = [path.split(".", 1) for path in paths if path.startswith(argument)]
        known = {inner for outer, inner in of if outer.removesuffix("[]") == argument}
        assert known <= {f.name for f in fields(cls)}


@each
def test_request_counts_in_the_rate_limits_of_the_contract(
    operation: Operation,
) -> None:
    request = operation.call()[0]
    found = {limit.name for limit in limits_of(request.method, request.path, {})}
    # Whether a request counts as paging depends on its parameters.
    assert {LIMITS[id] for id in operation.rate_limits if id != "paging"} <= found
    assert found <= {"general", *(LIMITS[id] for id in operation.rate_limits)}
    paged = limits_of(request.method, request.path, request.query)
    assert (PAGING in paged) <= ("paging" in operation.rate_limits)


LIMITS = {
    "default": "general",
    "account": "general",
    "paging": "paging",
    "media": "uploads",
    "delete": "deletions",
    "sign_up": "sign_ups",
    "app_registration": "app_registrations",
    "email_confirmation": "email_confirmations",
    "follows": "follows",
    "statuses": "statuses",
    "reports": "reports",
}


def test_catalog_has_every_operation_of_api_4_7() -> None:
    """API 4.7 has 304 operations, 10 of them streams; newer ones may be added."""
    known = [o for o in OPERATIONS if _release(o.since) <= (4, 7)]
    assert len(known) == 304
    assert sum(operation.is_stream for operation in known) == 10
    assert len(catalog) == len(OPERATIONS)


def _release(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")[:2]))
