"""Raw requests to an instance, for what a well-behaved client would not ask."""

from __future__ import annotations

import json
import re
from typing import Any

from mastodon_core.testing import OfflineInstance
from mastodon_core.transport import HttpRequest, HttpResponse


def ask(
    instance: OfflineInstance,
    method: str,
    path: str,
    body: dict[str, Any] | None = None,
    *,
    token: str | None = None,
    key: str | None = None,
) -> HttpResponse:
    """Send JSON and give the response."""
    headers = {"content-type": "application/json"}
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    if key is not None:
        headers["idempotency-key"] = key
    return instance.handle(
        HttpRequest(
            method=method,
            url=f"{instance.base_url}{path}",
            headers=headers,
            body=b"" if body is None else json.dumps(body).encode(),
        )
    )


def said(response: HttpResponse) -> tuple[int, Any]:
    """The status and the error, or the whole document where there is none."""
    document = json.loads(response.body)
    known = isinstance(document, dict) and "error" in document
    return response.status, document["error"] if known else document


class Person:
    """Somebody who asks an instance, with a token of their own."""

    def __init__(self, instance: OfflineInstance, name: str) -> None:
        self.instance = instance
        self.token = instance.token_for(name)
        self.id: str = self.get("/api/v1/accounts/verify_credentials")["id"]

    def ask(self, method: str, path: str, **body: Any) -> HttpResponse:
        return ask(self.instance, method, path, body, token=self.token)

    def get(self, path: str) -> Any:
        """The document that is there."""
        return self._done("GET", path)

    def post(self, path: str, **body: Any) -> Any:
        """What comes of it."""
        return self._done("POST", path, **body)

    def put(self, path: str, **body: Any) -> Any:
        return self._done("PUT", path, **body)

    def delete(self, path: str) -> Any:
        return self._done("DELETE", path)

    def refused(self, method: str, path: str, **body: Any) -> tuple[int, str]:
        """The status and the error of what is not done."""
        status, error = said(self.ask(method, path, **body))
        assert status >= 400, error
        return status, error

    def toot(self, status: str, **more: Any) -> str:
        """Post, and give the id."""
        id: str = self.post("/api/v1/statuses", status=status, **more)["id"]
        return id

    def status(self, id: str) -> Any:
        return self.get(f"/api/v1/statuses/{id}")

    def do(self, what: str, id: str, **body: Any) -> Any:
        """Do something with a status."""
        return self.post(f"/api/v1/statuses/{id}/{what}", **body)

    def ids(self, path: str) -> list[str]:
        return [item["id"] for item in self.get(path)]

    def told(self) -> list[str]:
        """The types of their notifications, the newest first."""
        return [about["type"] for about in self.get("/api/v1/notifications")]

    def _done(self, method: str, path: str, **body: Any) -> Any:
        status, document = said(self.ask(method, path, **body))
        assert status < 300, document
        return document


def links(response: HttpResponse) -> dict[str, str]:
    """The ``Link`` header: paths by what they lead to."""
    found = re.findall(r'<([^>]*)>; rel="(\w+)"', response.headers.get("link", ""))
    return {rel: url.removeprefix("https://offline.example") for url, rel in found}


def multipart(
    path: str, token: str, *parts: tuple[str, bytes], kind: bytes = b"image/png"
) -> HttpRequest:
    """A form; what is named ``file`` in it is one."""
    fields = list[bytes]()
    for name, data in parts:
        head = b'--x\r\nContent-Disposition: form-data; name="%b"' % name.encode()
        if name == "file":
            head += b'; filename="a"\r\nContent-Type: %b' % kind
        fields.append(b"%b\r\n\r\n%b\r\n" % (head, data))
    return HttpRequest(
        method="POST",
        url=f"https://offline.example{path}",
        headers={
            "authorization": f"Bearer {token}",
            "content-type": "multipart/form-data; boundary=x",
        },
        body=b"".join(fields) + b"--x--\r\n",
    )
