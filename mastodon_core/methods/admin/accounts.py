"""https://docs.joinmastodon.org/methods/admin/accounts/"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from ... import entities
from ...calls import Empty, One, Page, Paged, Request, id_of, ids_of
from ...clients import endpoint
from .._paging import paging

AdminAccountAction: TypeAlias = (
    Literal["none", "sensitive", "disable", "silence", "suspend"]
    | entities.AdminAccountAction
)
"""What to do about an account; `admin_account_moderate` says what each means."""
AdminAccountStatus: TypeAlias = (
    Literal["active", "pending", "disabled", "silenced", "suspended"]
    | entities.AdminAccountStatus
)
"""Where an account stands: it is not suspended; it waits to be approved; it may not log
in; only its followers see it; nobody sees it."""


class AdminAccountMethods:
    @endpoint(since="2.9.1")
    def admin_accounts(
        self,
        *,
        local: bool | None = None,
        remote: bool | None = None,
        active: bool | None = None,
        pending: bool | None = None,
        disabled: bool | None = None,
        silenced: bool | None = None,
        suspended: bool | None = None,
        sensitized: bool | None = None,
        username: str | None = None,
        display_name: str | None = None,
        by_domain: str | None = None,
        email: str | None = None,
        ip: str | None = None,
        staff: bool | None = None,
        max_id: str | entities.Account | entities.AdminAccount | None = None,
        since_id: str | entities.Account | entities.AdminAccount | None = None,
        min_id: str | entities.Account | entities.AdminAccount | None = None,
        limit: int | None = None,
    ) -> Request[Page[entities.AdminAccount]]:
        """Look for accounts, as moderators see them, newest first.

        `admin_accounts_v2` asks more clearly. Here servers take a False for True too,
        and of several states the one that this list has last.

        Args:
            local: Accounts of this server, which is what you get anyway.
            remote: Accounts of other servers instead.
            active: What is not suspended, which is what you get anyway.
            pending: Only what waits to be approved.
            disabled: Only what may not log in.
            silenced: Only what its followers alone see.
            suspended: Only what nobody sees.
            sensitized: Only those whose media are always covered; servers of
                today take no notice.
            username: Only names that begin like this.
            display_name: Only display names that begin like this.
            by_domain: Only accounts of this server; with ``remote``.
            email: Only addresses that begin like this.
            ip: Only those who came from this address or range.
            staff: Only those who may take care of reports.
            max_id: Only accounts older than this one.
            since_id: Only accounts newer than this one, the newest of them.
            min_id: The accounts right after this one, for reading upwards.
            limit: How many, 1 to 200; the server's default is 100.

        Raises:
            Forbidden: your role may not manage users.

        Scope ``admin:read:accounts``. Since Mastodon 2.9.1.
        https://docs.joinmastodon.org/methods/admin/accounts/#v1
        """
        return Request(
            "GET",
            "/api/v1/admin/accounts",
            query={
                "local": local,
                "remote": remote,
                "active": active,
                "pending": pending,
                "disabled": disabled,
                "silenced": silenced,
                "suspended": suspended,
                "sensitized": sensitized,
                "username": username,
                "display_name": display_name,
                "by_domain": by_domain,
                "email": email,
                "ip": ip,
                "staff": staff,
                **paging(max_id, since_id, min_id, limit),
            },
            answer=Paged(entities.AdminAccount),
            scopes=("admin:read:accounts",),
        )

    @endpoint(since="2.9.1", of="admin_accounts")
    def admin_accounts_v1(
        self,
        *,
        remote: bool = False,
        by_domain: str | None = None,
        status: AdminAccountStatus = "active",
        username: str | None = None,
        display_name: str | None = None,
        email: str | None = None,
        ip: str | None = None,
        staff_only: bool = False,
        max_id: str | entities.Account | entities.AdminAccount | None = None,
        min_id: str | entities.Account | entities.AdminAccount | None = None,
        since_id: str | entities.Account | entities.AdminAccount | None = None,
        limit: int | None = None,
    ) -> Request[Page[entities.AdminAccount]]:
        """Look for accounts: `admin_accounts` with one word for their state.

        Args:
            remote: Accounts of other servers, instead of this one's.
            by_domain: Only accounts of this server; with ``remote``.
            status: ``active``, ``pending``, ``disabled``, ``silenced`` or
                ``suspended``.
            username: Only names that begin like this.
            display_name: Only display names that begin like this.
            email: Only addresses that begin like this.
            ip: Only those who came from this address or range.
            staff_only: Only those who may take care of reports.
            max_id: Only accounts older than this one.
            min_id: The accounts right after this one, for reading upwards.
            since_id: Only accounts newer than this one, the newest of them.
            limit: How many, 1 to 200; the server's default is 100.

        Raises:
            Forbidden: your role may not manage users.

        Scope ``admin:read:accounts``. Since Mastodon 2.9.1.
        https://docs.joinmastodon.org/methods/admin/accounts/#v1
        """
        # A False would be a True to the server.
        return self.admin_accounts(
            local=None if remote else True,
            remote=remote or None,
            active=status == "active" or None,
            pending=status == "pending" or None,
            disabled=status == "disabled" or None,
            silenced=status == "silenced" or None,
            suspended=status == "suspended" or None,
            username=username,
            display_name=display_name,
            by_domain=by_domain,
            email=email,
            ip=ip,
            staff=staff_only or None,
            max_id=max_id,
            since_id=since_id,
            min_id=min_id,
            limit=limit,
        )

    @endpoint(since="3.5.0")
    def admin_accounts_v2(
        self,
        *,
        origin: Literal["local", "remote"] | None = None,
        by_domain: str | None = None,
        status: AdminAccountStatus | None = None,
        username: str | None = None,
        display_name: str | None = None,
        email: str | None = None,
        ip: str | None = None,
        permissions: Literal["staff"] | None = None,
        invited_by: str | None = None,
        role_ids: Sequence[str | entities.Role | entities.AccountRole] | None = None,
        max_id: str | entities.Account | entities.AdminAccount | None = None,
        since_id: str | entities.Account | entities.AdminAccount | None = None,
        min_id: str | entities.Account | entities.AdminAccount | None = None,
        limit: int | None = None,
    ) -> Request[Page[entities.AdminAccount]]:
        """Look for accounts, as moderators see them, newest first.

        Args:
            origin: Only accounts of this server, ``local``, or of others, ``remote``.
            by_domain: Only accounts of this server.
            status: ``active`` what is not suspended, ``pending`` what waits to be
                approved, ``disabled`` what may not log in, ``silenced`` what its
                followers alone see, ``suspended`` what nobody sees.
            username: Only names that begin like this.
            display_name: Only display names that begin like this.
            email: Only addresses that begin like this.
            ip: Only those who came from this address or range.
            permissions: ``staff`` for those who may take care of reports.
            invited_by: Only those whom this user invited, by a number that servers
                keep to themselves: it is not the account's.
            role_ids: Only those with one of these roles; since Mastodon 4.0.
            max_id: Only accounts older than this one.
            since_id: Only accounts newer than this one, the newest of them.
            min_id: The accounts right after this one, for reading upwards.
            limit: How many, 1 to 200; the server's default is 100.

        Raises:
            Forbidden: your role may not manage users.

        Scope ``admin:read:accounts``. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/admin/accounts/#v2
        """
        return Request(
            "GET",
            "/api/v2/admin/accounts",
            query={
                "origin": origin,
                "by_domain": by_domain,
                "status": status,
                "username": username,
                "display_name": display_name,
                "email": email,
                "ip": ip,
                "permissions": permissions,
                "invited_by": invited_by,
                "role_ids": ids_of("role_ids", role_ids),
                **paging(max_id, since_id, min_id, limit),
            },
            answer=Paged(entities.AdminAccount),
            scopes=("admin:read:accounts",),
        )

    @endpoint(since="2.9.1")
    def admin_account(
        self, id: str | entities.Account | entities.AdminAccount
    ) -> Request[entities.AdminAccount]:
        """View an account, as moderators see it.

        Raises:
            Forbidden: your role may not manage users.
            NotFound: there is no such account.

        Scope ``admin:read:accounts``. Since Mastodon 2.9.1.
        https://docs.joinmastodon.org/methods/admin/accounts/#get-one
        """
        return Request(
            "GET",
            "/api/v1/admin/accounts/{id}",
            path_params={"id": id},
            answer=One(entities.AdminAccount),
            scopes=("admin:read:accounts",),
        )

    @endpoint(since="2.9.1")
    def admin_account_approve(
        self, id: str | entities.Account | entities.AdminAccount
    ) -> Request[entities.AdminAccount]:
        """Let somebody in who waits for it.

        They can use the account as soon as they have confirmed their address, and
        are welcomed by e-mail.

        Raises:
            Forbidden: your role may not manage users, or the account is not waiting.
            NotFound: there is no such account.

        Scope ``admin:write:accounts``. Since Mastodon 2.9.1.
        https://docs.joinmastodon.org/methods/admin/accounts/#approve
        """
        return Request(
            "POST",
            "/api/v1/admin/accounts/{id}/approve",
            path_params={"id": id},
            answer=One(entities.AdminAccount),
            scopes=("admin:write:accounts",),
        )

    @endpoint(since="2.9.1")
    def admin_account_reject(
        self, id: str | entities.Account | entities.AdminAccount
    ) -> Request[None]:
        """Turn somebody away who waits to be let in.

        The account is deleted for good, and its name and address are free again, so
        that they can ask once more. Nobody tells them.

        Raises:
            Forbidden: your role may not manage users, or the account is not waiting.
            NotFound: there is no such account.

        Scope ``admin:write:accounts``. Since Mastodon 2.9.1.
        https://docs.joinmastodon.org/methods/admin/accounts/#reject
        """
        return Request(
            "POST",
            "/api/v1/admin/accounts/{id}/reject",
            path_params={"id": id},
            answer=Empty(),
            scopes=("admin:write:accounts",),
        )

    @endpoint(since="3.3.0")
    def admin_account_delete(
        self, id: str | entities.Account | entities.AdminAccount
    ) -> Request[None]:
        """Delete all data of a suspended account now, rather than after 30 days.

        Nothing brings them back; until then, `admin_account_unsuspend` does.

        Raises:
            Forbidden: your role may not delete users' data, or the account is not
                suspended, or deleted already.

        Scope ``admin:write:accounts``. Since Mastodon 3.3.
        https://docs.joinmastodon.org/methods/admin/accounts/#delete
        """
        return Request(
            "DELETE",
            "/api/v1/admin/accounts/{id}",
            path_params={"id": id},
            answer=Empty(),
            scopes=("admin:write:accounts",),
        )

    @endpoint(since="2.9.1")
    def admin_account_moderate(
        self,
        id: str | entities.Account | entities.AdminAccount,
        action: AdminAccountAction,
        *,
        report_id: str | entities.AdminReport | entities.Report | None = None,
        warning_preset_id: str | None = None,
        text: str | None = None,
        send_email_notification: bool | None = None,
    ) -> Request[None]:
        """Do something about an account, which the moderators' log will show.

        It resolves all open reports about the account; ``none``, only the one that
        is named.

        Args:
            action: ``none`` does no more than warn. ``sensitive`` covers its media,
                until `admin_account_unsensitive`. ``disable`` keeps it from logging
                in and leaves all else, until `admin_account_enable`. ``silence``
                hides it from all but its followers, until `admin_account_unsilence`.
                ``suspend`` takes it away and, after 30 days, deletes it, unless
                `admin_account_unsuspend` comes before. The accounts of other servers
                can be neither warned nor disabled.
            report_id: The report that led to it, whose statuses the warning shows.
            warning_preset_id: A text that the moderators keep for such cases, by its
                number in the web interface; it comes before ``text``.
            text: What to tell the owner.
            send_email_notification: Whether the owner is told, by e-mail and by a
                notification; True by default. Those of other servers never are.

        Raises:
            Forbidden: your role may not do that, or theirs is not below it.
            NotFound: there is no such account, report or text.
            UnprocessableEntity: this action cannot be.

        Scope ``admin:write:accounts``. Since Mastodon 2.9.1.
        https://docs.joinmastodon.org/methods/admin/accounts/#action
        """
        return Request(
            "POST",
            "/api/v1/admin/accounts/{id}/action",
            path_params={"id": id},
            json={
                "type": action,
                "report_id": id_of("report_id", report_id),
                "warning_preset_id": warning_preset_id,
                "text": text,
                "send_email_notification": send_email_notification,
            },
            answer=Empty(),
            scopes=("admin:write:accounts",),
        )

    @endpoint(since="2.9.1")
    def admin_account_enable(
        self, id: str | entities.Account | entities.AdminAccount
    ) -> Request[entities.AdminAccount]:
        """Let the owner of a disabled account log in again.

        Raises:
            Forbidden: your role may not manage users, or it is an account of another
                server.
            NotFound: there is no such account.

        Scope ``admin:write:accounts``. Since Mastodon 2.9.1.
        https://docs.joinmastodon.org/methods/admin/accounts/#enable
        """
        return Request(
            "POST",
            "/api/v1/admin/accounts/{id}/enable",
            path_params={"id": id},
            answer=One(entities.AdminAccount),
            scopes=("admin:write:accounts",),
        )

    @endpoint(since="2.9.1")
    def admin_account_unsilence(
        self, id: str | entities.Account | entities.AdminAccount
    ) -> Request[entities.AdminAccount]:
        """Let everybody see a silenced account again; of any other, nothing changes.

        Raises:
            Forbidden: your role may not manage users.
            NotFound: there is no such account.

        Scope ``admin:write:accounts``. Since Mastodon 2.9.1.
        https://docs.joinmastodon.org/methods/admin/accounts/#unsilence
        """
        return Request(
            "POST",
            "/api/v1/admin/accounts/{id}/unsilence",
            path_params={"id": id},
            answer=One(entities.AdminAccount),
            scopes=("admin:write:accounts",),
        )

    @endpoint(since="2.9.1")
    def admin_account_unsuspend(
        self, id: str | entities.Account | entities.AdminAccount
    ) -> Request[entities.AdminAccount]:
        """Bring a suspended account back, unless its data are deleted already.

        Its statuses come back to the timelines of this server's followers a little
        later.

        Raises:
            Forbidden: your role may not manage users, the account is not suspended,
                or its own server did that.
            NotFound: there is no such account.

        Scope ``admin:write:accounts``. Since Mastodon 2.9.1.
        https://docs.joinmastodon.org/methods/admin/accounts/#unsuspend
        """
        return Request(
            "POST",
            "/api/v1/admin/accounts/{id}/unsuspend",
            path_params={"id": id},
            answer=One(entities.AdminAccount),
            scopes=("admin:write:accounts",),
        )

    @endpoint(since="3.3.0")
    def admin_account_unsensitive(
        self, id: str | entities.Account | entities.AdminAccount
    ) -> Request[entities.AdminAccount]:
        """Cover an account's media no longer, unless it asks for that itself.

        Raises:
            Forbidden: your role may not manage users.
            NotFound: there is no such account.

        Scope ``admin:write:accounts``. Since Mastodon 3.3.
        https://docs.joinmastodon.org/methods/admin/accounts/#unsensitive
        """
        return Request(
            "POST",
            "/api/v1/admin/accounts/{id}/unsensitive",
            path_params={"id": id},
            answer=One(entities.AdminAccount),
            scopes=("admin:write:accounts",),
        )
