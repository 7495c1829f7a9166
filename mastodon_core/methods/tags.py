"""Look up, follow and feature hashtags.

https://docs.joinmastodon.org/methods/tags/
"""

from __future__ import annotations

from .. import entities
from ..calls import One, Request, tag_of
from ..clients import endpoint


class TagMethods:
    @endpoint(since="4.0.0")
    def tag(
        self, name: str | entities.Tag | entities.FeaturedTag | entities.ShallowTag
    ) -> Request[entities.Tag]:
        """Get a hashtag and its recent use.

        Args:
            name: The hashtag, or its name without ``#``.

        Raises:
            NotFound: the name is invalid. A valid name is found even if it has never
                been used.

        With a token, the result says whether you follow the hashtag. Since Mastodon
        4.0.
        https://docs.joinmastodon.org/methods/tags/#get
        """
        return Request(
            "GET",
            "/api/v1/tags/{name}",
            path_params={"name": tag_of("name", name)},
            answer=One(entities.Tag),
        )

    @endpoint(since="4.0.0")
    def tag_follow(
        self, name: str | entities.Tag | entities.FeaturedTag | entities.ShallowTag
    ) -> Request[entities.Tag]:
        """Follow a hashtag: show public statuses with it in your home feed.

        Args:
            name: The hashtag, or its name without ``#``.

        Raises:
            UnprocessableEntity: on some servers, you already follow the hashtag.

        Scope ``write:follows``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/tags/#follow
        """
        return Request(
            "POST",
            "/api/v1/tags/{name}/follow",
            path_params={"name": tag_of("name", name)},
            answer=One(entities.Tag),
            scopes=("write:follows",),
        )

    @endpoint(since="4.0.0")
    def tag_unfollow(
        self, name: str | entities.Tag | entities.FeaturedTag | entities.ShallowTag
    ) -> Request[entities.Tag]:
        """Unfollow a hashtag; does nothing if you don't follow it.

        Args:
            name: The hashtag, or its name without ``#``.

        Scope ``write:follows``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/tags/#unfollow
        """
        return Request(
            "POST",
            "/api/v1/tags/{name}/unfollow",
            path_params={"name": tag_of("name", name)},
            answer=One(entities.Tag),
            scopes=("write:follows",),
        )

    @endpoint(since="4.4.0")
    def tag_feature(
        self, name: str | entities.Tag | entities.FeaturedTag | entities.ShallowTag
    ) -> Request[entities.Tag]:
        """Feature a hashtag on your profile, by its name.

        Args:
            name: The hashtag, or its name without ``#``.

        Raises:
            UnprocessableEntity: you feature as many hashtags as the server allows.

        Scope ``write:accounts``. Since Mastodon 4.4.
        https://docs.joinmastodon.org/methods/tags/#feature
        """
        return Request(
            "POST",
            "/api/v1/tags/{name}/feature",
            path_params={"name": tag_of("name", name)},
            answer=One(entities.Tag),
            scopes=("write:accounts",),
        )

    @endpoint(since="4.4.0")
    def tag_unfeature(
        self, name: str | entities.Tag | entities.FeaturedTag | entities.ShallowTag
    ) -> Request[entities.Tag]:
        """Stop featuring a hashtag on your profile, by its name.

        Args:
            name: The hashtag, or its name without ``#``.

        Scope ``write:accounts``. Since Mastodon 4.4.
        https://docs.joinmastodon.org/methods/tags/#unfeature
        """
        return Request(
            "POST",
            "/api/v1/tags/{name}/unfeature",
            path_params={"name": tag_of("name", name)},
            answer=One(entities.Tag),
            scopes=("write:accounts",),
        )
