"""Finds the secrets in any values, without running the code of these values.

The variables of a failed test can hold anything: closed files, proxies, lazy objects,
mocks with endless attributes, values that contain themselves. So this module calls none
of their methods, properties and operators. It compares types by identity, and follows
the references that the garbage collector knows.

The work has limits: `OBJECTS`, `ITEMS` and `BODY`. The nearest objects come first.
`Search.unsearched` names the variables that were not searched to the end.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import islice
from types import (
    AsyncGeneratorType,
    BuiltinFunctionType,
    CodeType,
    CoroutineType,
    FrameType,
    FunctionType,
    GeneratorType,
    ModuleType,
    TracebackType,
)
from typing import Any, TypeAlias

from attrs import define, field

from mastodon_core import Secret
from mastodon_core.testing import Mask, OfflineInstance
from mastodon_core.transport import HttpRequest, HttpResponse

OBJECTS = 20_000
"""How many objects one search looks into."""
ITEMS = 100_000
"""How many items of one container it looks at."""
BODY = 1_000_000
"""Bytes of a body in which it finds secrets."""

_SECRET_NAMES = {
    "access_token",
    "authorization",
    "client_secret",
    "code_verifier",
    "id_token",
    "password",
    "refresh_token",
}
# They refer to no client, or to everything that is loaded. The tokens of an offline
# instance are made up.
_SKIPPED = {
    id(cls)
    for cls in (
        *(type(None), bool, int, float, complex, str, bytes, bytearray, memoryview),
        *(range, slice, BuiltinFunctionType, CodeType, FrameType, ModuleType),
        *(TracebackType, OfflineInstance),
    )
}
SKIPPED_PACKAGES = {"_pytest", "pluggy", "pytest"}
"""Packages of pytest, which refer to all tests."""
_FRAMES: dict[Any, str] = {
    GeneratorType: "gi_frame",
    CoroutineType: "cr_frame",
    AsyncGeneratorType: "ag_frame",
}
PLAIN_DICT: Any = dict
"""The methods of dict itself, as a subclass may define its own."""
_CONTAINERS: tuple[Any, ...] = (dict, list, tuple, set, frozenset, deque)


Variable: TypeAlias = "tuple[str, str]"
"""The kind of a variable, such as ``local``, and its name."""


@define
class Search:
    """A search of variables; a mask learns the secrets."""

    mask: Mask
    unsearched: dict[Variable, str] = field(factory=dict[Variable, str], init=False)
    """The variables that were not searched to the end, each with the reason."""
    _queues: dict[Variable, deque[Any]] = field(
        factory=dict[Variable, deque[Any]], init=False
    )
    # It keeps the values alive, so that no other value can get the id of one.
    _seen: dict[int, Any] = field(factory=dict[int, Any], init=False)

    def add(self, kind: str, variables: Iterable[tuple[object, object]]) -> None:
        """Add variables to look into, given as pairs of name and value."""
        for key, value in variables:
            name = key if type(key) is str else "?"
            if name in _SECRET_NAMES and type(value) is str:
                self.mask.learn(value)
            self._add((kind, name), value)
            # A test class may share a client between its tests.
            for attribute in _class_attributes(type(value)):
                self._add((kind, name), attribute)

    def run(self) -> None:
        """Learn the secrets in all variables."""
        left = OBJECTS
        while self._queues:
            # One object of each in turn: a large one must not use up the limit.
            for variable, queue in list(self._queues.items()):
                if left > 0:
                    left -= 1
                    self._try_to_look_at(variable, queue.popleft())
                else:
                    self.unsearched.setdefault(variable, "too large")
                    queue.clear()
                if not queue:
                    del self._queues[variable]

    def _add(self, variable: Variable, value: object) -> None:
        cls = type(value)
        if id(cls) in _SKIPPED or id(value) in self._seen:
            return
        if _package_of(cls) in SKIPPED_PACKAGES:
            return
        self._seen[id(value)] = value
        self._queues.setdefault(variable, deque()).append(value)

    def _try_to_look_at(self, variable: Variable, value: Any) -> None:
        try:
            self._look_at(variable, value)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001  # it is reported
            self.unsearched.setdefault(variable, class_name(error))

    def _look_at(self, variable: Variable, value: Any) -> None:
        cls = class_of(value)
        bases = {id(base) for base in _bases(cls)}
        if id(type) in bases:
            return
        if id(Secret) in bases:
            self.mask.learn(Secret.reveal(value))
        elif id(HttpRequest) in bases or id(HttpResponse) in bases:
            if type(value.body) is bytes and len(value.body) > BODY:
                self.unsearched.setdefault(variable, "too large")
            elif id(HttpRequest) in bases:
                self.mask.learn_request(value)
            else:
                self.mask.response(value)
        elif id(dict) in bases:
            self._learn_items(value)
        for reference in _references(value, bases):
            self._add(variable, reference)
        if _size(value, bases) > ITEMS:
            self.unsearched.setdefault(variable, "too large")

    def _learn_items(self, mapping: dict[Any, Any]) -> None:
        for key, item in islice(PLAIN_DICT.items(mapping), ITEMS):
            if type(key) is str and type(item) is str and key.lower() in _SECRET_NAMES:
                # A header has its scheme, such as Bearer, before the token.
                self.mask.learn(item.partition(" ")[2] or item)


def class_of(value: object) -> Any:
    """Return the class of a value, whatever its ``__class__`` says."""
    return type(value)


def class_name(value: object) -> str:
    """Return the name of the class of a value."""
    return str(type.__dict__["__name__"].__get__(type(value)))


def _bases(cls: type) -> Sequence[type]:
    # A metaclass may define these attributes anew.
    found: Sequence[type] = type.__dict__["__mro__"].__get__(cls)
    return found


def _package_of(cls: type) -> str:
    module = type.__dict__["__module__"].__get__(cls)
    return module.partition(".")[0] if type(module) is str else ""


def _class_attributes(cls: type) -> list[Any]:
    packages = {"builtins", "mastodon_core"}
    own = [base for base in _bases(cls) if _package_of(base) not in packages]
    return [
        value
        for base in own
        for value in type.__dict__["__dict__"].__get__(base).values()
        if type(value) is not FunctionType
    ]


def _size(value: Any, bases: set[int]) -> int:
    """Count the items of a container; 0 for any other value."""
    return next((c.__len__(value) for c in _CONTAINERS if id(c) in bases), 0)


def _references(value: Any, bases: set[int]) -> Sequence[Any]:
    """List what a value refers to, without the globals of a function."""
    cls = class_of(value)
    if cls is FunctionType:
        return value.__closure__ or (), value.__defaults__, value.__kwdefaults__
    if cls in _FRAMES:
        frame: FrameType | None = getattr(value, _FRAMES[cls])
        return () if frame is None else list(frame.f_locals.values())
    if _size(value, bases) <= ITEMS:
        return gc.get_referents(value)
    if id(dict) in bases:
        return list(islice(PLAIN_DICT.values(value), ITEMS))
    base = next(c for c in _CONTAINERS if id(c) in bases)
    return list(islice(base.__iter__(value), ITEMS))
