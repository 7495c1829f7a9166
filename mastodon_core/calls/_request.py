"""One call of the API as a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import evolve, field, frozen

from ..http import SECRET_HEADERS, FileSource, checked_headers
from ..values import Credentials, Rechecked, readable
from ._answers import Answer
from ._parameters import Param, path_params_of
from ._request_checks import check_request
from ._short import short
from ._steps import Step

if TYPE_CHECKING:
    from ._raw import Raw

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


def _none_given() -> dict[str, Any]:
    # Calling ``dict[str, Any]`` does the same, but takes as long as all checks.
    return {}


@frozen(repr=False, getstate_setstate=False)
class Request(Rechecked, Step[T_co]):
    """One call of the API, not yet sent, whose result will be a ``T_co``.

    A request is a value: compare it, print it, keep it, send it twice. Parameters
    that are None are not sent. The body is JSON or a form; with ``files`` it is
    multipart.

    It is checked whenever it is made, so that no part of it, wherever it comes from,
    can change where it is sent or add a header to it.

    Raises:
        TypeError: a part has a wrong type.
        ValueError: a part cannot be sent: a path with a host, a header of the session
            or the transport, a line break in a name, text with a lone surrogate.
    """

    method: str
    """In upper case."""
    path: str
    """The documented path, such as ``/api/v1/statuses/{id}``."""
    answer: Answer[T_co] = field(kw_only=True)
    """How the response is parsed."""
    path_params: Mapping[str, str] = field(
        factory=_none_given, kw_only=True, converter=path_params_of
    )
    query: Mapping[str, Param] = field(factory=_none_given, kw_only=True)
    json: Mapping[str, Param] | None = field(default=None, kw_only=True)
    form: Mapping[str, Param] = field(factory=_none_given, kw_only=True)
    files: Mapping[str, FileSource | None] = field(factory=_none_given, kw_only=True)
    headers: Mapping[str, str | None] = field(
        factory=_none_given, kw_only=True, converter=checked_headers
    )
    """Headers of this request alone, in lower case. The session adds the usual ones.
    Those of the connection, the body and the token are refused."""
    scopes: tuple[str, ...] = field(default=(), kw_only=True)
    """OAuth scopes, any one of which is enough."""
    idempotent: bool | str = field(default=False, kw_only=True)
    """True to send an idempotency key, so that a retry is safe; or your own key."""
    anonymous: bool = field(default=False, kw_only=True)
    """Send it without the token, as everything before a login."""
    credentials: Credentials | None = field(default=None, kw_only=True)
    """Credentials for this request alone; None uses the client's."""
    lang: str | None = field(default=None, kw_only=True)
    """Language of texts in the response, as an ISO 639 code; None uses the client's.
    A parameter ``lang`` of the request's own is sent as it is."""

    def __attrs_post_init__(self) -> None:
        check_request(self)

    def __repr__(self) -> str:
        shown = [f"<Request {self.method} {self.path}"]
        for name in ("path_params", "query", "json", "form", "files", "headers"):
            values: Mapping[str, object] | None = getattr(self, name)
            sent = [
                f"{short(key)}: {'***' if key in SECRET_HEADERS else short(value)}"
                for key, value in (values or {}).items()
                if value is not None
            ]
            if sent:
                shown.append(f"{name}={{{', '.join(sent)}}}")
        if self.lang is not None:
            shown.append(f"lang={short(self.lang)}")
        if self.credentials is not None:
            shown.append(f"at {readable(str(self.credentials.base_url))}")
        return f"{' '.join(shown)}>"

    def to_json(self) -> dict[str, object]:
        """Convert it to an object for ``json.dumps``, to store it and send it later.

        Raises:
            TypeError: it contains a `Secret`, an open file, or an object of your own.
        """
        from ._persistence import to_json

        return to_json(self)

    @staticmethod
    def from_json(
        value: object, *, entities: Iterable[type] = (), allow_files: bool = False
    ) -> Request[Any]:
        """Read what `to_json` returned.

        Args:
            entities: Entity classes of your own that it may name, as you pass them to
                a client. No other class is looked up, as the text may come from
                anywhere.
            allow_files: Whether it may upload a file that it names. Whoever can change
                the text could otherwise make your program upload a private file, such
                as that of a token. The bytes of a file are always allowed.

        Raises:
            ValueError: it is something else, or it names a file without permission;
                the message names the place.
        """
        from ._persistence import from_json

        found: Request[Any] = from_json(
            Request, value, entities, allow_files=allow_files
        )
        return found

    def with_response(self) -> Request[Raw[T_co]]:
        """Make the same request with a `Raw` result, which includes the response."""
        from ._raw import WithResponse

        request: Any = self
        raw: Request[Raw[T_co]] = evolve(request, answer=WithResponse(self.answer))
        return raw

    def with_lang(self, lang: str | None) -> Request[T_co]:
        """Make the same request for texts in another language."""
        return evolve(self, lang=lang)
