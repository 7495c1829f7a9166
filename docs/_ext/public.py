"""The public names, and their annotations as text.

Names are found by inspection: a new endpoint, entity, error or module is in the
reference without a change here.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any, get_type_hints

from packages import CORE_MODULES, PACKAGES
from sphinx.pycode import ModuleAnalyzer

import mastodon_core
from mastodon_core import API, entities
from mastodon_core.entities import _types
from mastodon_core.transport import ReadFile

# Readers see the plain type that each of these stands for.
_PLAIN: dict[int, str] = {
    id(_types.Id): "str",
    id(_types.Timestamp): "datetime",
    id(_types.Numeric): "int",
    id(_types.IntOrText): "int",
    id(_types.MarkerTime): "datetime",
    id(_types.TagName): "str",
    id(entities.AnyQuote): (
        "~mastodon_core.entities.Quote | ~mastodon_core.entities.ShallowQuote"
    ),
    id(entities.FullQuote): "~mastodon_core.entities.Quote",
    id(get_type_hints(ReadFile)["path"]): "str | PathLike[str]",
}
_NAME = re.compile(r"""('[^']*'|"[^"]*")|(?<![\w.])[A-Za-z_][\w.]*""")


def _below(name: str) -> Iterator[str]:
    yield name
    package = importlib.import_module(name)
    for found in pkgutil.walk_packages(getattr(package, "__path__", ()), f"{name}."):
        if not any(part.startswith("_") for part in found.name.split(".")):
            yield found.name


@cache
def modules() -> tuple[str, ...]:
    """The modules that people import from, the nearest to the root first."""
    found = filter(_is_public, (n for package in PACKAGES for n in _below(package)))
    return tuple(sorted(found, key=lambda name: name.count(".")))


def _is_public(module: str) -> bool:
    if module.endswith(".__main__") or module.startswith("mastodon_core.entities."):
        return False
    if not module.startswith("mastodon_core."):
        return True
    return any(f"{module}.".startswith(f"{public}.") for public in CORE_MODULES)


def listed(module: str) -> list[str]:
    """The names in a module's ``__all__``, or else those that it defines."""
    loaded = importlib.import_module(module)
    if hasattr(loaded, "__all__"):
        return [name for name in sorted(loaded.__all__) if not name.startswith("__")]
    source = analyzed(module)
    documented = {name for owner, name in source.attr_docs if not owner}
    defined = {
        name
        for name, value in vars(loaded).items()
        if getattr(value, "__module__", None) == module and name in source.tagorder
    }
    own = sorted(documented | defined, key=lambda name: source.tagorder.get(name, 0))
    return [name for name in own if not name.startswith("_")]


@cache
def groups() -> dict[str, tuple[str, ...]]:
    """The names of the root, by the comments in its ``__all__``."""
    source = inspect.getsource(mastodon_core)
    items = re.search(r"^__all__ = \[.*\n((?: .*\n)*)", source, re.MULTILINE)
    if items is None:
        raise ValueError("mastodon_core/__init__.py has no __all__ in several lines")
    found: dict[str, tuple[str, ...]] = {}
    group = ""
    for comment, name in re.findall(r'# (.*)|"(\w+)"', items[1]):
        if comment:
            group = comment.strip()
        else:
            found[group] = (*found.get(group, ()), name)
    return found


@cache
def analyzed(module: str) -> ModuleAnalyzer:
    """The comments and annotations of a module, as written."""
    analyzer = ModuleAnalyzer.for_module(module)
    analyzer.analyze()
    return analyzer


def _is_of_python(value: object) -> bool:
    return isinstance(value, ModuleType) or value is None


@cache
def names() -> dict[str, Any]:
    """All public objects by full name, each under its shortest one."""
    found: dict[str, Any] = {}
    seen: set[int] = set()
    for module in modules():
        for name in listed(module):
            value = getattr(importlib.import_module(module), name)
            if id(value) not in seen and not _is_of_python(value):
                seen.add(id(value))
                found[f"{module}.{name}"] = value
    for mixin in mixins():
        for name, value in aliases(mixin.__module__):
            if id(value) not in seen:
                seen.add(id(value))
                found[f"{mixin.__module__}.{name}"] = value
    return found


@cache
def _names_by_identity() -> dict[int, str]:
    return {id(value): name for name, value in names().items()}


@cache
def names_by_place() -> dict[str, str]:
    """Public names by where a class or function is defined."""
    return {
        f"{value.__module__}.{value.__qualname__}": name
        for name, value in names().items()
        if hasattr(value, "__qualname__")
    }


def name_of(value: object) -> str | None:
    """The full public name of an object, or None."""
    return _names_by_identity().get(id(value))


@cache
def mixins() -> tuple[type, ...]:
    """The mixins that define the methods of the API, by page."""
    bases = API.__mro__[1:]
    own = [c for c in bases if c.__module__.startswith("mastodon_core.methods.")]
    return tuple(sorted(own, key=lambda mixin: mixin.__module__))


def aliases(module: str) -> Iterator[tuple[str, Any]]:
    """The aliases of types that a module of methods or entities defines."""
    loaded = importlib.import_module(module)
    for name, kind in getattr(loaded, "__annotations__", {}).items():
        if kind == "TypeAlias" and not name.startswith("_"):
            yield name, getattr(loaded, name)


def members(owner: type) -> Iterator[tuple[str, Any]]:
    """The public members of a class: its own, and those of bases without a page.

    An override of another library's method is left out, unless it has a docstring.
    """
    elsewhere = {c for c in owner.__mro__[1:] if name_of(c) or c in mixins()}
    bases = [c for c in owner.__mro__ if not any(issubclass(e, c) for e in elsewhere)]
    seen: set[str] = set()
    for base in bases:
        if not base.__module__.startswith(PACKAGES):
            continue
        for name in (*inspect.get_annotations(base), *vars(base)):
            if not name.startswith("_") and name not in seen:
                seen.add(name)
                member = inspect.getattr_static(owner, name, None)
                if member is None or member.__doc__ or not _is_foreign(owner, name):
                    yield name, member


def _is_foreign(owner: type, name: str) -> bool:
    """Whether a base of another library has a method of this name."""
    others = (c for c in owner.__mro__ if not c.__module__.startswith(PACKAGES))
    return any(inspect.isfunction(vars(other).get(name)) for other in others)


@cache
def method_pages() -> dict[str, list[type]]:
    """The mixins of each page."""
    found: dict[str, list[type]] = {}
    for mixin in mixins():
        found.setdefault(page_of(mixin), []).append(mixin)
    return dict(sorted(found.items()))


def page_of(mixin: type) -> str:
    """The name of a mixin's page: ``timelines``, ``admin_accounts``."""
    own = mixin.__module__.removeprefix("mastodon_core.methods.")
    return own.replace(".", "_").removeprefix("_")


def title_of(page: str) -> str:
    """A heading: ``Admin: accounts``."""
    words = page.replace("_", " ").capitalize()
    for word, spelt in (("Oauth", "OAuth"), (" v1", " v1"), ("Admin ", "Admin: ")):
        words = words.replace(word, spelt)
    return words


def linked(annotation: object, scope: dict[str, Any]) -> str:
    """An annotation as written, with the full names of public objects.

    The names start with ``~``, so that Sphinx shows only their last part.
    """
    text = (
        annotation
        if isinstance(annotation, str)
        else inspect.formatannotation(annotation)
    )

    def name(match: re.Match[str]) -> str:
        if match[1]:
            return match[0]
        return _linked_name(match[0], scope)

    return _NAME.sub(name, text)


def _linked_name(name: str, scope: dict[str, Any]) -> str:
    first, *rest = name.split(".")
    missing = object()
    value = scope.get(first, missing)
    for part in rest:
        value = getattr(value, part, missing)
    if plain := _PLAIN.get(id(value)):
        return plain
    if value is missing:
        # The name is imported under TYPE_CHECKING only.
        ends = [own for own in names() if own.endswith(f".{name}")]
        return f"~{ends[0]}" if len(ends) == 1 else name.rpartition(".")[2]
    own = name_of(value)
    return name.rpartition(".")[2] if own is None else f"~{own}"


def signature(value: Any, scope: dict[str, Any]) -> tuple[str, str | None]:
    """The parameters and the return type of a callable or a signature, as text."""
    own = value if isinstance(value, inspect.Signature) else inspect.signature(value)
    parts: list[str] = []
    kinds = {p.kind for p in own.parameters.values()}
    named = False
    previous = None
    for parameter in own.parameters.values():
        if previous is parameter.POSITIONAL_ONLY and parameter.kind is not previous:
            parts.append("/")
        if parameter.kind is parameter.KEYWORD_ONLY and not named:
            named = True
            if parameter.VAR_POSITIONAL not in kinds:
                parts.append("*")
        previous = parameter.kind
        parts.append(_parameter(parameter, scope))
    if previous is inspect.Parameter.POSITIONAL_ONLY:
        parts.append("/")
    result = own.return_annotation
    returned = None if result is own.empty else linked(result, scope)
    return f"({', '.join(parts)})", returned


def _parameter(parameter: inspect.Parameter, scope: dict[str, Any]) -> str:
    stars = {"VAR_POSITIONAL": "*", "VAR_KEYWORD": "**"}
    text = stars.get(parameter.kind.name, "") + parameter.name
    annotated = parameter.annotation is not parameter.empty
    if annotated:
        text += f": {linked(parameter.annotation, scope)}"
    if parameter.default is not parameter.empty:
        equals = " = " if annotated else "="
        text += f"{equals}{_default(parameter.default)}"
    return text


def _default(value: object) -> str:
    if value is mastodon_core.UNSET:
        return "UNSET"
    shown: str = repr(value)
    # A default that is not readable Python is shown as an ellipsis.
    return shown if re.fullmatch(r"[\w.'\"\[\](){}, =+/:-]*", shown) else "..."
