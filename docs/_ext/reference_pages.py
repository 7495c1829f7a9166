"""Writes the pages of the reference before Sphinx reads them.

They go to ``docs/reference``, which is not in git: all their text is in the code.
"""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from enum import Enum
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import public
from packages import PACKAGES
from sphinx.application import Sphinx
from sphinx.ext.napoleon.docstring import GoogleDocstring

from mastodon_core import API, MastodonError, catalog, entities

ABOUT_METHODS = """\
Signatures show what a blocking client returns. On an async client, await the call for
the same result; :py:class:`~mastodon_core.API` returns the request or the flow instead.
A method that returns an :py:class:`~mastodon_core.streaming.EventStream` is not
awaited: on an async client it returns an
:py:class:`~mastodon_core.streaming.AsyncEventStream`, and on ``API`` a
:py:class:`~mastodon_core.streaming.StreamCall`.
"""


def pages() -> dict[str, str]:
    """All pages by name."""
    made = {
        "endpoints": endpoints(),
        "core": core(),
        "errors": errors(),
        **{f"methods/{p}": methods(p, m) for p, m in public.method_pages().items()},
    }
    for module in sorted({type_of(name).__module__ for name in entities_here()}):
        made[f"entities/{module.rpartition('.')[2]}"] = entity_page(module)
    for module in public.modules():
        if module not in {"mastodon_core", "mastodon_core.entities"} and has_own(
            module
        ):
            made[module.removeprefix("mastodon_core.")] = module_page(module)
    return made


def has_own(module: str) -> bool:
    return any(name.rpartition(".")[0] == module for name in public.names())


def type_of(name: str) -> Any:
    return public.names()[name]


def entities_here() -> list[str]:
    return [
        name
        for name, value in public.names().items()
        if name.startswith("mastodon_core.entities.") and isinstance(value, type)
    ]


def heading(text: str, line: str = "=") -> str:
    return f"{text}\n{line * len(text)}\n\n"


def summary(module: str) -> str:
    return inspect.cleandoc(importlib.import_module(module).__doc__ or "") + "\n\n"


def indented(text: str, by: int = 3) -> str:
    return "".join(
        " " * by + line if line.strip() else line
        for line in text.splitlines(keepends=True)
    )


# A page of methods


def methods(page: str, mixins: list[type]) -> str:
    text = heading(public.title_of(page))
    text += summary(mixins[0].__module__) + ABOUT_METHODS + "\n"
    for mixin in mixins:
        for name, member in vars(mixin).items():
            if not name.startswith("_") and callable(getattr(member, "build", member)):
                text += f".. automethod:: mastodon_core.API.{name}\n\n"
    for module in dict.fromkeys(mixin.__module__ for mixin in mixins):
        for name, _ in public.aliases(module):
            if f"{module}.{name}" in public.names():
                text += described(f"{module}.{name}")
    return text


# The table of endpoints


def endpoints() -> str:
    text = heading("All endpoints")
    text += (
        f"The {len(catalog)} endpoints of the catalog, by page of the"
        " documentation; :py:data:`~mastodon_core.catalog` has them as values."
        " Any one of the scopes is enough; versions are Mastodon's.\n\n"
        # A line break within a cell.
        ".. |br| raw:: html\n\n   <br>\n\n"
    )
    by_name = {entry.name: entry for entry in catalog}
    for page, mixins in public.method_pages().items():
        names = [name for mixin in mixins for name in vars(mixin)]
        own = [by_name[name] for name in names if name in by_name]
        text += endpoint_table(public.title_of(page), own)
    return text


def endpoint_table(title: str, entries: list[Any]) -> str:
    if not entries:
        return ""
    text = heading(title, "-")
    text += ".. list-table::\n   :class: endpoints\n   :header-rows: 1\n"
    text += "   :widths: 46 30 24\n\n"
    text += row("Call", "Result", "Scopes and versions")
    return text + "".join(map(endpoint_row, entries)) + "\n"


def endpoint_row(entry: Any) -> str:
    names = (entry.name, *entry.variants)
    calls = [f":py:meth:`~mastodon_core.API.{name}`" for name in names]
    versions = [
        f"{word} {version}"
        for word, version in (
            ("since", entry.since),
            ("deprecated since", entry.deprecated),
            ("removed in", entry.removed),
        )
        if version
    ]
    scopes = " or ".join(f"``{scope}``" for scope in entry.scopes)
    return row(
        f"{', '.join(calls)} |br| ``{entry.method} {entry.path}``",
        result_of(entry.name),
        " |br| ".join([*filter(None, [scopes]), *versions]) or "–",
    )


def result_of(name: str) -> str:
    member: Any = inspect.getattr_static(API, name)
    _, result = public.signature(member.signature, member.function.__globals__)
    return roles(str(result))


def roles(annotation: str) -> str:
    """An annotation in running text, with links: ``Page of Status``."""
    text = annotation.replace(", ...]", "]").replace("[", " of ").replace("]", "")
    return re.sub(r"~[\w.]+", r":py:class:`\g<0>`", text).replace("|", "or")


def row(*cells: str) -> str:
    first, *rest = cells
    return f"   * - {first}\n" + "".join(f"     - {cell}\n" for cell in rest)


# Entities, values, errors and functions


def core() -> str:
    text = heading("mastodon_core")
    text += f".. py:module:: mastodon_core\n\n{summary('mastodon_core')}"
    for comment, group in public.groups().items():
        full = [f"mastodon_core.{name}" for name in group]
        own = [n for n in full if n in public.names() and not is_error(type_of(n))]
        if own:
            title, _, rest = comment.rstrip(".").partition(": ")
            text += heading(title, "-")
            text += f"{rest[:1].upper()}{rest[1:]}.\n\n" if rest else ""
            text += "".join(map(described, own))
    return text


def is_error(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, MastodonError)


def errors() -> str:
    text = heading("Errors")
    text += "See :doc:`/errors` for what to do about each.\n\n"
    own = [(name, value) for name, value in public.names().items() if is_error(value)]
    own.sort(key=lambda pair: base_names(pair[1]))
    return text + "".join(described(name) for name, _ in own)


def base_names(error: type[Any]) -> list[str]:
    """Sort key that puts each error below the one that it derives from."""
    return [kind.__name__ for kind in reversed(error.__mro__) if is_error(kind)]


def entity_page(module: str) -> str:
    name = module.rpartition(".")[2]
    text = heading(public.title_of(name)) + summary(module)
    own = [n for n in entities_here() if type_of(n).__module__ == module]
    own.sort(key=lambda n: inspect.getsourcelines(type_of(n))[1])
    found = {f"mastodon_core.entities.{name}" for name, _ in public.aliases(module)}
    own += sorted(found & public.names().keys())
    return text + "".join(described(n) for n in own)


def module_page(module: str) -> str:
    text = heading(module) + f".. py:module:: {module}\n\n" + summary(module)
    for name, value in public.names().items():
        if name.rpartition(".")[0] == module and not is_error(value):
            text += described(name)
    return text


def described(name: str) -> str:
    """The directives that describe one public object."""
    value: Any = public.names()[name]
    if inspect.isclass(value) and name.rpartition(".")[2].islower():
        return decorator(name, value)
    if inspect.isclass(value):
        kind = "autoexception" if issubclass(value, BaseException) else "autoclass"
        return f".. {kind}:: {name}\n\n" + indented(class_body(value))
    if inspect.isroutine(value):
        return f".. autofunction:: {name}\n\n"
    return data(name, value)


def words(doc: str | None) -> str:
    """A docstring for a directive that autodoc does not fill in."""
    read = GoogleDocstring(inspect.cleandoc(doc or ""))
    return indented(f"{read}\n") + "\n"


def decorator(name: str, value: type[Any]) -> str:
    module, _, own = name.rpartition(".")
    text = f".. py:decorator:: {own}\n   :module: {module}\n\n"
    return text + words(value.__doc__)


def class_body(owner: type[Any]) -> str:
    text = ""
    bases = [n for base in owner.__bases__ if (n := public.name_of(base))]
    if bases:
        text += f"Bases: {', '.join(f':py:class:`~{n}`' for n in bases)}\n\n"
    if issubclass(owner, Enum):
        members = owner.__members__.items()
        return text + "".join(
            f".. py:attribute:: {name}\n   :value: {member.value!r}\n\n"
            + attribute_words(owner, name)
            for name, member in members
        )
    for name, member in public.members(owner):
        if isinstance(member, property | cached_property):
            text += property_of(name, member)
        elif inspect.isroutine(member):
            text += f".. automethod:: {public.name_of(owner)}.{name}\n\n"
        else:
            text += attribute(owner, name)
    return text


def property_of(name: str, member: Any) -> str:
    function = getattr(member, "fget", None) or member.func
    scope = function.__globals__
    kind = public.linked(inspect.signature(function).return_annotation, scope)
    text = f".. py:property:: {name}\n   :type: {kind}\n\n"
    return text + words(function.__doc__)


def attribute(owner: type[Any], name: str) -> str:
    home = next(
        (
            base
            for base in owner.__mro__
            if (base.__qualname__, name) in analyzed_names(base.__module__)
        ),
        None,
    )
    if home is None:
        return ""
    source = public.analyzed(home.__module__)
    scope = vars(importlib.import_module(home.__module__))
    kind = source.annotations.get((home.__qualname__, name))
    text = f".. py:attribute:: {name}\n"
    if kind is not None:
        text += f"   :type: {public.linked(kind, scope)}\n"
    return f"{text}\n" + attribute_words(home, name)


def attribute_words(home: type[Any], name: str) -> str:
    """The docstring of an attribute, of the class that declares it."""
    source = public.analyzed(home.__module__)
    doc = "\n".join(source.attr_docs.get((home.__qualname__, name), ()))
    return indented(doc.rstrip() + "\n" if doc else "") + "\n"


@cache
def analyzed_names(module: str) -> frozenset[tuple[str, str]]:
    if not module.startswith("mastodon"):
        return frozenset()
    source = public.analyzed(module)
    return frozenset({*source.annotations, *source.attr_docs})


def data(name: str, value: Any) -> str:
    """A constant or an alias, with the docstring below it."""
    own = name.rpartition(".")[2]
    docs = (
        source.attr_docs["", own]
        for source in map(public.analyzed, homes(name, value))
        if ("", own) in source.attr_docs
    )
    module = name.rpartition(".")[0]
    text = f".. py:data:: {own}\n   :module: {module}\n\n"
    lines = next(docs, None)
    if lines is not None or not value.__class__.__module__.startswith("mastodon_core"):
        return text + words("\n".join(lines or ()))
    text += words((value.__class__.__doc__ or "").partition("\n")[0])
    for name, member in public.members(value.__class__):
        if inspect.isfunction(member):
            text += indented(method_of(name, getattr(value, name), member))
    return text


def method_of(name: str, bound: Any, function: Any) -> str:
    """A method of a public object whose class is not public."""
    given, result = public.signature(bound, function.__globals__)
    text = f".. py:method:: {name}{given} -> {result}\n\n"
    return text + words(function.__doc__)


def homes(name: str, value: Any) -> tuple[str, ...]:
    """The modules that may define a constant: those of ours that have it."""
    own = name.rpartition(".")[2]
    return tuple(
        module
        for module, loaded in sys.modules.items()
        if module.startswith(PACKAGES) and vars(loaded).get(own) is value
    )


def write(folder: Path, texts: dict[str, str]) -> None:
    """Write the pages that differ, so that Sphinx does not read the others again."""
    kept = {folder / f"{name}.rst" for name in texts}
    for stale in set(folder.rglob("*.rst")) - kept:
        stale.unlink()
    for name, text in texts.items():
        path = folder / f"{name}.rst"
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def on_start(app: Sphinx) -> None:
    write(Path(app.srcdir) / "reference", pages())


def drop_fields(
    app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]
) -> None:
    """Leave out the section of fields that ``help`` shows: a page has an entry each."""
    is_entity = isinstance(obj, type) and issubclass(obj, entities.Entity)
    if is_entity and "Attributes:" in lines:
        del lines[lines.index("Attributes:") :]


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("builder-inited", on_start)
    app.connect("autodoc-process-docstring", drop_fields, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
