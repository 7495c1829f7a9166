"""An API request after routing and authentication, and the registry of handlers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from attrs import define, field, frozen

from ...http import HttpResponse
from ._oauth import Authorizer
from ._params import Params, number
from ._posting import Poster
from ._reactions import Reactions
from ._registration import Registrar
from ._relationships import Relationships
from ._responses import HasId, json_response, limit_of, link_header, not_found, page
from ._search import Search
from ._tags import Tagging
from .render import Renderer
from .state import Grant, State, Status, User, may_see

T = TypeVar("T", bound=HasId)
A = TypeVar("A")


class Access(Enum):
    """The token that an endpoint requires."""

    PUBLIC = "none"
    APP = "any token"
    USER = "a user's token"
    UNCONFIRMED = "a user's token, even before the e-mail address is confirmed"


@frozen
class AccountEntry:
    """An account, and the id of the relationship that pages are sorted by."""

    id: str
    user: User


@frozen
class Call:
    """An API request after routing and authentication."""

    state: State
    base_url: str
    version: str
    version_numbers: tuple[int, ...]
    url: str
    """Without the query."""
    path: Mapping[str, str]
    """The value of each ``{name}`` in the documented path."""
    params: Params
    idempotency_key: str | None
    grant: Grant | None

    @property
    def id(self) -> str:
        return self.path["id"]

    @property
    def user(self) -> User:
        assert self.grant is not None
        assert self.grant.user is not None
        return self.grant.user

    @property
    def viewer(self) -> User | None:
        return self.grant.user if self.grant else None

    @property
    def render(self) -> Renderer:
        return Renderer(self.state, self.base_url, self.viewer, self.version_numbers)

    @property
    def poster(self) -> Poster:
        assert self.grant is not None
        return Poster(self.state, self.base_url, self.grant, self.user)

    @property
    def reactions(self) -> Reactions:
        return Reactions(self.state, self.user)

    @property
    def authorizer(self) -> Authorizer:
        return Authorizer(self.state, self.version_numbers)

    @property
    def registrar(self) -> Registrar:
        assert self.grant is not None
        return Registrar(self.state, self.grant, self.version_numbers)

    @property
    def relationships(self) -> Relationships:
        return Relationships(self.state, self.user)

    @property
    def search(self) -> Search:
        return Search(self.state, self.base_url, self.viewer)

    @property
    def tagging(self) -> Tagging:
        return Tagging(self.state, self.user)

    def find(self, items: Iterable[T], name: str = "id") -> T:
        """Find the item whose id is in the path.

        Args:
            name: The name of the path parameter.

        Raises:
            ErrorResponse: the item is not found.
        """
        for item in items:
            if item.id == self.path[name]:
                return item
        raise not_found()

    def account(self, name: str = "id") -> User:
        """Find the account whose id is in the path."""
        return self.find(self.state.users, name)

    def status(self) -> Status:
        """Find the status whose id is in the path, if the viewer may see it."""
        found = self.find(self.state.statuses)
        if not may_see(self.viewer, found):
            raise not_found()
        return found

    def repeated(self, *names: str) -> Params:
        """The given parameters among those that Mastodon repeats in its links."""
        return {name: self.params[name] for name in names if name in self.params}

    def page(
        self,
        items: Sequence[T],
        render: Callable[[T], Any],
        *repeated: str,
        default: int = 40,
        only_full: bool = True,
        newer: str = "min_id",
    ) -> HttpResponse:
        """Make the response with a page of items, paginated by id.

        Args:
            items: All items, sorted by id, oldest first.
            repeated: The parameters that the links repeat, if not just ``limit``.
            default: The default of ``limit``; its maximum is twice as high.
            only_full: Link to a next page only if this one is full.
            newer: The cursor in the link to newer items.
        """
        cut = page(
            items,
            self.params,
            default=default,
            most=2 * default,
            upwards=newer == "min_id",
        )
        body = [render(item) for item in cut]
        if not cut:
            return json_response(body)
        is_last = only_full and len(cut) < limit_of(self.params, default, 2 * default)
        to = link_header(
            self.url,
            self.repeated(*(repeated or ("limit",))),
            cut[0].id,
            None if is_last else cut[-1].id,
            newer=newer,
        )
        return json_response(body, link=to)

    def skipped(self, items: Sequence[A], default: int = 40) -> Sequence[A]:
        """Select a page by ``offset`` and ``limit``.

        Args:
            default: The default of ``limit``; its maximum is twice as high.
        """
        start = max(0, number(self.params, "offset") or 0)
        return items[start:][: limit_of(self.params, default, 2 * default)]

    def page_by_offset(
        self, items: Sequence[A], render: Callable[[A], Any], default: int
    ) -> HttpResponse:
        """Make the response with a page, paginated by offset, with its links."""
        cut = self.skipped(items, default)
        start = max(0, number(self.params, "offset") or 0)
        limit = limit_of(self.params, default, 2 * default)
        places: list[tuple[str, int]] = []
        if len(cut) == limit:
            places.append(("next", start + limit))
        if start > limit:
            places.append(("prev", start - limit))
        body = [render(item) for item in cut]
        if not places:
            return json_response(body)
        pairs = [*self.repeated("limit").items()]
        links = [
            f'<{self.url}?{urlencode([*pairs, ("offset", place)])}>; rel="{rel}"'
            for rel, place in places
        ]
        return json_response(body, link=", ".join(links))

    def accounts(
        self,
        found: Mapping[str, HasId],
        render: Callable[[User], Any] | None = None,
    ) -> HttpResponse:
        """Make the response with a page of accounts, sorted by relationship id.

        Args:
            found: The relationships, by the id of the account.
        """
        users = self.state.users_by_id
        entries = [AccountEntry(entry.id, users[id]) for id, entry in found.items()]
        return self.page(
            sorted(entries, key=lambda entry: int(entry.id)),
            lambda entry: (render or self.render.account)(entry.user),
            newer="since_id",
        )

    def statuses(
        self, found: list[Status], *repeated: str, only_full: bool = False
    ) -> HttpResponse:
        """Make the response with a page of a timeline."""
        render = self.render.status
        return self.page(found, render, *repeated, default=20, only_full=only_full)


class Handler(Protocol):
    """A function that handles a call, named like the client method for it."""

    __name__: str

    def __call__(self, call: Call, /) -> HttpResponse: ...


H = TypeVar("H", bound=Handler)


@define
class Handlers:
    """The handlers of one page of the API, and the token that each requires."""

    _known: dict[str, tuple[Access, Handler]] = field(
        factory=dict[str, tuple[Access, Handler]]
    )

    def __iter__(self) -> Iterator[tuple[str, tuple[Access, Handler]]]:
        return iter(self._known.items())

    def public(self, handler: H) -> H:
        """Register a handler that works without a token, but uses a given one."""
        return self._add(Access.PUBLIC, handler)

    def for_apps(self, handler: H) -> H:
        """Register a handler that requires a token, of a user or an app."""
        return self._add(Access.APP, handler)

    def for_users(self, handler: H) -> H:
        """Register a handler that requires a user's token."""
        return self._add(Access.USER, handler)

    def for_unconfirmed_users(self, handler: H) -> H:
        """Register a handler that also serves users with an unconfirmed address."""
        return self._add(Access.UNCONFIRMED, handler)

    def _add(self, access: Access, handler: H) -> H:
        self._known[handler.__name__] = access, handler
        return handler
