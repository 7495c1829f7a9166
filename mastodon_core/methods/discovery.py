"""Discovery with NodeInfo, WebFinger and host-meta, for any server software."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlsplit

from .. import entities
from ..calls import ApiError, CurrentSession, Flow, One, Request, Text, UseCredentials
from ..clients import class_flow, endpoint, flow
from ..http import DecodeError
from ..values import Credentials
from ._webfinger import instance_at, lrdd_template, split_acct

_NODEINFO_SCHEMA = r"https?://nodeinfo\.diaspora\.software/ns/schema/2\.(\d{1,3})"


class DiscoveryMethods:
    @endpoint(since="3.0.0")
    def nodeinfo_discovery(self) -> Request[entities.NodeInfoDiscovery]:
        """Get the links to the server's NodeInfo documents.

        `instance_nodeinfo` also follows them.

        Raises:
            NotFound: the server has no NodeInfo.

        Sent without a token. Not documented. Since Mastodon 3.0.
        """
        return Request(
            "GET",
            "/.well-known/nodeinfo",
            answer=One(entities.NodeInfoDiscovery),
            anonymous=True,
        )

    @endpoint(since="3.0.0")
    def nodeinfo(self) -> Request[entities.NodeInfo]:
        """Get the NodeInfo of a server from the path that Mastodon uses.

        Other software may use another path: `instance_nodeinfo` finds it.

        Raises:
            NotFound: the server has no NodeInfo at this path.

        Sent without a token. Not documented. Since Mastodon 3.0.
        """
        return Request(
            "GET",
            "/nodeinfo/2.0",
            answer=One(entities.NodeInfo),
            anonymous=True,
        )

    @flow
    def instance_nodeinfo(self) -> Flow[entities.NodeInfo]:
        """Find and get the NodeInfo of a server, whatever software it runs.

        NodeInfo describes the server in a machine-readable way. This takes two
        requests. If there are several documents, the one with the latest version 2.x is
        used. A link may name another host, such as one behind a proxy: the document is
        still requested from this server, and no other host is contacted.

        Raises:
            ApiError: the server has no NodeInfo.
            DecodeError: the server has no NodeInfo of version 2.x, or it is malformed.

        Sent without a token. Not documented.
        """
        found = yield from self.nodeinfo_discovery()
        links = [
            (int(schema[1]), link.href)
            for link in found.links
            if (schema := re.fullmatch(_NODEINFO_SCHEMA, link.rel))
        ]
        if not links:
            raise DecodeError("the server has no link to NodeInfo 2.x")
        try:
            url = urlsplit(max(links)[1])
        except ValueError:
            raise DecodeError("the link to NodeInfo is not a valid URL") from None
        return (
            yield from Request(
                "GET",
                "/" + quote(url.path.lstrip("/"), safe="/%:@!$&'()*+,;=~"),
                query=dict(parse_qsl(url.query)),
                answer=One(entities.NodeInfo),
                anonymous=True,
            )
        )

    @endpoint(since="0.1.0")
    def webfinger(self, resource: str) -> Request[entities.WebFinger]:
        """Get the WebFinger document of an account on this server.

        Args:
            resource: The account, as ``acct:ada@mastodon.example`` or its URL.

        Raises:
            BadRequest: ``resource`` is not the name of an account.
            NotFound: the account does not exist here.
            Gone: the account was deleted.

        Sent without a token. Not documented. Since Mastodon 0.1.
        """
        return Request(
            "GET",
            "/.well-known/webfinger",
            query={"resource": resource},
            answer=One(entities.WebFinger),
            anonymous=True,
        )

    @flow
    def host_meta(self) -> Flow[str]:
        """Get the WebFinger URL template of a domain from its host-meta (RFC 6415).

        Accounts can have a different domain than their server: ``ada@example.org`` may
        live on ``social.example.org``. Then the host-meta of ``example.org`` points to
        that server.

        Returns:
            The URL, with ``{uri}`` as the placeholder for the account name.

        Raises:
            ApiError: the server has no host-meta.
            DecodeError: the host-meta has no such URL.

        Sent without a token. Not documented.
        """
        text = yield from Request(
            "GET",
            "/.well-known/host-meta",
            headers={"accept": "application/xrd+xml, application/json;q=0.5"},
            answer=Text(),
            anonymous=True,
        )
        return lrdd_template(text)

    @class_flow
    def instance_of(self, acct: str, *, allow_http: bool = False) -> Flow[str]:
        """Find the server of an account from its full name.

        Call this on the class, before you make a client::

            instance = Mastodon.instance_of("@ada@example.org")
            mastodon = Mastodon(api_base_url=instance)

        Usually the server is ``https://example.org``, but it may also be at
        ``social.example.org``. This sends a WebFinger request to ``example.org``, and
        if that fails, to the server that its `host_meta` names.

        Args:
            acct: Such as ``ada@example.org``, with or without ``@`` or ``acct:`` before
                it.
            allow_http: Whether to allow plain http to hosts other than this machine.

        Returns:
            The base URL of the server.

        Raises:
            ApiError: the servers that were asked do not know the account.
            DecodeError: the WebFinger document names no server.
            ValueError: ``acct`` has no host, or an invalid one.

        Sent without a token. Not documented.
        """
        user, host = split_acct(acct)
        name = f"acct:{user}@{host}"
        yield from UseCredentials(Credentials(base_url=host), allow_http=allow_http)
        asked = (yield from CurrentSession()).base_url
        try:
            found = yield from self.webfinger(name)
        except (ApiError, DecodeError) as error:
            try:
                named = instance_at((yield from self.host_meta()), asked)
            except (ApiError, DecodeError):
                raise error from None
            # instance_at() returns an http URL only if `asked` is one, too.
            yield from UseCredentials(Credentials(base_url=named), allow_http=True)
            found = yield from self.webfinger(name)
        pages = [
            link.href
            for rel in ("self", "http://webfinger.net/rel/profile-page")
            for link in found.links
            if link.rel == rel and link.href
        ]
        if not pages:
            raise DecodeError(
                "the WebFinger document links neither to the account nor its page"
            )
        return instance_at(pages[0], asked)
