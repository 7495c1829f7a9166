"""Domains, email addresses and IP addresses that moderators allow or block."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from ._types import Id
from .base import Entity
from .tags import HistoryEntry
from .words import AdminDomainBlockSeverity, AdminIpBlockSeverity


@frozen(kw_only=True)
class AdminDomainAllow(Entity):
    """A domain that a server in limited federation mode federates with.

    https://docs.joinmastodon.org/entities/Admin_DomainAllow/
    """

    id: Id
    domain: str
    created_at: datetime


@frozen(kw_only=True)
class AdminDomainBlock(Entity):
    """A block of a domain and its subdomains.

    https://docs.joinmastodon.org/entities/Admin_DomainBlock/
    """

    id: Id
    domain: str
    digest: str | None = None
    """The SHA-256 digest of the domain in hexadecimal, for finding a domain that the
    public list obfuscates; None before Mastodon 4.3."""
    created_at: datetime
    severity: AdminDomainBlockSeverity | None = None
    reject_media: bool | None = None
    """Whether media files of the domain are neither stored nor shown; a suspended
    domain has none."""
    reject_reports: bool | None = None
    """Whether reports from the domain are ignored."""
    private_comment: str | None = None
    """A comment for other moderators."""
    public_comment: str | None = None
    """A comment for everyone who can see the list of domain blocks."""
    obfuscate: bool | None = None
    """Whether that list hides some letters of the domain."""


@frozen(kw_only=True)
class AdminExistingDomainBlockError(Entity):
    """The body of an error response: the domain, or a parent, is already blocked."""

    error: str
    existing_domain_block: AdminDomainBlock


@frozen(kw_only=True)
class AdminCanonicalEmailBlock(Entity):
    """An email address that may not sign up, in all spellings of the same mailbox.

    https://docs.joinmastodon.org/entities/Admin_CanonicalEmailBlock/
    """

    id: Id
    canonical_email_hash: str
    """The SHA-256 digest of the address in hexadecimal, taken in lower case, without
    dots and without anything after a ``+``. The address itself is not stored."""


@frozen(kw_only=True)
class AdminEmailDomainBlock(Entity):
    """An email provider whose addresses may not sign up.

    https://docs.joinmastodon.org/entities/Admin_EmailDomainBlock/
    """

    id: Id
    domain: str
    created_at: datetime
    history: tuple[HistoryEntry, ...]
    """Sign-up attempts on the last days; ``accounts`` counts the IP addresses they came
    from."""
    allow_with_approval: bool | None = None
    """Whether moderators approve or reject such sign-ups one by one; None before
    Mastodon 4.3."""


@frozen(kw_only=True)
class AdminIpBlock(Entity):
    """A limit on sign-ups, or a block of all access, from an IP address or range.

    https://docs.joinmastodon.org/entities/Admin_IpBlock/
    """

    id: Id
    ip: str
    """One address or a range, always with the prefix length: ``192.0.2.0/24``."""
    severity: AdminIpBlockSeverity
    comment: str
    """A comment for other moderators; may be empty."""
    created_at: datetime
    expires_at: datetime | None = None
    """None if the block does not expire."""
