"""Moderate and administer a server.

https://docs.joinmastodon.org/methods/admin/
"""

from __future__ import annotations

from .accounts import AdminAccountMethods
from .canonical_email_blocks import AdminCanonicalEmailBlockMethods
from .dimensions import AdminDimensionMethods
from .domain_allows import AdminDomainAllowMethods
from .domain_blocks import AdminDomainBlockMethods
from .email_domain_blocks import AdminEmailDomainBlockMethods
from .ip_blocks import AdminIpBlockMethods
from .measures import AdminMeasureMethods
from .reports import AdminReportMethods
from .retention import AdminRetentionMethods
from .tags import AdminTagMethods
from .trends import AdminTrendMethods


class AdminMethods(
    AdminAccountMethods,
    AdminCanonicalEmailBlockMethods,
    AdminDimensionMethods,
    AdminDomainAllowMethods,
    AdminDomainBlockMethods,
    AdminEmailDomainBlockMethods,
    AdminIpBlockMethods,
    AdminMeasureMethods,
    AdminReportMethods,
    AdminRetentionMethods,
    AdminTagMethods,
    AdminTrendMethods,
):
    """Moderate and administer a server; most methods need a permission of your role."""


__all__ = ["AdminMethods"]
