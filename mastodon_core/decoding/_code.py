"""Functions that are generated from entity classes, and the values that they name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

import attrs


class Code:
    """Generated functions that share their names.

    Args:
        names: The values that every function may need.
    """

    def __init__(self, **names: Any) -> None:
        self.names: dict[str, Any] = names
        self._numbers = count()

    def new_name(self, prefix: str) -> str:
        return f"{prefix}_{next(self._numbers)}"

    def add(self, prefix: str, value: object) -> str:
        """Give the code a value, and return its name there."""
        name = self.new_name(prefix)
        self.names[name] = value
        return name

    def add_later(self, prefix: str, make: Callable[[], Callable[..., Any]]) -> str:
        """Return the name of a function that is made when it is first called."""

        def first(*arguments: Any) -> Any:
            # Another function may still hold this one.
            if self.names[name] is first:
                self.names[name] = make()
            return self.names[name](*arguments)

        name = self.add(prefix, first)
        return name

    def default(self, field_default: Any) -> str:
        """Return the expression of the default of a field; None if it is required."""
        if field_default is None or field_default is attrs.NOTHING:
            return "None"
        if field_default == ():
            return "()"
        if make := getattr(field_default, "factory", None):
            return f"{self.add('make', make)}()"
        return self.add("default", field_default)

    def function(
        self, title: str, parameters: str, lines: Iterable[str]
    ) -> Callable[..., Any]:
        """Compile a function.

        Args:
            title: What tracebacks show in place of a file.
            lines: Those of its body.
        """
        source = "\n    ".join([f"def generated({parameters}):", *lines])
        # A dict for the function itself, so that it hides none of the shared names.
        made: dict[str, Any] = {}
        exec(compile(source, f"<{title}>", "exec"), self.names, made)
        function: Callable[..., Any] = made["generated"]
        return function
