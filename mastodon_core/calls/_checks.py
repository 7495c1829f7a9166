"""Check arguments against their annotations: plain types, and lists of words.

Without a type checker, ``limit=True`` would be sent as ``true``, and an account passed
to `status` would fetch the status that happens to have its id. A misspelt word would
be sent too, and some servers store it, or ignore it and list everything.

A list of words is a ``Literal``, in a union with the class that lets other words
through: an open enum of the entities, or `Word`. Annotations are resolved when a method
is first called: there are hundreds, and few are. The items of a sequence are checked
here if they are words, and otherwise where the request is built.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from functools import cache, wraps
from inspect import Parameter, signature
from os import PathLike
from types import NoneType, SimpleNamespace, UnionType
from typing import (
    Any,
    Literal,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from attrs import Attribute, field, frozen, has

from .. import entities
from ..values import Secret, Word, alternatives, expect, forgets_arguments, refuse_word
from ._combinations import Combinations, check_combination

F = TypeVar("F", bound=Callable[..., Any])
Kind: TypeAlias = tuple[tuple[type, ...], str]
"""The classes that an argument may have, and how an error names them."""
_Kinds: TypeAlias = tuple[tuple[type, ...], tuple[str, ...]]

_SEQUENCE: _Kinds = (list, tuple, Iterable), ("a sequence",)
_PLAIN: Mapping[object, _Kinds] = {
    NoneType: ((NoneType,), ()),
    PathLike: ((PathLike,), ("a path",)),
    Secret: ((Secret,), ("a Secret",)),
    bool: ((bool,), ("a bool",)),
    datetime: ((datetime,), ("a datetime",)),
    float: ((float, int), ("a number",)),
    int: ((int,), ("an int",)),
    str: ((str,), ("a str",)),
}
_ENTITIES = entities.__name__


@frozen
class Rule:
    """Which values an argument may have."""

    types: tuple[type, ...]
    """Instances of these pass."""
    expected: tuple[str, ...]
    """How errors name the types; the class for other words has no name here."""
    words: tuple[str, ...] = ()
    """The documented words, which pass too."""
    escape: str | None = None
    """The class that lets other words through, as programs write it."""
    items: Rule | None = None
    """For sequences of words: the rule of an item."""
    passing: frozenset[type] = field(init=False)
    """Values of exactly these types need no closer look."""

    def __attrs_post_init__(self) -> None:
        # Sequences of words are not among them.
        closed = {list, tuple} if self.items else set[type]()
        object.__setattr__(self, "passing", frozenset(self.types) - closed)

    def take(self, name: str, value: Any, verb: str = "be") -> Any:
        """Check a value and return it; a sequence of words is returned as a copy.

        Args:
            verb: ``hold`` if the value is an item of the argument.
        """
        if self.words and isinstance(value, str) and not isinstance(value, self.types):
            if value not in self.words:
                raise refuse_word(
                    f"{name} must {verb}",
                    value,
                    self.words,
                    others=self.expected,
                    escape=self.escape,
                )
            return value
        if self.items is None:
            expected = " or ".join(self.expected)
            if self.words:
                expected = alternatives(self.words, self.expected)
            expect(name, value, self.types, expected, verb)
            return value
        if isinstance(value, str):
            hint = f"; pass [{str(value)!r}]" if value in self.items.words else ""
            raise TypeError(f"{name} must be a sequence of str, not one str{hint}")
        expect(name, value, self.types, " or ".join(self.expected))
        # An iterator can be read only once.
        return tuple(self.items.take(name, item, "hold") for item in value)


def checked(function: F, rules: Combinations | None = None) -> F:
    """Wrap a method so that it refuses wrong arguments.

    Args:
        rules: Which arguments go together.

    Raises:
        TypeError: by the wrapped method, naming the parameter.
        ValueError: an argument is not in the documented list of words.
    """

    @cache
    def known() -> tuple[Sequence[str], Mapping[str, Rule]]:
        return _positional(function)[1:], _rules_of_parameters(function)

    @wraps(function)
    @forgets_arguments
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        names, checks = known()
        given = dict(zip(names, args, strict=False)) | kwargs if args else kwargs
        copies: dict[str, Any] = {}
        for name, value in given.items():
            rule = checks.get(name)
            if rule is not None and type(value) not in rule.passing:
                taken = rule.take(name, value)
                if taken is not value:
                    copies[name] = taken
        if copies:
            given = given | copies
            pairs = zip(names, args, strict=False)
            args = *(copies.pop(*pair) for pair in pairs), *args[len(names) :]
            kwargs |= copies
        # Unknown and missing arguments are reported before combinations.
        try:
            built = function(self, *args, **kwargs)
        except TypeError:
            clearer = clearer_error(function, args, kwargs)
            if clearer is None:
                raise
            raise clearer from None
        if rules is not None:
            check_combination(function.__name__, given, rules)
        return built

    return cast(F, call)


def clearer_error(
    function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> TypeError | None:
    """Make the error for arguments that a method does not have; None if it has them.

    Args:
        args: The arguments by position, without ``self``.
    """
    from ._mastodon_py import wrong_arguments

    return wrong_arguments(function, args, kwargs)


def checked_fields(cls: type, fields: Sequence[Attribute[Any]]) -> list[Attribute[Any]]:
    """Check the fields of a class as arguments of a method; a transformer of attrs."""

    @cache
    def rules() -> Mapping[str, Rule | None]:
        scope = vars(sys.modules[cls.__module__])
        return {each.name: rule_of(resolved(each.type, scope)) for each in fields}

    def check(_: object, attribute: Attribute[Any], value: object) -> None:
        rule = rules()[attribute.name]
        if rule is not None and type(value) not in rule.passing:
            rule.take(attribute.name, value)

    return [each.evolve(validator=check) for each in fields]


def _positional(function: Any) -> Sequence[str]:
    return [
        name
        for name, parameter in signature(function).parameters.items()
        if parameter.kind
        in {Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD}
    ]


def _rules_of_parameters(function: Any) -> Mapping[str, Rule]:
    found: dict[str, Rule] = {}
    for name, parameter in signature(function).parameters.items():
        if parameter.kind in {Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD}:
            continue
        rule = rule_of(resolved(parameter.annotation, function.__globals__))
        if rule is not None:
            found[name] = rule
    return found


def resolved(annotation: object, scope: dict[str, Any]) -> object:
    """Resolve one annotation in the scope of its module.

    Returns:
        The type; None if the annotation uses a name that exists for type checkers only,
        or is not a type.
    """
    holder: Any = SimpleNamespace(__annotations__={"it": annotation})
    try:
        return get_type_hints(holder, scope)["it"]
    except (AttributeError, NameError, SyntaxError, TypeError):
        return None


def kind_of(hint: Any) -> Kind | None:
    """Tell which classes a type allows; None if it is not plain enough to check."""
    rule = rule_of(hint)
    if rule is None or rule.words:
        return None
    return rule.types, " or ".join(rule.expected)


def rule_of(hint: Any) -> Rule | None:
    """Make the rule of a type; None if it is not plain enough to check."""
    origin = get_origin(hint)
    if origin in {Union, UnionType}:
        rules = [rule_of(member) for member in get_args(hint)]
        known = [rule for rule in rules if rule is not None]
        return _united(known) if len(known) == len(rules) else None
    if origin is Literal and all(isinstance(word, str) for word in get_args(hint)):
        return Rule((), (), get_args(hint))
    if origin in {Iterable, Sequence}:
        items = rule_of(get_args(hint)[0])
        return Rule(*_SEQUENCE, items=items if items and items.words else None)
    if origin is PathLike:
        return _rule_of_class(PathLike)
    if not isinstance(hint, type) or getattr(hint, "_is_protocol", False):
        return None
    return _rule_of_class(cast("type[Any]", hint))


def _rule_of_class(cls: type[Any]) -> Rule | None:
    is_entity = cls.__module__.startswith(_ENTITIES)
    if issubclass(cls, Enum) or cls is Word:
        return Rule((cls,), (), escape=f"{'entities.' * is_entity}{cls.__name__}")
    if is_entity or has(cls):
        article = "an" if cls.__name__[0] in "AEIOU" else "a"
        return Rule((cls,), (f"{article} {cls.__name__}",))
    return Rule(*_PLAIN[cls]) if cls in _PLAIN else None


def _united(rules: Sequence[Rule]) -> Rule:
    types = tuple(type for rule in rules for type in rule.types)
    return Rule(
        types,
        tuple(words for rule in rules for words in rule.expected),
        # A list of words is open if any str may go there.
        () if str in types else tuple(word for rule in rules for word in rule.words),
        next((rule.escape for rule in rules if rule.escape), None),
        next((rule.items for rule in rules if rule.items), None),
    )
