"""One call of the API as a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from attrs import evolve, field, frozen

from ..http import FileSource
from ..values import Credentials
from ._answer import Answer, Raw, WithResponse
from ._parameters import Param, path_params_of
from ._steps import Step

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@frozen
class Request(Step[T_co]):
    """One call of the API, not yet sent, whose answer will be a ``T_co``.

    A request is a value: compare it, print it, keep it, send it twice. Parameters
    that are None are left out. The body is JSON or a form; one with ``files`` goes as
    multipart.
    """

    method: str
    path: str
    """As documented, such as ``/api/v1/statuses/{id}``."""
    answer: Answer[T_co] = field(kw_only=True)
    path_params: Mapping[str, str] = field(
        factory=dict[str, str], kw_only=True, converter=path_params_of
    )
    query: Mapping[str, Param] = field(factory=dict[str, Param], kw_only=True)
    json: Mapping[str, Param] | None = field(default=None, kw_only=True)
    form: Mapping[str, Param] = field(factory=dict[str, Param], kw_only=True)
    files: Mapping[str, FileSource | None] = field(
        factory=dict[str, "FileSource | None"], kw_only=True
    )
    headers: Mapping[str, str | None] = field(
        factory=dict[str, "str | None"], kw_only=True
    )
    """Its own ones, in lower case; what every request has comes with the session."""
    scopes: tuple[str, ...] = field(default=(), kw_only=True)
    """Any one of these is enough."""
    idempotent: bool | str = field(default=False, kw_only=True)
    """Whether repeating it is harmless, as it carries a key; or the caller's key."""
    anonymous: bool = field(default=False, kw_only=True)
    """Whether it goes without the token, as what comes before logging in does."""
    credentials: Credentials | None = field(default=None, kw_only=True)
    """As whom it goes, and where, if that is not as the client does."""
    lang: str | None = field(default=None, kw_only=True)
    """The language of texts in the answer, by ISO 639; None for the client's."""

    def to_json(self) -> dict[str, object]:
        """Write it as what ``json.dumps`` takes, to go on with it elsewhere.

        Raises:
            TypeError: it holds a `Secret`, an open file, or what only this program
                knows; none of them is written.
        """
        from ._persisted import to_json

        return to_json(self)

    @staticmethod
    def from_json(value: object, *, own_entities: Iterable[type] = ()) -> Request[Any]:
        """Read what `to_json` wrote.

        Args:
            own_entities: Entity classes of yours that it may name. No other is
                looked for, as the text may be anybody's.

        Raises:
            ValueError: it is something else; the error says where.
        """
        from ._persisted import from_json

        found: Request[Any] = from_json(Request, value, own_entities)
        return found

    def with_response(self) -> Request[Raw[T_co]]:
        """The same request, whose answer comes with the response it was read from."""
        request: Any = self
        raw: Request[Raw[T_co]] = evolve(request, answer=WithResponse(self.answer))
        return raw

    def with_lang(self, lang: str | None) -> Request[T_co]:
        """The same request, asking for texts in another language."""
        return evolve(self, lang=lang)
