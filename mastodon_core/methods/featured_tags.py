"""https://docs.joinmastodon.org/methods/featured_tags/"""

from __future__ import annotations

from .. import entities
from ..calls import Empty, Many, One, Request
from ..clients import endpoint


class FeaturedTagMethods:
    @endpoint(since="3.0.0")
    def featured_tags(self) -> Request[tuple[entities.FeaturedTag, ...]]:
        """View the hashtags that your profile features.

        Scope ``read:accounts``. Since Mastodon 3.0.
        https://docs.joinmastodon.org/methods/featured_tags/#get
        """
        return Request(
            "GET",
            "/api/v1/featured_tags",
            answer=Many(entities.FeaturedTag),
            scopes=("read:accounts",),
        )

    @endpoint(since="3.0.0")
    def featured_tag_create(self, name: str) -> Request[entities.FeaturedTag]:
        """Feature a hashtag on your profile.

        Args:
            name: The hashtag, without its ``#``.

        Raises:
            UnprocessableEntity: that is no hashtag, you feature it already, or as many
                as the server allows.

        Scope ``write:accounts``. Since Mastodon 3.0.
        https://docs.joinmastodon.org/methods/featured_tags/#feature
        """
        return Request(
            "POST",
            "/api/v1/featured_tags",
            json={"name": name},
            answer=One(entities.FeaturedTag),
            scopes=("write:accounts",),
        )

    @endpoint(since="3.0.0")
    def featured_tag_delete(self, id: str | entities.FeaturedTag) -> Request[None]:
        """Feature a hashtag no longer.

        Args:
            id: Of the featured tag, which is not the hashtag's own.

        Raises:
            NotFound: you feature no such one.

        Scope ``write:accounts``. Since Mastodon 3.0.
        https://docs.joinmastodon.org/methods/featured_tags/#unfeature
        """
        return Request(
            "DELETE",
            "/api/v1/featured_tags/{id}",
            path_params={"id": id},
            answer=Empty(),
            scopes=("write:accounts",),
        )

    @endpoint(since="3.0.0")
    def featured_tag_suggestions(self) -> Request[tuple[entities.Tag, ...]]:
        """View the hashtags that you used most of late, up to 10, to feature some.

        Scope ``read:accounts``. Since Mastodon 3.0.
        https://docs.joinmastodon.org/methods/featured_tags/#suggestions
        """
        return Request(
            "GET",
            "/api/v1/featured_tags/suggestions",
            answer=Many(entities.Tag),
            scopes=("read:accounts",),
        )
