"""List conversations, and mark them as read or unread.

https://docs.joinmastodon.org/methods/conversations/
"""

from __future__ import annotations

from .. import entities
from ..calls import Empty, One, Page, Paged, Request
from ..clients import endpoint


class ConversationMethods:
    @endpoint(since="2.6.0")
    def conversations(
        self, *, limit: int | None = None
    ) -> Request[Page[entities.Conversation]]:
        """List your conversations, the one with the newest status first.

        Args:
            limit: How many, 1 to 40; the server's default is 20.

        Raises:
            Unauthorized: the token is missing or no longer valid.

        Scope ``read:statuses``. Since Mastodon 2.6.
        https://docs.joinmastodon.org/methods/conversations/#get
        """
        return Request(
            "GET",
            "/api/v1/conversations",
            query={"limit": limit},
            answer=Paged(entities.Conversation),
            scopes=("read:statuses",),
        )

    @endpoint(since="2.6.0")
    def conversations_delete(self, id: str | entities.Conversation) -> Request[None]:
        """Remove a conversation from your list; its statuses stay.

        Raises:
            NotFound: the conversation does not exist, or belongs to another account.

        Scope ``write:conversations``. Since Mastodon 2.6.
        https://docs.joinmastodon.org/methods/conversations/#delete
        """
        return Request(
            "DELETE",
            "/api/v1/conversations/{id}",
            path_params={"id": id},
            answer=Empty(),
            scopes=("write:conversations",),
        )

    @endpoint(since="2.6.0")
    def conversations_read(
        self, id: str | entities.Conversation
    ) -> Request[entities.Conversation]:
        """Mark a conversation as read.

        Raises:
            NotFound: the conversation does not exist, or belongs to another account.

        Scope ``write:conversations``. Since Mastodon 2.6.
        https://docs.joinmastodon.org/methods/conversations/#read
        """
        return Request(
            "POST",
            "/api/v1/conversations/{id}/read",
            path_params={"id": id},
            answer=One(entities.Conversation),
            scopes=("write:conversations",),
        )

    @endpoint(since="4.2.0")
    def conversations_unread(
        self, id: str | entities.Conversation
    ) -> Request[entities.Conversation]:
        """Mark a conversation as unread.

        Raises:
            NotFound: the conversation does not exist, or belongs to another account.

        Scope ``write:conversations``. Not documented. Since Mastodon 4.2.
        """
        return Request(
            "POST",
            "/api/v1/conversations/{id}/unread",
            path_params={"id": id},
            answer=One(entities.Conversation),
            scopes=("write:conversations",),
        )
