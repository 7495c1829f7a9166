"""Read the parameters of a concrete path and query, as they are in a `Request`."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote, urlsplit

from ..calls import Param, is_parameter_name
from ..values import parse_count

# Ways to send a token that are not of a request: its credentials hold the token.
_TOKENS = {"access_token", "bearer_token"}
_BOOLS = {"true": True, "1": True, "false": False, "0": False}


def split_target(url: str) -> tuple[str, str]:
    """Split a path or URL into its path and its query; empty if it is malformed."""
    if url[:1] != "/":
        try:
            parts = urlsplit(url)
        except ValueError:
            return "", ""
        return parts.path, parts.query
    path, _, query = url.partition("#")[0].partition("?")
    return path, query


def path_params_in(path: str, documented: str) -> dict[str, str]:
    """Read the parameters of a path.

    Raises:
        ValueError: one of them is not UTF-8.
    """
    pairs = zip(documented.split("/"), path.split("/"), strict=False)
    return {
        own[1:-1]: unquote(text, errors="strict")
        for own, text in pairs
        if own[:1] == "{"
    }


def query_in(query: str, annotations: Mapping[str, str]) -> dict[str, Param]:
    """Read a query: ``types[]=a&types[]=b&limit=5``.

    Args:
        annotations: Those of our parameters, by name. A text that does not fit stays
            one.
    """
    found: dict[str, Param] = {}
    arrays: dict[str, list[str]] = {}
    for key, text in parse_qsl(query, keep_blank_values=True):
        name = key.removesuffix("[]")
        if not is_parameter_name(name) or name in _TOKENS:
            continue
        if name == key:
            found[name] = _value(text, annotations.get(name, ""))
        else:
            # It keeps its place among the other parameters.
            found[name] = arrays.setdefault(name, [])
            arrays[name].append(text)
    return found | {name: tuple(texts) for name, texts in arrays.items()}


def _value(text: str, annotation: str) -> Param:
    value: Param = None
    if annotation.startswith("int"):
        value = parse_count(text)
    elif annotation.startswith("bool"):
        value = _BOOLS.get(text)
    return text if value is None else value
