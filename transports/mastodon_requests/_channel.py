"""The channels of the blocking client: bytes from a socket, or from a tool's response.

The thread that receives waits for two sockets, that of the connection and one end of a
pair, whose other end `Channel.wake` writes to. It always reads before it waits, as TLS
may hold bytes that it has taken from the socket already.

Another thread may close a channel at any time. While one is in use, its descriptors
must stay open, as the system would give their numbers to other files. So `close` notes
that it is closed, shuts the connection down, which ends every wait, and leaves the rest
to the thread that uses the channel. Both look at what the other one notes, after their
own note, so at least one of them closes it.
"""

from __future__ import annotations

import os
import selectors
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from http.client import HTTPException
from threading import RLock, get_ident
from time import monotonic
from typing import Any, TypeAlias, TypeVar

from mastodon_core import NetworkError, NetworkTimeout, Timeouts
from mastodon_core.transport import (
    Channel,
    EndlessBody,
    HttpResponse,
    forget_locals,
    network_error,
    timeout_words,
)

from ._framed import Framed

T = TypeVar("T")

# Bytes of one read, or one write.
_PIECE = 64 * 1024
# Seconds. More would not fit into what the system takes.
_LONGEST = 1_000_000
# The others have descriptors of their own, which forked processes would share.
_Selector: Any = getattr(selectors, "PollSelector", selectors.SelectSelector)


class SocketChannel(Channel):
    """A channel on a connection of urllib3.

    Args:
        framed: The body of the response.
        body: The decoder of its content encodings.
        timeouts: Those of the client; ``write`` counts.
        release: Closes the response and its connection.
    """

    def __init__(
        self,
        response: HttpResponse,
        framed: Framed,
        body: EndlessBody,
        timeouts: Timeouts,
        release: Callable[[], object],
    ) -> None:
        self.response = response
        self.closing = ExitStack()
        """The functions to call when it is closed."""
        self._sock = framed.sock
        self._received = framed.received
        self._framing = framed.framing
        self._body = body
        self._timeouts = timeouts
        self._process = os.getpid()
        # Signal handlers may call any method at any place of another one.
        self._lock = RLock()
        self._user: int | None = None
        """The thread that is inside of `receive` or `send`."""
        self._is_closed = self._is_woken = False
        self._is_ended = framed.framing.is_done
        self._pieces: Iterator[bytes] = iter(())
        """The content that was received and not given out."""
        self._direction = selectors.EVENT_READ
        """The direction in which `receive` waits. TLS may have to send first."""
        self._waiting, self._waking = socket.socketpair()
        for sock in (self._waiting, self._waking):
            sock.setblocking(False)
            self.closing.callback(sock.close)
        self.closing.callback(release)
        self._sock.settimeout(0.0)

    def receive(self, seconds: float | None) -> bytes | None:
        end = None if seconds is None else monotonic() + seconds
        if_closed: bytes | None = b""
        return self._use(lambda: self._receive(end), if_closed)

    def send(self, data: bytes) -> None:
        if not self._use(lambda: self._send(data), False):
            raise NetworkError("the connection is closed", sent=False)

    def wake(self) -> None:
        if self._is_inherited:
            return
        with self._lock:
            self._is_woken = True
            # It may be closed. If there is no room, there is a byte.
            with suppress(OSError):
                self._waking.send(b"\0")

    def close(self) -> None:
        self._is_closed = True
        if self._is_inherited:
            # A thread that only the parent has may hold the lock.
            self.closing.close()
        elif self._user in {None, get_ident()}:
            self._release()
        else:
            self._interrupt()

    @property
    def _is_inherited(self) -> bool:
        """Whether this process was forked later: the connection is its parent's."""
        return os.getpid() != self._process

    def _use(self, action: Callable[[], T], if_closed: T) -> T:
        """Read or write, unless the channel is closed before or meanwhile."""
        failure: NetworkError
        self._user = get_ident()
        try:
            if self._is_closed or self._is_inherited:
                return if_closed
            return action()
        except (OSError, HTTPException, ValueError, NetworkError) as error:
            if self._is_closed:
                # A signal handler may even have closed the socket.
                return if_closed
            self._is_ended = True
            forget_locals(error, "urllib3")
            if isinstance(error, ValueError | NetworkError):
                raise
            failure = self._failure(error)
        except BaseException as error:
            # They have what the user reads.
            forget_locals(error, "urllib3")
            raise
        finally:
            self._user = None
            if self._is_closed:
                self._release()
        raise failure

    def _failure(self, error: OSError | HTTPException) -> NetworkError:
        failure = network_error(error)
        # A timeout of the operating system has a number.
        if isinstance(error, TimeoutError) and error.errno is None:
            failure = NetworkTimeout(timeout_words(self._timeouts, "write"))
        failure.__cause__ = error
        return failure

    def _receive(self, end: float | None) -> bytes | None:
        is_late = False
        while not self._is_closed:
            if self._take_wake():
                return None
            if piece := next(self._pieces, b""):
                return piece
            if self._is_ended:
                return b""
            if self._framing.problem is not None:
                # After the content before it.
                raise self._framing.problem
            if is_late:
                return None
            data = self._read()
            if data:
                self._pieces = self._body.receive(self._framing.decode(data))
                self._is_ended = self._framing.is_done
            elif data is not None:
                self._is_ended = True
            else:
                self._wait(end)
            is_late = end is not None and monotonic() >= end
        return b""

    def _take_wake(self) -> bool:
        if not self._is_woken:
            return False
        with self._lock:
            self._is_woken = False
            with suppress(BlockingIOError):
                while self._waiting.recv(_PIECE):
                    pass
        return True

    def _read(self) -> bytes | None:
        """Receive bytes without waiting; empty at the end, None if there are none."""
        if self._received:
            data, self._received = self._received, b""
            return data
        try:
            return self._sock.recv(_PIECE) or b""
        except (BlockingIOError, ssl.SSLWantReadError):
            self._direction = selectors.EVENT_READ
        except ssl.SSLWantWriteError:
            self._direction = selectors.EVENT_WRITE
        except ssl.SSLZeroReturnError:
            return b""
        except ssl.SSLEOFError as error:
            # Cut off, which is an end like any other. A reset has no reason here.
            if not error.reason:
                raise
            return b""
        return None

    def _wait(self, end: float | None) -> None:
        seconds = None if end is None else min(end - monotonic(), _LONGEST)
        with _Selector() as selector:
            selector.register(self._sock, self._direction)
            selector.register(self._waiting, selectors.EVENT_READ)
            selector.select(seconds)

    def _send(self, data: bytes) -> bool:
        view = memoryview(data)
        self._sock.settimeout(self._timeouts.write)
        try:
            while view:
                view = view[self._sock.send(view[:_PIECE]) :]
        finally:
            self._sock.settimeout(0.0)
        return True

    def _release(self) -> None:
        with self._lock:
            self.closing.close()

    def _interrupt(self) -> None:
        """End a `receive` or `send` of another thread."""
        with self._lock:
            self.wake()
            sock = self._sock
            while not isinstance(sock, socket.socket):
                # TLS in the TLS of a proxy.
                sock = sock.socket
            with suppress(OSError):
                # That of TLS sockets would let the other thread go on without TLS.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)


class PlayedChannel(Channel):
    """A channel for a response that needs no network any more, such as that of a mock.

    Args:
        pieces: The content.
        release: Closes the response.
    """

    def __init__(
        self,
        response: HttpResponse,
        pieces: Iterable[bytes] = (),
        release: Callable[[], object] = lambda: None,
    ) -> None:
        self.response = response
        self.closing = ExitStack()
        """The functions to call when it is closed."""
        self._pieces = iter(pieces)
        self._is_closed = self._is_woken = False
        self.closing.callback(release)

    def receive(self, seconds: float | None) -> bytes | None:
        if self._is_closed:
            return b""
        if self._is_woken:
            self._is_woken = False
            return None
        return next(self._pieces, b"")

    def send(self, data: bytes) -> None:
        raise NetworkError("the connection is closed", sent=False)

    def wake(self) -> None:
        self._is_woken = True

    def close(self) -> None:
        self._is_closed = True
        self.closing.close()


OwnChannel: TypeAlias = SocketChannel | PlayedChannel
