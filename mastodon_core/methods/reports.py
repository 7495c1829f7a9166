"""https://docs.joinmastodon.org/methods/reports/"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from .. import entities
from ..calls import Many, One, Request, id_of, ids_of, texts_of
from ..clients import endpoint

ReportCategory: TypeAlias = (
    Literal["spam", "legal", "violation", "other"] | entities.ReportCategory
)
"""What a report is about."""


class ReportMethods:
    @endpoint(since="1.1.0")
    def report(
        self,
        account_id: str | entities.Account,
        *,
        status_ids: Sequence[str | entities.Status] | None = None,
        comment: str | None = None,
        forward: bool | None = None,
        category: ReportCategory | None = None,
        rule_ids: Sequence[str | entities.Rule] | None = None,
        forward_to_domains: Sequence[str] | None = None,
        collection_ids: Sequence[str | entities.Collection] | None = None,
    ) -> Request[entities.Report]:
        """Report an account to the moderators of your server.

        The account is not told who did.

        Args:
            account_id: Whom.
            status_ids: Statuses of the account that show why.
            comment: What the moderators should know, up to 1000 characters.
            forward: Whether the moderators of the account's own server are told as
                well, without your name.
            category: ``spam``, ``legal`` for what is against the law, ``violation`` of
                the server's rules, or ``other``, which is the default.
            rule_ids: Which rules it broke, where the category is ``violation``.
            forward_to_domains: Other servers to tell, of those that ``status_ids`` are
                answers to; since Mastodon 4.2.
            collection_ids: Collections of the account that show why; since Mastodon
                4.6.

        Raises:
            NotFound: there is no such account.
            UnprocessableEntity: the comment is too long, or a rule is none.

        Scope ``write:reports``. Since Mastodon 1.1.
        https://docs.joinmastodon.org/methods/reports/#post
        """
        return Request(
            "POST",
            "/api/v1/reports",
            json={
                "account_id": id_of("account_id", account_id),
                "status_ids": ids_of("status_ids", status_ids),
                "comment": comment,
                "forward": forward,
                "category": category,
                "rule_ids": ids_of("rule_ids", rule_ids),
                "forward_to_domains": texts_of(
                    "forward_to_domains", forward_to_domains
                ),
                "collection_ids": ids_of("collection_ids", collection_ids),
            },
            answer=One(entities.Report),
            scopes=("write:reports",),
        )

    @endpoint(since="1.1.0", deprecated="2.5.0", removed="2.6.0")
    def reports(self) -> Request[tuple[entities.Report, ...]]:
        """View the reports that you made, as long as servers told of them.

        Scope ``read:reports``. Not documented. Since Mastodon 1.1, deprecated since
        2.5, removed in 2.6.
        """
        return Request(
            "GET",
            "/api/v1/reports",
            answer=Many(entities.Report),
            scopes=("read:reports",),
        )
