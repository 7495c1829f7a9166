"""The fast path: msgspec parses JSON into structs, which are copied to entities.

From each entity class it generates a msgspec struct, its *wire class*, with the types
that JSON has, and one function of straight-line code that copies such a struct to the
entity. Both are made when they are first needed.

What msgspec refuses, or a copy, is read by the general path: of an array, only the
items concerned. So this path may be stricter than that one, but never laxer: what it
takes, both read as the same value. It leaves to the general path:

- types with a hook of a user, which stay plain JSON and are read by that hook
- unions with other types than classes
- classes whose ``__init__`` does more than to set the fields

msgspec is in C and exists for CPython only. Without it, the general path reads all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import count, islice
from threading import RLock
from types import GenericAlias
from typing import TYPE_CHECKING, Annotated, Any, ForwardRef, TypeAlias

import attrs
import msgspec
from attrs import frozen

from ..entities._types import Id, OpenEnum
from ..http import DecodeError
from ..values import Secret
from ._instances import has_twin, make_twin
from ._leaves import USUAL_DATE
from ._losses import Losses
from ._parsing import parse_items, parse_json
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
    shape_of,
)

if TYPE_CHECKING:
    from ._converter import EntityConverter


class Refused(Exception):
    """The fast path does not take a response; the general path may."""


@frozen
class FastReader:
    """Reads the responses of one type."""

    decode: Callable[[bytes], Any]
    copy: Callable[[Any], Any]

    def read(self, body: bytes) -> Any:
        """Read a response.

        Raises:
            Refused: part of it does not fit, or it is not JSON.
        """
        try:
            return self.copy(self.decode(body))
        except Exception:
            # msgspec raises several types; for the error, the general path reads again.
            raise Refused from None


@frozen
class FastArrayReader:
    """Reads arrays, as a whole or item by item."""

    decode: Callable[[bytes], list[Any]]
    item: FastReader
    split: Callable[[bytes], Sequence[Any]]

    def read(self, body: bytes) -> tuple[Any, ...]:
        """Read an array, as `FastReader.read` does."""
        try:
            structs = self.decode(body)
            structs.reverse()
            # Each struct is freed before the next one is copied: the memory is then in
            # the processor's cache for the next entity.
            copy, take = self.item.copy, structs.pop
            return tuple([copy(take()) for _ in range(len(structs))])
        except Exception:
            raise Refused from None

    def read_items(
        self, body: bytes, read_refused: Callable[[bytes, int], tuple[Any, ...]]
    ) -> tuple[tuple[Any, ...], int]:
        """Read an array item by item; return the items and how many were refused.

        Args:
            read_refused: Reads the item at an index; returns it, or nothing if it does
                not fit.

        Raises:
            Refused: it is no array, or no JSON.
        """
        # A raw item takes more memory than the shortest of items.
        if body[::_STRIDE].count(b",") > len(body) // (_SHORTEST * _STRIDE):
            raise Refused
        try:
            raws = self.split(body)
        except Exception:
            raise Refused from None
        decode, copy = self.item.decode, self.item.copy
        found: list[Any] = []
        refused = 0
        for index, raw in enumerate(raws):
            try:
                found.append(copy(decode(raw)))
            except Exception:
                refused += 1
                found += read_refused(bytes(raw), index)
        return tuple(found), refused


_SHORTEST = 16
"""Bytes of JSON for each comma in it, below which it is not read item by item."""

_STRIDE = 17
"""One in so many bytes is looked at to estimate that."""

_SAMPLED = 40
"""The most items of an array whose keys are looked at for their order."""

_KINDS = 100
"""The most kinds of objects whose order of keys is noted."""

Resolve: TypeAlias = "Callable[[str], Any]"


@frozen
class _Node:
    """How one shape is parsed and copied."""

    wire: Callable[[Resolve], Any]
    """Makes the type for msgspec, given what makes that of a wire class's name."""
    copy: Callable[[str], str]
    """Makes the expression that copies the value of a variable."""
    is_kept: bool = False
    """Whether the value stays as msgspec made it."""
    c_function: str = ""
    """The name of a function in C that copies a value, if there is one."""


class FastReaders:
    """The fast readers of one converter, each made on first use."""

    def __init__(self, converter: EntityConverter) -> None:
        self._converter = converter
        self._readers: dict[Any, FastReader | FastArrayReader] = {}
        self._lock = RLock()
        self._nodes: dict[Shape, _Node] = {}
        self._structs: dict[str, Any] = {}
        self._orders: list[dict[str, int]] = []
        self._unresolved: list[tuple[str, set[str]]] = []
        self._numbers = count()
        self._names: dict[str, Any] = {
            "Secret": Secret,
            "UNSET": msgspec.UNSET,
            "parse_date": date.fromisoformat,
        }

    def of_type(self, type_: Any, sample: bytes) -> FastReader | FastArrayReader:
        """Return the reader of a type.

        Args:
            sample: A response of that type. The fields of wire classes that are made
                now take the order that they have there: msgspec expects each key after
                the one before it, and has to search for others.
        """
        reader = self._readers.get(type_)
        if reader is None:
            # Another thread may make a reader of the same types.
            with self._lock:
                self._orders = list(islice(_orders_of(sample), _KINDS))
                reader = self._make(shape_of(type_, self._converter))
                self._orders.clear()
                self._readers[type_] = reader
        return reader

    def _make(self, shape: Shape) -> FastReader | FastArrayReader:
        if isinstance(shape, Array):
            item = self._node(shape.item)
            return FastArrayReader(
                self._decode(lambda resolve: GenericAlias(list, (item.wire(resolve),))),
                FastReader(self._decode(item.wire), self._copy(item)),
                msgspec.json.Decoder(list[msgspec.Raw]).decode,
            )
        node = self._node(shape)
        return FastReader(self._decode(node.wire), self._copy(node))

    def _decode(self, wire: Callable[[Resolve], Any]) -> Callable[[bytes], Any]:
        # msgspec looks the names of other structs up in the struct itself.
        for name, used in self._unresolved:
            for other in used:
                setattr(self._structs[name], other, self._structs[other])
        self._unresolved.clear()
        decoder: Any = msgspec.json.Decoder(wire(self._structs.__getitem__))
        decode: Callable[[bytes], Any] = decoder.decode
        return decode

    def _copy(self, node: _Node) -> Callable[[Any], Any]:
        return self._compile("copy", [f"return {node.copy('v')}"])

    def _compile(self, name: str, lines: Iterable[str]) -> Callable[[Any], Any]:
        source = "\n    ".join(["def copy(v):", *lines])
        made: dict[str, Any] = {}
        exec(compile(source, f"<{name}>", "exec"), self._names, made)
        function: Callable[[Any], Any] = made["copy"]
        return function

    def _add(self, prefix: str, value: object) -> str:
        """Give the generated code a value, and return its name there."""
        name = f"{prefix}_{next(self._numbers)}"
        self._names[name] = value
        return name

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
                read = self._add("leaf", hook)
                usual = f"parse_date({{0}}) if {USUAL_DATE} else {read}({{0}}, None)"
                return _Node(lambda _: Any, usual.format)
            case Leaf(type_, hook):
                read, name = self._add("leaf", hook), self._add("type", type_)
                return _Node(lambda _: Any, lambda v: f"{read}({v}, {name})")
            case Word(type_):
                word = self._add("word", _Members(type_).__getitem__)
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
                raise Refused
            return found

        name = self._add("read", read_whole)
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
        name = f"Wire{next(self._numbers)}"
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
        name = f"Wire{next(self._numbers)}"
        choose = self._add("choose", self._chooser(classes))
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
            return self._names[copies[counts.index(max(counts))]](v)

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
        for each in self._sorted(fields):
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

    def _sorted(self, fields: Iterable[FieldShape]) -> list[FieldShape]:
        """Return fields in the order of the object that has the most of them."""
        keys = {each.key for each in fields}
        none: dict[str, int] = {}
        order = max(
            self._orders, key=lambda known: len(known.keys() & keys), default=none
        )
        return sorted(fields, key=lambda each: order.get(each.key, len(order)))

    def _lazy_copy(
        self,
        cls: type[Any],
        fields: Sequence[FieldShape],
        *,
        may_be_unset: bool = False,
    ) -> str:
        """Return the name of the function that copies a struct to an entity.

        It is generated when it is first called, and then takes its own place.
        """

        def generate(v: Any) -> Any:
            lines = self._copy_lines(cls, fields, may_be_unset)
            self._names[name] = self._compile(f"copy to {cls.__name__}", lines)
            return self._names[name](v)

        name = self._add("copy", generate)
        return name

    def _copy_lines(
        self, cls: type[Any], fields: Sequence[FieldShape], may_be_unset: bool
    ) -> Iterator[str]:
        yield f"made = {self._add('twin', make_twin(cls))}()"
        for each in fields:
            node = self._node(each.shape)
            source, target = f"v.{each.name}", f"made.{each.name}"
            is_required = each.default is attrs.NOTHING
            if node.is_kept and (is_required or each.default is None):
                converted, absence = source, []
            else:
                yield f"f = {source}"
                source = "f"
                converted = node.copy("f")
                is_null = null_test(each.shape).format("f")
                absence = [] if is_required and not each.may_be_null else [is_null]
            if _null_is_a_value(each):
                converted = f"None if {is_null} else ({converted})"
                absence = ["f is UNSET"]
            elif may_be_unset and is_required:
                # The field may be optional in another class of the union.
                is_null = "" if each.may_be_null else f" or {source} is None"
                yield f"if {source} is UNSET{is_null}:"
                yield "    raise KeyError"
            elif may_be_unset:
                absence.append(f"{source} is UNSET")
            if absence:
                default = self._default(each)
                converted = f"{default} if {' or '.join(absence)} else ({converted})"
            yield f"{target} = {converted}"
        yield f"made.__class__ = {self._add('cls', cls)}"
        yield "return made"

    def _default(self, each: FieldShape) -> str:
        default = None if each.default is attrs.NOTHING else each.default
        if default is None or default == ():
            return repr(default)
        if make := getattr(default, "factory", None):
            return f"{self._add('make', make)}()"
        return self._add("default", default)


def _orders_of(sample: bytes) -> Iterator[dict[str, int]]:
    """Yield the keys of each kind of object in a response, with their positions."""
    seen: set[frozenset[str]] = set()
    parts: list[Any]
    try:
        if sample.lstrip().startswith(b"["):
            parts = list(islice(parse_items(sample), _SAMPLED))
        else:
            parts = [parse_json(sample)]
    except DecodeError:
        return
    for part in parts:
        untyped = part  # isinstance narrows to a partly unknown type
        if isinstance(part, list):
            parts.extend(untyped)
        elif isinstance(part, dict):
            parts.extend(untyped.values())
            keys = frozenset[str](untyped)
            if keys not in seen:
                seen.add(keys)
                yield {key: index for index, key in enumerate(untyped)}


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
