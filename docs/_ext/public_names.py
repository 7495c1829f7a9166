"""Shows signatures as written, and resolves names in texts."""

from __future__ import annotations

import inspect
import re
import sys
from enum import Enum
from typing import Any

import public
from docutils import nodes  # type: ignore[import-untyped]  # it brings no types
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from mastodon_core import API, entities

# Code in a page becomes a link if it is one of our names; shorter words are too
# ambiguous.
_CODE = re.compile(r"(?:[a-z_]+\.)*(?:[A-Z]\w*[a-z]\w*|[a-z]\w*_\w+)(?:\(\))?")
_ORDER = (
    "mastodon_core.API.",
    "mastodon_core.",
    "mastodon_core.entities.",
    "mastodon_core.streaming.",
    "mastodon_core.transport.",
    "mastodon_core.testing.",
    "mastodon_requests.",
)


def show_signature(
    app: Sphinx, what: str, name: str, value: Any, options: Any, *shown: Any
) -> tuple[str, str | None] | None:
    if name.startswith("mastodon_core.API.") and name.count(".") == 2:
        member = inspect.getattr_static(API, name.rpartition(".")[2])
        if hasattr(member, "signature"):
            return public.signature(member.signature, member.function.__globals__)
        value = member.__get__(API())
    if what in {"class", "exception"}:
        if not shown[0]:
            return None
        if what == "exception" or not _has_parameters(value):
            return "", None
        parameters, _ = public.signature(value, vars(sys.modules[value.__module__]))
        return parameters, None
    if not callable(value):
        return None
    if what == "method":
        owner = public.names().get(name.rpartition(".")[0])
        member = inspect.getattr_static(owner, name.rpartition(".")[2])
        if not isinstance(member, staticmethod | classmethod):
            value = value.__get__(object())
    function = inspect.unwrap(value)
    return public.signature(function, getattr(function, "__globals__", {}))


def _has_parameters(owner: type) -> bool:
    """Whether users call a class with the parameters in its signature."""
    is_protocol = getattr(owner, "_is_protocol", False)
    is_entity = owner.__module__.startswith(entities.__name__)
    return not (is_protocol or is_entity or issubclass(owner, Enum))


def keep_returns(
    app: Sphinx, what: str, name: str, value: Any, options: Any, lines: list[str]
) -> None:
    """Keep Napoleon from taking the text before a colon for the return type."""
    if "Returns:" in lines:
        start = lines.index("Returns:")
        lines[start : start + 2] = [f":returns: {lines[start + 1].strip()}"]


def hide_class(
    app: Sphinx, domain: str, kind: str, content: addnodes.desc_content
) -> None:
    """Hide ``API.`` in the names of methods, which users call on a client."""
    for line in content.parent.findall(addnodes.desc_addname):
        if line.astext() == "API.":
            line.parent.remove(line)


def link_code(app: Sphinx, doctree: nodes.document) -> None:
    for code in list(doctree.findall(nodes.literal)):
        text = code.astext()
        if isinstance(code.parent, nodes.reference | addnodes.pending_xref):
            continue
        if isinstance(code.parent, nodes.title) or not _CODE.fullmatch(text):
            continue
        link = addnodes.pending_xref(
            "",
            refdomain="py",
            reftype="code",
            reftarget=text.removesuffix("()"),
            refdoc=app.env.docname,
            refwarn=False,
        )
        code.replace_self(link)
        link += code


def trim_blocks(app: Sphinx, doctree: nodes.document) -> None:
    """Remove the empty line at the end of an example, which only doctest needs."""
    for block in doctree.findall(nodes.literal_block):
        text = block.astext().rstrip("\n")
        block.rawsource = text
        block[:] = [nodes.Text(text)]


class Resolve(SphinxPostTransform):
    """Resolves our names before Sphinx does, which takes `type` for some field."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(addnodes.pending_xref)):
            if node.get("refdomain") == "py" and node["reftype"] != "mod":
                self.resolve(node)

    def resolve(self, node: addnodes.pending_xref) -> None:
        objects = self.env.domains.python_domain.objects
        target = str(node["reftarget"]).removeprefix("~").lstrip(".")
        name: str = public.names_by_place().get(target, target)
        if name not in objects and not _is_in_signature(node):
            here = ".".join(filter(None, (node.get("py:module"), node.get("py:class"))))
            ends = [own for own in objects if own.endswith(f".{name}")]
            name = min(ends, key=lambda own: _rank(own, target, here), default=name)
        entry = objects.get(name)
        if entry is not None:
            builder = self.app.builder
            uri = builder.get_relative_uri(self.env.docname, entry.docname)
            link = nodes.reference("", "", internal=True, reftitle=name)
            link["refuri"] = f"{uri}#{entry.node_id}"
            link += node.children
            node.replace_self(link)
        elif (
            node["reftype"] == "code"
            or _is_in_signature(node)
            or name.partition(".")[0] in sys.stdlib_module_names
        ):
            # The types of a signature were resolved in their module: a name that is
            # not found belongs to Python, or is a variable.
            node.replace_self(node.children)


def _is_in_signature(node: nodes.Element) -> bool:
    above: Any = node.parent
    while above is not None:
        if isinstance(above, addnodes.desc_signature):
            return True
        above = above.parent
    return False


def _rank(name: str, target: str, here: str) -> tuple[bool, int, int]:
    """Sort key for the meanings of a short name: local ones, then the common ones."""
    start = name.removesuffix(target)
    place = _ORDER.index(start) if start in _ORDER else len(_ORDER)
    return start != f"{here}.", place, name.count(".")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("autodoc-process-signature", show_signature)
    app.connect("autodoc-process-docstring", keep_returns, priority=400)
    app.connect("object-description-transform", hide_class)
    app.connect("doctree-read", link_code)
    app.connect("doctree-read", trim_blocks)
    app.add_post_transform(Resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
