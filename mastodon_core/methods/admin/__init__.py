"""https://docs.joinmastodon.org/methods/admin/"""

from __future__ import annotations

from .accounts import AdminAccountMethods
from .canonical_email_blocks import AdminCanonicalEmailBlockMethods
from .domain_allows import AdminDomainAllowMethods
from .domain_blocks import AdminDomainBlockMethods
from .ip_blocks import AdminIpBlockMethods
from .reports import AdminReportMethods
from .retention import AdminRetentionMethods


class AdminMethods(
    AdminAccountMethods,
    AdminCanonicalEmailBlockMethods,
    AdminDomainAllowMethods,
    AdminDomainBlockMethods,
    AdminIpBlockMethods,
    AdminReportMethods,
    AdminRetentionMethods,
):
    """What moderators and administrators do: each needs a right of their role."""


__all__ = ["AdminMethods"]
