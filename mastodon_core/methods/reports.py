"""Report accounts to moderators.

https://docs.joinmastodon.org/methods/reports/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from .. import entities
from ..calls import Many, One, Page, Request, id_of, ids_of, texts_of
from ..clients import endpoint

ReportCategory: TypeAlias = (
    Literal["spam", "legal", "violation", "other"] | entities.ReportCategory
)
"""The reason for a report."""


def category_of(
    category: ReportCategory | None, rule_ids: Sequence[object] | None
) -> ReportCategory | None:
    """Return the category of a report: ``violation`` if it names rules.

    Raises:
        ValueError: it names rules, and has another category.
    """
    if not rule_ids or category == "violation":
        return category
    if category is not None:
        raise ValueError(
            f"category must be 'violation' with rule_ids, not '{category}'; or leave"
            " one of them out"
        )
    return "violation"


class ReportMethods:
    @endpoint(since="1.1.0", needs={"forward_to_domains": "forward"})
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

        The account does not learn who reported it.

        Args:
            account_id: The account to report.
            status_ids: Statuses of the account to attach to the report.
            comment: A comment for the moderators, up to 1000 characters.
            forward: Whether to forward the report to the moderators of other servers,
                without your name.
            category: ``spam``, ``legal`` for illegal content, ``violation`` of the
                server's rules, or ``other``, the default.
            rule_ids: The rules that were broken. They make the category ``violation``.
            forward_to_domains: The servers to forward the report to: the account's own
                server, which is the default, and those of accounts that ``status_ids``
                reply to. Only together with ``forward``; since Mastodon 4.2.
            collection_ids: Collections of the account to attach to the report; since
                Mastodon 4.6.

        Raises:
            NotFound: the account does not exist.
            UnprocessableEntity: the comment is too long, or a rule does not exist.
            ValueError: there are ``rule_ids`` and another category, which the server
                would ignore; or ``forward_to_domains`` without ``forward``.

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
                "category": category_of(category, rule_ids),
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
    def reports(self) -> Request[Page[entities.Report]]:
        """List the reports that you filed, on servers before Mastodon 2.6.

        Scope ``read:reports``. Not documented. Since Mastodon 1.1, deprecated since
        2.5, removed in 2.6.
        """
        return Request(
            "GET",
            "/api/v1/reports",
            answer=Many(entities.Report),
            scopes=("read:reports",),
        )
