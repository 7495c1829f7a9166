"""https://docs.joinmastodon.org/methods/instance/"""

from __future__ import annotations

from .. import entities
from .._answer import One
from .._client import endpoint
from .._request import Request


class InstanceMethods:
    @endpoint(since="4.0.0")
    def instance(self) -> Request[entities.Instance]:
        """View what a server says of itself: name, version, rules and limits.

        Raises:
            NotFound: the server knows only `instance_v1`.

        Without token. https://docs.joinmastodon.org/methods/instance/#v2
        """
        return Request("GET", "/api/v2/instance", answer=One(entities.Instance))

    @endpoint(since="4.0.0", of="instance")
    def instance_v2(self) -> Request[entities.Instance]:
        """View what a server says of itself: `instance` by its version.

        https://docs.joinmastodon.org/methods/instance/#v2
        """
        return self.instance()

    @endpoint(since="1.1.0", deprecated="4.0.0")
    def instance_v1(self) -> Request[entities.InstanceV1]:
        """View what a server says of itself, as before Mastodon 4.0.

        Without token. https://docs.joinmastodon.org/methods/instance/#v1
        """
        return Request("GET", "/api/v1/instance", answer=One(entities.InstanceV1))
