"""Raw requests to an offline instance, for what a typed client would not send."""

from __future__ import annotations

import json
import re
from typing import Any

from mastodon_core.testing import OfflineInstance
from mastodon_core.transport import HttpRequest, HttpResponse


def send(
    instance: OfflineInstance,
    method: str,
    path: str,
    body: dict[str, Any] | None = None,
    *,
    token: str | None = None,
    key: str | None = None,
) -> HttpResponse:
    """Send JSON; returns the response."""
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


def outcome(response: HttpResponse) -> tuple[int, Any]:
    """The status code, and the error or else the whole document."""
    document = json.loads(response.body)
    known = isinstance(document, dict) and "error" in document
    return response.status, document["error"] if known else document


class Person:
    """A user of an instance, who sends raw requests with their token."""

    def __init__(self, instance: OfflineInstance, name: str) -> None:
        self.instance = instance
        self.token = instance.token_for(name)
        self.id: str = self.get("/api/v1/accounts/verify_credentials")["id"]

    def send(self, method: str, path: str, **body: Any) -> HttpResponse:
        return send(self.instance, method, path, body, token=self.token)

    def get(self, path: str) -> Any:
        """Send GET; returns the document."""
        return self._send_and_check("GET", path)

    def post(self, path: str, **body: Any) -> Any:
        """Send POST; returns the document."""
        return self._send_and_check("POST", path, **body)

    def put(self, path: str, **body: Any) -> Any:
        return self._send_and_check("PUT", path, **body)

    def delete(self, path: str) -> Any:
        return self._send_and_check("DELETE", path)

    def refused(self, method: str, path: str, **body: Any) -> tuple[int, str]:
        """Send a request that must fail; returns the status code and the error."""
        status, error = outcome(self.send(method, path, **body))
        assert status >= 400, error
        return status, error

    def toot(self, status: str, **more: Any) -> str:
        """Post a status; returns its id."""
        id: str = self.post("/api/v1/statuses", status=status, **more)["id"]
        return id

    def status(self, id: str) -> Any:
        return self.get(f"/api/v1/statuses/{id}")

    def do(self, action: str, id: str, **body: Any) -> Any:
        """Act on a status, such as ``favourite`` or ``pin``; returns the document."""
        return self.post(f"/api/v1/statuses/{id}/{action}", **body)

    def ids(self, path: str) -> list[str]:
        return [item["id"] for item in self.get(path)]

    def notification_types(self) -> list[str]:
        """The types of the user's notifications, newest first."""
        return [about["type"] for about in self.get("/api/v1/notifications")]

    def _send_and_check(self, method: str, path: str, **body: Any) -> Any:
        status, document = outcome(self.send(method, path, **body))
        assert status < 300, document
        return document


def links(response: HttpResponse) -> dict[str, str]:
    """The paths in the ``Link`` header, by ``rel``."""
    found = re.findall(r'<([^>]*)>; rel="(\w+)"', response.headers.get("link", ""))
    return {rel: url.removeprefix("https://offline.example") for url, rel in found}


def multipart(
    path: str, token: str, *parts: tuple[str, bytes], kind: bytes = b"image/png"
) -> HttpRequest:
    """A multipart request, where the part called ``file`` is a file."""
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
