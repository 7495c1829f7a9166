"""https://docs.joinmastodon.org/methods/tags/"""

from __future__ import annotations

from .. import entities
from ..calls import One, Request
from ..clients import endpoint


class TagMethods:
    @endpoint(since="4.0.0")
    def tag(self, name: str) -> Request[entities.Tag]:
        """View a hashtag: how much it is used of late.

        Args:
            name: The hashtag, without its ``#``.

        Raises:
            NotFound: that is no hashtag. One that nobody used yet is found.

        With a token it tells whether you follow it. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/tags/#get
        """
        return Request(
            "GET",
            "/api/v1/tags/{name}",
            path_params={"name": name},
            answer=One(entities.Tag),
        )

    @endpoint(since="4.0.0")
    def tag_follow(self, name: str) -> Request[entities.Tag]:
        """Follow a hashtag: its public statuses come to your home timeline.

        Args:
            name: The hashtag, without its ``#``.

        Raises:
            UnprocessableEntity: you follow it already, on some servers.

        Scope ``write:follows``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/tags/#follow
        """
        return Request(
            "POST",
            "/api/v1/tags/{name}/follow",
            path_params={"name": name},
            answer=One(entities.Tag),
            scopes=("write:follows",),
        )

    @endpoint(since="4.0.0")
    def tag_unfollow(self, name: str) -> Request[entities.Tag]:
        """Follow a hashtag no longer; if you did not, nothing changes.

        Args:
            name: The hashtag, without its ``#``.

        Scope ``write:follows``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/tags/#unfollow
        """
        return Request(
            "POST",
            "/api/v1/tags/{name}/unfollow",
            path_params={"name": name},
            answer=One(entities.Tag),
            scopes=("write:follows",),
        )

    @endpoint(since="4.4.0")
    def tag_feature(self, name: str) -> Request[entities.Tag]:
        """Feature a hashtag on your profile, by its name.

        Args:
            name: The hashtag, without its ``#``.

        Raises:
            UnprocessableEntity: you feature as many as the server allows.

        Scope ``write:accounts``. Since Mastodon 4.4.
        https://docs.joinmastodon.org/methods/tags/#feature
        """
        return Request(
            "POST",
            "/api/v1/tags/{name}/feature",
            path_params={"name": name},
            answer=One(entities.Tag),
            scopes=("write:accounts",),
        )

    @endpoint(since="4.4.0")
    def tag_unfeature(self, name: str) -> Request[entities.Tag]:
        """Feature a hashtag on your profile no longer, by its name.

        Args:
            name: The hashtag, without its ``#``.

        Scope ``write:accounts``. Since Mastodon 4.4.
        https://docs.joinmastodon.org/methods/tags/#unfeature
        """
        return Request(
            "POST",
            "/api/v1/tags/{name}/unfeature",
            path_params={"name": name},
            answer=One(entities.Tag),
            scopes=("write:accounts",),
        )
