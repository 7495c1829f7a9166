"""The docstrings of an entity's fields, read from its source for ``help``.

Nothing else loads this module. `inspect` finds and reads the source; without
source, as in an installation with only bytecode, ``help`` shows just the field types.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from itertools import pairwise
from typing import Annotated, Any, get_origin

from . import _types

# Aliases in annotations, and the types to show for them: Id is a str.
_PLAIN = {
    name: alias.__origin__.__name__
    for name, alias in vars(_types).items()
    if get_origin(alias) is Annotated
}
_NAME = re.compile(r"\w+")


def with_fields(docstring: str, cls: type[Any]) -> str:
    """Return a class's docstring with the types and docstrings of its fields."""
    types: dict[str, str] = {}
    docs: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        own = inspect.get_annotations(base)
        types |= {name: _spell(annotation) for name, annotation in own.items()}
        if own:
            docs |= field_docs(base)
    rows = [
        textwrap.fill(
            f"{field.name} ({types[field.name]}): {docs.get(field.name, '')}",
            width=80,
            initial_indent="    ",
            subsequent_indent="        ",
            break_long_words=False,
            break_on_hyphens=False,
        ).removesuffix(":")
        for field in getattr(cls, "__attrs_attrs__", ())
    ]
    text = inspect.cleandoc(docstring)
    return "\n".join([text, "", "Attributes:", *rows]) if rows else text


def field_docs(cls: type[Any]) -> dict[str, str]:
    """Return the string that stands below each field in a class's source."""
    try:
        source = inspect.getsource(cls)
        # The source of a class in a function is indented.
        tree = ast.parse(f"if True:\n{source}" if source[0].isspace() else source)
    except (OSError, TypeError, SyntaxError):
        return {}
    found: dict[str, str] = {}
    body = next(node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    for statement, below in pairwise(body):
        match statement, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(doc))),
            ):
                found[name] = " ".join(doc.split())
            case _:
                continue
    return found


def _spell(annotation: Any) -> str:
    text = (
        annotation
        if isinstance(annotation, str)
        else inspect.formatannotation(annotation)
    )
    return _NAME.sub(lambda match: _PLAIN.get(match[0], match[0]), text)
