"""What a server tells everybody, of whatever software it is."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlsplit

from .. import entities
from ..calls import ApiError, Context, Flow, One, Request, Text, UseCredentials
from ..clients import class_flow, endpoint, flow
from ..http import DecodeError
from ..values import Credentials
from ._webfinger import instance_at, lrdd_template, split_acct

_SCHEMA = re.compile(r"https?://nodeinfo\.diaspora\.software/ns/schema/2\.(\d{1,3})")


class DiscoveryMethods:
    @endpoint(since="3.0.0")
    def nodeinfo_discovery(self) -> Request[entities.NodeInfoDiscovery]:
        """View where a server keeps its NodeInfo; `instance_nodeinfo` goes there too.

        Raises:
            NotFound: it has none.

        Without token. Not documented. Since Mastodon 3.0.
        """
        return Request(
            "GET",
            "/.well-known/nodeinfo",
            answer=One(entities.NodeInfoDiscovery),
            anonymous=True,
        )

    @endpoint(since="3.0.0")
    def nodeinfo(self) -> Request[entities.NodeInfo]:
        """View the NodeInfo of a server, where Mastodon has it.

        Others may have it elsewhere: `instance_nodeinfo` finds it there.

        Raises:
            NotFound: it is not here.

        Without token. Not documented. Since Mastodon 3.0.
        """
        return Request(
            "GET",
            "/nodeinfo/2.0",
            answer=One(entities.NodeInfo),
            anonymous=True,
        )

    @flow
    def instance_nodeinfo(self) -> Flow[entities.NodeInfo]:
        """View what a server says of itself to machines, of whatever software it is.

        It takes two requests. Of several documents it is the one of the latest version
        2. A server may name another host for it, such as the one that it has behind a
        proxy: it is asked for here all the same, and no other host is.

        Raises:
            ApiError: the server has none.
            DecodeError: it has none of a version 2, or it is not as it should be.

        Without token. Not documented.
        """
        found = yield from self.nodeinfo_discovery()
        known = [
            (int(schema[1]), link.href)
            for link in found.links
            if (schema := _SCHEMA.fullmatch(link.rel))
        ]
        if not known:
            raise DecodeError("the server names no NodeInfo of a version 2")
        try:
            place = urlsplit(max(known)[1])
        except ValueError:
            raise DecodeError("the place of the NodeInfo is no URL") from None
        return (
            yield from Request(
                "GET",
                "/" + quote(place.path.lstrip("/"), safe="/%:@!$&'()*+,;=~"),
                query=dict(parse_qsl(place.query)),
                answer=One(entities.NodeInfo),
                anonymous=True,
            )
        )

    @endpoint(since="0.1.0")
    def webfinger(self, resource: str) -> Request[entities.WebFinger]:
        """View where the parts of an account of this server are.

        Args:
            resource: The account: ``acct:ada@mastodon.example``, or a URL of it.

        Raises:
            BadRequest: it is no account's name.
            NotFound: there is no such account here.
            Gone: there was one.

        Without token. Not documented. Since Mastodon 0.1.
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
        """View where a server tells of accounts, as RFC 6415 has it.

        A server whose accounts carry another name than its own, ``ada@example.org`` on
        ``social.example.org``, is announced like this by the other one.

        Returns:
            The URL, with ``{uri}`` where the name of an account goes.

        Raises:
            ApiError: the server has no such document.
            DecodeError: it names no such URL.

        Without token. Not documented.
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
        """Find the server of an account by the account's full name.

        Call it on the class, as it comes before a client::

            instance = Mastodon.instance_of("@ada@example.org")
            mastodon = Mastodon(api_base_url=instance)

        Mostly that is ``https://example.org``, but people may have their server at
        ``social.example.org``. It asks ``example.org`` by WebFinger, and where that has
        nothing to say, whom it names in its `host_meta`.

        Args:
            acct: Such as ``ada@example.org``, also with ``@`` or ``acct:`` before it.
            allow_http: Whether it may be asked unencrypted on a host that is not this
                machine.

        Returns:
            The base URL of the server.

        Raises:
            ApiError: nobody there knows the account.
            DecodeError: what the server says of the account names no server.
            ValueError: ``acct`` has no host, or none that can be.

        Without token. Not documented.
        """
        user, host = split_acct(acct)
        name = f"acct:{user}@{host}"
        yield from UseCredentials(Credentials(base_url=host), allow_http=allow_http)
        asked = (yield from Context()).base_url
        try:
            found = yield from self.webfinger(name)
        except (ApiError, DecodeError) as error:
            try:
                named = instance_at((yield from self.host_meta()), asked)
            except (ApiError, DecodeError):
                raise error from None
            # Whatever it names is no less safe than what was asked.
            yield from UseCredentials(Credentials(base_url=named), allow_http=True)
            found = yield from self.webfinger(name)
        pages = [
            link.href
            for rel in ("self", "http://webfinger.net/rel/profile-page")
            for link in found.links
            if link.rel == rel and link.href
        ]
        if not pages:
            raise DecodeError("the account has neither a link to itself nor a page")
        return instance_at(pages[0], asked)
