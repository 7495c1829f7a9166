"""The streams of a server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias, get_args

from attrs import field, frozen

from ..calls import HasId, id_of, tag_of
from ..entities import FeaturedTag, ShallowTag, Tag
from ..values import check_text, expect_word

StreamName: TypeAlias = Literal[
    "user",
    "user:notification",
    "public",
    "public:media",
    "public:local",
    "public:local:media",
    "public:remote",
    "public:remote:media",
    "hashtag",
    "hashtag:local",
    "list",
    "direct",
]
"""The name of a stream, as Mastodon's WebSocket has it."""

_TAGGED = {"hashtag", "hashtag:local"}
_MEDIA = ":media"


def _plain_tag(tag: str | Tag | FeaturedTag | ShallowTag | None) -> str | None:
    return tag_of("tag", tag)


def _plain_id(list: str | HasId | None) -> str | None:
    return None if list is None else id_of("list", list)


def _folded(tag: str | None) -> str | None:
    return tag and tag.casefold()


@frozen
class Stream:
    """One stream of events: its name, and the hashtag or list that it is about.

    Streams of one hashtag are equal in upper and lower case, as they are for servers.

    >>> Stream("hashtag", tag="cats")
    Stream(name='hashtag', tag='cats', list=None)

    Raises:
        ValueError: there is no such stream, or it needs another argument.
    """

    name: StreamName
    tag: str | None = field(
        default=None, kw_only=True, converter=_plain_tag, eq=_folded
    )
    """The hashtag without ``#``, for ``hashtag`` and ``hashtag:local``."""
    list: str | None = field(default=None, kw_only=True, converter=_plain_id)
    """The id of the list, for ``list``."""

    def __attrs_post_init__(self) -> None:
        expect_word("name", self.name, get_args(StreamName))
        for name, value, is_needed in (
            ("tag", self.tag, self.name in _TAGGED),
            ("list", self.list, self.name == "list"),
        ):
            if is_needed and not value:
                raise ValueError(f"the stream {self.name!r} needs {name}")
            if value and not is_needed:
                raise ValueError(f"the stream {self.name!r} takes no {name}")
            if value:
                check_text(name, value)

    @property
    def path(self) -> str:
        """The path of its server-sent events."""
        name = self.name.removesuffix(_MEDIA).replace(":", "/")
        return f"/api/v1/streaming/{name}"

    @property
    def query(self) -> Mapping[str, str]:
        """The query of its server-sent events."""
        only_media = {"only_media": "true"} if self.name.endswith(_MEDIA) else {}
        return {**only_media, **self.parameters}

    @property
    def parameters(self) -> Mapping[str, str]:
        """The parameters of a subscription besides the name: ``tag`` or ``list``."""
        given = {"tag": self.tag, "list": self.list}
        return {name: value for name, value in given.items() if value}

    def __str__(self) -> str:
        return " ".join([self.name, *self.parameters.values()])
