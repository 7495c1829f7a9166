"""Feature hashtags on your profile.

https://docs.joinmastodon.org/methods/featured_tags/
"""

from __future__ import annotations

from .. import entities
from ..calls import Empty, Many, One, Page, Request, tag_of
from ..clients import endpoint


class FeaturedTagMethods:
    @endpoint(since="3.0.0")
    def featured_tags(self) -> Request[Page[entities.FeaturedTag]]:
        """List the hashtags that you feature on your profile.

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
    def featured_tag_create(
        self, name: str | entities.Tag | entities.FeaturedTag | entities.ShallowTag
    ) -> Request[entities.FeaturedTag]:
        """Feature a hashtag on your profile.

        Args:
            name: The hashtag, or its name without ``#``.

        Raises:
            UnprocessableEntity: the name is invalid, you already feature the hashtag,
                or you feature as many as the server allows.

        Scope ``write:accounts``. Since Mastodon 3.0.
        https://docs.joinmastodon.org/methods/featured_tags/#feature
        """
        return Request(
            "POST",
            "/api/v1/featured_tags",
            json={"name": tag_of("name", name)},
            answer=One(entities.FeaturedTag),
            scopes=("write:accounts",),
        )

    @endpoint(since="3.0.0")
    def featured_tag_delete(self, id: str | entities.FeaturedTag) -> Request[None]:
        """Stop featuring a hashtag on your profile.

        Args:
            id: The id of the featured tag, which differs from that of the hashtag.

        Raises:
            NotFound: you do not have a featured tag with this id.

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
    def featured_tag_suggestions(self) -> Request[Page[entities.Tag]]:
        """List suggestions of hashtags to feature on your profile.

        These are the hashtags that you have used most lately, up to 10.

        Scope ``read:accounts``. Since Mastodon 3.0.
        https://docs.joinmastodon.org/methods/featured_tags/#suggestions
        """
        return Request(
            "GET",
            "/api/v1/featured_tags/suggestions",
            answer=Many(entities.Tag),
            scopes=("read:accounts",),
        )
