"""The web pages for logging in, and for showing the code."""

from __future__ import annotations

from html import escape

from ...http import HttpResponse
from ._params import Params, text


def code_page(params: Params) -> HttpResponse:
    """Show the authorization code."""
    return _html(f"<p>code: <code>{_escaped(params, 'code')}</code></p>")


def authorization_page(params: Params) -> HttpResponse:
    """Show the form for logging in."""
    return _html(_form(params))


def wrong_password_page(params: Params) -> HttpResponse:
    """Show the form again."""
    return _html(f"<p>Invalid username or password.</p>{_form(params)}", 422)


def _escaped(params: Params, name: str) -> str:
    return escape(text(params, name) or "")


def _form(params: Params) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{_escaped(params, name)}">'
        for name in params
        if name not in {"username", "password"}
    )
    return (
        '<form method="post" action="/oauth/authorize">'
        f"<p>Authorize this app to act for you: {_escaped(params, 'scope')}</p>{hidden}"
        '<label>User <input name="username"></label> '
        '<label>Password <input name="password" type="password"></label> '
        "<button>Authorize</button></form>"
    )


def _html(body: str, status: int = 200) -> HttpResponse:
    page = f"<!doctype html><title>Offline</title>{body}"
    headers = {"content-type": "text/html; charset=utf-8"}
    return HttpResponse(status=status, headers=headers, body=page.encode())
