"""https://docs.joinmastodon.org/methods/polls/"""

from __future__ import annotations

from collections.abc import Sequence

from .. import entities
from ..calls import One, Request
from ..clients import endpoint


def _choices(choices: int | Sequence[int]) -> tuple[int, ...]:
    several = (choices,) if isinstance(choices, int) else choices
    if isinstance(several, str | bytes) or not isinstance(several, Sequence):
        raise TypeError("choices must be the number of an answer, or some of them")
    for choice in several:
        if not isinstance(choice, int) or isinstance(choice, bool):
            raise TypeError(f"choices must hold int, not {type(choice).__name__}")
    return tuple(several)


class PollMethods:
    @endpoint(since="2.8.0")
    def poll(self, id: str | entities.Poll) -> Request[entities.Poll]:
        """View a poll.

        Raises:
            NotFound: there is none, or its status is not to be seen.

        Scope ``read:statuses``, where there is a token. Since Mastodon 2.8.
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
        """Vote in a poll; a vote can't be changed.

        Args:
            choices: The answer, or in a poll of several the answers: 0 is the first.

        Raises:
            NotFound: there is no such poll, or its status is not to be seen.
            TypeError: ``choices`` are no whole numbers.
            UnprocessableEntity: the poll is over, you voted already, or it has no
                such answer.

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
