"""Find accounts, approve sign-ups, and take moderation actions.

https://docs.joinmastodon.org/methods/admin/accounts/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from attrs import evolve

from ... import entities
from ...calls import Empty, One, Page, Paged, Request, id_of, ids_of
from ...clients import endpoint
from ...values import Word, plain_text
from .._paging import paging

AdminAccountAction: TypeAlias = (
    Literal["none", "sensitive", "disable", "silence", "suspend"]
    | entities.AdminAccountAction
)
"""A moderation action against an account; `admin_account_moderate` explains each."""
AdminAccountStatus: TypeAlias = (
    Literal["active", "pending", "disabled", "silenced", "suspended"]
    | entities.AdminAccountStatus
)
"""The state of an account: ``active`` (not suspended), ``pending`` (awaiting approval),
``disabled`` (cannot log in), ``silenced`` (limited: only its followers see it) or
``suspended`` (hidden from everyone)."""


class AdminAccountMethods:
    @endpoint(
        since="2.9.1",
        exclusive=(
            ("local", "remote"),
            ("active", "pending", "disabled", "silenced", "suspended"),
        ),
    )
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
        """List accounts with their moderation data, newest first.

        Prefer `admin_accounts_v2`, which is less ambiguous. Here servers treat False
        like True, so only True is sent.

        Args:
            local: Accounts on this server, which is the default.
            remote: Accounts on other servers instead.
            active: Accounts that are not suspended, which is the default. Only one of
                the five states may be given.
            pending: Only accounts that await approval.
            disabled: Only accounts that cannot log in.
            silenced: Only limited accounts, which only their followers see.
            suspended: Only suspended accounts, which are hidden from everyone.
            sensitized: Only accounts whose media are always marked as sensitive;
                current servers ignore this.
            username: Only usernames that start with this text.
            display_name: Only display names that start with this text.
            by_domain: Only accounts on the server with this domain; implies ``remote``.
            email: Only e-mail addresses that start with this text.
            ip: Only accounts that connected from this IP address or range.
            staff: Only accounts whose role can manage reports.
            max_id: Only accounts older than this one.
            since_id: Only accounts newer than this one, starting with the newest.
            min_id: Only accounts newer than this one, starting right after it.
            limit: Accounts per page, 1 to 200; the server's default is 100.

        Raises:
            Forbidden: your role lacks the Manage Users permission.
            ValueError: two arguments exclude each other, as Mastodon would apply only
                one of them.

        Scope ``admin:read:accounts``. Since Mastodon 2.9.1.
        https://docs.joinmastodon.org/methods/admin/accounts/#v1
        """
        if by_domain is not None and local is None and remote is None:
            # Accounts on this server, the default, have no domain there.
            remote = True
        return Request(
            "GET",
            "/api/v1/admin/accounts",
            query={
                "local": local or None,
                "remote": remote or None,
                "active": active or None,
                "pending": pending or None,
                "disabled": disabled or None,
                "silenced": silenced or None,
                "suspended": suspended or None,
                "sensitized": sensitized or None,
                "username": username,
                "display_name": display_name,
                "by_domain": by_domain,
                "email": email,
                "ip": ip,
                "staff": staff or None,
                **paging(max_id, since_id, min_id, limit),
            },
            answer=Paged(entities.AdminAccount, by="id"),
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
        """List accounts, as `admin_accounts` does, with one argument for their state.

        Args:
            remote: List accounts on other servers instead of accounts on this one.
            by_domain: Only accounts on the server with this domain; implies ``remote``.
            status: ``active``, ``pending``, ``disabled``, ``silenced`` or
                ``suspended``.
            username: Only usernames that start with this text.
            display_name: Only display names that start with this text.
            email: Only e-mail addresses that start with this text.
            ip: Only accounts that connected from this IP address or range.
            staff_only: Only accounts whose role can manage reports.
            max_id: Only accounts older than this one.
            min_id: Only accounts newer than this one, starting right after it.
            since_id: Only accounts newer than this one, starting with the newest.
            limit: Accounts per page, 1 to 200; the server's default is 100.

        Raises:
            Forbidden: your role lacks the Manage Users permission.

        Scope ``admin:read:accounts``. Since Mastodon 2.9.1.
        https://docs.joinmastodon.org/methods/admin/accounts/#v1
        """
        request = self.admin_accounts(
            local=None if remote or by_domain else True,
            remote=remote or None,
            username=username,
            display_name=display_name,
            by_domain=by_domain,
            email=email,
            ip=ip,
            staff=staff_only,
            max_id=max_id,
            since_id=since_id,
            min_id=min_id,
            limit=limit,
        )
        return evolve(request, query={**request.query, plain_text(status): True})

    @endpoint(since="3.5.0")
    def admin_accounts_v2(
        self,
        *,
        origin: Literal["local", "remote"] | Word | None = None,
        by_domain: str | None = None,
        status: AdminAccountStatus | None = None,
        username: str | None = None,
        display_name: str | None = None,
        email: str | None = None,
        ip: str | None = None,
        permissions: Literal["staff"] | Word | None = None,
        invited_by: str | None = None,
        role_ids: Sequence[str | entities.Role | entities.AccountRole] | None = None,
        max_id: str | entities.Account | entities.AdminAccount | None = None,
        since_id: str | entities.Account | entities.AdminAccount | None = None,
        min_id: str | entities.Account | entities.AdminAccount | None = None,
        limit: int | None = None,
    ) -> Request[Page[entities.AdminAccount]]:
        """List accounts with their moderation data, newest first.

        Args:
            origin: Only accounts on this server (``local``) or on other servers
                (``remote``).
            by_domain: Only accounts on the server with this domain.
            status: ``active`` for accounts that are not suspended, ``pending`` for
                those that await approval, ``disabled`` for those that cannot log in,
                ``silenced`` for limited ones, which only their followers see, or
                ``suspended`` for those that are hidden from everyone.
            username: Only usernames that start with this text.
            display_name: Only display names that start with this text.
            email: Only e-mail addresses that start with this text.
            ip: Only accounts that connected from this IP address or range.
            permissions: ``staff`` for accounts whose role can manage reports.
            invited_by: Only accounts that this user invited. It takes the user's
                internal number, which the API never returns; the account's id does not
                work.
            role_ids: Only accounts with one of these roles; since Mastodon 4.0.
            max_id: Only accounts older than this one.
            since_id: Only accounts newer than this one, starting with the newest.
            min_id: Only accounts newer than this one, starting right after it.
            limit: Accounts per page, 1 to 200; the server's default is 100.

        Raises:
            Forbidden: your role lacks the Manage Users permission.

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
            answer=Paged(entities.AdminAccount, by="id"),
            scopes=("admin:read:accounts",),
        )

    @endpoint(since="2.9.1")
    def admin_account(
        self, id: str | entities.Account | entities.AdminAccount
    ) -> Request[entities.AdminAccount]:
        """Get an account with its moderation data.

        Raises:
            Forbidden: your role lacks the Manage Users permission.
            NotFound: the account does not exist.

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
        """Approve a pending account.

        The server sends its owner a welcome e-mail. They can use the account once their
        e-mail address is confirmed.

        Raises:
            Forbidden: your role lacks the Manage Users permission, or the account is
                not pending.
            NotFound: the account does not exist.

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
        """Reject a pending account, which deletes it for good.

        Its username and e-mail address become available again, so its owner can sign up
        again. The server does not notify them.

        Raises:
            Forbidden: your role lacks the Manage Users permission, or the account is
                not pending.
            NotFound: the account does not exist.

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
        """Delete all data of a suspended account now, instead of after 30 days.

        This cannot be undone. Before the data is deleted, `admin_account_unsuspend` can
        restore the account.

        Raises:
            Forbidden: your role lacks the Delete User Data permission, or the account
                is not suspended, or is already deleted.

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
        """Take a moderation action against an account, and log it for other moderators.

        This also resolves all open reports about the account, except with the action
        ``none``, which resolves only the report given as ``report_id``.

        Args:
            action: ``none`` only sends a warning. ``sensitive`` marks all media of the
                account as sensitive, until `admin_account_unsensitive`. ``disable``
                stops the account from logging in and changes nothing else, until
                `admin_account_enable`. ``silence`` limits the account, so that only its
                followers see it, until `admin_account_unsilence`. ``suspend`` hides the
                account and deletes it after 30 days, unless you call
                `admin_account_unsuspend` before then. Accounts on other servers can be
                neither warned nor disabled.
            report_id: The report that led to this action; the warning shows its
                statuses.
            warning_preset_id: A warning preset, by its number in the web interface; its
                text comes before ``text``.
            text: The message to the account's owner.
            send_email_notification: Whether to inform the owner, by e-mail and by a
                notification; True by default. Owners of accounts on other servers are
                never informed.

        Raises:
            Forbidden: your role lacks the permission for this action, or does not rank
                above the role of the account.
            NotFound: the account, the report or the warning preset does not exist.
            UnprocessableEntity: the action is not possible.

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
        """Enable a disabled account, so that its owner can log in again.

        Raises:
            Forbidden: your role lacks the Manage Users permission, or the account is on
                another server.
            NotFound: the account does not exist.

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
        """Unsilence an account, so that everyone can see it again.

        Does nothing if the account is not silenced.

        Raises:
            Forbidden: your role lacks the Manage Users permission.
            NotFound: the account does not exist.

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
        """Unsuspend an account, unless its data is already deleted.

        Its statuses return to the timelines of followers on this server a little later.

        Raises:
            Forbidden: your role lacks the Manage Users permission, the account is not
                suspended, or its own server suspended it.
            NotFound: the account does not exist.

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
        """Stop marking all media of an account as sensitive.

        Media that the account's owner marks as sensitive stay so.

        Raises:
            Forbidden: your role lacks the Manage Users permission.
            NotFound: the account does not exist.

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
