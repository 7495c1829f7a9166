"""Read, dismiss and react to announcements of the server's administrators.

https://docs.joinmastodon.org/methods/announcements/
"""

from __future__ import annotations

from .. import entities
from ..calls import Empty, Many, Page, Request
from ..clients import endpoint


class AnnouncementMethods:
    @endpoint(since="3.1.0")
    def announcements(self) -> Request[Page[entities.Announcement]]:
        """List the current announcements of the server's administrators.

        Raises:
            Unauthorized: the token is missing or no longer valid.

        User token with any scope. Since Mastodon 3.1.
        https://docs.joinmastodon.org/methods/announcements/#get
        """
        return Request(
            "GET", "/api/v1/announcements", answer=Many(entities.Announcement)
        )

    @endpoint(since="3.1.0")
    def announcement_dismiss(self, id: str | entities.Announcement) -> Request[None]:
        """Dismiss an announcement, which marks it as read.

        Raises:
            NotFound: the announcement does not exist.

        Scope ``write:accounts``. Since Mastodon 3.1.
        https://docs.joinmastodon.org/methods/announcements/#dismiss
        """
        return Request(
            "POST",
            "/api/v1/announcements/{id}/dismiss",
            path_params={"id": id},
            answer=Empty(),
            scopes=("write:accounts",),
        )

    @endpoint(since="3.1.0")
    def announcement_reaction_create(
        self, id: str | entities.Announcement, name: str
    ) -> Request[None]:
        """Add an emoji reaction to an announcement.

        Args:
            name: A Unicode emoji, or the shortcode of one of the server's custom
                emojis, without colons.

        Raises:
            NotFound: the announcement does not exist.
            UnprocessableEntity: ``name`` is not an emoji, or the announcement has too
                many different reactions already.

        Scope ``write:favourites``. Since Mastodon 3.1.
        https://docs.joinmastodon.org/methods/announcements/#put-reactions
        """
        return Request(
            "PUT",
            "/api/v1/announcements/{id}/reactions/{name}",
            path_params={"id": id, "name": name},
            answer=Empty(),
            scopes=("write:favourites",),
        )

    @endpoint(since="3.1.0")
    def announcement_reaction_delete(
        self, id: str | entities.Announcement, name: str
    ) -> Request[None]:
        """Remove your emoji reaction from an announcement.

        Args:
            name: The emoji, as passed to `announcement_reaction_create`.

        Raises:
            NotFound: the announcement does not exist, or you did not react to it with
                this emoji.

        Scope ``write:favourites``. Since Mastodon 3.1.
        https://docs.joinmastodon.org/methods/announcements/#delete-reactions
        """
        return Request(
            "DELETE",
            "/api/v1/announcements/{id}/reactions/{name}",
            path_params={"id": id, "name": name},
            answer=Empty(),
            scopes=("write:favourites",),
        )
