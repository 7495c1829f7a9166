"""Count the steps of a backtracking regular expression engine.

`steps` runs a compiled pattern over a text as ``re`` does, with its own small engine:
one step for each character or position that is tried. The number is the same on every
machine, so a test can bound it where a time would be unreliable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal

from attrs import define, field

Mode = Literal["match", "fullmatch", "search"]
Text = str | bytes
_Move = Callable[[int], "int | None"]

# The parser and compiler of the standard library, which are not documented.
_sre: Any = re
_op: Any = _sre._constants
_parser: Any = _sre._parser
_compiler: Any = _sre._compiler

_CHARACTERS = {_op.LITERAL, _op.NOT_LITERAL, _op.ANY, _op.IN}
_POSITIONS = {_op.AT, _op.ASSERT, _op.ASSERT_NOT}


class TooManySteps(Exception):
    """The pattern took more steps than the bound."""


def steps(pattern: re.Pattern[Any], text: Text, mode: Mode, bound: int) -> int:
    """Return how many steps it takes to find all matches of a pattern in a text.

    Raises:
        TooManySteps: it takes more than ``bound``.
    """
    return _Engine(pattern, text, bound).run(mode)


def spans(pattern: re.Pattern[Any], text: Text, mode: Mode) -> list[tuple[int, int]]:
    """Return the places of all matches, to compare them with those of ``re``."""
    engine = _Engine(pattern, text, 10**9)
    engine.run(mode)
    return engine.found


@define
class _Engine:
    pattern: re.Pattern[Any]
    text: Text
    bound: int
    count: int = 0
    found: list[tuple[int, int]] = field(factory=list[tuple[int, int]])

    def run(self, mode: Mode) -> int:
        tree = _parser.parse(self.pattern.pattern, self.pattern.flags)
        length = len(self.text)

        def end(position: int) -> int | None:
            is_end = mode != "fullmatch" or position == length
            return position if is_end else None

        move = self._sequence(tree, list(tree), end)
        for start in self._starts(tree) if mode == "search" else (0,):
            if self.found and start < self.found[-1][1]:
                continue
            self._step()
            if (position := move(start)) is not None:
                self.found.append((start, position))
        return self.count

    def _step(self, number: int = 1) -> None:
        self.count += number
        if self.count > self.bound:
            raise TooManySteps(f"{self.pattern.pattern!r}: over {self.bound}")

    def _starts(self, tree: Any) -> Iterator[int]:
        """Iterate over the places where a match can begin."""
        first = _first(tree)
        if first is None:
            yield from range(len(self.text) + 1)
            return
        nodes = [_parser.SubPattern(tree.state, [node]) for node in first]
        candidate = self._compiled(tree, [(_op.BRANCH, (None, nodes))])
        position = 0
        while match := candidate.search(self.text, position):
            self._step(match.start() - position)
            yield match.start()
            position = match.end()

    def _compiled(self, tree: Any, nodes: list[Any]) -> re.Pattern[Any]:
        sub = _parser.SubPattern(tree.state, nodes)
        compiled: re.Pattern[Any] = _compiler.compile(sub, self.pattern.flags)
        return compiled

    def _sequence(self, tree: Any, nodes: Iterable[Any], after: _Move) -> _Move:
        for node in reversed(list(nodes)):
            after = self._node(tree, node, after)
        return after

    def _node(self, tree: Any, node: Any, after: _Move) -> _Move:
        kind, value = node
        if kind in _CHARACTERS:
            return self._single(self._compiled(tree, [node]), 1, after)
        if kind in _POSITIONS:
            # These have a fixed width of a few characters in all of our patterns.
            return self._single(self._compiled(tree, [node]), 0, after)
        if kind is _op.SUBPATTERN:
            return self._sequence(tree, value[3], after)
        if kind is _op.BRANCH:
            return self._branch([self._sequence(tree, p, after) for p in value[1]])
        if kind is _op.ATOMIC_GROUP:
            return self._atomic(tree, 1, 1, value, after)
        low, high, body = value
        if kind is _op.POSSESSIVE_REPEAT:
            return self._atomic(tree, low, high, body, after)
        assert kind in {_op.MAX_REPEAT, _op.MIN_REPEAT}, kind
        if len(body) == 1 and body[0][0] in _CHARACTERS:
            longest = self._compiled(tree, [(_op.MAX_REPEAT, (0, high, body))])
            return self._run(longest, low, kind is _op.MIN_REPEAT, after)
        assert (low, high) == (0, 1), f"make {self.pattern.pattern!r} possessive"
        return self._branch([self._sequence(tree, body, after), after])

    def _single(self, one: re.Pattern[Any], width: int, after: _Move) -> _Move:
        def move(position: int) -> int | None:
            self._step()
            return after(position + width) if one.match(self.text, position) else None

        return move

    def _branch(self, moves: list[_Move]) -> _Move:
        def move(position: int) -> int | None:
            self._step()
            ends = (each(position) for each in moves)
            return next((end for end in ends if end is not None), None)

        return move

    def _run(
        self, longest: re.Pattern[Any], low: int, lazy: bool, after: _Move
    ) -> _Move:
        """Repeat one character, and give characters back if what follows fails."""

        def move(position: int) -> int | None:
            run = longest.match(self.text, position)
            assert run is not None
            self._step(run.end() - position)
            ends = range(position + low, run.end() + 1)
            for end in ends if lazy else reversed(ends):
                self._step()
                if (found := after(end)) is not None:
                    return found
            return None

        return move

    def _atomic(self, tree: Any, low: int, high: int, body: Any, after: _Move) -> _Move:
        once = self._sequence(tree, body, lambda position: position)

        def move(position: int) -> int | None:
            number = 0
            while number < high:
                self._step()
                end = once(position)
                if end is None:
                    break
                number += 1
                if end == position:
                    break
                position = end
            return after(position) if number >= low else None

        return move


def _first(nodes: Iterable[Any]) -> list[Any] | None:
    """Return the nodes of the first character; None if a match can be empty."""
    found: list[Any] = []
    for node in nodes:
        kind, value = node
        if kind in _POSITIONS:
            continue
        if kind in _CHARACTERS:
            return [*found, node]
        if kind is _op.SUBPATTERN or kind is _op.ATOMIC_GROUP:
            inner = _first(value[3] if kind is _op.SUBPATTERN else value)
            return None if inner is None else [*found, *inner]
        if kind is _op.BRANCH:
            each = [_first(branch) for branch in value[1]]
            if None in each:
                return None
            return [*found, *(node for nodes in each for node in nodes or ())]
        low, _, body = value
        inner = _first(body)
        if inner is None:
            return None
        found += inner
        if low:
            return found
    return None
