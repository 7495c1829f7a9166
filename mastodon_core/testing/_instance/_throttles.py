"""Rate limits, counted as Mastodon counts them."""

from __future__ import annotations

from datetime import UTC, datetime

from attrs import define, field

from ...session import Limit, limits_of

ACCOUNT = Limit("account", 1500, 300)


@define
class Throttles:
    """Counts requests in fixed windows, aligned to multiples of their length."""

    _counts: dict[tuple[str, str], tuple[float, int]] = field(
        factory=dict[tuple[str, str], tuple[float, int]]
    )

    def count(
        self,
        method: str,
        path: str,
        query: dict[str, object],
        *,
        token: str,
        account: str,
        now: datetime,
    ) -> tuple[bool, dict[str, str]]:
        """Count a request against each limit that applies.

        Returns:
            Whether the request is allowed, and the headers of the limit with the fewest
            requests left.
        """
        seconds = now.timestamp()
        told: tuple[float, int, Limit] | None = None
        for limit in (*limits_of(method, path, query), ACCOUNT):
            whose = token if limit.name == "general" else account
            end, count = self._counts.get((limit.name, whose), (0.0, 0))
            if end <= seconds:
                end, count = (seconds // limit.period + 1) * limit.period, 0
            self._counts[limit.name, whose] = end, count + 1
            left = limit.count - count - 1
            if told is None or left < told[1]:
                told = end, left, limit
        assert told is not None
        end, left, limit = told
        reset = datetime.fromtimestamp(end, UTC)
        return left >= 0, {
            "x-ratelimit-limit": str(limit.count),
            "x-ratelimit-remaining": str(max(0, left)),
            "x-ratelimit-reset": reset.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        }
