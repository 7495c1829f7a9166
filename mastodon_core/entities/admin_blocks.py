"""What moderators let in, and what they keep out."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from ._types import Id
from .base import Entity
from .tags import HistoryEntry
from .words import AdminDomainBlockSeverity, AdminIpBlockSeverity


@frozen(kw_only=True)
class AdminDomainAllow(Entity):
    """A server that may federate with one that federates with few.

    https://docs.joinmastodon.org/entities/Admin_DomainAllow/
    """

    id: Id
    domain: str
    created_at: datetime


@frozen(kw_only=True)
class AdminDomainBlock(Entity):
    """A server, with all below its domain, that may not do everything here.

    https://docs.joinmastodon.org/entities/Admin_DomainBlock/
    """

    id: Id
    domain: str
    digest: str | None = None
    """The SHA-256 of the domain in hexadecimal, by which the public may look for it
    where it is obfuscated; None before Mastodon 4.3."""
    created_at: datetime
    severity: AdminDomainBlockSeverity
    reject_media: bool
    """Whether its files are neither stored nor shown; a suspended one has none."""
    reject_reports: bool
    """Whether its reports are ignored."""
    private_comment: str | None = None
    """For the other moderators."""
    public_comment: str | None = None
    """For whoever may see the list of blocks."""
    obfuscate: bool
    """Whether that list shows the domain with letters left out."""


@frozen(kw_only=True)
class AdminExistingDomainBlockError(Entity):
    """The body of a refusal, as the domain or one above it is blocked already."""

    error: str
    existing_domain_block: AdminDomainBlock


@frozen(kw_only=True)
class AdminCanonicalEmailBlock(Entity):
    """An address that may not sign up, in any spelling that its owner could receive.

    https://docs.joinmastodon.org/entities/Admin_CanonicalEmailBlock/
    """

    id: Id
    canonical_email_hash: str
    """The SHA-256 of the address in hexadecimal: in small letters, without dots, and
    without what follows a ``+``. The address itself is not kept."""


@frozen(kw_only=True)
class AdminEmailDomainBlock(Entity):
    """An e-mail provider whose addresses may not sign up.

    https://docs.joinmastodon.org/entities/Admin_EmailDomainBlock/
    """

    id: Id
    domain: str
    created_at: datetime
    history: tuple[HistoryEntry, ...]
    """How often somebody tried, in the last days; ``accounts`` counts the addresses
    they came from."""
    allow_with_approval: bool | None = None
    """Whether a moderator decides on them one by one; None before Mastodon 4.3."""


@frozen(kw_only=True)
class AdminIpBlock(Entity):
    """Addresses that are kept from signing up, or from everything.

    https://docs.joinmastodon.org/entities/Admin_IpBlock/
    """

    id: Id
    ip: str
    """One address or a range, always with its prefix: ``192.0.2.0/24``."""
    severity: AdminIpBlockSeverity
    comment: str
    """For the other moderators; may be empty."""
    created_at: datetime
    expires_at: datetime | None = None
    """None if it is for good."""
