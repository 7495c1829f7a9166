"""https://docs.joinmastodon.org/methods/announcements/"""

from __future__ import annotations

from .. import entities
from ..calls import Empty, Many, Request
from ..clients import endpoint


class AnnouncementMethods:
    @endpoint(since="3.1.0")
    def announcements(self) -> Request[tuple[entities.Announcement, ...]]:
        """View what the people who run the server have to say at present.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

        Any token of a user. Since Mastodon 3.1.
        https://docs.joinmastodon.org/methods/announcements/#get
        """
        return Request(
            "GET", "/api/v1/announcements", answer=Many(entities.Announcement)
        )

    @endpoint(since="3.1.0")
    def announcement_dismiss(self, id: str | entities.Announcement) -> Request[None]:
        """Mark an announcement as read.

        Raises:
            NotFound: there is none.

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
        """Answer an announcement with an emoji.

        Args:
            name: One emoji of Unicode, or the shortcode of one of the server's own,
                without colons.

        Raises:
            NotFound: there is no such announcement.
            UnprocessableEntity: it is no emoji, or there are too many different ones.

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
        """Take back an emoji from an announcement.

        Args:
            name: As it was given to `announcement_reaction_create`.

        Raises:
            NotFound: there is no such announcement, or you gave it no such emoji.

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
