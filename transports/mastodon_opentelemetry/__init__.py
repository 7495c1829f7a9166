"""Traces and metrics of a client's requests, by OpenTelemetry.

`hooks` makes the `mastodon_core.Hooks` that do it. They follow the semantic conventions
for HTTP clients: each attempt to send a request is a span, and so is each redirect.
Nothing of a message is in it but the method, the URL without its query, and the status.
"""

from mastodon_core.transport import need

need("opentelemetry", "opentelemetry", __name__)

from ._hooks import hooks

__all__ = ["hooks"]
