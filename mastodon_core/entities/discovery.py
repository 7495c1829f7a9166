"""What a server tells everybody, of whatever software it is."""

from __future__ import annotations

from attrs import frozen

from .base import Entity


@frozen(kw_only=True)
class NodeInfoDiscoveryLink(Entity):
    """Where a document of NodeInfo is."""

    rel: str
    """Its version, at the end of a URL."""
    href: str


@frozen(kw_only=True)
class NodeInfoDiscovery(Entity):
    """Where the documents of NodeInfo are."""

    links: tuple[NodeInfoDiscoveryLink, ...]


@frozen(kw_only=True)
class NodeInfoSoftware(Entity):
    """What a server runs on."""

    name: str
    """In lower case, such as ``mastodon``."""
    version: str


@frozen(kw_only=True)
class NodeInfoServices(Entity):
    """Other networks that a server connects to."""

    outbound: tuple[str, ...]
    """To which it can post."""
    inbound: tuple[str, ...]
    """From which it can read."""


@frozen(kw_only=True)
class NodeInfoUsageUsers(Entity):
    """How many people have an account."""

    total: int | None = None
    activeMonth: int | None = None
    """How many of them were there in the last 30 days."""
    activeHalfyear: int | None = None
    """How many of them were there in the last 180 days."""


@frozen(kw_only=True)
class NodeInfoUsage(Entity):
    """How much a server is used."""

    users: NodeInfoUsageUsers
    localPosts: int | None = None
    """How many statuses were written there."""


@frozen(kw_only=True)
class NodeInfoMetadata(Entity):
    """What a server says besides; Mastodon says nothing before 4.3."""

    nodeName: str | None = None
    """What the server is called."""
    nodeDescription: str | None = None


@frozen(kw_only=True)
class NodeInfo(Entity):
    """What a server says of itself to machines, of whatever software it is."""

    version: str
    """Of NodeInfo, such as ``2.0``."""
    software: NodeInfoSoftware
    protocols: tuple[str, ...]
    """How it talks to other servers, such as ``activitypub``."""
    services: NodeInfoServices | None = None
    usage: NodeInfoUsage
    openRegistrations: bool
    """Whether everybody can sign up."""
    metadata: NodeInfoMetadata | None = None


@frozen(kw_only=True)
class WebFingerLink(Entity):
    """Something that belongs to an account."""

    rel: str
    """What it is: ``self`` for the account itself, to other servers."""
    type: str | None = None
    """The MIME type of what is there."""
    href: str | None = None
    template: str | None = None
    """A URL with ``{uri}`` where something of yours goes."""


@frozen(kw_only=True)
class WebFinger(Entity):
    """Where the parts of an account are, found by its name (RFC 7033)."""

    subject: str
    """The account's name, such as ``acct:ada@mastodon.example``."""
    aliases: tuple[str, ...] | None = None
    """Other URLs of the account."""
    links: tuple[WebFingerLink, ...]
