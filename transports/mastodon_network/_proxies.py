"""The proxies of a client, from its options or from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Self

from attrs import field, frozen

from mastodon_core.transport import ClientOptions, Proxy, proxy_for, read_proxies

_NAMES = ("http_proxy", "https_proxy", "all_proxy")


@frozen
class Proxies:
    """The proxies of a client, and the hosts that need none."""

    by_key: Mapping[str, Proxy | None] = field(factory=dict[str, "Proxy | None"])
    """Proxies by the keys of `mastodon_core.transport.proxy_for`."""
    no_proxy: str = ""
    """Hosts that need no proxy, separated by commas."""

    @classmethod
    def from_options(cls, options: ClientOptions) -> Self:
        """Read the option ``proxies``, or the environment if it is None.

        Raises:
            TypeError: the option is not a mapping of str to str.
            ValueError: a key or a URL is not valid.
        """
        given = options.get("proxies")
        if given is None:
            return cls.from_environment(os.environ)
        return cls(*read_proxies(given))

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read the variables that requests reads.

        These are ``HTTP_PROXY``, ``HTTPS_PROXY``, ``ALL_PROXY`` and ``NO_PROXY``. The
        same names in lower case win, also if they are empty, except ``no_proxy``. In a
        CGI program, where ``REQUEST_METHOD`` is set, a visitor can set ``HTTP_PROXY``
        with a header, so only ``http_proxy`` counts.

        Raises:
            ValueError: one of them is not the URL of a proxy.
        """
        # A copy, as on Windows the environment itself ignores case.
        exact = dict(environ)
        any_case = {name.lower(): name for name, value in exact.items() if value}
        if "REQUEST_METHOD" in exact:
            any_case.pop("http_proxy", None)
        found: dict[str, Proxy | None] = {}
        for lower in _NAMES:
            name = lower if lower in exact else any_case.get(lower)
            if name is not None and exact[name].strip():
                key = lower.removesuffix("_proxy")
                found[key] = Proxy.from_url(
                    exact[name], f"the environment variable {name}"
                )
        no_proxy = (
            exact.get("no_proxy")
            or exact.get("NO_PROXY")
            or exact.get(any_case.get("no_proxy", ""), "")
        )
        return cls(found, no_proxy)

    @property
    def need_socks(self) -> bool:
        """Whether one of them speaks SOCKS."""
        return any(
            proxy is not None and proxy.scheme.startswith("socks")
            for proxy in self.by_key.values()
        )

    def for_url(self, url: str) -> Proxy | None:
        """Choose the proxy for a URL; None if the request needs no proxy."""
        return proxy_for(url, self.by_key, self.no_proxy)
