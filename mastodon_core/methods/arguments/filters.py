"""A keyword of a filter."""

from __future__ import annotations

from attrs import field, frozen

from ...calls import HasId, Param, checked_fields, id_of


def _id(id: str | HasId | None) -> str | None:
    return id_of("id", id)


@frozen(field_transformer=checked_fields)
class KeywordEdit:
    """A keyword to add to a filter, to change, or to remove.

    https://docs.joinmastodon.org/methods/filters/#update
    """

    keyword: str | None = None
    """The word or phrase, up to 512 characters."""
    whole_word: bool | None = None
    """Whether to match whole words only; the server's default is True."""
    id: str | None = field(default=None, converter=_id)
    """The id of the keyword to change or remove, or the `entities.FilterKeyword`
    itself; None to add a new keyword."""
    destroy: bool | None = None
    """Whether to remove the keyword from the filter."""

    def __attrs_post_init__(self) -> None:
        if not self.id and (not self.keyword or self.destroy):
            raise ValueError("a KeywordEdit needs a keyword to add, or an id")

    def as_param(self) -> Param:
        """Return this edit as one item of the ``keywords_attributes`` parameter."""
        return {
            "keyword": self.keyword,
            "whole_word": self.whole_word,
            "id": self.id,
            "_destroy": self.destroy,
        }
