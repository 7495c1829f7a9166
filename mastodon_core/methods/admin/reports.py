"""https://docs.joinmastodon.org/methods/admin/reports/"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ... import entities
from ...calls import One, Page, Paged, Request, id_of, ids_of
from ...clients import endpoint


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
        """View reports, the latest first: by default those that are open.

        Args:
            resolved: True for those that are resolved instead.
            account_id: Only reports by this account.
            target_account_id: Only reports about this account.
            limit: How many, 1 to 200; the server's default is 100.
            unresolved: True besides ``resolved`` for open and resolved ones; since
                Mastodon 4.6.

        Raises:
            Forbidden: your role may not manage reports.

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
        """View a report, with the statuses and rules that it is about.

        Raises:
            Forbidden: your role may not manage reports.
            NotFound: there is no such report.

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
        """Say better than the reporter did what a report is about.

        Args:
            category: ``spam``, ``legal``, ``violation`` of the server's rules, or
                ``other``.
            rule_ids: The rules that are violated, with that category: all of them, as
                they take the place of those before.

        Raises:
            Forbidden: your role may not manage reports.
            NotFound: there is no such report.
            UnprocessableEntity: there is no such rule.

        Scope ``admin:write:reports``. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/admin/reports/#update
        """
        return Request(
            "PUT",
            "/api/v1/admin/reports/{id}",
            path_params={"id": id},
            json={"category": category, "rule_ids": ids_of("rule_ids", rule_ids)},
            answer=One(entities.AdminReport),
            scopes=("admin:write:reports",),
        )

    @endpoint(since="2.9.1")
    def admin_report_assign(
        self, id: str | entities.AdminReport | entities.Report
    ) -> Request[entities.AdminReport]:
        """Take a report upon yourself, even if another moderator had.

        Raises:
            Forbidden: your role may not manage reports.
            NotFound: there is no such report.

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
        """Leave a report to whoever wants it, whoever had it before.

        Raises:
            Forbidden: your role may not manage reports.
            NotFound: there is no such report.

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
        """Close a report without doing anything.

        Neither the account nor the reporter is told. To do something about the
        account closes it too: `admin_account_moderate`.

        Raises:
            Forbidden: your role may not manage reports.
            NotFound: there is no such report.

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
        """Open a resolved report again; what was done about the account stays.

        Raises:
            Forbidden: your role may not manage reports.
            NotFound: there is no such report.

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
