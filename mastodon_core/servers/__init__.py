"""The software of a server, the endpoints it supports, and the scopes they need."""

from ..helpers import InstanceInfo, Software, software
from ._capabilities import Support, required_scopes, supports
from ._catalog import Catalog, Entry, Match, catalog
from ._other_servers import LACKING

__all__ = [
    "LACKING",
    "Catalog",
    "Entry",
    "InstanceInfo",
    "Match",
    "Software",
    "Support",
    "catalog",
    "required_scopes",
    "software",
    "supports",
]
