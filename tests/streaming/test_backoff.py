"""Pauses before connecting again grow, are random, and have an end."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stream_server import Connection, ScriptedServer, lost, refused, update

from mastodon_core.streaming import EventStream, Stream, StreamCall, Waiting
from mastodon_core.streaming._backoff import FIRST, LONGEST, STABLE, Backoff
from mastodon_core.transport import MastodonError  # type: ignore[attr-defined]
