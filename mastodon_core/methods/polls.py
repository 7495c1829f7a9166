"""Get polls and vote in them.

https://docs.joinmastodon.org/methods/polls/
"""

from __future__ import annotations

from collections.abc import Sequence

from .. import entities
from ..calls import One, Request
from ..clients import endpoint


def _choices(choices: int | Sequence[int]) -> tuple[int, ...]:
    indexes = (choices,) if isinstance(choices, int) else choices
    if isinstance(indexes, str | bytes) or not isinstance(indexes, Sequence):
        raise TypeError(
            "choices must be the index of an option or a sequence of them,"
            f" not {type(choices).__name__}"
        )
    for choice in indexes:
        if not isinstance(choice, int) or isinstance(choice, bool):
            raise TypeError(f"choices must hold int, not {type(choice).__name__}")
    return tuple(indexes)


class PollMethods:
    @endpoint(since="2.8.0")
    def poll(self, id: str | entities.Poll) -> Request[entities.Poll]:
        """Get a poll.

        Raises:
            NotFound: the poll does not exist, or you may not see its status.

        Scope ``read:statuses`` if a token is sent. Since Mastodon 2.8.
        https://docs.joinmastodon.org/methods/polls/#get
        """
        return Request(
            "GET",
            "/api/v1/polls/{id}",
            path_params={"id": id},
            answer=One(entities.Poll),
            scopes=("read:statuses",),
        )

    @endpoint(since="2.8.0")
    def poll_vote(
        self, id: str | entities.Poll, choices: int | Sequence[int]
    ) -> Request[entities.Poll]:
        """Vote in a poll; you cannot change your vote later.

        Args:
            choices: The index of an option, where 0 is the first; a sequence of them if
                the poll allows several.

        Raises:
            NotFound: the poll does not exist, or you may not see its status.
            TypeError: ``choices`` is neither an int nor a sequence of int.
            UnprocessableEntity: the poll has ended, you already voted, or it has no
                such option.

        Scope ``write:statuses``. Since Mastodon 2.8.
        https://docs.joinmastodon.org/methods/polls/#vote
        """
        return Request(
            "POST",
            "/api/v1/polls/{id}/votes",
            path_params={"id": id},
            json={"choices": _choices(choices)},
            answer=One(entities.Poll),
            scopes=("write:statuses",),
        )
