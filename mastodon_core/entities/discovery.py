"""NodeInfo and WebFinger, which servers of all kinds publish."""

from __future__ import annotations

from attrs import frozen

from .base import Entity


@frozen(kw_only=True)
class NodeInfoDiscoveryLink(Entity):
    """A link to a NodeInfo document."""

    rel: str
    """A URL that ends with the NodeInfo version of the document."""
    href: str


@frozen(kw_only=True)
class NodeInfoDiscovery(Entity):
    """Links to the NodeInfo documents of a server."""

    links: tuple[NodeInfoDiscoveryLink, ...]


@frozen(kw_only=True)
class NodeInfoSoftware(Entity):
    """The software that a server runs."""

    name: str
    """In lower case, such as ``mastodon``."""
    version: str


@frozen(kw_only=True)
class NodeInfoServices(Entity):
    """Other services that a server connects to."""

    outbound: tuple[str, ...]
    """Services that it can post to."""
    inbound: tuple[str, ...] = ()
    """Services that it can read from."""


@frozen(kw_only=True)
class NodeInfoUsageUsers(Entity):
    """The number of accounts on a server."""

    total: int | None = None
    activeMonth: int | None = None
    """Accounts that were active in the last 30 days."""
    activeHalfyear: int | None = None
    """Accounts that were active in the last 180 days."""


@frozen(kw_only=True)
class NodeInfoUsage(Entity):
    """Usage statistics of a server."""

    users: NodeInfoUsageUsers
    localPosts: int | None = None
    """The number of statuses written on the server."""


@frozen(kw_only=True)
class NodeInfoMetadata(Entity):
    """Further information about a server; empty on Mastodon before 4.3."""

    nodeName: str | None = None
    """The name of the server."""
    nodeDescription: str | None = None


@frozen(kw_only=True)
class NodeInfo(Entity):
    """A machine-readable description of a server, in the same format on all servers."""

    version: str
    """The version of NodeInfo, such as ``2.0``."""
    software: NodeInfoSoftware
    protocols: tuple[str, ...]
    """Federation protocols, such as ``activitypub``."""
    services: NodeInfoServices | None = None
    usage: NodeInfoUsage
    openRegistrations: bool
    """Whether everyone can sign up."""
    metadata: NodeInfoMetadata | None = None


@frozen(kw_only=True)
class WebFingerLink(Entity):
    """A link to a resource of an account."""

    rel: str
    """The kind of link: ``self`` for the account as other servers read it."""
    type: str | None = None
    """The media type of the resource."""
    href: str | None = None
    template: str | None = None
    """A URL in which ``{uri}`` is a placeholder for a URI of your own."""


@frozen(kw_only=True)
class WebFinger(Entity):
    """The resources of an account, looked up by its name (RFC 7033)."""

    subject: str
    """The name of the account, such as ``acct:ada@mastodon.example``."""
    aliases: tuple[str, ...] | None = None
    """Other URLs of the account."""
    links: tuple[WebFingerLink, ...]
