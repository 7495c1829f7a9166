"""Check that the parts of a request can be sent, before anything else sees them.

A request may come from anywhere: a file, a pickle, another program. Its parts are
joined into a URL, into headers and into the heads of a multipart body, where a wrong
character would begin another host, another header or another part. Building a request
is frequent, so what is checked again and again is cached.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ..http import FileSource, check_header_value
from ..values import Credentials, Secret, check_text, expect
from ._short import short

if TYPE_CHECKING:
    from ._request import Request

TEMPLATE: re.Pattern[str] = re.compile(r"\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)\}")
"""A template in a path, such as ``{id}``."""

_METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
_METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Z-]+")
# The first opens a tunnel, and the second returns the token in the body.
_NO_CALLS = {"CONNECT", "TRACE"}

# RFC 3986, 3.3, and templates.
_PATH = re.compile(
    rf"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{{2}}|{TEMPLATE.pattern})*+"
)
_DOT_SEGMENT = re.compile(r"(?i)/(?:\.|%2e){1,2}+(?:/|\Z)")

_DEEPEST = 100
"""Levels of nested parameters. Rails reads at most as many."""
_PLAIN = {bool, float, int}


def check_request(request: Request[Any]) -> None:
    """Check all parts of a request but those that a converter checks.

    Raises:
        TypeError: a part has a wrong type.
        ValueError: a part cannot be sent.
    """
    method, path, idempotent = request.method, request.path, request.idempotent
    if type(method) is not str or method not in _METHODS:
        _check_method(method)
    if type(path) is not str:
        expect("path", path, (str,), "a str")
    if _templates_of(path) != request.path_params.keys():
        _refuse_path_params(path, request.path_params)
    # Empty mappings are most of them.
    if (query := request.query) or query.__class__ is not dict:
        _check_params("query", query)
    if (json := request.json) is not None:
        _check_params("json", json)
    if (form := request.form) or form.__class__ is not dict:
        _check_params("form", form)
    if (files := request.files) or files.__class__ is not dict:
        _check_files(files)
    if json is not None and (form or files):
        _check_one_body(form, files)
    if idempotent is not True and idempotent is not False:
        expect("idempotent", idempotent, (bool, str), "a bool or a str")
        check_header_value("the idempotency key", idempotent)
    if request.lang is not None:
        check_header_value("lang", request.lang)
    if request.anonymous is not True and request.anonymous is not False:
        expect("anonymous", request.anonymous, (bool,), "a bool")
    if request.credentials is not None:
        expect("credentials", request.credentials, (Credentials,), "Credentials")


def has_dot_segment(path: str) -> bool:
    """Whether a path has a ``.`` or ``..`` segment, in any spelling."""
    # Most paths have neither start of one, and searching for that takes no time.
    may_have = "/." in path or "/%2" in path
    return may_have and _DOT_SEGMENT.search(path) is not None


@lru_cache(1024)
def is_parameter_name(name: str) -> bool:
    """Whether a text can be the name of a parameter."""
    # Servers disagree on what a backslash before a quotation mark means.
    return name.isprintable() and "\\" not in name


def _check_method(method: str) -> None:
    expect("method", method, (str,), "a str")
    if _METHOD.fullmatch(method) and method not in _NO_CALLS:
        return
    upper = method.upper()
    hint = upper if upper in _METHODS else "POST"
    raise ValueError(
        f"method must be an HTTP method in upper case, such as {hint!r}, not"
        f" {short(method)}"
    )


@lru_cache(1024)
def _templates_of(path: str) -> AbstractSet[str]:
    """Check a path, and return the names of its templates."""
    fault = _fault_of_path(path)
    if fault:
        raise ValueError(f"path must {fault}: {short(path)}")
    return frozenset(TEMPLATE.findall(path))


def _fault_of_path(path: str) -> str:
    """Tell what a path must be; empty if it is all right."""
    plain = unquote(path)
    if path[:1] != "/" or plain[1:2] in {"/", "\\"}:
        return "begin with one '/', without a host"
    if "?" in path:
        return "not contain a query; pass query={...}"
    if not _PATH.fullmatch(path) or not plain.isprintable():
        return (
            "have only letters, digits, templates such as '{id}', and the other"
            " characters of a URL path"
        )
    if has_dot_segment(plain.replace("\\", "/")):
        return "not contain '.' or '..' segments"
    return ""


def _refuse_path_params(path: str, params: Mapping[str, str]) -> None:
    names = _templates_of(path)
    missing, unknown = sorted(names - params.keys()), list(params.keys() - names)
    fault = (
        f"{missing[0]!r} is missing"
        if missing
        else f"{short(unknown[0])} is not one of them"
    )
    raise ValueError(
        f"path_params must name the templates of the path {short(path)}: {fault}"
    )


def _check_params(place: str, params: Mapping[str, Any]) -> None:
    """Check the names and texts of parameters.

    Whether their other values can be encoded is for the session to say.

    Args:
        place: The field of the request, for the error.
    """
    if params.__class__ is not dict:
        expect(place, params, (Mapping,), "a mapping")
    for name, value in params.items():
        if value is None:
            continue
        if type(name) is not str or not is_parameter_name(name):
            _check_name(place, name)
        # As `_is_plain` does, without a call for each.
        if type(value) not in _PLAIN and not (type(value) is str and value.isascii()):
            _check_value(name, value, 1)


def _is_plain(value: object) -> bool:
    """Whether a value is of those that most parameters have, and all right."""
    return value.isascii() if type(value) is str else type(value) in _PLAIN


def _check_value(name: str, value: Any, level: int) -> None:
    if level > _DEEPEST:
        outer = re.split(r"[.\[]", name, maxsplit=1)[0]
        raise ValueError(f"{outer} must not be nested over {_DEEPEST} levels")
    untyped = value  # Matching narrows `value` to parts of an unknown type.
    match value:
        case str() | Secret():
            check_text(name, value)
        case Sequence():
            for index, item in enumerate(untyped):
                if not _is_plain(item):
                    _check_value(f"{name}[{index}]", item, level + 1)
        case Mapping():
            for key, item in untyped.items():
                if item is not None:
                    _check_name(name, key)
                    _check_value(f"{name}.{key}", item, level + 1)
        case _:
            pass


def _check_name(place: str, name: object) -> None:
    if not isinstance(name, str):
        raise TypeError(
            f"the names of parameters in {place} must be str, not {type(name).__name__}"
        )
    if not is_parameter_name(name):
        raise ValueError(
            f"the names of parameters in {place} must be printable text without"
            f" backslashes, not {short(name)}"
        )


def _check_one_body(*others: Mapping[str, Any]) -> None:
    if any(value is not None for other in others for value in other.values()):
        raise ValueError(
            "a request has one body: pass json, or form and files, not both"
        )


def _check_files(files: Mapping[str, FileSource | None]) -> None:
    expect("files", files, (Mapping,), "a mapping")
    for name, file in files.items():
        _check_name("files", name)
        if file is not None:
            expect(f"the file {name!r}", file, (FileSource,), "a FileSource")
