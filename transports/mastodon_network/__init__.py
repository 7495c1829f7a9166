"""The part of a client with a network that works before it connects.

The constructor, and what the options and the environment say about proxies and
certificates. Nothing here opens a connection.
"""

from mastodon_core.transport import Proxy

from ._client import NetworkClient
from ._proxies import Proxies
from ._tls import TlsFiles

__all__ = ["NetworkClient", "Proxies", "Proxy", "TlsFiles"]
