"""Options of network clients, for mypy and pyright."""

import ssl
from pathlib import Path
from typing import assert_type

import mastodon_requests
import mastodon_trio
from mastodon_network import Proxies, Proxy, TlsFiles

from mastodon_core import Timeouts
from mastodon_core.testing import FakeMastodon
from mastodon_core.transport import check_head

context = ssl.create_default_context()
mastodon_requests.Mastodon(verify=context, proxies={"all": "http://proxy.example"})
mastodon_trio.Mastodon(verify=Path("ca.pem"), proxies=None)
FakeMastodon(verify=context, proxies={}, timeouts=Timeouts(pool=1, tls=2, write=3))

mastodon_trio.Mastodon(proxies={"all": None})  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]
mastodon_trio.Mastodon(verify=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

assert_type(Proxies.from_options({}).for_url("https://x.example"), Proxy | None)
assert_type(TlsFiles(context).context(), ssl.SSLContext)
assert_type(check_head(200, [("content-length", "7")]), dict[str, str])
