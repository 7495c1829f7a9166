"""A client for the Mastodon API on asyncio and httpx: an example of a transport."""

import asyncio
from contextlib import suppress
from typing import Any

import attrs
import httpx
import mastodon_credentials
from mastodon_network import NetworkClient, Proxies, TlsFiles

from mastodon_core import AsyncMastodon, NetworkTimeout
from mastodon_core import transport as core


class Mastodon(NetworkClient, AsyncMastodon):
    def _prepare(self, tls: TlsFiles, proxies: Proxies) -> None:
        self._tls = tls.context()

    async def perform(self, step: core.WireStep) -> Any:
        try:
            match step:
                case core.HttpRequest(body=core.Multipart() as form):
                    hook = self.session.hooks.on_upload
                    with core.BodyReader(form, lambda p: open(p, "rb"), hook) as body:
                        length = {"content-length": str(len(body))}
                        return await self._send(step, _pieces(body), length)
                case core.HttpRequest():
                    return await self._send(step, step.body, {})
                case core.Sleep():
                    await asyncio.sleep(step.seconds)
                case core.WaitFor():
                    event = asyncio.Event()
                    step.signal.on_set(event.set)
                    with suppress(TimeoutError):
                        await asyncio.wait_for(event.wait(), step.seconds)
                case core.ReadFile():
                    return mastodon_credentials.read(step.path)
                case core.WriteFile():
                    mastodon_credentials.write(step.path, step.text)
        except BaseException as error:
            core.forget_locals(error, "httpx", "httpcore", "h11", "anyio", __name__)
            raise

    async def _send(self, message: core.HttpRequest, body: Any, own: Any) -> Any:
        method, url, most = message.method, message.url, self.max_response_bytes
        headers = {**message.headers, **own, "accept-encoding": core.ACCEPT_ENCODING}
        request = httpx.Request(method, url, headers=headers, content=body)
        request.extensions["timeout"] = attrs.asdict(self.timeouts)
        try:
            async with (
                asyncio.timeout(self.timeouts.total),
                httpx.AsyncHTTPTransport(verify=self._tls) as transport,
            ):
                response = await transport.handle_async_request(request)
                code = response.status_code
                head = core.check_head(code, response.headers.multi_items())
                data = core.BodyCollector.for_response(method, code, head, most)
                async for piece in response.aiter_raw():
                    data.receive(piece)
                return core.HttpResponse(status=code, headers=head, body=data.finish())
        except (TimeoutError, httpx.HTTPError) as error:
            kind = type(error).__name__.removesuffix("Timeout").lower()
            which: Any = "total" if isinstance(error, TimeoutError) else kind
            closed = "closed" in str(error) or "disconnected" in str(error)
            sent = not kind.startswith("connect")
            failure = core.network_error(EOFError() if closed else error, sent=sent)
            if isinstance(error, TimeoutError | httpx.TimeoutException):
                words = core.timeout_words(self.timeouts, which)
                failure = NetworkTimeout(words, sent=sent)
            failure.__cause__ = core.cause_without_secrets(error, message)
        raise failure


async def _pieces(body: core.BodyReader) -> Any:
    for piece in body:
        yield piece
        body.sent(len(piece))
