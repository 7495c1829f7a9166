"""Decide which connection a call gets, without I/O: values in, values out.

A pool knows origins and connections only as keys. The stages of a call:

1. `Pool.ask` returns a `Grant`, or a `Ticket` if a limit is reached. With a ticket the
   call waits until another one gives its place back and `Pool.granted` lists the
   ticket, or until it gives up with `Pool.cancel`. Calls to an origin get their turn in
   the order in which they asked; so do origins that wait for the total limit.
2. A grant is a place in both limits, with the kept connection to use, or without: then
   the call opens one.
3. The call gives the place back: `Pool.keep` with a connection that can serve another
   call, `Pool.leave` once the connection is closed, or if none was opened.

After each of these, the caller closes the connections that `Pool.dropped` lists.

Which kept connections a call may use:

- The one used last comes first, as the server is least likely to have closed it.
- None that was idle for more than 30 seconds.
- A call that must not be sent twice gets one only if the origin is *proven*: a kept
  connection to it served another call, and none was lost since. Some servers close a
  connection after each response, or after an error, without saying so.
- A fresh call gets none.

The oldest idle connection is dropped if a new one needs its place, or if more than 20
are idle. The clock is monotonic, in seconds.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Hashable
from typing import Generic, TypeAlias, TypeVar

from attrs import define, field, frozen

C = TypeVar("C", bound=Hashable)

Origin: TypeAlias = Hashable

MAX_TO_ORIGIN = 20
"""Connections to one origin, in use or idle."""
MAX_IN_TOTAL = 100
"""Connections to all origins."""
MAX_IDLE = 20
"""Idle connections to all origins."""
MAX_IDLE_SECONDS = 30.0
"""Servers and reverse proxies close idle connections after 5 to 75 seconds."""
MAX_PROVEN = 1000
"""How many origins are remembered as proven."""


@frozen
class Grant(Generic[C]):
    """A place for a connection."""

    connection: C | None
    """The kept connection to use; None to open one."""


@frozen(eq=False)
class Ticket:
    """A call that waits for a place."""

    number: int
    """Counts the calls of a pool that had to wait."""
    origin: Origin
    repeatable: bool
    fresh: bool


@define
class _Host(Generic[C]):
    """The connections to one origin."""

    in_use: int = 0
    idle: list[tuple[C, float]] = field(factory=list[tuple[C, float]])
    """With the time since when; the one used last is at the end."""
    waiting: deque[Ticket] = field(factory=deque[Ticket])

    @property
    def count(self) -> int:
        return self.in_use + len(self.idle)


@define
class Pool(Generic[C]):
    """Places for connections, by origin.

    Args:
        to_origin: The limit for one origin.
        in_total: The limit for all origins.
        max_idle: The limit for idle connections to all origins.
    """

    to_origin: int = MAX_TO_ORIGIN
    in_total: int = MAX_IN_TOTAL
    max_idle: int = MAX_IDLE
    _hosts: dict[Origin, _Host[C]] = field(factory=dict[Origin, _Host[C]], init=False)
    _proven: OrderedDict[Origin, None] = field(
        factory=OrderedDict[Origin, None], init=False
    )
    _in_use: int = field(default=0, init=False)
    _idle: int = field(default=0, init=False)
    _waiting: int = field(default=0, init=False)
    _tickets: int = field(default=0, init=False)
    _granted: list[tuple[Ticket, Grant[C]]] = field(
        factory=list[tuple[Ticket, Grant[C]]], init=False
    )
    _dropped: list[C] = field(factory=list[C], init=False)

    def ask(
        self, origin: Origin, now: float, *, repeatable: bool, fresh: bool = False
    ) -> Grant[C] | Ticket:
        """Ask for a place.

        Args:
            repeatable: Whether the message may be sent again if a kept connection turns
                out to be lost.
            fresh: Whether it must be a new connection.
        """
        host = self._hosts.setdefault(origin, _Host())
        if not host.waiting:
            grant = self._grant(origin, host, repeatable, fresh, now)
            if grant is not None:
                return grant
        self._tickets += 1
        self._waiting += 1
        ticket = Ticket(self._tickets, origin, repeatable, fresh)
        host.waiting.append(ticket)
        return ticket

    def cancel(self, ticket: Ticket) -> None:
        """Give up waiting."""
        self._hosts[ticket.origin].waiting.remove(ticket)
        self._waiting -= 1
        self._forget_if_unused(ticket.origin)

    def keep(self, origin: Origin, connection: C, now: float) -> None:
        """Give a place back, with a connection that can serve another call."""
        host = self._hosts[origin]
        host.in_use -= 1
        self._in_use -= 1
        host.idle.append((connection, now))
        self._idle += 1
        if self._waiting:
            self._serve(now)
        if self._idle > self.max_idle:
            self._drop_oldest()

    def leave(self, origin: Origin, now: float) -> None:
        """Give a place back whose connection is closed, or was never opened."""
        self._hosts[origin].in_use -= 1
        self._in_use -= 1
        self._forget_if_unused(origin)
        if self._waiting:
            self._serve(now)

    def granted(self) -> tuple[tuple[Ticket, Grant[C]], ...]:
        """Take the waiting calls that have got a grant."""
        if not self._granted:
            return ()
        granted, self._granted = tuple(self._granted), []
        return granted

    def dropped(self) -> tuple[C, ...]:
        """Take the connections that no longer have a place, to close them."""
        if not self._dropped:
            return ()
        dropped, self._dropped = tuple(self._dropped), []
        return dropped

    def drop_idle(self) -> None:
        """Drop all idle connections."""
        while self._idle:
            self._drop_oldest()

    def served(self, origin: Origin) -> None:
        """Say that a kept connection served another call."""
        self._proven[origin] = None
        if len(self._proven) > MAX_PROVEN:
            self._proven.popitem(last=False)

    def lost(self, origin: Origin) -> None:
        """Say that a kept connection turned out to be closed."""
        self._proven.pop(origin, None)

    def _grant(
        self,
        origin: Origin,
        host: _Host[C],
        repeatable: bool,
        fresh: bool,
        now: float,
    ) -> Grant[C] | None:
        if host.idle:
            self._expire(host, now)
        if host.idle:
            is_proven = origin in self._proven
            if (repeatable or is_proven) and not fresh:
                connection, _ = host.idle.pop()
                self._idle -= 1
                host.in_use += 1
                self._in_use += 1
                return Grant(connection)
            if not is_proven or host.count >= self.to_origin:
                # Also where there is room: a program that only writes would pile up
                # connections that it never uses again.
                self._drop(host)
        if host.count >= self.to_origin:
            return None
        if self._in_use + self._idle >= self.in_total:
            if not self._idle:
                return None
            self._drop_oldest(keep=origin)
        host.in_use += 1
        self._in_use += 1
        return Grant(None)

    def _serve(self, now: float) -> None:
        """Grant places to waiting calls, first come, first served."""
        firsts = [host.waiting[0] for host in self._hosts.values() if host.waiting]
        for ticket in sorted(firsts, key=lambda ticket: ticket.number):
            host = self._hosts[ticket.origin]
            while host.waiting:
                first = host.waiting[0]
                grant = self._grant(
                    first.origin, host, first.repeatable, first.fresh, now
                )
                if grant is None:
                    break
                host.waiting.popleft()
                self._waiting -= 1
                self._granted.append((first, grant))

    def _expire(self, host: _Host[C], now: float) -> None:
        """Drop what was idle for too long.

        A time in the future is from an earlier run of the event loop.
        """
        while host.idle and not 0 <= now - host.idle[0][1] <= MAX_IDLE_SECONDS:
            self._drop(host)

    def _drop(self, host: _Host[C]) -> None:
        """Drop the connection of a host that was idle for the longest time."""
        connection, _ = host.idle.pop(0)
        self._idle -= 1
        self._dropped.append(connection)

    def _drop_oldest(self, keep: Origin = None) -> None:
        """Drop the connection of any host that was idle for the longest time.

        Args:
            keep: An origin to remember in any case.
        """
        _, origin = min(
            (
                (host.idle[0][1], origin)
                for origin, host in self._hosts.items()
                if host.idle
            ),
            key=lambda each: each[0],
        )
        self._drop(self._hosts[origin])
        if origin != keep:
            self._forget_if_unused(origin)

    def _forget_if_unused(self, origin: Origin) -> None:
        host = self._hosts[origin]
        if not host.count and not host.waiting:
            del self._hosts[origin]
