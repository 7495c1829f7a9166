"""Wire classes, and the code that copies their objects to entities.

For each shape there is a *node*: the type as which msgspec parses it, and the code that
copies what was parsed. It leaves to the general path, as plain JSON:

- types with a hook of a user, which are read by that hook
- unions with other types than classes
- classes with two fields of one key, or with keys that no struct can have
- classes whose ``__init__`` does more than to set the fields
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from types import GenericAlias
from typing import TYPE_CHECKING, Annotated, Any, ForwardRef, TypeAlias

import attrs
import msgspec
from attrs import frozen

from ..entities._types import Id, OpenEnum
from ..values import Secret
from ._code import Code
from ._instances import has_twin, lines_of_instance
from ._key_orders import Order, sorted_by
from ._leaves import USUAL_DATE
from ._losses import Losses
from ._shapes import (
    Anything,
    Array,
    Choice,
    FieldShape,
    Leaf,
    Object,
    Optional,
    Pairs,
    Plain,
    Quoted,
    Shape,
    Word,
    fields_of,
    null_test,
)

if TYPE_CHECKING:
    from ._converter import EntityConverter

Resolve: TypeAlias = "Callable[[str], Any]"


@frozen
class _Node:
    """How one shape is parsed and copied."""

    wire: Callable[[Resolve], Any]
    """Returns the type for msgspec, given a function that resolves names of structs."""
    copy: Callable[[str], str]
    """Returns the expression that copies the value of a variable."""
    is_kept: bool = False
    """Whether the value stays as msgspec made it."""
    c_function: str = ""
    """The name of a function in C that copies a value, if there is one."""


class WireClasses:
    """The wire classes of one converter, each made on first use."""

    def __init__(self, converter: EntityConverter) -> None:
        self._converter = converter
        self._nodes: dict[Shape, _Node] = {}
        self._structs: dict[str, Any] = {}
        self._unresolved: list[tuple[str, set[str]]] = []
        self._code = Code(
            Secret=Secret, UNSET=msgspec.UNSET, parse_date=date.fromisoformat
        )
        self.orders: Sequence[Order] = ()
        """The orders of keys that the fields of new wire classes take."""

    def wire_of(self, shape: Shape) -> Any:
        """Return the type as which msgspec parses a shape."""
        node = self._node(shape)
        # msgspec looks the names of other structs up in the struct itself.
        for name, used in self._unresolved:
            for other in used:
                setattr(self._structs[name], other, self._structs[other])
        self._unresolved.clear()
        return node.wire(self._structs.__getitem__)

    def copy_of(self, shape: Shape) -> Callable[[Any], Any]:
        """Return the function that copies what msgspec parsed."""
        return self._code.function(
            "copy", "v", [f"return {self._node(shape).copy('v')}"]
        )

    def _node(self, shape: Shape) -> _Node:
        node = self._nodes.get(shape)
        if node is None:
            node = self._nodes[shape] = self._make_node(shape)
        return node

    def _make_node(self, shape: Shape) -> _Node:
        match shape:
            case Plain(type_):
                return _kept(type_)
            case Anything():
                return _kept(Any)
            case Leaf(type_) if type_ is float:
                return _kept(float)
            case Leaf(type_) if type_ is datetime:
                return _kept(Annotated[datetime, msgspec.Meta(tz=True)])
            case Leaf(type_) if type_ == Id:
                return _Node(
                    lambda _: int | str,
                    lambda v: f"{v} if {v}.__class__ is str else str({v})",
                )
            case Leaf(type_) if type_ is Secret:
                return _Node(lambda _: str, lambda v: f"Secret({v})")
            case Leaf(type_, hook) if type_ is date:
                read = self._code.add("leaf", hook)
                usual = f"parse_date({{0}}) if {USUAL_DATE} else {read}({{0}}, None)"
                return _Node(lambda _: Any, usual.format)
            case Leaf(type_, hook):
                read, name = self._code.add("leaf", hook), self._code.add("type", type_)
                return _Node(lambda _: Any, lambda v: f"{read}({v}, {name})")
            case Word(type_):
                word = self._code.add("word", _Members(type_).__getitem__)
                return _Node(lambda _: str, lambda v: f"{word}({v})", c_function=word)
            case Optional(inner):
                return self._optional_node(inner)
            case Array(item):
                return self._array_node(item)
            case Pairs(Plain(key), value) if key is str:
                return self._pairs_node(value)
            case Object(cls) if has_twin(cls):
                return self._object_node(cls)
            case Quoted(quote):
                # A status in its place lacks the state.
                return self._node(quote)
            case Choice((), classes) if node := self._choice_node(classes):
                return node
            case _:
                return self._general_node(shape)

    def _general_node(self, shape: Shape) -> _Node:
        """Leave a part to the general path, which then must not lose anything."""
        read = self._converter.general.of_shape(shape)

        def read_whole(v: Any) -> Any:
            losses = Losses()
            found = read(v, None, losses)
            if losses:
                raise ValueError
            return found

        name = self._code.add("read", read_whole)
        return _Node(lambda _: Any, lambda v: f"{name}({v})")

    def _optional_node(self, inner: Shape) -> _Node:
        node = self._node(inner)
        none = null_test(inner)
        return _Node(
            lambda resolve: _or_none(node.wire(resolve)),
            lambda v: f"None if {none.format(v)} else ({node.copy(v)})",
            node.is_kept,
        )

    def _array_node(self, item: Shape) -> _Node:
        node = self._node(item)
        if node.is_kept:
            return _Node(
                lambda resolve: GenericAlias(tuple, (node.wire(resolve), ...)),
                str,
                True,
            )

        def copy(v: str) -> str:
            if node.c_function:
                return f"tuple(map({node.c_function}, {v})) if {v} else ()"
            each = f"{v}_"
            return f"tuple([{node.copy(each)} for {each} in {v}]) if {v} else ()"

        return _Node(lambda resolve: GenericAlias(list, (node.wire(resolve),)), copy)

    def _pairs_node(self, value: Shape) -> _Node:
        node = self._node(value)

        def copy(v: str) -> str:
            key, each = f"{v}k", f"{v}_"
            return f"{{{key}: {node.copy(each)} for {key}, {each} in {v}.items()}}"

        return _Node(
            lambda resolve: GenericAlias(dict, (str, node.wire(resolve))),
            copy,
            node.is_kept,
        )

    def _object_node(self, cls: type[Any]) -> _Node:
        fields = fields_of(cls, self._converter)
        if not _fit_a_struct(fields):
            return self._general_node(Object(cls))
        name = self._code.new_name("Wire")
        copy = self._lazy_copy(cls, fields)
        node = _Node(lambda resolve: resolve(name), lambda v: f"{copy}({v})")
        # Known before its fields are, as a class may have fields of itself.
        self._nodes[Object(cls)] = node
        self._define(name, fields)
        return node

    def _choice_node(self, classes: tuple[type[Any], ...]) -> _Node | None:
        """Parse the fields of all classes, and copy those of the one with the most."""
        overridden = map(self._converter.may_be_overridden, classes)
        if any(overridden) or not all(map(has_twin, classes)):
            return None
        fields: dict[str, FieldShape] = {}
        for cls in classes:
            for each in fields_of(cls, self._converter):
                same = fields.setdefault(each.name, each)
                if (same.shape, same.may_be_null) != (each.shape, each.may_be_null):
                    return None
        if not _fit_a_struct(fields.values()):
            return None
        name = self._code.new_name("Wire")
        choose = self._code.add("choose", self._chooser(classes))
        self._define(name, fields.values(), may_be_unset=True)
        return _Node(lambda resolve: resolve(name), lambda v: f"{choose}({v})")

    def _chooser(self, classes: tuple[type[Any], ...]) -> Callable[[Any], Any]:
        members = [fields_of(cls, self._converter) for cls in classes]
        keys = [[field.name for field in fields] for fields in members]
        copies = [
            self._lazy_copy(cls, fields, may_be_unset=True)
            for cls, fields in zip(classes, members, strict=True)
        ]

        def choose(v: Any) -> Any:
            counts = [
                sum(getattr(v, key) is not msgspec.UNSET for key in each)
                for each in keys
            ]
            return self._code.names[copies[counts.index(max(counts))]](v)

        return choose

    def _define(
        self, name: str, fields: Iterable[FieldShape], *, may_be_unset: bool = False
    ) -> None:
        """Make the wire class of a name, with the fields of one entity or several."""
        used: set[str] = set()

        def refer(name: str) -> Any:
            used.add(name)
            return ForwardRef(name)

        wires: list[Any] = []
        for each in sorted_by(self.orders, fields):
            wire = self._node(each.shape).wire(refer)
            if each.may_be_null or each.default is not attrs.NOTHING:
                wire = _or_none(wire)
            if may_be_unset or _null_is_a_value(each):
                wires.append((each.name, wire | msgspec.UnsetType, msgspec.UNSET))
            elif each.default is attrs.NOTHING:
                wires.append((each.name, wire))
            else:
                wires.append((each.name, wire, None))
        self._structs[name] = msgspec.defstruct(
            name,
            wires,
            kw_only=True,
            gc=False,
            rename={each.name: each.key for each in fields if each.name != each.key},
        )
        self._unresolved.append((name, used))

    def _lazy_copy(
        self,
        cls: type[Any],
        fields: Sequence[FieldShape],
        *,
        may_be_unset: bool = False,
    ) -> str:
        """Return the name of the function that copies a struct to an entity."""

        def make() -> Callable[[Any], Any]:
            lines = [
                line for f in fields for line in self._field_lines(f, may_be_unset)
            ]
            lines = lines_of_instance(cls, self._code, lines)
            return self._code.function(f"copy to {cls.__name__}", "v", lines)

        return self._code.add_later("copy", make)

    def _field_lines(self, each: FieldShape, may_be_unset: bool) -> Iterator[str]:
        """Yield the lines that copy a field of ``v`` to ``made``."""
        node = self._node(each.shape)
        source, target = f"v.{each.name}", f"made.{each.name}"
        is_required = each.default is attrs.NOTHING
        is_null = null_test(each.shape).format("f")
        if node.is_kept and (is_required or each.default is None):
            converted, absence = source, []
        else:
            yield f"f = {source}"
            source = "f"
            converted = node.copy("f")
            absence = [] if is_required and not each.may_be_null else [is_null]
        if _null_is_a_value(each):
            converted = f"None if {is_null} else ({converted})"
            absence = ["f is UNSET"]
        elif may_be_unset and is_required:
            # The field may be optional in another class of the union.
            or_null = "" if each.may_be_null else f" or {source} is None"
            yield f"if {source} is UNSET{or_null}:"
            yield "    raise KeyError"
        elif may_be_unset:
            absence.append(f"{source} is UNSET")
        if absence:
            default = self._code.default(each.default)
            converted = f"{default} if {' or '.join(absence)} else ({converted})"
        yield f"{target} = {converted}"


class _Members(dict[str, OpenEnum]):
    """The members of an enum by their text; others are made when they are asked for."""

    def __init__(self, type_: type[OpenEnum]) -> None:
        super().__init__((member.value, member) for member in type_)
        self._type = type_

    def __missing__(self, text: str) -> OpenEnum:
        # Not kept, as a server could fill the memory with new ones.
        return self._type(text)


def _kept(wire: Any) -> _Node:
    return _Node(lambda _: wire, str, True)


def _or_none(wire: Any) -> Any:
    return wire if wire is Any else wire | None


def _null_is_a_value(field: FieldShape) -> bool:
    """Whether null stays None, as the default for a missing key is something else."""
    return field.may_be_null and field.default not in (None, attrs.NOTHING)


def _fit_a_struct(fields: Iterable[FieldShape]) -> bool:
    """Whether msgspec makes a struct of fields: it refuses some keys of users."""
    keys = [field.key for field in fields]
    is_refused = any(c in '"\\' or c < " " for c in "".join(keys))
    return len(set(keys)) == len(keys) and not is_refused
