"""A request, once it is known which call it is and who makes it."""

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
    """Whose token a call needs."""

    PUBLIC = "none at all"
    APP = "any"
    USER = "a user's"
    UNCONFIRMED = "a user's, whose e-mail address may be still to be confirmed"


@frozen
class AccountEntry:
    """An account, with the id of what ties another one to it."""

    id: str
    user: User


@frozen
class Call:
    """A request, once it is known which call it is and who makes it."""

    state: State
    base_url: str
    version: str
    numbers: tuple[int, ...]
    url: str
    """Without its query."""
    path: Mapping[str, str]
    """What stands for each ``{name}`` in its path."""
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
        return Renderer(self.state, self.base_url, self.viewer, self.numbers)

    @property
    def poster(self) -> Poster:
        assert self.grant is not None
        return Poster(self.state, self.base_url, self.grant, self.user)

    @property
    def reactions(self) -> Reactions:
        return Reactions(self.state, self.user)

    @property
    def authorizer(self) -> Authorizer:
        return Authorizer(self.state, self.numbers)

    @property
    def registrar(self) -> Registrar:
        assert self.grant is not None
        return Registrar(self.state, self.grant, self.numbers)

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
        """The one of them whose id is in the path, where it has this name.

        Raises:
            Refusal: none of them has it.
        """
        for item in items:
            if item.id == self.path[name]:
                return item
        raise not_found()

    def account(self, name: str = "id") -> User:
        """The account whose id is in the path, where it has this name."""
        return self.find(self.state.users, name)

    def status(self) -> Status:
        """The status whose id is in the path, if it may be seen."""
        found = self.find(self.state.statuses)
        if not may_see(self.viewer, found):
            raise not_found()
        return found

    def repeated(self, *names: str) -> Params:
        """The parameters that Mastodon carries on in its links."""
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
        """Answer a page of items that are in the order of their ids, newest last.

        Args:
            repeated: The parameters that its links carry on, if not only ``limit``.
            default: How many items it has, if ``limit`` says nothing else; at most
                twice as many.
            only_full: Whether a page that is not full has no next one.
            newer: The cursor of the link to what is newer.
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
        """Cut a page by ``offset`` and ``limit`` out of items in the order of answers.

        Args:
            default: How many items it has, if ``limit`` says nothing else; at most
                twice as many.
        """
        start = max(0, number(self.params, "offset") or 0)
        return items[start:][: limit_of(self.params, default, 2 * default)]

    def page_by_offset(
        self, items: Sequence[A], render: Callable[[A], Any], default: int
    ) -> HttpResponse:
        """Answer a page that is cut by ``offset``, with links to those beside it."""
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
        """Answer a page of accounts, in the order of the ties to them."""
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
        """Answer a page of a timeline."""
        render = self.render.status
        return self.page(found, render, *repeated, default=20, only_full=only_full)


class Handler(Protocol):
    """What answers a call; it has the name of the method that makes the call."""

    __name__: str

    def __call__(self, call: Call, /) -> HttpResponse: ...


H = TypeVar("H", bound=Handler)


@define
class Handlers:
    """What answers the calls of a page of the API, and whose token each needs."""

    _known: dict[str, tuple[Access, Handler]] = field(
        factory=dict[str, tuple[Access, Handler]]
    )

    def __iter__(self) -> Iterator[tuple[str, tuple[Access, Handler]]]:
        return iter(self._known.items())

    def public(self, handler: H) -> H:
        """Mark what needs no token, but looks at one that there is."""
        return self._add(Access.PUBLIC, handler)

    def for_apps(self, handler: H) -> H:
        """Mark what needs a token, be it only of a program."""
        return self._add(Access.APP, handler)

    def for_users(self, handler: H) -> H:
        """Mark what needs the token of a user."""
        return self._add(Access.USER, handler)

    def for_unconfirmed_users(self, handler: H) -> H:
        """Mark what those may do too who have still to confirm their address."""
        return self._add(Access.UNCONFIRMED, handler)

    def _add(self, access: Access, handler: H) -> H:
        self._known[handler.__name__] = access, handler
        return handler
