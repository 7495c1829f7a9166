"""What a server is, what it supports, and which scopes its endpoints need."""

from ._capabilities import Software, Support, Told, required_scopes, software, supports
from ._catalog import Catalog, Entry, catalog
from ._other_servers import LACKING

__all__ = [
    "LACKING",
    "Catalog",
    "Entry",
    "Software",
    "Support",
    "Told",
    "catalog",
    "required_scopes",
    "software",
    "supports",
]
