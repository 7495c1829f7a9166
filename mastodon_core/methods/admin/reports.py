"""Read, assign and resolve reports.

https://docs.joinmastodon.org/methods/admin/reports/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ... import entities
from ...calls import One, Page, Paged, Request, id_of, ids_of
from ...clients import endpoint
from ..reports import category_of


class AdminReportMethods:
    @endpoint(since="2.9.1")
    def admin_reports(
        self,
        *,
        resolved: bool | None = None,
        account_id: str | entities.Account | entities.AdminAccount | None = None,
        target_account_id: str | entities.Account | entities.AdminAccount | None = None,
        limit: int | None = None,
        unresolved: bool | None = None,
    ) -> Request[Page[entities.AdminReport]]:
        """List reports, newest first: by default the unresolved ones.

        Args:
            resolved: True for resolved reports instead.
            account_id: Only reports by this account.
            target_account_id: Only reports about this account.
            limit: Reports per page, 1 to 200; the server's default is 100.
            unresolved: True together with ``resolved`` for all reports; since Mastodon
                4.6.

        Raises:
            Forbidden: your role lacks the Manage Reports permission.

        Scope ``admin:read:reports``. Since Mastodon 2.9.1.
        https://docs.joinmastodon.org/methods/admin/reports/#get
        """
        return Request(
            "GET",
            "/api/v1/admin/reports",
            query={
                "resolved": resolved,
                "account_id": id_of("account_id", account_id),
                "target_account_id": id_of("target_account_id", target_account_id),
                "limit": limit,
                "unresolved": unresolved,
            },
            answer=Paged(entities.AdminReport),
            scopes=("admin:read:reports",),
        )

    @endpoint(since="2.9.1")
    def admin_report(
        self, id: str | entities.AdminReport | entities.Report
    ) -> Request[entities.AdminReport]:
        """Get a report, with the statuses and rules that it cites.

        Raises:
            Forbidden: your role lacks the Manage Reports permission.
            NotFound: the report does not exist.

        Scope ``admin:read:reports``. Since Mastodon 2.9.1.
        https://docs.joinmastodon.org/methods/admin/reports/#get-one
        """
        return Request(
            "GET",
            "/api/v1/admin/reports/{id}",
            path_params={"id": id},
            answer=One(entities.AdminReport),
            scopes=("admin:read:reports",),
        )

    @endpoint(since="3.5.0")
    def admin_report_update(
        self,
        id: str | entities.AdminReport | entities.Report,
        *,
        category: Literal["spam", "legal", "violation", "other"]
        | entities.ReportCategory
        | None = None,
        rule_ids: Sequence[str | entities.Rule] | None = None,
    ) -> Request[entities.AdminReport]:
        """Update a report: correct its category and the rules that it cites.

        Args:
            category: ``spam``, ``legal``, ``violation`` of the server's rules, or
                ``other``.
            rule_ids: All rules that the account violated. They make the category
                ``violation``, and replace the rules that the report had before.

        Raises:
            Forbidden: your role lacks the Manage Reports permission.
            NotFound: the report does not exist.
            UnprocessableEntity: one of the rules does not exist.
            ValueError: there are ``rule_ids`` and another category.

        Scope ``admin:write:reports``. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/admin/reports/#update
        """
        return Request(
            "PUT",
            "/api/v1/admin/reports/{id}",
            path_params={"id": id},
            json={
                "category": category_of(category, rule_ids),
                "rule_ids": ids_of("rule_ids", rule_ids),
            },
            answer=One(entities.AdminReport),
            scopes=("admin:write:reports",),
        )

    @endpoint(since="2.9.1")
    def admin_report_assign(
        self, id: str | entities.AdminReport | entities.Report
    ) -> Request[entities.AdminReport]:
        """Assign a report to yourself, even if another moderator has it.

        Raises:
            Forbidden: your role lacks the Manage Reports permission.
            NotFound: the report does not exist.

        Scope ``admin:write:reports``. Since Mastodon 2.9.1.
        https://docs.joinmastodon.org/methods/admin/reports/#assign_to_self
        """
        return Request(
            "POST",
            "/api/v1/admin/reports/{id}/assign_to_self",
            path_params={"id": id},
            answer=One(entities.AdminReport),
            scopes=("admin:write:reports",),
        )

    @endpoint(since="2.9.1")
    def admin_report_unassign(
        self, id: str | entities.AdminReport | entities.Report
    ) -> Request[entities.AdminReport]:
        """Unassign a report, whichever moderator has it.

        Raises:
            Forbidden: your role lacks the Manage Reports permission.
            NotFound: the report does not exist.

        Scope ``admin:write:reports``. Since Mastodon 2.9.1.
        https://docs.joinmastodon.org/methods/admin/reports/#unassign
        """
        return Request(
            "POST",
            "/api/v1/admin/reports/{id}/unassign",
            path_params={"id": id},
            answer=One(entities.AdminReport),
            scopes=("admin:write:reports",),
        )

    @endpoint(since="2.9.1")
    def admin_report_resolve(
        self, id: str | entities.AdminReport | entities.Report
    ) -> Request[entities.AdminReport]:
        """Resolve a report without taking action against the account.

        The server informs neither the account nor the reporter. To take action, which
        resolves the report too, use `admin_account_moderate`.

        Raises:
            Forbidden: your role lacks the Manage Reports permission.
            NotFound: the report does not exist.

        Scope ``admin:write:reports``. Since Mastodon 2.9.1.
        https://docs.joinmastodon.org/methods/admin/reports/#resolve
        """
        return Request(
            "POST",
            "/api/v1/admin/reports/{id}/resolve",
            path_params={"id": id},
            answer=One(entities.AdminReport),
            scopes=("admin:write:reports",),
        )

    @endpoint(since="2.9.1")
    def admin_report_reopen(
        self, id: str | entities.AdminReport | entities.Report
    ) -> Request[entities.AdminReport]:
        """Reopen a resolved report; actions against the account remain in effect.

        Raises:
            Forbidden: your role lacks the Manage Reports permission.
            NotFound: the report does not exist.

        Scope ``admin:write:reports``. Since Mastodon 2.9.1.
        https://docs.joinmastodon.org/methods/admin/reports/#reopen
        """
        return Request(
            "POST",
            "/api/v1/admin/reports/{id}/reopen",
            path_params={"id": id},
            answer=One(entities.AdminReport),
            scopes=("admin:write:reports",),
        )
